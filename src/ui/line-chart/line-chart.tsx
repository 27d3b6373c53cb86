import { createEffect, createMemo, createSignal, createUniqueId, type JSX, onCleanup, Show } from 'solid-js';
import { Portal } from 'solid-js/web';
import { type ChartLine, nearestIndex, type Reading, readLines } from './chart-data.ts';
import { pressChartKey } from './chart-keys.ts';
import { type ChartGestures, followPointer } from './gestures.ts';
import { nearestLine } from './hit.ts';
import './line-chart.css';
import { ChartMarkLine, ChartOverlay } from './overlay.tsx';
import { makeSvg } from './picture.ts';
import type { PlotModel } from './plot.ts';
import { describeChart, readingText, spokenText, xText } from './reading-text.ts';
import { readColours } from './theme.ts';
import type { TooltipPlace } from './tooltip.tsx';
import { usePlot } from './use-plot.ts';
import { type Range, withinExtent } from './zoom.ts';

export interface LineChartProps extends PlotModel {
  /** Accessible name. */
  readonly label: string;
  /** What x counts, before its value: 'Step'. */
  readonly xLabel: string;
  /** All there is, to zoom out to. */
  readonly extent: Range;
  /** null asks for everything. */
  readonly onRange: (range: Range | null) => void;
  /** Where the crosshair stands, maybe because of another chart; null for nowhere. */
  readonly cursor: number | null;
  readonly onCursor: (x: number | null) => void;
  /** A place that is marked for good, with what is read there. */
  readonly mark?: number | null;
  /** Id of the lines that stand out. */
  readonly lit: string | null;
  readonly onLit?: (id: string | null) => void;
  /** A line was clicked, or Enter pressed while it is lit. */
  readonly onPress?: (id: string, event: MouseEvent | KeyboardEvent) => void;
  /** Gives a way to make an SVG of what is shown. */
  readonly onPicture?: (makePicture: (title: string, note: string) => string) => void;
  readonly onFailed?: (error: unknown) => void;
}

/** Points within this many pixels are read as nearest when none lies under the crosshair. */
const READ_FAR_PX = 24;
/** A pointer this near to a line means it. */
const HIT_PX = 14;
const PICTURE_SIZE = { width: 960, height: 480 };

