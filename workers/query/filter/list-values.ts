import { type FilterField, isNumberField } from '../../../src/domain/filter/fields.ts';
import type { ValueCount, ValueQuery } from '../../../src/rpc/query-api.ts';
import type { EditedTable } from '../edited-table.ts';
import { scopeOf } from '../scope-runs.ts';
import { makeEditedRow } from './edited-row.ts';

/** Longer values are read, not chosen from a list. */
const MAX_VALUE_LENGTH = 300;
const MAX_LISTED = 200;

/** Values of a text field among the runs of a scope; a field of numbers has none to list. */
export function listValues(table: EditedTable, query: ValueQuery): readonly ValueCount[] {
  if (isNumberField(query.field)) return [];
  const counts = countValues(table, query);
  const typed = query.typed.toLowerCase();
  const found: (ValueCount & { readonly begins: boolean })[] = [];
  for (const [value, runs] of counts) {
    const at = value.toLowerCase().indexOf(typed);
    if (at >= 0 && value.length <= MAX_VALUE_LENGTH) found.push({ value, runs, begins: at === 0 });
  }
  found.sort(
    (a, b) => Number(b.begins) - Number(a.begins) || b.runs - a.runs || (a.value < b.value ? -1 : 1),
  );
  return found.slice(0, Math.min(query.limit, MAX_LISTED)).map(({ value, runs }) => ({ value, runs }));
}

function countValues(table: EditedTable, query: ValueQuery): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const { rows } = scopeOf(table, { ...query, runs: null });
  for (const row of rowsWith(table, query.field, rows)) {
    for (const text of new Set(makeEditedRow(table, row).texts(query.field)))
      counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}

/** A parameter that few of many runs have is not looked for in all of them. */
function rowsWith(table: EditedTable, field: FilterField, scope: Uint32Array): Iterable<number> {
  if (field.kind !== 'param') return scope;
  const column = table.facts.params.get(field.key);
  const inScope = new Uint8Array(table.facts.count);
  for (const row of scope) inScope[row] = 1;
  const rows: number[] = [];
  for (let i = 0; i < (column?.length ?? 0); i++) {
    const row = column!.rowAt(i);
    if (inScope[row] === 1) rows.push(row);
  }
  return rows;
}
