import { parseColumnId } from '../../../domain/column-id.ts';
import { type AttributeName, fieldText, quoteKey, quoteValue } from '../../../domain/filter/fields.ts';
import type { ColumnId } from '../../../rpc/query-api.ts';
import type { AxisBrush, PlotColumn } from '../../../ui/plots/index.ts';

/** Columns whose name in filters is another. */
const ATTRIBUTE_FIELDS: ReadonlyMap<string, AttributeName> = new Map([
  ['name', 'run_name'],
  ['run', 'run_id'],
  ['status', 'status'],
  ['started', 'start_time'],
  ['ended', 'end_time'],
  ['duration', 'duration'],
  ['user', 'user_id'],
  ['source', 'source'],
  ['version', 'version'],
  ['origin', 'imported_from'],
  ['models', 'models'],
]);

/** A filter takes 4,000 characters in all. */
const MOST_CHARACTERS = 1_200;

/**
 * What a brush keeps, in the filter language; null where the language has no words for it, so that the brush can only
 * be seen in the plot.
 */
export function brushClause(column: ColumnId, plot: PlotColumn, brush: AxisBrush): string | null {
  const field = fieldOf(column);
  if (field === null) return null;
  const parts: string[] = [];
  if (brush.range) {
    const range =
      plot.unit === 'words' ? wordsClause(column, field, plot, brush.range) : rangeClause(field, brush.range);
    if (range === null) return null;
    parts.push(range);
  }
  if (brush.missing) {
    parts.push(`${field} IS NULL`);
    if (parseColumnId(column).kind === 'metric') parts.push(`${field} IS NAN`);
  }
  if (parts.length === 0) return null;
  const clause = parts.length === 1 ? parts[0]! : `(${parts.join(' OR ')})`;
  return clause.length > MOST_CHARACTERS ? null : clause;
}

function fieldOf(column: ColumnId): string | null {
  const ref = parseColumnId(column);
  switch (ref.kind) {
    case 'metric':
      return ref.stat === 'best'
        ? `best(metrics.${quoteKey(ref.key)})`
        : fieldText({ kind: 'metric', key: ref.key, stat: ref.stat });
    case 'param':
    case 'tag':
      return fieldText({ kind: ref.kind, key: ref.key });
    case 'attribute': {
      const name = ATTRIBUTE_FIELDS.get(ref.id);
      return name ? fieldText({ kind: 'attribute', name }) : null;
    }
    case 'metric-at':
      return null;
  }
}

function rangeClause(field: string, [from, to]: readonly [number, number]): string {
  return `${field} BETWEEN ${from} AND ${to}`;
}

function wordsClause(
  column: ColumnId,
  field: string,
  { words }: PlotColumn,
  [from, to]: readonly [number, number],
): string | null {
  // Statuses are written as MLflow does.
  const kept = words
    .slice(from, to + 1)
    .map((word) => quoteValue(column === 'status' ? word.toUpperCase() : word));
  if (kept.length === 0 || kept.some((word) => word === null)) return null;
  return kept.length === 1 ? `${field} = ${kept[0]}` : `${field} IN (${kept.join(', ')})`;
}
