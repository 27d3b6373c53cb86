import { ATTRIBUTE_COLUMNS } from '../../../domain/attribute-columns.ts';
import type { ColumnId, ColumnInfo } from '../../../rpc/query-api.ts';
import type { PickOption } from '../../../ui/pick-button.tsx';

const ATTRIBUTE_LABELS = new Map<string, string>(ATTRIBUTE_COLUMNS.map(({ id, label }) => [id, label]));

export function columnLabel(column: ColumnId): string {
  return ATTRIBUTE_LABELS.get(column) ?? column;
}

/** Attributes that have a place on an axis of numbers. */
const NUMBER_ATTRIBUTES = ['started', 'duration'];
/** Attributes that are texts of their own in nearly every run. */
const NAMES = ['name', 'run', 'models'];

export function isNumberColumn({ id, kind, numeric }: ColumnInfo): boolean {
  return kind === 'metric' || (kind === 'attribute' ? NUMBER_ATTRIBUTES.includes(id) : numeric);
}

/** Choices for an axis: parameters and metrics first, those where runs differ before those where they do not. */
export function axisOptions(columns: readonly ColumnInfo[], onlyNumbers: boolean): readonly PickOption[] {
  return columns
    .filter((column) => (onlyNumbers ? isNumberColumn(column) : !NAMES.includes(column.id)))
    .filter((column) => column.filled > 0 || column.kind === 'attribute')
    .sort((a, b) => rank(a) - rank(b) || compareText(a.id, b.id))
    .map(({ id }) => ({ value: id, label: columnLabel(id) }));
}

function rank({ kind, distinct }: ColumnInfo): number {
  const byKind = { metric: 0, param: 1, tag: 2, attribute: 3 }[kind];
  return byKind + (distinct > 1 ? 0 : 10);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
