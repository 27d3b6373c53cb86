import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_EDITS, type RunEdits } from '../../../src/domain/edits.ts';
import { makeRowTest } from '../../../src/domain/filter/evaluate.ts';
import { type FilterField, fieldText } from '../../../src/domain/filter/fields.ts';
import { parseFilter } from '../../../src/domain/filter/parse.ts';
import { toExperimentKey, toRunKey } from '../../../src/domain/ids.ts';
import type { MetricDirection } from '../../../src/domain/metric-direction.ts';
import { makeEditedRow } from '../../../workers/query/filter/edited-row.ts';
import { markRuns } from '../../../workers/query/filter/mark-runs.ts';
import { makeRunTable } from '../../support/run-table.ts';
import { turns } from '../../support/turns.ts';

/** A run as the plainest objects, and a filter as text beside a question that says the same of such a run. */
interface PlainRun {
  readonly key: string;
  readonly name: string;
  readonly status: string;
  readonly startMs: number | null;
  readonly params: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
  readonly metrics: ReadonlyMap<string, readonly number[]>;
  readonly datasets: readonly string[];
  readonly edits: Pick<RunEdits, 'name' | 'tags' | 'starred' | 'archived' | 'home' | 'alsoIn'> | null;
}
interface Question {
  readonly text: string;
  readonly asks: (run: PlainRun) => boolean;
}

