import {
  extentOf,
  hasPlace,
  makePlotColumn,
  type PlotColumn,
  valueText,
} from '../../../../src/base/axis/plot-column.ts';
import { formatPlural } from '../../../../src/base/format.ts';
import { quantile, sortedFinite, summariseBox } from '../../../../src/base/quartiles.ts';
import { parseColumnId } from '../../../../src/domain/column-id.ts';
import type { RunKey } from '../../../../src/domain/ids.ts';
import {
  type BarModel,
  type ChartModel,
  type Look,
  type MarkModel,
  shadeOfLook,
} from '../../../../src/report/chart/chart-model.ts';
import type { ColumnId, ColumnValues } from '../../../../src/rpc/query-api.ts';
import type { ReportContent, ReportPlot } from '../../../../src/rpc/report-api.ts';
import { type Html, html, NOTHING, name } from '../html.ts';
import type { BlockParts, ReportContext } from '../report-context.ts';
import { columnLabel, plotTitle } from '../report-words.ts';
import { figureHtml } from './figure.ts';

/** Marks of a picture; more cannot be told apart, and the file would be heavy. */
const MOST_MARKS = 2000;
const MOST_BARS = 24;
/** Runs have numbers of their own among the marks, far from those of lines and groups. */
const MARKS_FROM = 100_000;
const UNITS: Readonly<Record<string, 'time' | 'duration'>> = { started: 'time', duration: 'duration' };

type PlotContent = Extract<ReportContent, { kind: 'plot' }>;
type Made = { readonly model: ChartModel; readonly legend: Html; readonly notes: readonly string[] };

/** A plot of the values of all runs that match. */
export async function* plotBlock({ chart }: PlotContent, context: ReportContext): BlockParts {
  const values = await loadValues(columnsOf(chart), context);
  const made = makePlot(chart, values, context);
  const title = plotTitle(chart);
  yield made
    ? figureHtml({ id: context.nextId(), title, values: NOTHING, ...made })
    : html`<figure class="card wide"><figcaption><h3>${name(title)}</h3></figcaption><p class="note">No run has a value to draw.</p></figure>`;
}

interface Values {
  readonly runs: readonly RunKey[];
  readonly names: readonly string[];
  /** Null for runs without lines. */
  readonly looks: readonly (Look | null)[];
  readonly columns: ReadonlyMap<ColumnId, PlotColumn>;
  /** Runs that match and were not taken. */
  readonly leftOut: number;
}

function columnsOf(chart: ReportPlot): readonly ColumnId[] {
  switch (chart.kind) {
    case 'bar':
      return [chart.y];
    case 'scatter':
      return [chart.x, chart.y, ...(chart.colour === '' ? [] : [chart.colour])];
    case 'parallel':
      return [...chart.axes.map(({ column }) => column), ...(chart.colour === '' ? [] : [chart.colour])];
  }
}

async function loadValues(columns: readonly ColumnId[], { source }: ReportContext): Promise<Values> {
  const { session, summary, experimentNames } = source;
  const rows = await session.firstRuns(summary.table, MOST_MARKS);
  const runs = rows.map(({ run }) => run);
  const loaded = await session.columnValues(summary.table, columns, runs);
  const named = (column: ColumnValues['columns'][number]) =>
    column.column === 'experiment' && column.texts
      ? { ...column, texts: column.texts.map((key) => key && (experimentNames.get(key) ?? key)) }
      : column;
  return {
    runs,
    names: rows.map((row) => row.name),
    looks: runs.map((run) => source.lookOf(run)),
    leftOut: summary.matchCount - runs.length,
    columns: new Map(
      loaded.columns.map((column) => [
        column.column,
        makePlotColumn(columnLabel(column.column), named(column), UNITS[column.column] ?? 'number'),
      ]),
    ),
  };
}

