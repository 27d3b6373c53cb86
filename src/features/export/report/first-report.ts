import { parseColumnId } from '../../../domain/column-id.ts';
import { settingsOf } from '../../../domain/line-settings.ts';
import { compareMainMetrics } from '../../../domain/main-metric.ts';
import { type ChartsView, FIRST_VIEW, type MadeChart } from '../../../domain/view-state.ts';
import type { ColumnInfo, MetricOverview } from '../../../rpc/query-api.ts';
import type { ReportContent, ReportOutline, ReportPlot, ReportRuns } from '../../../rpc/report-api.ts';
import type { ExportSubject } from '../../../state/export-subject.ts';

/** The runs that are selected, or those of the table as it is filtered and sorted. */
export type ReportScope = 'selected' | 'table';

export function reportScopes({ selected }: ExportSubject): readonly ReportScope[] {
  return selected.length > 0 ? ['selected', 'table'] : ['table'];
}

export function runsOf(subject: ExportSubject, scope: ReportScope): ReportRuns {
  const { experiments, selected } = subject;
  const view = subject.view ?? FIRST_VIEW;
  const isChosen = scope === 'selected';
  const table: ReportRuns['table'] = {
    experiments: isChosen ? 'all' : experiments,
    runs: isChosen ? selected : null,
    sort: view.sort,
    // Whoever has chosen runs means them, whatever the table hides.
    lifecycle: isChosen || view.showsDeleted ? 'all' : 'active',
    archived: isChosen || view.showsArchived,
    started: isChosen ? null : view.started,
    filter: isChosen ? '' : view.filter,
    groupBy: view.groupBy,
    aggregate: view.aggregate,
    foldedGroups: [],
    folded: [],
    tree: false,
  };
  if (isChosen) return { table, drawn: { mode: 'none', count: 0, hidden: [], shown: selected } };
  const { drawn } = view;
  if (drawn.mode !== 'selected') return { table, drawn };
  const shown = [...selected, ...drawn.shown];
  const isNone = shown.length === 0;
  return { table, drawn: isNone ? FIRST_VIEW.drawn : { ...drawn, mode: 'none', shown } };
}

const FIRST_METRICS = 6;
const FIRST_PARAMS = 4;

/** What a report begins with: the table and the charts as the screen has them, and what was recorded of the runs. */
export function firstContents(subject: ExportSubject, outline: ReportOutline): readonly ReportContent[] {
  const charts = subject.view?.charts ?? FIRST_VIEW.charts;
  const isOne = outline.runs === 1;
  const lines = mainMetrics(outline).map((metric) => lineContent(metric, charts));
  const made = charts.made.flatMap((chart) => toContent(chart, charts));
  return [
    { kind: 'text', text: '' },
    ...(isOne ? [] : [{ kind: 'table', columns: subject.columns ?? firstColumns(outline.columns) } as const]),
    ...made,
    ...(made.length + lines.length > 0 ? lines : firstPlots(outline)),
    isOne
      ? sideBySide('Parameters', ['params'], false)
      : sideBySide('Differences', ['params', 'metrics', 'datasets'], true),
    ...(outline.notes > 0 ? [{ kind: 'notes' } as const] : []),
    ...(outline.versions > 0 ? [{ kind: 'models' } as const] : []),
    ...(outline.hasOrigins ? [sideBySide('Source and environment', ['source', 'environment'], false)] : []),
  ];
}

type SideBySide = Extract<ReportContent, { kind: 'side-by-side' }>;

export function sideBySide(
  title: string,
  sections: SideBySide['sections'],
  onlyDifferent: boolean,
): SideBySide {
  return { kind: 'side-by-side', title, sections, onlyDifferent };
}

/** A metric or parameter that so few of the runs have tells little of them together. */
const SELDOM = 0.2;

/** What tells the runs apart first. */
export function firstColumns(columns: readonly ColumnInfo[]): readonly string[] {
  const metrics = frequent(columns, 'metric').toSorted((a, b) => compareMainMetrics(claim(a), claim(b)));
  const params = frequent(columns, 'param').filter(({ distinct }) => distinct > 1);
  const chosen = [...metrics.slice(0, FIRST_METRICS), ...params.slice(0, FIRST_PARAMS)];
  return ['name', 'status', ...chosen.map(({ id }) => id), 'started', 'duration'];
}

