import { ATTRIBUTE_COLUMNS } from '../../../domain/attribute-columns.ts';
import type { ColumnInfo } from '../../../rpc/query-api.ts';
import type { ReportContent, ReportOutline } from '../../../rpc/report-api.ts';
import type { PickOption } from '../../../ui/pick-button.tsx';

const ATTRIBUTES = new Map<string, string>(ATTRIBUTE_COLUMNS.map(({ id, label }) => [id, label]));

export function columnText(id: string): string {
  return ATTRIBUTES.get(id) ?? id.replace(/^(?:metrics|params|tags)\./, '');
}

/** What a part is called in the list of parts. */
export function blockLabel(block: ReportContent): string {
  switch (block.kind) {
    case 'text':
      return 'Text';
    case 'table':
      return 'Table of runs';
    case 'lines':
      return 'Line chart';
    case 'plot':
      return { bar: 'Bar chart', scatter: 'Scatter', parallel: 'Parallel coordinates' }[block.chart.kind];
    case 'side-by-side':
      return block.title || 'Side by side';
    case 'notes':
      return 'Notes of runs';
    case 'models':
      return 'Registered models';
  }
}

/** What it is about; '' where its name says all. */
export function blockSubject(block: ReportContent): string {
  switch (block.kind) {
    case 'text':
      return block.text.trim().split('\n', 1)[0]!.slice(0, 80) || 'nothing written yet';
    case 'table':
      return block.columns
        .filter((id) => id !== 'name')
        .map(columnText)
        .join(', ');
    case 'lines':
      return block.title || block.ys.join(', ');
    case 'plot': {
      const { chart } = block;
      if (chart.title !== '') return chart.title;
      if (chart.kind === 'bar') return columnText(chart.y);
      if (chart.kind === 'scatter') return `${columnText(chart.y)} by ${columnText(chart.x)}`;
      return chart.axes.map(({ column }) => columnText(column)).join(', ');
    }
    case 'side-by-side':
      return block.sections.join(', ');
    default:
      return '';
  }
}

/** Columns for a table, or for an axis: names of runs have no place on one. */
export function columnOptions(columns: readonly ColumnInfo[], isAxis: boolean): readonly PickOption[] {
  const own = columns.filter(({ kind, filled }) => kind !== 'attribute' && filled > 0);
  const attributes = ATTRIBUTE_COLUMNS.filter(({ id }) => id !== 'name' && !(isAxis && id === 'models'));
  return [
    ...own.map(({ id }) => ({ value: id, label: id })),
    ...attributes.map(({ id, label }) => ({ value: id, label })),
  ];
}

export function metricOptions({ metrics }: ReportOutline): readonly PickOption[] {
  return metrics.map(({ key }) => ({ value: key, label: key }));
}

export const AXES = [
  ['step', 'Step'],
  ['relative', 'Relative time'],
  ['time', 'Wall time'],
  ['epoch', 'Epoch'],
] as const;
