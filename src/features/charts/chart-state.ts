import { type Accessor, createEffect, createMemo, createSignal, on } from 'solid-js';
import type { MetricKey, RunKey } from '../../domain/ids.ts';
import { runColour } from '../../domain/run-colour.ts';
import type { SeriesQuery, XAxis } from '../../rpc/query-api.ts';
import { type ChartData, extentInView, needsSymlog, type Range } from '../../ui/line-chart/index.ts';
import { chartNotes } from './chart-words.ts';
import { createSeriesAnswer, type SeriesAnswer, type SeriesAnswerState } from './series-answer.ts';

export interface ChartRun {
  readonly run: RunKey;
  readonly name: string;
}

export interface ChartInput {
  readonly runs: readonly ChartRun[];
  readonly metric: MetricKey;
  readonly axis: XAxis;
  readonly log: boolean;
}

export interface ChartState extends SeriesAnswerState {
  readonly query: Accessor<SeriesQuery | null>;
  readonly data: Accessor<ChartData>;
  /** What is zoomed to, null for everything. */
  readonly range: Accessor<Range | null>;
  readonly setRange: (range: Range | null) => void;
  /** What is drawn: while the next answer is under way, the new stretch of the points at hand. */
  readonly visible: Accessor<Range | null>;
  readonly notes: Accessor<readonly string[]>;
}

export function createChartState(input: ChartInput, widthPx: Accessor<number>): ChartState {
  const [range, setRange] = createSignal<Range | null>(null);
  // The old stretch means nothing on another axis or for another metric.
  createEffect(on([() => input.axis, () => input.metric], () => setRange(null), { defer: true }));
  const query = createMemo((): SeriesQuery | null => {
    if (widthPx() === 0) return null;
    const runs = input.runs.map((one) => one.run);
    return { runs, metric: input.metric, axis: input.axis, range: range(), widthPx: widthPx() };
  });
  const answers = createSeriesAnswer(query);
  const data = createMemo(() => toChartData(answers.answer(), input.runs));
  const visible = createMemo((): Range | null => {
    const shown = answers.answer();
    if (!shown?.result.extent) return null;
    return (shown.query.axis === input.axis ? range() : shown.query.range) ?? shown.result.extent;
  });
  const notes = createMemo((): readonly string[] => {
    const shown = answers.answer();
    const seen = visible();
    if (!shown || !seen) return [];
    const isSymlog = input.log && needsSymlog(extentInView(data(), ...seen));
    return chartNotes(shown.result, shown.query.axis, seen, isSymlog);
  });
  return { ...answers, query, data, range, setRange: (next) => void setRange(next), visible, notes };
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
