import {
  createEffect,
  createMemo,
  createSignal,
  createUniqueId,
  type JSX,
  on,
  onCleanup,
  onMount,
  Show,
} from 'solid-js';
import { Portal } from 'solid-js/web';
import type { XKind } from './axis-scale.ts';
import { type ChartData, nearestIndex, type Reading, readLines } from './chart-data.ts';
import type { Frame } from './draw.ts';
import { type ChartGestures, followPointer } from './gestures.ts';
import './line-chart.css';
import { loadUPlot, type UPlotClass } from './load-uplot.ts';
import { makeSvg } from './picture.ts';
import { Plot } from './plot.ts';
import { describeChart, readingText, xText } from './reading-text.ts';
import { readColours, watchTheme } from './theme.ts';
import { ChartTooltip } from './tooltip.tsx';
import { type Range, withinExtent, zoomAbout } from './zoom.ts';

export interface LineChartProps {
  /** Accessible name. */
  readonly label: string;
  /** What x counts, before its value: 'Step'. */
  readonly xLabel: string;
  readonly data: ChartData;
  readonly kind: XKind;
  readonly log: boolean;
  /** Visible stretch of x. */
  readonly range: Range;
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
const LEAST_SIZE_PX = 40;

/** Lines over a shared x, on a canvas: drag to zoom, double click back, arrows, + − and 0 on the keyboard. */
export function LineChart(props: LineChartProps): JSX.Element {
  let host!: HTMLDivElement;
  const summaryId = createUniqueId();
  const [library, setLibrary] = createSignal<UPlotClass | null>(null);
  const [size, setSize] = createSignal({ width: 0, height: 0 });
  const [cursor, setCursor] = createSignal<number | null>(null);
  const [isSpoken, setIsSpoken] = createSignal(false);
  const { plot, frame } = usePlot(props, () => host, library, size);

  onMount(() => {
    let isGone = false;
    loadUPlot().then(
      (loaded) => !isGone && setLibrary(() => loaded),
      (error: unknown) => props.onFailed?.(error),
    );
    const observer = new ResizeObserver(() =>
      setSize({ width: host.clientWidth, height: host.clientHeight }),
    );
    observer.observe(host);
    onCleanup(() => {
      isGone = true;
      observer.disconnect();
    });
  });

  const moveTo = (x: number | null): void => {
    const at = x === null ? -1 : nearestIndex(props.data.x, x);
    setCursor(at < 0 ? null : props.data.x[at]!);
  };
  const gestures: ChartGestures = {
    hover: (unit) => {
      setIsSpoken(false);
      moveTo(unit === null ? null : (frame()?.x.fromUnit(unit) ?? null));
    },
    dragging: (span) => plot()?.select(...(span ?? ([0, 0] as const))),
    zoomTo: (span) => {
      const scale = frame()?.x;
      const range = scale && withinExtent([scale.fromUnit(span[0]), scale.fromUnit(span[1])], props.extent);
      if (range) props.onRange(range);
    },
    reset: () => props.onRange(null),
  };
  createEffect(() => {
    const over = plot()?.over;
    if (over) onCleanup(followPointer(over, gestures));
  });
  createEffect(() => {
    props.onPicture?.((title, note) => {
      const { data } = props;
      return makeSvg({ title, note, data, frame: frame()!, width: 960, height: 480 }, readColours(host));
    });
  });

  const readings = createMemo((): readonly Reading[] => {
    const at = cursor();
    const made = plot();
    const scale = frame()?.x;
    if (at === null || !made || !scale) return [];
    const perPixel = (scale.fromUnit(1) - scale.fromUnit(0)) / Math.max(1, made.plotWidth);
    return readLines(props.data, at, perPixel * 0.6, perPixel * READ_FAR_PX);
  });
  const heading = (x: number): string => `${props.xLabel} ${xText(props.kind, x)}`;
  const handleKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!pressKey(event, props, cursor(), moveTo)) return;
    setIsSpoken(true);
    event.preventDefault();
    event.stopPropagation();
  };
  const cursorUnit = createMemo(() => {
    const x = cursor();
    const unit = x === null ? undefined : frame()?.x.toUnit(x);
    return unit !== undefined && unit >= -0.001 && unit <= 1.001 ? unit : null;
  });

  return (
    <div
      ref={host}
      class="line-chart"
      tabindex="0"
      role="application"
      aria-roledescription="line chart"
      aria-label={props.label}
      aria-describedby={summaryId}
      onKeyDown={handleKey}
      onBlur={() => moveTo(null)}
    >
      <p id={summaryId} class="unseen">
        {describeChart(props.data, props.kind, props.range)} Arrow keys read values, plus and minus zoom, 0
        shows all.
      </p>
      <p class="unseen" aria-live="polite">
        <Show when={isSpoken() && cursor() !== null}>{spokenText(heading(cursor()!), readings())}</Show>
      </p>
      <Show when={plot()?.over} keyed>
        {(over) => (
          <Portal mount={over} ref={(wrapper) => wrapper.classList.add('chart-overlay')}>
            <Show when={cursorUnit() !== null}>
              <span class="chart-crosshair" style={{ '--at': cursorUnit()! }} />
              <Show when={readings().length > 0}>
                <ChartTooltip heading={heading(cursor()!)} readings={readings()} unit={cursorUnit()!} />
              </Show>
            </Show>
          </Portal>
        )}
      </Show>
    </div>
  );
}