const TEXTS = ['true', 'false', 'a', 'A', 'ab', 'b%', '', '1', '1.0', '2', '10', 'x\ny', 'nan', 'é_'];
const NUMBERS = [0, 1, 2, -1, 0.5, 10, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const KEYS = ['k', 'other', 'odd key/1'];
const text = fc.constantFrom(...TEXTS);
const EXPERIMENTS = new Map([
  [toExperimentKey('made-1'), 'ab'],
  [toExperimentKey('made-2'), '10'],
]);
/** As people say, against what the keys' words would. */
const DIRECTIONS = new Map<string, MetricDirection>([
  ['k', 'lower'],
  ['other', 'higher'],
  ['odd key/1', 'lower'],
]);
const directionOf = (metric: string) => DIRECTIONS.get(metric) ?? null;
const number = fc.constantFrom(...NUMBERS);
const key = fc.constantFrom(...KEYS);
const pairs = fc.uniqueArray(fc.tuple(key, text), { selector: ([one]) => one }).map((list) => new Map(list));

const plainRun: fc.Arbitrary<Omit<PlainRun, 'key'>> = fc.record({
  name: fc.constantFrom('forest', 'boost', 'Ab', 'ab2'),
  status: fc.constantFrom('FINISHED', 'FAILED', 'RUNNING'),
  startMs: fc.option(fc.constantFrom(0, 1000, 86_400_000, 1_700_000_000_000), { nil: null }),
  params: pairs,
  tags: pairs,
  metrics: fc
    .uniqueArray(fc.tuple(key, fc.array(number, { minLength: 1, maxLength: 4 })), {
      selector: ([one]) => one,
    })
    .map((list) => new Map(list)),
  datasets: fc.uniqueArray(fc.constantFrom('trips', 'iris')),
  edits: fc.option(
    fc.record(
      {
        name: fc.constantFrom('renamed', 'forest'),
        tags: fc.dictionary(key, fc.option(text, { nil: null }), { maxKeys: 2 }),
        starred: fc.boolean(),
        archived: fc.boolean(),
        home: fc.constantFrom(...EXPERIMENTS.keys()),
        alsoIn: fc.uniqueArray(fc.constantFrom(...EXPERIMENTS.keys()), { maxLength: 2 }),
      },
      { requiredKeys: [] },
    ),
    { nil: null },
  ),
});

/** Made by people; the imported experiment of all runs has no name here. */
const experimentsOf = ({ edits }: PlainRun) =>
  [...new Set([...(edits?.home ? [edits.home] : []), ...(edits?.alsoIn ?? [])])].map(
    (one) => EXPERIMENTS.get(one)!,
  );
const nameOf = (run: PlainRun) => run.edits?.name ?? run.name;
function tagOf(run: PlainRun, name: string): string | undefined {
  const edited = run.edits?.tags;
  if (edited && Object.hasOwn(edited, name)) return edited[name] ?? undefined;
  return run.tags.get(name);
}
const quoted = (value: string) => `'${value}'`;
const keyed = (entity: string, name: string) => `${entity}.${name.includes(' ') ? `\`${name}\`` : name}`;
const written = (value: number) => String(value).replace('Infinity', 'inf');

const order = fc.constantFrom(
  ...Object.entries({
    '=': (a, b) => a === b,
    '!=': (a, b) => a !== b,
    '<': (a, b) => a < b,
    '<=': (a, b) => a <= b,
    '>': (a, b) => a > b,
    '>=': (a, b) => a >= b,
  } satisfies Record<string, (a: number, b: number) => boolean>),
);

function statOf(stat: string, values: readonly number[]): number {
  const finite = values.filter(Number.isFinite);
  if (stat === 'last') return values.at(-1)!;
  if (stat === 'first') return values[0]!;
  if (finite.length === 0) return Number.NaN;
  if (stat === 'mean') return finite.reduce((sum, value) => sum + value, 0) / finite.length;
  return stat === 'min' ? Math.min(...finite) : Math.max(...finite);
}

const metricQuestion = fc
  .tuple(fc.constantFrom('', 'last', 'first', 'min', 'max', 'mean', 'best'), key, order, number)
  .map(([stat, name, [sign, compare], value]): Question => {
    const field = keyed('metrics', name);
    return {
      text: `${stat === '' ? field : `${stat}(${field})`} ${sign} ${written(value)}`,
      asks: (run) => {
        const values = run.metrics.get(name);
        const best = directionOf(name) === 'lower' ? 'min' : 'max';
        return (
          values !== undefined && compare(statOf(stat === 'best' ? best : stat || 'last', values), value)
        );
      },
    };
  });

const betweenQuestion = fc.tuple(key, fc.boolean(), fc.constantFrom(-1, 0, 1), fc.constantFrom(1, 2, 10)).map(
  ([name, not, from, to]): Question => ({
    text: `${keyed('metrics', name)} ${not ? 'NOT ' : ''}BETWEEN ${from} AND ${to}`,
    asks: (run) => {
      const last = run.metrics.get(name)?.at(-1);
      return last !== undefined && (last >= from && last <= to) !== not;
    },
  }),
);

type TextField = readonly [name: string, of: (run: PlainRun) => readonly string[]];
const some = (value: string | undefined | null) => (value === undefined || value === null ? [] : [value]);
const textField: fc.Arbitrary<TextField> = fc.oneof(
  key.map((name): TextField => [keyed('params', name), (run) => some(run.params.get(name))]),
  key.map((name): TextField => [keyed('tags', name), (run) => some(tagOf(run, name))]),
  fc.constant<TextField>(['run_name', (run) => [nameOf(run)]]),
  fc.constant<TextField>(['status', (run) => [run.status]]),
  fc.constant<TextField>(['datasets.name', (run) => run.datasets]),
  fc.constant<TextField>(['starred', (run) => [String(run.edits?.starred ?? false)]]),
  fc.constant<TextField>(['archived', (run) => [String(run.edits?.archived ?? false)]]),
  fc.constant<TextField>(['experiment', experimentsOf]),
);

/** LIKE by the book: try every way. */
function isLike(value: string, pattern: string): boolean {
  if (pattern === '') return value === '';
  if (pattern[0] === '%')
    return isLike(value, pattern.slice(1)) || (value !== '' && isLike(value.slice(1), pattern));
  return (
    value !== '' &&
    (pattern[0] === '_' || pattern[0] === value[0]) &&
    isLike(value.slice(1), pattern.slice(1))
  );
}

const pattern = fc
  .array(fc.constantFrom('a', 'b', 'A', '%', '_', '1', 'o', 'r'), { maxLength: 5 })
  .map((c) => c.join(''));
const textQuestion = fc.oneof(
  fc.tuple(textField, fc.constantFrom('=', '!='), text).map(
    ([[name, of], sign, value]): Question => ({
      text: `${name} ${sign} ${quoted(value)}`,
      asks: (run) => of(run).some((one) => (one === value) === (sign === '=')),
    }),
  ),
  fc.tuple(textField, fc.boolean(), fc.boolean(), pattern).map(
    ([[name, of], not, fold, like]): Question => ({
      text: `${name} ${not ? 'NOT ' : ''}${fold ? 'ILIKE' : 'LIKE'} ${quoted(like)}`,
      asks: (run) =>
        of(run).some((one) =>
          fold ? isLike(one.toLowerCase(), like.toLowerCase()) !== not : isLike(one, like) !== not,
        ),
    }),
  ),
  fc.tuple(textField, fc.boolean(), fc.array(text, { minLength: 1, maxLength: 3 })).map(
    ([[name, of], not, list]): Question => ({
      text: `${name} ${not ? 'NOT IN' : 'in'} (${list.map(quoted).join(', ')})`,
      asks: (run) => of(run).some((one) => list.includes(one) !== not),
    }),
  ),
  fc.tuple(textField, fc.boolean()).map(
    ([[name, of], not]): Question => ({
      text: `${name} IS ${not ? 'NOT ' : ''}NULL`,
      asks: (run) => (of(run).length === 0) !== not,
    }),
  ),
);

const paramAsNumber = fc.tuple(key, order, fc.constantFrom(0, 1, 2, 10, 0.5)).map(
  ([name, [sign, compare], value]): Question => ({
    text: `${keyed('params', name)} ${sign} ${value}`,
    asks: (run) => {
      const logged = run.params.get(name);
      if (logged === undefined) return false;
      const isNumber = logged.trim() !== '' && !Number.isNaN(Number(logged));
      return isNumber ? compare(Number(logged), value) : sign === '!=';
    },
  }),
);

const timeQuestion = fc.tuple(order, fc.constantFrom(0, 1000, 86_400_000)).map(
  ([[sign, compare], value]): Question => ({
    text: `start_time ${sign} ${value}`,
    asks: (run) => run.startMs !== null && compare(run.startMs, value),
  }),
);

const wordQuestion = fc.constantFrom('ab', 'A', 'for', 'renamed', '1.0').map(
  (word): Question => ({
    text: word,
    asks: (run) => {
      const edited = run.edits?.tags ?? {};
      const tags = [...run.tags].filter(([name]) => !Object.hasOwn(edited, name)).map(([, value]) => value);
      const texts = [nameOf(run), run.key, ...run.params.values(), ...tags, ...Object.values(edited)];
      return texts.some((one) => one?.toLowerCase().includes(word.toLowerCase()));
    },
  }),
);

const { filter } = fc.letrec<{ filter: Question }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(metricQuestion, betweenQuestion, textQuestion, paramAsNumber, timeQuestion, wordQuestion),
    fc.tuple(tie('filter'), tie('filter'), fc.constantFrom(' AND ', ' ')).map(
      ([a, b, join]): Question => ({
        text: `(${a.text})${join}(${b.text})`,
        asks: (run) => a.asks(run) && b.asks(run),
      }),
    ),
    fc.tuple(tie('filter'), tie('filter')).map(
      ([a, b]): Question => ({
        text: `((${a.text}) or ${b.text})`,
        asks: (run) => a.asks(run) || b.asks(run),
      }),
    ),
    tie('filter').map((a): Question => ({ text: `NOT (${a.text})`, asks: (run) => !a.asks(run) })),
  ),
}));

function toTable(runs: readonly PlainRun[]) {
  const json = (value: string) => JSON.stringify(value);
  const lines = runs.flatMap((run) => [
    `run ${run.key} ${run.name} ${run.status} ${run.startMs ?? '-'} - -`,
    ...[...run.params].map(([name, value]) => `param ${json(name)} ${json(value)}`),
    ...[...run.tags].map(([name, value]) => `tag ${json(name)} ${json(value)}`),
    ...[...run.metrics].map(
      ([name, values]) => `metric ${json(name)} ${values.map((one) => String(one)).join(' ')}`,
    ),
    ...run.datasets.map((name) => `dataset ${name} x -`),
  ]);
  const edited = runs.flatMap((run) => (run.edits ? [[toRunKey(run.key), run.edits] as const] : []));
  const experiments = new Map([...EXPERIMENTS].map(([one, name]) => [one, { name, made: true }]));
  return makeRunTable(lines.join('\n'), { ...NO_EDITS, runs: new Map(edited), experiments });
}

const runTable = fc
  .array(plainRun, { minLength: 1, maxLength: 6 })
  .map((runs) => runs.map((run, index): PlainRun => ({ ...run, key: `key-${index}` })));

describe('filters over random tables', () => {
  test('the columns answer like the plainest reading of each run', () => {
    fc.assert(
      fc.property(runTable, filter, (runs, question) => {
        const parsed = parseFilter(question.text, 0, directionOf);
        expect(parsed.mistake).toBeNull();
        const table = toTable(runs);
        const expected = runs.map(question.asks);
        expect([...markRuns(table, parsed.expression!)].map(Boolean)).toEqual(expected);
        const matches = makeRowTest(parsed.expression!);
        expect(runs.map((_, row) => matches(makeEditedRow(table, row)))).toEqual(expected);
      }),
      { numRuns: turns(4000) },
    );
  });

  test('any text is understood or has a mistake within it, and its colours do not overlap', () => {
    const piece = fc.constantFrom(
      ...'metrics. loss params.lr tags."a b" run_name status ( ) , ; < <= = != ~ !~ AND OR NOT IN LIKE BETWEEN'.split(
        ' ',
      ),
      ...'IS NULL nan now() -7d 2026-01-01 1h "x" \'y\' ` \' " -- /* */ min( best(metrics.acc) foo.bar é && 5 Run name'.split(
        ' ',
      ),
    );
    const any = fc.oneof(
      fc.string({ maxLength: 60, unit: 'binary' }),
      fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(' ')),
      fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(any, (given) => {
        const { expression, mistake, roles } = parseFilter(given, 0);
        expect(expression === null).toBe(mistake !== null);
        let end = 0;
        for (const role of roles) {
          expect(role.start).toBeGreaterThanOrEqual(end);
          end = role.end;
        }
        expect(end).toBeLessThanOrEqual(given.length);
        if (mistake) {
          expect(mistake.start).toBeGreaterThanOrEqual(0);
          expect(mistake.end).toBeLessThanOrEqual(given.length);
          expect(mistake.start).toBeLessThanOrEqual(mistake.end);
        }
      }),
      { numRuns: turns(10_000) },
    );
  });

  test('a field written out is read as the same field', () => {
    const keyText = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' });
    const field: fc.Arbitrary<FilterField> = fc.oneof(
      fc
        .tuple(keyText, fc.constantFrom('last', 'min', 'max', 'first', 'mean'))
        .map(([name, stat]) => ({ kind: 'metric', key: name, stat }) as const),
      keyText.map((name) => ({ kind: 'param', key: name }) as const),
    );
    fc.assert(
      fc.property(field, (wanted) => {
        fc.pre(!('key' in wanted && wanted.key.includes('`')));
        const { fields } = parseFilter(`${fieldText(wanted)} = 1`, 0);
        expect(fields.map((use) => use.field)).toEqual([wanted]);
      }),
      { numRuns: turns(3000) },
    );
  });
});
