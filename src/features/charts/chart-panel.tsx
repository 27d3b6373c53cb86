import { createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { useQuery } from '../../state/query.ts';
import { createIdle } from '../../ui/idle.ts';
import type { MenuItem } from '../../ui/menu.tsx';
import { ChartBody } from './chart-body.tsx';
import { type DownloadKind, downloadChart } from './chart-download.ts';
import { ChartLegend } from './chart-legend.tsx';
import { type ChartInput, createChartState } from './chart-state.ts';
import { ChartToolbar } from './chart-toolbar.tsx';
import { settingsText } from './chart-words.ts';
import { useWall } from './wall-store.ts';

const TOOLS_WITHIN_MS = 400;

export interface ChartPanelProps extends ChartInput {
  /** Names the figure: the metric's key, or what a person called the chart. */
  readonly name: string;
  /** Shown instead of the name, where its section has said the beginning. */
  readonly title: string;
  readonly hideTitle?: boolean;
  /** A step that somebody came for. */
  readonly markStep?: number | null | undefined;
  readonly onExpand?: () => void;
  readonly items?: readonly MenuItem[];
}

/** Metrics of some runs: toolbar, lines, and what there is to say about them. */
export function ChartPanel(props: ChartPanelProps): JSX.Element {
  let body!: HTMLDivElement;
  let makePicture: ((title: string, note: string) => string) | null = null;
  const { api } = useQuery();
  const wall = useWall();
  const { widthPx, isSeen } = createSeenWidth(() => body);
  const state = createChartState(props, widthPx, isSeen);
  // Most of what a card is made of: a wall that scrolls by shows its lines first.
  const hasTools = createIdle(TOOLS_WITHIN_MS);
  const download = (kind: DownloadKind): void => {
    const asked = state.query();
    const how = settingsText(state.settings(), wall.scene.groups() !== null);
    const note = [how, ...state.notes()].join(' · ');
    const file = `${wall.scene.title()} ${props.name}`;
    if (asked) void downloadChart(kind, file, asked, api, () => makePicture?.(props.name, note));
  };
  return (
    <figure class="chart-panel" aria-label={props.name} aria-busy={state.isLoading()}>
      <div class="chart-head">
        <figcaption class="cut" title={props.name} classList={{ unseen: props.hideTitle === true }}>
          {props.title}
        </figcaption>
        <Show when={hasTools() || props.hideTitle}>
          <ChartToolbar
            id={props.id}
            isZoomed={state.zoom() !== null}
            onResetZoom={() => state.setZoom(null)}
            onExpand={props.onExpand}
            onDownload={download}
            items={props.items}
          />
        </Show>
      </div>
      <div ref={body} class="chart-body">
        <ChartBody
          state={state}
          label={props.name}
          markStep={props.markStep}
          onPicture={(make) => {
            makePicture = make;
          }}
        />
      </div>
      <Show when={state.notes().length > 0}>
        <p class="chart-notes" title={state.notes().join(' · ')}>
          {state.notes().join(' · ')}
        </p>
      </Show>
      {/* On a card the wall's own legend or the table serves all; large, or with several metrics, it needs one. */}
      <Show
        when={
          (props.hideTitle === true || props.ys.length > 1) &&
          state.data().lines.length + wall.off().length > 1
        }
      >
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

/**
 * Pixels across the plotting area, rounded up; 0 until the element was near the window for a moment. `isSeen`: it is near
 * the window now.
 */
function createSeenWidth(element: () => HTMLElement): {
  readonly widthPx: () => number;
  readonly isSeen: () => boolean;
} {
  const [widthPx, setWidthPx] = createSignal(0);
  const [isSeen, setIsSeen] = createSignal(false);
  let hasBegun = false;
  const sizes = new ResizeObserver(() => {
    const inner = element().clientWidth - FRAME_PX;
    if (inner > -FRAME_PX) setWidthPx(Math.max(1, Math.ceil(inner / WIDTH_STEP_PX)) * WIDTH_STEP_PX);
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isFirst = true;
  const begin = (): void => {
    setIsSeen(true);
    if (!hasBegun) sizes.observe(element());
    hasBegun = true;
  };
  const sights = new IntersectionObserver(
    (entries) => {
      clearTimeout(timer);
      // Where it was made nothing is passing by.
      if (entries.at(-1)?.isIntersecting === true) {
        if (isFirst) begin();
        else timer = setTimeout(begin, SETTLE_MS);
      } else setIsSeen(false);
      isFirst = false;
    },
    { rootMargin: `${NEAR_PX}px 0px` },
  );
  onMount(() => sights.observe(element()));
  onCleanup(() => {
    clearTimeout(timer);
    sights.disconnect();
    sizes.disconnect();
  });
  return { widthPx, isSeen };
}