function makePlot(chart: ReportPlot, values: Values, context: ReportContext): Made | null {
  switch (chart.kind) {
    case 'bar':
      return makeBars(chart.y, plotTitle(chart), values, context);
    case 'scatter': {
      const [x, y] = [values.columns.get(chart.x)!, values.columns.get(chart.y)!];
      const colour = values.columns.get(chart.colour) ?? null;
      const kept = marksWhere(values, (mark) => hasPlace(x, mark) && hasPlace(y, mark));
      if (kept.length === 0) return null;
      const { marks, legend } = shadedMarks(values, kept, colour, context);
      const model: ChartModel = {
        kind: 'scatter',
        name: plotTitle(chart),
        x: only(x, kept),
        y: only(y, kept),
        colour: colour && only(colour, kept),
        logX: chart.logX,
        logY: chart.logY,
        marks,
      };
      return { model, legend, notes: notesOf(values, kept.length) };
    }
    case 'parallel': {
      const axes = chart.axes.map(({ column, log, flip }) => ({
        column: values.columns.get(column)!,
        log,
        flip,
      }));
      const colour = values.columns.get(chart.colour) ?? null;
      const kept = marksWhere(values, (mark) => axes.some(({ column }) => hasPlace(column, mark)));
      if (kept.length === 0) return null;
      const { marks, legend } = shadedMarks(values, kept, colour, context);
      const model: ChartModel = {
        kind: 'parallel',
        name: plotTitle(chart),
        axes: axes.map((axis) => ({ ...axis, column: only(axis.column, kept) })),
        marks,
      };
      return { model, legend, notes: notesOf(values, kept.length) };
    }
  }
}

function marksWhere(values: Values, keeps: (mark: number) => boolean): readonly number[] {
  return values.runs.flatMap((_, mark) => (keeps(mark) ? [mark] : []));
}

function only(column: PlotColumn, marks: readonly number[]): PlotColumn {
  return { ...column, values: Float64Array.from(marks, (mark) => column.values[mark]!) };
}

function notesOf({ runs, leftOut }: Values, drawn: number): string[] {
  return [
    `${formatPlural(drawn, 'run')} drawn`,
    ...(runs.length > drawn ? [`${formatPlural(runs.length - drawn, 'run')} without a value`] : []),
    ...(leftOut > 0 ? [`${formatPlural(leftOut, 'run')} left out`] : []),
  ];
}

/** Steps of the ramp that the style sheet knows. */
const SHADES = 9;
const MOST_WORDS = 9;

function shadedMarks(
  values: Values,
  kept: readonly number[],
  colour: PlotColumn | null,
  { source }: ReportContext,
): { readonly marks: readonly MarkModel[]; readonly legend: Html } {
  const lines = new Map(source.drawn.map(({ run }, of) => [run, of]));
  const shade = shadeOf(values, colour);
  const marks = kept.map((mark) => ({
    of: source.groups ? MARKS_FROM + mark : (lines.get(values.runs[mark]!) ?? MARKS_FROM + mark),
    name: values.names[mark]!,
    shade: shade(mark),
  }));
  return { marks, legend: colour ? colourLegend(colour) : NOTHING };
}

function shadeOf({ looks }: Values, colour: PlotColumn | null): (mark: number) => string {
  if (!colour) return (mark) => shadeOfLook(looks[mark] ?? null);
  const { values } = colour;
  if (colour.unit === 'words')
    return (mark) => (Number.isFinite(values[mark]!) ? `k${Math.min(MOST_WORDS, values[mark]!)}` : 'none');
  const [low, high] = rampEnds(values);
  return (mark) => {
    if (!Number.isFinite(values[mark]!)) return 'none';
    const unit = high > low ? (values[mark]! - low) / (high - low) : 0.5;
    return `r${Math.round(Math.max(0, Math.min(1, unit)) * (SHADES - 1))}`;
  };
}

/** Outliers would give all others one colour: of many values the ramp ends where the tails begin. */
function rampEnds(values: Float64Array): readonly [low: number, high: number] {
  const sorted = sortedFinite(values);
  const { min, max } = extentOf(values);
  if (sorted.length < 20) return [min, max];
  const [low, high] = [quantile(sorted, 0.05), quantile(sorted, 0.95)];
  return high > low && max - min > (high - low) * 2 ? [low, high] : [min, max];
}