/** Lines over a shared x, on a canvas: drag to zoom, double click back, arrows, + − and 0 on the keyboard. */
export function LineChart(props: LineChartProps): JSX.Element {
  let host!: HTMLDivElement;
  const summaryId = createUniqueId();
  /** Where the pointer or the keyboard is; null while they are elsewhere. */
  const [hold, setHold] = createSignal<'pointer' | 'keys' | null>(null);
  const [pointerY, setPointerY] = createSignal(0);
  const { plot, frame } = usePlot(
    props,
    () => host,
    () => props.lit,
    (error) => props.onFailed?.(error),
  );
  const xScale = () => frame()?.x;
  const moveTo = (x: number | null): void => {
    const at = x === null ? -1 : nearestIndex(props.data.x, x);
    props.onCursor(at < 0 ? null : props.data.x[at]!);
  };
  const lineAt = (unit: number, up: number): string | null => {
    const made = plot();
    const seen = frame();
    if (!made || !seen) return null;
    const size = { width: made.plotWidth, height: made.over.clientHeight };
    const place = { x: unit * size.width, y: (1 - up) * size.height };
    return nearestLine(props.data, seen, size, place, HIT_PX)?.id ?? null;
  };
  const gestures: ChartGestures = {
    hover: (unit, up, event) => {
      setHold(unit === null ? null : 'pointer');
      setPointerY(event.clientY);
      moveTo(unit === null ? null : (xScale()?.fromUnit(unit) ?? null));
      props.onLit?.(unit === null ? null : lineAt(unit, up));
    },
    press: (unit, up, event) => {
      const id = lineAt(unit, up);
      // A finger looks before it leaps.
      if (id !== null && event.pointerType !== 'touch') props.onPress?.(id, event);
    },
    dragging: (span) => plot()?.select(...(span ?? ([0, 0] as const))),
    zoomTo: (span) => {
      const scale = xScale();
      if (!scale) return;
      const range = withinExtent([scale.fromUnit(span[0]), scale.fromUnit(span[1])], props.extent);
      if (range) props.onRange(range);
    },
    reset: () => props.onRange(null),
  };
  createEffect(() => {
    const over = plot()?.over;
    if (over) onCleanup(followPointer(over, gestures));
  });
  createEffect(() => {
    props.onPicture?.((title, note) =>
      makeSvg({ title, note, data: props.data, frame: frame()!, ...PICTURE_SIZE }, readColours(host)),
    );
  });
  const unit = () => unitInView(xScale()?.toUnit(props.cursor ?? Number.NaN));
  const readAt = (x: number, place: number | null, lines: readonly ChartLine[]): readonly Reading[] => {
    const made = plot();
    const scale = xScale();
    if (place === null || !made || !scale || lines.length === 0) return [];
    const perPixel = Math.abs(scale.fromUnit(place + 1 / made.plotWidth) - scale.fromUnit(place));
    return readLines({ x: props.data.x, lines }, x, perPixel * 0.6, perPixel * READ_FAR_PX);
  };
  const markUnit = () => unitInView(xScale()?.toUnit(props.mark ?? Number.NaN));
  const markText = createMemo(() => {
    const { mark } = props;
    if (mark === null || mark === undefined) return '';
    const [first] = readAt(mark, markUnit(), props.data.lines);
    const place = `${props.xLabel} ${xText(props.kind, mark)}`.trim();
    return first ? `${place}: ${readingText(first)}` : place;
  });
  const readings = createMemo((): readonly Reading[] => {
    if (props.cursor === null) return [];
    const { data } = props;
    // Only the chart that is looked at says it all.
    const lines =
      hold() !== null || data.lines.length < 2
        ? data.lines
        : data.lines.filter((line) => line.id === props.lit);
    return readAt(props.cursor, unit(), lines);
  });
  const heading = () => `${props.xLabel} ${xText(props.kind, props.cursor ?? Number.NaN)}`.trim();
  const tooltipPlace = (at: number): TooltipPlace => {
    const box = plot()!.over.getBoundingClientRect();
    return {
      x: box.left + at * box.width,
      y: hold() === 'pointer' ? pointerY() : (box.top + box.bottom) / 2,
    };
  };
  return (
    <div
      ref={host}
      class="line-chart"
      tabindex="0"
      role="application"
      aria-roledescription="line chart"
      aria-label={props.label}
      aria-describedby={summaryId}
      onKeyDown={(event) => {
        const cursor = hold() === null ? null : props.cursor;
        const held = cursor === null ? [] : readings();
        if (!pressChartKey(event, props, cursor, moveTo, held)) return;
        setHold('keys');
        event.preventDefault();
        event.stopPropagation();
      }}
      onBlur={() => {
        if (hold() === null) return;
        setHold(null);
        props.onCursor(null);
        props.onLit?.(null);
      }}
    >
      <p id={summaryId} class="unseen">
        {describeChart(props.data, props.kind, props.range)} Arrow keys read values, plus and minus zoom, 0
        shows all.
      </p>
      <p class="unseen" aria-live="polite">
        <Show when={hold() === 'keys' && props.cursor !== null}>{spokenText(heading(), readings())}</Show>
      </p>
      <Show when={plot()?.over} keyed>
        {(over) => (
          <Portal mount={over} ref={(wrapper) => wrapper.classList.add('chart-overlay')}>
            <Show when={markUnit() !== null}>
              <ChartMarkLine unit={markUnit() ?? 0} text={markText()} />
            </Show>
            <ChartOverlay
              unit={unit()}
              isHeld={hold() !== null}
              heading={heading()}
              readings={readings()}
              isOnlyLine={props.data.lines.length === 1}
              lit={props.lit}
              placeOf={tooltipPlace}
            />
          </Portal>
        )}
      </Show>
    </div>
  );
}

/** A place that can be seen; rounding may put the first and last points a hair outside. */
function unitInView(unit: number | undefined): number | null {
  return unit !== undefined && unit >= -0.001 && unit <= 1.001 ? unit : null;
}
