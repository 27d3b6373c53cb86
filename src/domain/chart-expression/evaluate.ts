import type { MetricKey } from '../ids.ts';
import type { BinaryOperator, ChartExpression, FunctionName } from './expression.ts';

/** Values of each metric that the expression names, all `length` long and index-aligned. */
export type MetricValues = ReadonlyMap<MetricKey, Float64Array>;

/** The expression at every index. A whole column at a time: the tree is walked once, not once a point. */
export function evaluateExpression(
  expression: ChartExpression,
  values: MetricValues,
  length: number,
): Float64Array {
  const result = evaluate(expression, values, length);
  if (typeof result === 'number') return new Float64Array(length).fill(result);
  // A metric alone is the column itself, which others may hold.
  return expression.kind === 'metric' ? result.slice() : result;
}

/** A number stands for the same value everywhere. */
type Column = Float64Array | number;

function evaluate(expression: ChartExpression, values: MetricValues, length: number): Column {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'metric':
      return values.get(expression.key) ?? Number.NaN;
    case 'negate':
      return mapOne(evaluate(expression.of, values, length), (value) => -value);
    case 'binary':
      return combine(
        evaluate(expression.left, values, length),
        evaluate(expression.right, values, length),
        length,
        OPERATORS[expression.operator],
      );
    case 'call': {
      const parts = expression.of.map((part) => evaluate(part, values, length));
      const { name } = expression;
      if (name !== 'min' && name !== 'max') return mapOne(parts[0]!, ONE[name]);
      const pick = name === 'min' ? Math.min : Math.max;
      return parts.reduce((left, right) => combine(left, right, length, pick));
    }
  }
}

const OPERATORS: Readonly<Record<BinaryOperator, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '^': (left, right) => left ** right,
};

const ONE: Readonly<Record<Exclude<FunctionName, 'min' | 'max'>, (value: number) => number>> = {
  log: Math.log,
  log10: Math.log10,
  exp: Math.exp,
  sqrt: Math.sqrt,
  abs: Math.abs,
};

function mapOne(column: Column, change: (value: number) => number): Column {
  return typeof column === 'number' ? change(column) : column.map(change);
}

function combine(
  left: Column,
  right: Column,
  length: number,
  operate: (left: number, right: number) => number,
): Column {
  if (typeof left === 'number' && typeof right === 'number') return operate(left, right);
  const result = new Float64Array(length);
  for (let at = 0; at < length; at++) {
    result[at] = operate(
      typeof left === 'number' ? left : left[at]!,
      typeof right === 'number' ? right : right[at]!,
    );
  }
  return result;
}
