import type { MetricStat } from './filter/fields.ts';

/**
 * What a column, a sort key, a group or an axis of a chart is about. As text (`ColumnId`): `started`,
 * `params.max_depth`, `tags.team`, `metrics.rmse` (the last value), `min(metrics.rmse)` … and
 * `best(metrics.rmse)` for the best by the metric's direction. The value of one metric where another was best is
 * `at(val_acc)(metrics.loss)`, the other's key percent-encoded, parentheses too: what was logged at that step, or else
 * at the nearest step before it.
 */
export type ColumnRef =
  | { readonly kind: 'attribute'; readonly id: string }
  | { readonly kind: 'metric'; readonly key: string; readonly stat: MetricStat | 'best' }
  | { readonly kind: 'metric-at'; readonly key: string; readonly bestOf: string }
  | { readonly kind: 'param'; readonly key: string }
  | { readonly kind: 'tag'; readonly key: string };

export const COLUMN_STATS = ['last', 'min', 'max', 'mean', 'first', 'best'] as const;

const AT = /^at\(([^()]*)\)\(metrics\.(.*)\)$/s;

/** Whatever is not one of the forms above is an attribute, known or not. */
export function parseColumnId(id: string): ColumnRef {
  if (id.startsWith('metrics.')) return { kind: 'metric', key: id.slice(8), stat: 'last' };
  if (id.startsWith('params.')) return { kind: 'param', key: id.slice(7) };
  if (id.startsWith('tags.')) return { kind: 'tag', key: id.slice(5) };
  if (id.endsWith(')')) {
    for (const stat of COLUMN_STATS) {
      const head = `${stat}(metrics.`;
      if (id.startsWith(head)) return { kind: 'metric', key: id.slice(head.length, -1), stat };
    }
    const at = AT.exec(id);
    const bestOf = at ? decode(at[1]!) : null;
    if (at && bestOf !== null) return { kind: 'metric-at', key: at[2]!, bestOf };
  }
  return { kind: 'attribute', id };
}

export function columnIdOf(ref: ColumnRef): string {
  switch (ref.kind) {
    case 'attribute':
      return ref.id;
    case 'param':
      return `params.${ref.key}`;
    case 'tag':
      return `tags.${ref.key}`;
    case 'metric':
      return ref.stat === 'last' ? `metrics.${ref.key}` : `${ref.stat}(metrics.${ref.key})`;
    case 'metric-at':
      return `at(${encode(ref.bestOf)})(metrics.${ref.key})`;
  }
}

function encode(key: string): string {
  return encodeURIComponent(key).replaceAll('(', '%28').replaceAll(')', '%29');
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
