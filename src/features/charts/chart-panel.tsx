import { createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js';
import type { XAxis } from '../../rpc/query-api.ts';
import { useQuery } from '../../state/query.ts';
import { ChartBody } from './chart-body.tsx';
import { type DownloadKind, downloadChart } from './chart-download.ts';
import { ChartLegend } from './chart-legend.tsx';
import { type ChartInput, createChartState } from './chart-state.ts';
import { ChartToolbar } from './chart-toolbar.tsx';
import { AXIS_LABELS } from './chart-words.ts';

export interface ChartPanelProps extends ChartInput {
  /** Shown instead of the metric's key, where its section has said the beginning. */
  readonly title: string;
  readonly hideTitle?: boolean;
  readonly onAxis: (axis: XAxis) => void;
  readonly onLog: (log: boolean) => void;
  readonly onExpand?: () => void;
}

/** One metric of some runs: toolbar, lines, and what there is to say about them. */
export function ChartPanel(props: ChartPanelProps): JSX.Element {
  let body!: HTMLDivElement;
  let makePicture: ((title: string, note: string) => string) | null = null;
  const { api } = useQuery();
  const state = createChartState(
    props,
    createSeenWidth(() => body),
  );
  const download = (kind: DownloadKind): void => {
    const asked = state.query();
    const note = [AXIS_LABELS[props.axis], ...state.notes()].join(' · ');
    if (asked) void downloadChart(kind, asked, api, () => makePicture?.(props.metric, note));
  };
  return (
    <figure class="chart-panel" aria-label={props.metric} aria-busy={state.isLoading()}>
      <div class="chart-head">
        <figcaption class="cut" title={props.metric} classList={{ unseen: props.hideTitle === true }}>
          {props.title}
        </figcaption>
        <ChartToolbar
          axis={props.axis}
          onAxis={props.onAxis}
          log={props.log}
          onLog={props.onLog}
          isZoomed={state.range() !== null}
          onResetZoom={() => state.setRange(null)}
          onExpand={props.onExpand}
          onDownload={download}
        />
      </div>
      <div ref={body} class="chart-body">
        <ChartBody
          state={state}
          label={props.metric}
          log={props.log}
          onPicture={(make) => {
            makePicture = make;
          }}
        />
      </div>
      <Show when={state.notes().length > 0}>
        <p class="chart-notes cut" title={state.notes().join(' · ')}>
          {state.notes().join(' · ')}
        </p>
      </Show>
      {/* On a card the wall's own legend serves all; large, the chart stands alone. */}
      <Show when={props.hideTitle === true && props.runs.length > 1 && state.visible()}>
        <ChartLegend lines={state.data().lines} />
      </Show>
    </figure>
  );
}

/** Axis and padding beside the lines, about. */
const FRAME_PX = 56;
/** A query need not be asked again for a few pixels. */
const WIDTH_STEP_PX = 64;
/** Charts begin this far outside the window. */
const NEAR_PX = 200;
/** Long enough that what a fast scroll passes by is never asked for. */
const SETTLE_MS = 60;

/** Pixels across the plotting area, rounded up; 0 until the element was near the window for a moment. */
function createSeenWidth(element: () => HTMLElement): () => number {
  const [widthPx, setWidthPx] = createSignal(0);
  const sizes = new ResizeObserver(() => {
    const inner = element().clientWidth - FRAME_PX;
    if (inner > -FRAME_PX) setWidthPx(Math.max(1, Math.ceil(inner / WIDTH_STEP_PX)) * WIDTH_STEP_PX);
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const sights = new IntersectionObserver(
    (entries) => {
      clearTimeout(timer);
      if (entries.at(-1)?.isIntersecting !== true) return;
      timer = setTimeout(() => {
        sights.disconnect();
        sizes.observe(element());
      }, SETTLE_MS);
    },
    { rootMargin: `${NEAR_PX}px 0px` },
  );
  onMount(() => sights.observe(element()));
  onCleanup(() => {
    clearTimeout(timer);
    sights.disconnect();
    sizes.disconnect();
  });
  return widthPx;
}
