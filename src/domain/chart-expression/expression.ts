import type { MetricKey } from '../ids.ts';

export type BinaryOperator = '+' | '-' | '*' | '/' | '^';

export type FunctionName = 'log' | 'log10' | 'exp' | 'sqrt' | 'abs' | 'min' | 'max';

/** The language is described in LANGUAGE.md. */
export type ChartExpression =
  /** Finite and not negative. */
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'metric'; readonly key: MetricKey }
  | { readonly kind: 'negate'; readonly of: ChartExpression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: ChartExpression;
      readonly right: ChartExpression;
    }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly of: readonly ChartExpression[] };

/** Whether a metric of that name exists, so that `val-loss` is taken for a key where it is one. */
export type KnownKeys = { has(key: MetricKey): boolean };

export interface ExpressionMistake {
  /** Positions in the text as it was given. */
  readonly start: number;
  readonly end: number;
  readonly sentence: string;
}

export const EXPRESSION_SIGN = '=';

export const LONGEST_EXPRESSION = 2000;
export const MOST_LEVELS = 60;
export const MOST_METRICS = 20;

export function isExpression(y: string): boolean {
  return y.startsWith(EXPRESSION_SIGN);
}

/** The metrics that are named, each once, in the order they stand. */
export function metricsIn(expression: ChartExpression): readonly MetricKey[] {
  const keys = new Set<MetricKey>();
  const visit = (node: ChartExpression): void => {
    switch (node.kind) {
      case 'number':
        return;
      case 'metric':
        keys.add(node.key);
        return;
      case 'negate':
        visit(node.of);
        return;
      case 'binary':
        visit(node.left);
        visit(node.right);
        return;
      case 'call':
        for (const part of node.of) visit(part);
    }
  };
  visit(expression);
  return [...keys];
}
