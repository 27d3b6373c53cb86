import { createEffect, createMemo, createSignal, createUniqueId, type JSX, onCleanup, Show } from 'solid-js';
import { Portal } from 'solid-js/web';
import { nearestIndex, type Reading, readLines } from './chart-data.ts';
import { pressChartKey } from './chart-keys.ts';
import { type ChartGestures, followPointer } from './gestures.ts';
import './line-chart.css';
import { makeSvg } from './picture.ts';
import type { PlotModel } from './plot.ts';
import { describeChart, spokenText, xText } from './reading-text.ts';
import { readColours } from './theme.ts';
import { ChartTooltip } from './tooltip.tsx';
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
  /** Gives a way to make an SVG of what is shown. */
  readonly onPicture?: (makePicture: (title: string, note: string) => string) => void;
  readonly onFailed?: (error: unknown) => void;
}

/** Points within this many pixels are read as nearest when none lies under the crosshair. */
const READ_FAR_PX = 24;
const PICTURE_SIZE = { width: 960, height: 480 };

/** Lines over a shared x, on a canvas: drag to zoom, double click back, arrows, + − and 0 on the keyboard. */
export function LineChart(props: LineChartProps): JSX.Element {
  let host!: HTMLDivElement;
  const summaryId = createUniqueId();
  const [cursor, setCursor] = createSignal<number | null>(null);
  const [isSpoken, setIsSpoken] = createSignal(false);
  const { plot, frame } = usePlot(
    props,
    () => host,
    (error) => props.onFailed?.(error),
  );
  const xScale = () => frame()?.x;
  const moveTo = (x: number | null): void => {
    const at = x === null ? -1 : nearestIndex(props.data.x, x);
    setCursor(at < 0 ? null : props.data.x[at]!);
  };
  const gestures: ChartGestures = {
    hover: (unit) => {
      setIsSpoken(false);
      moveTo(unit === null ? null : (xScale()?.fromUnit(unit) ?? null));
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
  const readings = createMemo((): readonly Reading[] => {
    const at = cursor();
    const made = plot();
    const scale = xScale();
    if (at === null || !made || !scale) return [];
    const perPixel = (scale.fromUnit(1) - scale.fromUnit(0)) / Math.max(1, made.plotWidth);
    return readLines(props.data, at, perPixel * 0.6, perPixel * READ_FAR_PX);
  });
  const heading = () => `${props.xLabel} ${xText(props.kind, cursor() ?? Number.NaN)}`.trim();
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
        if (!pressChartKey(event, props, cursor(), moveTo)) return;
        setIsSpoken(true);
        event.preventDefault();
        event.stopPropagation();
      }}
      onBlur={() => moveTo(null)}
    >
      <p id={summaryId} class="unseen">
        {describeChart(props.data, props.kind, props.range)} Arrow keys read values, plus and minus zoom, 0
        shows all.
      </p>
      <p class="unseen" aria-live="polite">
        <Show when={isSpoken() && cursor() !== null}>{spokenText(heading(), readings())}</Show>
      </p>
      <Show when={plot()?.over} keyed>
        {(over) => (
          <Portal mount={over} ref={(wrapper) => wrapper.classList.add('chart-overlay')}>
            <Crosshair
              unit={unitInView(xScale()?.toUnit(cursor() ?? Number.NaN))}
              heading={heading()}
              isOnlyLine={props.data.lines.length === 1}
              readings={readings()}
            />
          </Portal>
        )}
      </Show>
    </div>
  );
}

function Crosshair(props: {
  readonly unit: number | null;
  readonly heading: string;
  readonly isOnlyLine: boolean;
  readonly readings: readonly Reading[];
}): JSX.Element {
  return (
    <Show when={props.unit !== null}>
      <span class="chart-crosshair" style={{ '--at': props.unit! }} />
      <Show when={props.readings.length > 0}>
        <ChartTooltip
          heading={props.heading}
          readings={props.readings}
          isOnlyLine={props.isOnlyLine}
          unit={props.unit!}
        />
      </Show>
    </Show>
  );
}

/** A place that can be seen; rounding may put the first and last points a hair outside. */
function unitInView(unit: number | undefined): number | null {
  return unit !== undefined && unit >= -0.001 && unit <= 1.001 ? unit : null;
}