function frequent(columns: readonly ColumnInfo[], kind: ColumnInfo['kind']): readonly ColumnInfo[] {
  const own = columns.filter((info) => info.kind === kind);
  const most = own.reduce((greatest, { filled }) => Math.max(greatest, filled), 0);
  return own.filter(({ filled }) => filled >= most * SELDOM);
}

function claim({ key, filled, direction }: ColumnInfo) {
  return { key, runs: filled, direction };
}

/** For runs of which no metric has a course. */
function firstPlots(outline: ReportOutline): readonly ReportContent[] {
  if (outline.runs < 2 || !outline.columns.some(({ kind }) => kind === 'metric')) return [];
  const parallel = firstPlot('parallel', outline);
  const isTelling = parallel.kind === 'parallel' && parallel.axes.length > 2;
  return [
    { kind: 'plot', chart: firstPlot('bar', outline) },
    ...(isTelling ? [{ kind: 'plot', chart: parallel } as const] : []),
  ];
}

/** What counts the steps is no course of its own. */
const COUNTERS = /(?:^|\/)(?:epochs?|steps?|global_step|iterations?)$/;

/** Those with a course, the ones that stand for the runs first. */
export function mainMetrics({ metrics, columns }: ReportOutline): readonly MetricOverview[] {
  const directions = new Map(columns.map(({ id, direction }) => [id, direction]));
  const claimOf = ({ key, runs }: MetricOverview) => ({
    key,
    runs,
    direction: directions.get(`metrics.${key}`) ?? null,
  });
  return metrics
    .filter(({ key, mostPoints }) => mostPoints > 1 && !key.startsWith('system/') && !COUNTERS.test(key))
    .toSorted((a, b) => compareMainMetrics(claimOf(a), claimOf(b)))
    .slice(0, FIRST_METRICS);
}

export function lineContent(
  { key, x }: Pick<MetricOverview, 'key' | 'x'>,
  charts: ChartsView,
): ReportContent {
  const line = settingsOf(charts, key, x === undefined ? null : `metrics.${x}`);
  return { kind: 'lines', title: '', ys: [key], line };
}

/** Kinds of charts that a report cannot hold yet are left out; the dialog says which. */
export function toContent(chart: MadeChart, charts: ChartsView): readonly ReportContent[] {
  if (chart.kind === 'line')
    return [{ kind: 'lines', title: chart.title, ys: chart.ys, line: settingsOf(charts, chart.id) }];
  return isReportPlot(chart) && isComplete(chart) ? [{ kind: 'plot', chart }] : [];
}

export function isReportPlot(chart: MadeChart): chart is ReportPlot {
  return chart.kind === 'bar' || chart.kind === 'scatter' || chart.kind === 'parallel';
}

function isComplete(chart: ReportPlot): boolean {
  if (chart.kind === 'bar') return chart.y !== '';
  return chart.kind === 'scatter' ? chart.x !== '' && chart.y !== '' : chart.axes.length > 0;
}

/** First choices for a plot that is added: the main metric, and parameters in which runs differ. */
export function firstPlot(kind: ReportPlot['kind'], outline: ReportOutline): ReportPlot {
  const ids = firstColumns(outline.columns);
  const metrics = ids.filter((id) => parseColumnId(id).kind === 'metric');
  const params = ids.filter((id) => parseColumnId(id).kind === 'param');
  const y = metrics[0] ?? 'duration';
  const base = { id: crypto.randomUUID(), title: '' };
  switch (kind) {
    case 'bar':
      return { ...base, kind, y };
    case 'scatter':
      return {
        ...base,
        kind,
        x: params[0] ?? metrics[1] ?? 'started',
        y,
        colour: '',
        size: '',
        logX: false,
        logY: false,
        front: null,
      };
    case 'parallel':
      return {
        ...base,
        kind,
        axes: [...params, ...metrics.slice(0, 2).reverse()].map((column) => ({
          column,
          log: false,
          flip: false,
        })),
        colour: y,
      };
  }
}
