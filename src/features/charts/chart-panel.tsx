import {
  createEffect,
  createMemo,
  createSignal,
  For,
  type JSX,
  Match,
  on,
  onCleanup,
  onMount,
  Show,
  Switch,
} from 'solid-js';
import type { MetricKey, RunKey } from '../../domain/ids.ts';
import { runColour } from '../../domain/run-colour.ts';
import type { SeriesQuery, XAxis } from '../../rpc/query-api.ts';
import { useQuery } from '../../state/query.ts';
import { Button } from '../../ui/button.tsx';
import {
  type ChartData,
  extentInView,
  LineChart,
  needsSymlog,
  type Range,
  renderPng,
  type XKind,
} from '../../ui/line-chart/index.ts';
import { saveBlob, toFileName } from '../../ui/save-blob.ts';
import { showToast } from '../../ui/toast.tsx';
import { ChartToolbar } from './chart-toolbar.tsx';
import { AXIS_LABELS, chartNotes } from './chart-words.ts';
import { createSeriesAnswer, type SeriesAnswer } from './series-answer.ts';

export interface ChartRun {
  readonly run: RunKey;
  readonly name: string;
}

export interface ChartPanelProps {
  readonly runs: readonly ChartRun[];
  readonly metric: MetricKey;
  /** Shown instead of the metric's key, where its section has said the beginning. */
  readonly title: string;
  readonly axis: XAxis;
  readonly onAxis: (axis: XAxis) => void;
  readonly log: boolean;
  readonly onLog: (log: boolean) => void;
  readonly onExpand?: () => void;
  readonly hideTitle?: boolean;
}

const KINDS: Readonly<Record<XAxis, XKind>> = { step: 'number', time: 'time', relative: 'duration' };

/** Axis and padding beside the lines, about; a query need not be asked again for a few pixels. */
const FRAME_PX = 56;
const WIDTH_STEP_PX = 64;