/** Keeps a plot in step with the properties, the size of its host and the theme. */
function usePlot(
  props: LineChartProps,
  host: () => HTMLElement,
  library: () => UPlotClass | null,
  size: () => { readonly width: number; readonly height: number },
): { readonly plot: () => Plot | null; readonly frame: () => Frame | null } {
  const [plot, setPlot] = createSignal<Plot | null>(null);
  const [frame, setFrame] = createSignal<Frame | null>(null);
  const model = createMemo(() => ({
    data: props.data,
    range: props.range,
    kind: props.kind,
    log: props.log,
  }));
  let shown: { model: unknown; size: unknown; plot: Plot } | null = null;
  const theme = watchTheme();
  createEffect(() => {
    const made = library();
    const wanted = model();
    const place = size();
    if (!made || place.width < LEAST_SIZE_PX || place.height < LEAST_SIZE_PX) return;
    if (shown?.plot.fits(wanted)) {
      if (shown.model !== wanted) shown.plot.update(wanted);
      if (shown.size !== place) shown.plot.resize(place);
    } else {
      shown?.plot.destroy();
      const next = new Plot(made, host(), wanted, readColours(host()), place);
      shown = { plot: next, model: wanted, size: place };
      setPlot(next);
    }
    shown.model = wanted;
    shown.size = place;
    setFrame(shown.plot.frame);
  });
  createEffect(on(theme, () => shown?.plot.recolour(readColours(host())), { defer: true }));
  onCleanup(() => shown?.plot.destroy());
  return { plot, frame };
}

/** Whether the key meant something here. */
function pressKey(
  event: KeyboardEvent,
  props: LineChartProps,
  cursor: number | null,
  moveTo: (x: number | null) => void,
): boolean {
  const { data, range, extent } = props;
  const zoom = (factor: number): void => {
    const middle =
      cursor !== null && cursor >= range[0] && cursor <= range[1] ? cursor : (range[0] + range[1]) / 2;
    props.onRange(zoomAbout(range, middle, factor, extent));
  };
  const stride = event.shiftKey ? Math.max(1, Math.round(data.x.length / 20)) : 1;
  switch (event.key) {
    case 'ArrowRight':
      moveTo(stepFrom(data.x, cursor, stride, range));
      return true;
    case 'ArrowLeft':
      moveTo(stepFrom(data.x, cursor, -stride, range));
      return true;
    case 'Home':
      moveTo(range[0]);
      return true;
    case 'End':
      moveTo(range[1]);
      return true;
    case '+':
    case '=':
      zoom(0.5);
      return true;
    case '-':
      zoom(2);
      return true;
    case '0':
      props.onRange(null);
      return true;
    case 'Escape':
      if (cursor === null) return false;
      moveTo(null);
      return true;
    default:
      return false;
  }
}

/** The next different x in a direction, kept within the range. */
function stepFrom(x: Float64Array, cursor: number | null, stride: number, range: Range): number {
  if (cursor === null) return stride > 0 ? range[0] : range[1];
  let at = nearestIndex(x, cursor) + stride;
  while (x[at] === cursor) at += Math.sign(stride);
  const next = x[Math.max(0, Math.min(x.length - 1, at))] ?? cursor;
  return Math.max(range[0], Math.min(range[1], next));
}

const MOST_SPOKEN = 6;

function spokenText(heading: string, readings: readonly Reading[]): string {
  const spoken = readings
    .slice(0, MOST_SPOKEN)
    .map((reading) => `${reading.line.label} ${readingText(reading)}`);
  const more = readings.length - spoken.length;
  return [heading, ...spoken, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
