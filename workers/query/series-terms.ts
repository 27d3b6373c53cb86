import {
  type ChartExpression,
  isExpression,
  type KnownKeys,
  metricsIn,
} from '../../src/domain/chart-expression/expression.ts';
import { parseExpression } from '../../src/domain/chart-expression/parse.ts';
import type { MetricKey } from '../../src/domain/ids.ts';

/** One of the `ys` of a query: a metric, or an expression over several. */
export interface SeriesTerm {
  /** Index into the `ys`. */
  readonly index: number;
  readonly text: string;
  /** Every metric it is made of. */
  readonly metrics: readonly MetricKey[];
  /** null for the metric alone. */
  readonly expression: ChartExpression | null;
}

export interface ReadTerms {
  readonly terms: readonly SeriesTerm[];
  /** Why the others are none, by index into the `ys`. */
  readonly mistakes: readonly (string | null)[];
}

export function readTerms(ys: readonly string[], known: KnownKeys): ReadTerms {
  const terms: SeriesTerm[] = [];
  const mistakes = ys.map((text, index): string | null => {
    if (!isExpression(text)) {
      terms.push({ index, text, metrics: [text], expression: null });
      return null;
    }
    const parsed = parseExpression(text, known);
    if (parsed.kind === 'mistake') return parsed.mistake.sentence;
    const { expression } = parsed;
    const metrics = metricsIn(expression);
    const unknown = metrics.find((key) => !known.has(key));
    if (unknown !== undefined) return `No metric is called “${unknown}”.`;
    terms.push({ index, text, metrics, expression });
    return null;
  });
  return { terms, mistakes };
}
