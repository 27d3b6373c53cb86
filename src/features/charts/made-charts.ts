import type { ChartsView, MadeChart, MadeChartKind } from '../../domain/view-state.ts';

export const MADE_KINDS: readonly { readonly kind: MadeChartKind; readonly label: string }[] = [
  { kind: 'line', label: 'Line' },
  { kind: 'bar', label: 'Bar' },
  { kind: 'scatter', label: 'Scatter' },
  { kind: 'box', label: 'Box plot' },
  { kind: 'histogram', label: 'Histogram' },
  { kind: 'parallel', label: 'Parallel coordinates' },
  { kind: 'contour', label: 'Contour' },
  { kind: 'importance', label: 'Parameter importance' },
  { kind: 'images', label: 'Images' },
];

/** What a chart is called where nobody named it. */
export function titleOf(chart: MadeChart): string {
  if (chart.title !== '') return chart.title;
  return subjectOf(chart) || kindLabel(chart);
}

/** What it shows: 'rmse by max_depth'; '' where nothing was chosen yet. */
function subjectOf(chart: MadeChart): string {
  switch (chart.kind) {
    case 'line':
      return chart.ys.join(', ');
    case 'bar':
      return shortColumn(chart.y);
    case 'scatter':
      return `${shortColumn(chart.y)} by ${shortColumn(chart.x)}`;
    case 'contour':
      return `${shortColumn(chart.z)} by ${shortColumn(chart.x)} and ${shortColumn(chart.y)}`;
    case 'box':
      return chart.by === '' ? shortColumn(chart.y) : `${shortColumn(chart.y)} by ${shortColumn(chart.by)}`;
    case 'histogram':
      return `Histogram of ${shortColumn(chart.x)}`;
    case 'importance':
      return `Importance for ${shortColumn(chart.target)}`;
    case 'images':
      return chart.key;
    case 'parallel':
      return parallelSubject(chart.axes.map(({ column }) => column));
  }
}

/** The last axis is what the others are about. */
function parallelSubject(axes: readonly string[]): string {
  const names = axes.map(shortColumn);
  const last = names.pop();
  if (last === undefined || names.length === 0) return last ?? '';
  return `${last} by ${names.join(', ')}`;
}

function shortColumn(id: string): string {
  return id.replace(/^(?:metrics|params|tags)\./, '') || id;
}

function kindLabel(chart: MadeChart): string {
  return MADE_KINDS.find(({ kind }) => kind === chart.kind)?.label ?? chart.kind;
}

export function putChart(view: ChartsView, chart: MadeChart): ChartsView {
  const isKnown = view.made.some((one) => one.id === chart.id);
  const made = isKnown ? view.made.map((one) => (one.id === chart.id ? chart : one)) : [...view.made, chart];
  return { ...view, made };
}

/** The copy stands right after what it was made from, with its own settings. */
export function duplicateChart(view: ChartsView, id: string, newId: string): ChartsView {
  const at = view.made.findIndex((one) => one.id === id);
  const source = view.made[at];
  if (!source) return view;
  const made = [...view.made];
  made.splice(at + 1, 0, { ...source, id: newId });
  const settings = Object.hasOwn(view.own, id) ? { [newId]: view.own[id]! } : {};
  return { ...view, made, own: { ...view.own, ...settings } };
}

export function removeChart(view: ChartsView, id: string): ChartsView {
  const own = Object.fromEntries(Object.entries(view.own).filter(([key]) => key !== id));
  return { ...view, made: view.made.filter((one) => one.id !== id), own };
}

export function moveChart(view: ChartsView, id: string, by: number): ChartsView {
  const at = view.made.findIndex((one) => one.id === id);
  const chart = view.made[at];
  const to = at + by;
  if (!chart || to < 0 || to >= view.made.length) return view;
  const made = view.made.filter((one) => one.id !== id);
  made.splice(to, 0, chart);
  return { ...view, made };
}