/** One metric of some runs: toolbar, lines, and what there is to say about them. */
export function ChartPanel(props: ChartPanelProps): JSX.Element {
  let body!: HTMLDivElement;
  const { api } = useQuery();
  const [range, setRange] = createSignal<Range | null>(null);
  const [widthPx, setWidthPx] = createSignal(0);
  const [drawFailure, setDrawFailure] = createSignal<string | null>(null);
  let makePicture: ((title: string, note: string) => string) | null = null;

  onMount(() => {
    const observer = new ResizeObserver(() => {
      const width = Math.ceil((body.clientWidth - FRAME_PX) / WIDTH_STEP_PX) * WIDTH_STEP_PX;
      if (body.clientWidth > 0) setWidthPx(Math.max(WIDTH_STEP_PX, width));
    });
    observer.observe(body);
    onCleanup(() => observer.disconnect());
  });
  // The old stretch means nothing on another axis or for another metric.
  createEffect(on([() => props.axis, () => props.metric], () => setRange(null), { defer: true }));

  const query = createMemo((): SeriesQuery | null =>
    widthPx() === 0
      ? null
      : {
          runs: props.runs.map((one) => one.run),
          metric: props.metric,
          axis: props.axis,
          range: range(),
          widthPx: widthPx(),
        },
  );
  const { answer, isLoading, failure, retry } = createSeriesAnswer(query);
  const data = createMemo(() => toChartData(answer(), props.runs));
  /** What is drawn while the next answer is under way: the new stretch of the points at hand. */
  const visible = createMemo((): Range | null => {
    const shown = answer();
    if (!shown?.result.extent) return null;
    return (shown.query.axis === props.axis ? range() : shown.query.range) ?? shown.result.extent;
  });
  const notes = createMemo(() => {
    const shown = answer();
    const seen = visible();
    if (!shown || !seen) return [];
    const isSymlog = props.log && needsSymlog(extentInView(data(), ...seen));
    return chartNotes(shown.result, shown.query.axis, seen, isSymlog);
  });

  const download = async (what: 'csv' | 'png' | 'svg'): Promise<void> => {
    const asked = query();
    try {
      if (what === 'csv' && asked) saveBlob(await api.seriesCsv(asked), toFileName(props.metric, 'csv'));
      const svg =
        what !== 'csv' && makePicture?.(props.metric, [AXIS_LABELS[props.axis], ...notes()].join(' · '));
      if (svg && what === 'svg')
        saveBlob(new Blob([svg], { type: 'image/svg+xml' }), toFileName(props.metric, 'svg'));
      if (svg && what === 'png') saveBlob(await renderPng(svg), toFileName(props.metric, 'png'));
    } catch (error) {
      showToast({
        text: `The download failed: ${error instanceof Error ? error.message : String(error)}`,
        tone: 'failed',
      });
    }
  };

  return (
    <figure class="chart-panel" aria-label={props.metric} aria-busy={isLoading()}>
      <div class="chart-head">
        <figcaption class="cut" title={props.metric} classList={{ unseen: props.hideTitle === true }}>
          {props.title}
        </figcaption>
        <ChartToolbar
          axis={props.axis}
          onAxis={props.onAxis}
          log={props.log}
          onLog={props.onLog}
          isZoomed={range() !== null}
          onResetZoom={() => setRange(null)}
          onExpand={props.onExpand}
          onDownload={(what) => void download(what)}
        />
      </div>
      <div ref={body} class="chart-body">
        <Switch fallback={<div class="chart-skeleton" />}>
          <Match when={failure() ?? drawFailure()}>
            {(message) => (
              <div class="chart-state">
                <p>This chart could not be drawn.</p>
                <p class="muted">{message()}</p>
                <Button small onClick={retry}>
                  Try again
                </Button>
              </div>
            )}
          </Match>
          <Match when={answer() && !visible()}>
            <div class="chart-state muted">
              <p>{emptyText(answer()!)}</p>
            </div>
          </Match>
          <Match when={visible()}>
            {(seen) => (
              <LineChart
                label={`${props.metric}, line chart`}
                xLabel={answer()!.query.axis === 'step' ? 'Step' : ''}
                data={data()}
                kind={KINDS[answer()!.query.axis]}
                log={props.log}
                range={seen()}
                extent={answer()!.result.extent!}
                onRange={setRange}
                onPicture={(make) => {
                  makePicture = make;
                }}
                onFailed={(error) => setDrawFailure(error instanceof Error ? error.message : String(error))}
              />
            )}
          </Match>
        </Switch>
      </div>
      <Show when={notes().length > 0}>
        <p class="chart-notes cut" title={notes().join(' · ')}>
          {notes().join(' · ')}
        </p>
      </Show>
      <Show when={props.runs.length > 1 && visible()}>
        <ul class="chart-legend">
          <For each={data().lines}>
            {(line) => (
              <li>
                <span
                  class="chart-swatch"
                  classList={{ 'is-dashed': line.dashed }}
                  style={{ '--swatch': line.colour }}
                />
                <span class="cut">{line.label}</span>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </figure>
  );
}

function toChartData(answer: SeriesAnswer | null, runs: readonly ChartRun[]): ChartData {
  if (!answer) return { x: new Float64Array(), lines: [] };
  const names = new Map(runs.map((one) => [one.run, one.name]));
  const lines = answer.result.lines.map((line) => {
    const { hue, dashed } = runColour(line.run);
    return {
      id: line.run,
      label: names.get(line.run) || line.run.slice(0, 8),
      colour: `var(--run-${hue})`,
      // With one line there is nothing to tell apart.
      dashed: dashed && answer.result.lines.length > 1,
      y: line.y,
      breaks: line.breaks,
      marks: line.marks,
    };
  });
  return { x: answer.result.x, lines };
}

function emptyText({ query, result }: SeriesAnswer): string {
  const unplaced = result.lines.some((line) => line.unplaced > 0);
  if (unplaced)
    return query.axis === 'step'
      ? 'No step was logged with these points.'
      : 'No time was logged with these points.';
  return 'No points were logged.';
}
