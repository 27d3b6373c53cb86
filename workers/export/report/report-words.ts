import { ATTRIBUTE_COLUMNS } from '../../../src/domain/attribute-columns.ts';
import { parseColumnId } from '../../../src/domain/column-id.ts';
import type { ChartX, ParallelAxis } from '../../../src/domain/view-state.ts';
import type { ReportPlot } from '../../../src/rpc/report-api.ts';

const ATTRIBUTES = new Map<string, string>(ATTRIBUTE_COLUMNS.map(({ id, label }) => [id, label]));

/** What a column is called where its kind goes without saying. */
export function columnLabel(id: string): string {
  const ref = parseColumnId(id);
  switch (ref.kind) {
    case 'attribute':
      return ATTRIBUTES.get(ref.id) ?? ref.id;
    case 'metric':
      return ref.stat === 'last' ? ref.key : `${ref.stat} ${ref.key}`;
    case 'metric-at':
      return `${ref.key} @ best ${ref.bestOf}`;
    case 'param':
    case 'tag':
      return ref.key;
  }
}

const AXES: Readonly<Record<string, string>> = {
  step: 'Step',
  relative: 'Relative time',
  time: 'Wall time',
  epoch: 'Epoch',
};

export function axisLabel(axis: ChartX): string {
  return AXES[axis] ?? axis.replace(/^metrics\./, '');
}

export function plotTitle(chart: ReportPlot): string {
  if (chart.title !== '') return chart.title;
  switch (chart.kind) {
    case 'bar':
      return columnLabel(chart.y);
    case 'scatter':
      return `${columnLabel(chart.y)} by ${columnLabel(chart.x)}`;
    case 'parallel':
      return parallelTitle(chart.axes);
  }
}

/** The last axis is what the others are about. */
function parallelTitle(axes: readonly ParallelAxis[]): string {
  const names = axes.map(({ column }) => columnLabel(column));
  const last = names.pop() ?? 'Parallel coordinates';
  return names.length === 0 ? last : `${last} by ${names.join(', ')}`;
}