function colourLegend(colour: PlotColumn): Html {
  if (colour.unit === 'words') {
    const shown = colour.words.slice(0, MOST_WORDS);
    const rest = colour.words.length - shown.length;
    const entries = shown.map(
      (word, i) =>
        html`<li><span class="key"><span class="swatch k${i}"></span>${name(word || '""')}</span></li>`,
    );
    const others =
      rest > 0
        ? [
            html`<li><span class="key"><span class="swatch k${MOST_WORDS}"></span>${formatPlural(rest, 'other')}</span></li>`,
          ]
        : [];
    return html`<ul class="legend" aria-label="${colour.label}">${entries}${others}</ul>`;
  }
  const [low, high] = rampEnds(colour.values);
  const { min, max } = extentOf(colour.values);
  return html`<p class="ramp-legend"><span>${name(colour.label)}</span> <span>${low > min ? '≤ ' : ''}${valueText(colour, low)}</span><span class="ramp" aria-hidden="true"></span><span>${high < max ? '≥ ' : ''}${valueText(colour, high)}</span></p>`;
}

function makeBars(id: ColumnId, title: string, values: Values, { source }: ReportContext): Made | null {
  const column = values.columns.get(id)!;
  if (column.unit === 'words') return null;
  const bars = source.groups
    ? groupBars(column, values, source.groups)
    : runBars(
        column,
        values,
        source.drawn.map(({ run }) => run),
      );
  if (bars.length === 0) return null;
  const ref = parseColumnId(id);
  const key = ref.kind === 'metric' || ref.kind === 'metric-at' ? ref.key : '';
  const direction = source.summary.columns.find((info) => info.id === `metrics.${key}`)?.direction;
  const sign = direction === 'lower' ? 1 : -1;
  bars.sort((a, b) => (a.value - b.value) * sign);
  const shown = bars.slice(0, MOST_BARS);
  const notes = [
    source.groups ? 'mean of each group, whisker: standard deviation' : formatPlural(shown.length, 'run'),
    ...(bars.length > MOST_BARS
      ? [`${direction ? 'the best' : 'the greatest'} ${MOST_BARS} of ${bars.length}`]
      : []),
    ...(values.leftOut > 0 ? [`${formatPlural(values.leftOut, 'run')} left out`] : []),
  ];
  return { model: { kind: 'bars', name: title, label: column.label, bars: shown }, legend: NOTHING, notes };
}

function runBars(column: PlotColumn, { runs, names, looks }: Values, lines: readonly RunKey[]): BarModel[] {
  const ofRun = new Map(lines.map((run, of) => [run, of]));
  return runs.flatMap((run, mark): BarModel[] => {
    const value = column.values[mark]!;
    if (!Number.isFinite(value)) return [];
    const of = ofRun.get(run) ?? MARKS_FROM + mark;
    return [
      {
        of,
        name: names[mark]!,
        look: looks[mark] ?? null,
        value,
        text: valueText(column, value),
        error: null,
      },
    ];
  });
}

function groupBars(
  column: PlotColumn,
  { runs }: Values,
  groups: NonNullable<ReportContext['source']['groups']>,
): BarModel[] {
  const markOf = new Map(runs.map((run, mark) => [run, mark]));
  return groups.flatMap(({ of, name: label, look, runs: members }): BarModel[] => {
    const found = members.map((run) => column.values[markOf.get(run) ?? -1] ?? Number.NaN);
    const summary = summariseBox(Float64Array.from(found));
    if (!summary) return [];
    const finite = found.filter(Number.isFinite);
    const spread = Math.sqrt(
      finite.reduce((sum, value) => sum + (value - summary.mean) ** 2, 0) / Math.max(1, finite.length - 1),
    );
    const error = summary.n > 1 ? ([summary.mean - spread, summary.mean + spread] as const) : null;
    return [
      {
        of,
        name: label,
        look,
        value: summary.mean,
        text: `${valueText(column, summary.mean)}, n ${summary.n}`,
        error,
      },
    ];
  });
}
