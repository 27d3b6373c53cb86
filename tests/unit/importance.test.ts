import { describe, expect, test } from 'vitest';
import { makeRandom } from '../../src/base/seeded-random.ts';
import type { ImportanceAnswer } from '../../src/rpc/analysis-api.ts';
import type { ValueColumn } from '../../src/rpc/query-api.ts';
import { measureImportance } from '../../workers/analysis/importance.ts';

function numbersColumn(column: string, values: readonly number[]): ValueColumn {
  const numbers = Float64Array.from(values);
  return {
    column,
    numbers,
    texts: null,
    present: Uint8Array.from(numbers, (one) => Number(!Number.isNaN(one))),
  };
}

function textColumn(column: string, texts: readonly (string | null)[]): ValueColumn {
  return {
    column,
    numbers: new Float64Array(texts.length).fill(Number.NaN),
    texts,
    present: Uint8Array.from(texts, (text) => Number(text !== null)),
  };
}

function uniform(n: number, seed: number): number[] {
  const random = makeRandom(seed);
  return Array.from({ length: n }, random);
}

function measure(target: readonly number[], params: readonly ValueColumn[]): ImportanceAnswer {
  const result = measureImportance(
    { target: numbersColumn('metrics.y', target), params, seed: 1 },
    () => undefined,
  );
  if (result.kind !== 'answer') throw new Error(result.kind);
  return result;
}

const ten = (n: number) =>
  Array.from({ length: 10 }, (_, i) => numbersColumn(`params.p${i}`, uniform(n, i + 1)));

describe('parameter importance', () => {
  test('the one relevant parameter of ten is found, the others are said to be chance', () => {
    const params = ten(120);
    const noise = uniform(120, 99);
    const answer = measure(
      noise.map((one, i) => Math.sin(params[6]!.numbers[i]! * 6) + one * 0.2),
      params,
    );
    expect(answer.params[0]!.column).toBe('params.p6');
    expect(answer.params.filter((one) => one.isAboveChance).map((one) => one.column)).toEqual(['params.p6']);
    expect(answer.params[0]!.importance).toBeGreaterThan(answer.chance * 5);
    expect(answer.r2).toBeGreaterThan(0.6);
  });

  test.each([1, 2, 3])('noise is said to be noise (%i)', (seed) => {
    const answer = measure(uniform(100, 1000 * seed), ten(100));
    expect(answer.r2).toBeLessThan(0.1);
    expect(answer.params.filter((one) => one.isAboveChance).length).toBeLessThanOrEqual(1);
  });

  test('words and missing values tell as well as numbers', () => {
    const words = Array.from({ length: 90 }, (_, i) => ['adam', 'sgd', 'lamb', null][i % 4]!);
    const level = new Map<string | null, number>([
      ['adam', 5],
      ['sgd', 1],
      ['lamb', 3],
      [null, 9],
    ]);
    const answer = measure(
      words.map((word) => level.get(word)!),
      [textColumn('params.optimizer', words), ...ten(90)],
    );
    expect(answer.params[0]!.column).toBe('params.optimizer');
    expect(answer.r2).toBeGreaterThan(0.9);
    expect(answer.params[0]!.spearman).toBeNaN();
  });

  test('names of runs and constants take no part, and are named', () => {
    const n = 40;
    const answer = measure(uniform(n, 5), [
      textColumn(
        'params.id',
        Array.from({ length: n }, (_, i) => `run-${i}`),
      ),
      numbersColumn(
        'params.seed',
        Array.from({ length: n }, () => 42),
      ),
      ...ten(n),
    ]);
    expect(answer.unused).toEqual([
      { column: 'params.id', reason: 'unique' },
      { column: 'params.seed', reason: 'constant' },
    ]);
  });

  test('parameters that change together are named', () => {
    const a = uniform(60, 7);
    const answer = measure(a, [
      numbersColumn('params.a', a),
      numbersColumn(
        'params.b',
        a.map((one) => 1 - one ** 2),
      ),
      ...ten(60).slice(3, 5),
    ]);
    expect(answer.alike).toHaveLength(1);
    expect(answer.alike[0]).toMatchObject({ a: 'params.a', b: 'params.b' });
    expect(answer.alike[0]!.correlation).toBeCloseTo(-1);
  });

  test('correlations have their sign and meaning', () => {
    const xs = Array.from({ length: 30 }, (_, i) => i + 1);
    const [one] = measure(
      xs.map((x) => -Math.exp(x / 3)),
      [numbersColumn('params.x', xs)],
    ).params;
    expect(one!.spearman).toBeCloseTo(-1);
    expect(one!.pearson).toBeLessThan(-0.5);
    expect(one!.pearson).toBeGreaterThan(-0.95);
  });

  test('the same question has the same answer', () => {
    const target = uniform(50, 3);
    expect(measure(target, ten(50))).toEqual(measure(target, ten(50)));
  });

  test('too little to say anything', () => {
    const ask = (target: number[], params: ValueColumn[]) =>
      measureImportance({ target: numbersColumn('y', target), params, seed: 1 }, () => undefined).kind;
    expect(ask([1, 2, Number.NaN], ten(3))).toBe('too-few-runs');
    expect(
      ask(
        Array.from({ length: 20 }, () => 3),
        ten(20),
      ),
    ).toBe('same-target');
    expect(ask(uniform(20, 1), [])).toBe('no-params');
  });

  test('targets of any size', () => {
    const xs = uniform(40, 2);
    for (const size of [1e300, 1e-300]) {
      expect(
        measure(
          xs.map((x) => x * size),
          [numbersColumn('params.x', xs)],
        ).r2,
      ).toBeGreaterThan(0.8);
    }
  });
});
