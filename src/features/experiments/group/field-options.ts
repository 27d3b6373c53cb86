import { ATTRIBUTE_COLUMNS } from '../../../domain/attribute-columns.ts';
import { type ColumnId, type ColumnInfo, DISTINCT_CAP } from '../../../rpc/query-api.ts';

/** What runs can be grouped by besides what they logged. */
const GROUPING_ATTRIBUTES: ReadonlyMap<ColumnId, string> = new Map([
  ...['status', 'user', 'datasets', 'models', 'source', 'version', 'origin', 'experiment'].map(
    (id) => [id, ATTRIBUTE_COLUMNS.find((one) => one.id === id)?.label ?? id] as const,
  ),
  ['parent', 'Parent run'] as const,
]);

export interface FieldOption {
  readonly id: ColumnId;
  readonly label: string;
  /** Distinct values, capped as the worker counts them; 0 where that is not known. */
  readonly distinct: number;
}

/** A field as the panels write it: `params.model`, 'Status'. */
export function fieldLabel(id: ColumnId): string {
  return GROUPING_ATTRIBUTES.get(id) ?? id;
}

/** In short, for buttons and rows of groups: `model`, 'Status'. */
export function shortFieldLabel(id: ColumnId): string {
  return GROUPING_ATTRIBUTES.get(id) ?? id.replace(/^(?:params|tags)\./, '');
}

/** Fields to group by: what tells runs apart without giving each a group of its own comes first. */
export function groupingFields(infos: readonly ColumnInfo[]): readonly FieldOption[] {
  const logged = infos
    .filter((info) => info.kind === 'param' || info.kind === 'tag')
    .map((info) => ({ id: info.id, label: info.id, distinct: info.distinct, filled: info.filled }))
    .toSorted((a, b) => rank(a) - rank(b) || b.filled - a.filled || (a.id < b.id ? -1 : 1));
  const attributes = [...GROUPING_ATTRIBUTES].map(([id, label]) => ({ id, label, distinct: 0, filled: 0 }));
  const firstUseless = logged.findIndex(({ distinct }) => distinct <= 1);
  return logged.toSpliced(firstUseless < 0 ? logged.length : firstUseless, 0, ...attributes);
}

function rank({ distinct, filled }: { readonly distinct: number; readonly filled: number }): number {
  if (distinct <= 1) return 2;
  return distinct < filled ? 0 : 1;
}

/** '3 values'; '50+ values' where the worker stopped counting. */
export function distinctText(distinct: number): string {
  if (distinct === 1) return '1 value';
  return `${distinct}${distinct >= DISTINCT_CAP ? '+' : ''} values`;
}
