import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateExpression } from '../../src/domain/chart-expression/evaluate.ts';
import { type ChartExpression, metricsIn } from '../../src/domain/chart-expression/expression.ts';
import { parseExpression } from '../../src/domain/chart-expression/parse.ts';
import { printExpression } from '../support/print-expression.ts';

const NONE: ReadonlySet<string> = new Set();

function parsed(text: string, known: ReadonlySet<string> = NONE): ChartExpression {
  const result = parseExpression(text, known);
  if (result.kind === 'mistake') throw new Error(result.mistake.sentence);
  return result.expression;
}

function mistakeOf(text: string) {
  const result = parseExpression(text, NONE);
  return result.kind === 'mistake' ? result.mistake : null;
}

const anyKey = fc.oneof(
  fc.constantFrom('loss', 'train/loss', 'val-loss', 'min', 'log', 'a/b', 'a', 'b', 'a-b', 'x.y', 'été'),
  fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom(...'ab/-. "`1_(+') }),
);
const { expression: anyExpression } = fc.letrec<{ expression: ChartExpression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    anyKey.map((key): ChartExpression => ({ kind: 'metric', key })),
    fc
      .oneof(fc.nat(20), fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }))
      .map((value): ChartExpression => ({ kind: 'number', value })),
    tie('expression').map((of): ChartExpression => ({ kind: 'negate', of })),
    fc
      .tuple(fc.constantFrom('+', '-', '*', '/', '^'), tie('expression'), tie('expression'))
      .map(([operator, left, right]): ChartExpression => ({ kind: 'binary', operator, left, right })),
    fc
      .tuple(fc.constantFrom('log', 'log10', 'exp', 'sqrt', 'abs'), tie('expression'))
      .map(([name, of]): ChartExpression => ({ kind: 'call', name, of: [of] })),
    fc
      .tuple(fc.constantFrom('min', 'max'), fc.array(tie('expression'), { minLength: 2, maxLength: 3 }))
      .map(([name, of]): ChartExpression => ({ kind: 'call', name, of })),
  ),
}));
const withMetrics = anyExpression.filter((one) => metricsIn(one).length > 0 && metricsIn(one).length <= 20);

/** One point at a time, by the book. */
function naive(expression: ChartExpression, value: (key: string) => number): number {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'metric':
      return value(expression.key);
    case 'negate':
      return -naive(expression.of, value);
    case 'call': {
      const of = expression.of.map((part) => naive(part, value));
      return (Math[expression.name] as (...of: number[]) => number)(...of);
    }
    case 'binary': {
      const left = naive(expression.left, value);
      const right = naive(expression.right, value);
      if (expression.operator === '+') return left + right;
      if (expression.operator === '-') return left - right;
      if (expression.operator === '*') return left * right;
      return expression.operator === '/' ? left / right : left ** right;
    }
  }
}

describe('chart expressions', () => {
  it('read back as what was printed, whichever keys are known', () => {
    fc.assert(
      fc.property(withMetrics, fc.uniqueArray(anyKey, { maxLength: 6 }), (expression, keys) => {
        const known = new Set(keys);
        expect(parsed(`= ${printExpression(expression, known)}`, known)).toEqual(expression);
      }),
      { numRuns: 2000 },
    );
  });

  it('are worth what a naive evaluation of each point says', () => {
    const values = fc.array(fc.double(), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(withMetrics, fc.array(values, { minLength: 1, maxLength: 4 }), (expression, columns) => {
        const columnOf = new Map(
          metricsIn(expression).map((key, i) => [key, Float64Array.from(columns[i % columns.length]!)]),
        );
        const result = evaluateExpression(expression, columnOf, 3);
        for (let at = 0; at < 3; at++) {
          expect(result[at]).toBe(naive(expression, (key) => columnOf.get(key)![at]!));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('take the longest stretch that is a key', () => {
    const difference = {
      kind: 'binary',
      operator: '-',
      left: { kind: 'metric', key: 'val' },
      right: { kind: 'metric', key: 'loss' },
    };
    expect(parsed('= val-loss')).toEqual(difference);
    expect(parsed('= val-loss', new Set(['val-loss', 'val', 'loss']))).toEqual({
      kind: 'metric',
      key: 'val-loss',
    });
    expect(metricsIn(parsed('= train/loss-val/loss'))).toEqual(['train/loss', 'val/loss']);
    expect(metricsIn(parsed('= loss/2', new Set(['loss'])))).toEqual(['loss']);
    expect(metricsIn(parsed('= train/los', new Set(['loss'])))).toEqual(['train/los']);
    expect(metricsIn(parsed('= "a ""b""" + `c d` + ``````'))).toEqual(['a "b"', 'c d', '``']);
  });

  it('bind as arithmetic does', () => {
    const at = (text: string) => evaluateExpression(parsed(text), new Map([['a', Float64Array.of(3)]]), 1)[0];
    expect(at('= 1 + 2 * a')).toBe(7);
    expect(at('= -a ^ 2')).toBe(-9);
    expect(at('= 2 ^ a ^ 2')).toBe(512);
    expect(at('= 2 ^ -a')).toBe(0.125);
    expect(at('= 10 - a - 2')).toBe(5);
    expect(at('= 12 / a / 2')).toBe(2);
    expect(at('= (1 + a) * .5e1')).toBe(20);
    expect(at('= 1 / (a - 3)')).toBe(Number.POSITIVE_INFINITY);
    expect(at('= log(-a)')).toBeNaN();
    expect(at('= max(a, 1, min(9, 8))')).toBe(8);
  });

  it('say what is wrong and where', () => {
    expect(mistakeOf('= a +')).toEqual({
      start: 5,
      end: 5,
      sentence: 'A metric or a number is missing at the end.',
    });
    expect(mistakeOf('= a b')).toMatchObject({ start: 4, end: 5 });
    expect(mistakeOf('= (a')).toMatchObject({ start: 2, sentence: 'The parenthesis is not closed.' });
    expect(mistakeOf('= a)')).toMatchObject({ start: 3, sentence: 'No parenthesis was opened.' });
    expect(mistakeOf('= sin(a)')?.sentence).toContain('“sin”');
    expect(mistakeOf('= min(a)')?.sentence).toContain('two values');
    expect(mistakeOf('= log(a, b)')?.sentence).toContain('one value');
    expect(mistakeOf('= "a')).toMatchObject({ start: 2, end: 4 });
    expect(mistakeOf('= a § b')).toMatchObject({ start: 4, end: 5 });
    expect(mistakeOf('= 1 + 2')?.sentence).toBe('The expression names no metric.');
    expect(mistakeOf('=')?.sentence).toContain('missing at the end');
  });

  it('are bounded, and never throw', () => {
    expect(mistakeOf(`= ${'('.repeat(900)}a${')'.repeat(900)}`)?.sentence).toContain('too deeply');
    expect(mistakeOf(`= ${'-'.repeat(900)}a`)?.sentence).toContain('too deeply');
    expect(mistakeOf(`= ${'a^'.repeat(400)}a`)?.sentence).toContain('too deeply');
    expect(mistakeOf(`= ${'a+'.repeat(1200)}a`)?.sentence).toContain('2,000');
    expect(mistakeOf(`= ${'a+'.repeat(900)}a`)).toBeNull();
    expect(mistakeOf(`= ${Array.from({ length: 21 }, (_, i) => `a${i}`).join('+')}`)?.sentence).toContain(
      '20',
    );
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'ab1.e+-*/^(), "`log') })),
        (text) => {
          parseExpression(text, NONE);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
