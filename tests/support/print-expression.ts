import type { ChartExpression, KnownKeys } from '../../src/domain/chart-expression/expression.ts';
import { endOfPlainKey } from '../../src/domain/chart-expression/read-key.ts';

const LEVELS = { '+': 1, '-': 1, '*': 2, '/': 2, negate: 3, '^': 4, atom: 5 } as const;

/** The expression as text without its sign, with as few parentheses and quotes as it can be read back from. */
export function printExpression(expression: ChartExpression, known: KnownKeys): string {
  switch (expression.kind) {
    case 'number':
      return String(expression.value);
    case 'metric':
      return printKey(expression.key, known);
    case 'negate':
      return `-${wrapped(expression.of, LEVELS.negate, known)}`;
    case 'call':
      return `${expression.name}(${expression.of.map((part) => printExpression(part, known)).join(', ')})`;
    case 'binary': {
      const { operator, left, right } = expression;
      const level = LEVELS[operator];
      // Sums and products are read from the left, powers from the right, where a sign may stand as well.
      const leftLevel = operator === '^' ? LEVELS.atom : level;
      const rightLevel = operator === '^' ? LEVELS.negate : level + 1;
      return `${wrapped(left, leftLevel, known)} ${operator} ${wrapped(right, rightLevel, known)}`;
    }
  }
}

function printKey(key: string, known: KnownKeys): string {
  if (key !== '' && endOfPlainKey(key, 0, known) === key.length) return key;
  return key.includes('"') ? `\`${key.replaceAll('`', '``')}\`` : `"${key}"`;
}

function wrapped(part: ChartExpression, least: number, known: KnownKeys): string {
  const text = printExpression(part, known);
  return levelOf(part) < least ? `(${text})` : text;
}

function levelOf(expression: ChartExpression): number {
  if (expression.kind === 'binary') return LEVELS[expression.operator];
  return expression.kind === 'negate' ? LEVELS.negate : LEVELS.atom;
}
