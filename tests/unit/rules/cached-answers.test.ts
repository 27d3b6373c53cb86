import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_EDITS, type RunEdits, type WorkspaceEdits } from '../../../src/domain/edits.ts';
import { toExperimentKey, toHash, toRunKey } from '../../../src/domain/ids.ts';
import type { ExperimentRecord } from '../../../src/domain/records.ts';
import type { StoredRun } from '../../../src/domain/run.ts';
import { makeRunBlock } from '../../../workers/query/make-run-block.ts';
import { RuleChecker } from '../../../workers/query/rules/rule-checker.ts';
import { RuleQuestions } from '../../../workers/query/rules/rule-questions.ts';
import { RunTable } from '../../../workers/query/run-table.ts';
import { cpuMs } from '../../support/cpu-time.ts';
import { runRecord } from '../../support/made-run.ts';
import { makeGround, makeModel, makeRule, makeRules, makeVersion } from '../../support/rule-ground.ts';
import { makeRunTable } from '../../support/run-table.ts';
import { turns } from '../../support/turns.ts';

const RULES = makeRules({
  runs: { kind: 'name', subject: 'run', pattern: '(?i)exp-\\d+', hint: '' },
  owner: { kind: 'tag', subject: 'run', key: 'owner', preset: '' },
  named: { kind: 'tag', subject: 'run', key: 'mlflow.runName', preset: '' },
  noted: { kind: 'tag', subject: 'run', key: 'mlflow.note.content', preset: '' },
  models: { kind: 'name', subject: 'model', pattern: '[a-z]+', hint: '' },
  versions: { kind: 'tag', subject: 'version', key: 'owner', preset: '' },
  experiments: { kind: 'name', subject: 'experiment', pattern: 'taxi.*', hint: '' },
  limit: { kind: 'promotion', stages: ['Production'], needs: { kind: 'run', filter: "tags.owner = 'ana'" } },
});
const NOTATION = `
  run a EXP-1 FINISHED 5 6 ana
  experiment taxi
  tag owner ana
  run b exp-2b FINISHED 9 9 ana
  experiment taxi
  tag mlflow.runName exp-2b
  run c exp-3 FINISHED - - ana
  experiment iris
  tag owner " "
  deleted
  run d "" FINISHED 1 2 ana
  experiment iris
`;
const experiment = (key: string): ExperimentRecord => ({
  kind: 'experiment',
  key: toExperimentKey(key),
  id: key,
  name: `${key} data`,
  lifecycle: 'active',
  createdMs: null,
  updatedMs: null,
  artifactLocation: '',
  tags: [],
});
const MODELS = [
  makeModel({
    versions: [makeVersion({ run: toRunKey('a') }), makeVersion({ number: 2, run: toRunKey('d') })],
  }),
  makeModel({ name: 'No 2', versions: [] }),
];
const groundOf = (facts: RunTable, edits: Partial<WorkspaceEdits>) =>
  makeGround({
    facts,
    edits: { rules: RULES, ...edits },
    models: MODELS,
    experiments: [experiment('taxi'), experiment('iris')],
  });

/** Rules that something does not keep, by looking at every thing by itself. */
function naive(
  edits: ReadonlyMap<string, RunEdits>,
  experiments: WorkspaceEdits['experiments'],
): readonly string[] {
  const logged = [
    { key: 'b', name: 'exp-2b', owner: '', home: 'taxi', nameTag: 'exp-2b', deleted: false },
    { key: 'a', name: 'EXP-1', owner: 'ana', home: 'taxi', nameTag: '', deleted: false },
    { key: 'd', name: '', owner: '', home: 'iris', nameTag: '', deleted: false },
    { key: 'c', name: 'exp-3', owner: ' ', home: 'iris', nameTag: '', deleted: true },
  ];
  const found: string[] = [];
  const owners = new Map<string, string>();
  for (const run of logged) {
    const own = edits.get(run.key) ?? {};
    const owner = own.tags && Object.hasOwn(own.tags, 'owner') ? (own.tags.owner ?? '') : run.owner;
    owners.set(run.key, owner);
    const isHomeDeleted = experiments.get(toExperimentKey(own.home ?? run.home))?.deleted === true;
    if (own.deleted ?? (isHomeDeleted || run.deleted)) continue;
    if (!/^exp-\d+$/i.test(own.name || run.name)) found.push(`runs ${run.key}`);
    if (owner.trim() === '') found.push(`owner ${run.key}`);
    if ((own.name || run.nameTag).trim() === '') found.push(`named ${run.key}`);
    if ((own.note ?? '').trim() === '') found.push(`noted ${run.key}`);
  }
  for (const key of ['taxi', 'iris']) {
    const own = experiments.get(toExperimentKey(key));
    if (!own?.deleted && !/^taxi/.test(own?.name ?? `${key} data`)) found.push(`experiments ${key}`);
  }
  found.push('models No 2', 'versions taxi 1', 'versions taxi 2');
  if (owners.get('a') !== 'ana') found.push('limit taxi 1');
  if (owners.get('d') !== 'ana') found.push('limit taxi 2');
  return found.sort();
}

const text = fc.constantFrom('', ' ', 'ana', 'bo');
const runEdits: fc.Arbitrary<RunEdits> = fc.record(
  {
    name: fc.constantFrom('exp-77', 'other', ''),
    note: text,
    deleted: fc.boolean(),
    tags: fc.record({ owner: fc.option(text), other: text }, { requiredKeys: [] }),
    home: fc.constantFrom(toExperimentKey('taxi'), toExperimentKey('iris')),
  },
  { requiredKeys: [] },
);
const someEdits = fc.tuple(
  fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), runEdits),
  fc.dictionary(
    fc.constantFrom('taxi', 'iris'),
    fc.record({ name: fc.constantFrom('taxi 2', 'x'), deleted: fc.constant(true) }, { requiredKeys: [] }),
  ),
);

describe('what is remembered', () => {
  test('answers as if everything were looked at anew, whatever people edited before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(someEdits, { minLength: 1, maxLength: 4 }), async (steps) => {
        const { facts } = makeRunTable(NOTATION);
        const checker = new RuleChecker(async () => undefined);
        for (const [runs, experiments] of steps) {
          const byRun = new Map(Object.entries(runs).map(([key, edits]) => [toRunKey(key), edits]));
          const byExperiment = new Map(
            Object.entries(experiments).map(([key, edits]) => [toExperimentKey(key), edits]),
          );
          const ground = groundOf(facts, { runs: byRun, experiments: byExperiment });
          const { list, leftOut, counts } = await checker.all(ground);
          const found = list.map(({ rule, run, subject, model, version, experiment: where }) => {
            const thing = subject === 'run' ? run : (model ?? where);
            return `${rule} ${thing}${version === null ? '' : ` ${version}`}`;
          });
          expect(found.sort()).toEqual(naive(byRun, byExperiment));
          expect(leftOut).toBe(0);
          expect([...counts.values()].reduce((sum, one) => sum + one.breaches, 0)).toBe(list.length);
          for (const breach of list) {
            if (breach.subject !== 'run') continue;
            const there = await checker.at({ kind: 'run', run: breach.run! }, ground);
            expect(there).toContainEqual(breach);
          }
        }
      }),
      { numRuns: turns(150) },
    );
  });

  test('is asked again only when something changed', async () => {
    const { facts } = makeRunTable(NOTATION);
    let ground = groundOf(facts, {});
    let nowMs = 0;
    const questions = new RuleQuestions(
      () => ground,
      () => nowMs,
    );
    const first = await questions.breaches();
    expect(await questions.breaches()).toBe(first);
    nowMs = 100_000;
    expect(await questions.breaches()).not.toBe(first);
    const runs = new Map([[toRunKey('b'), { name: 'exp-2' }]]);
    ground = groundOf(facts, { runs });
    const next = await questions.breaches();
    expect(next.list.length).toBe(first.list.length - 1);
  });

  test('a draft that has been overtaken is not looked at to its end', async () => {
    const facts = makeNamedRuns(20_000);
    const questions = new RuleQuestions(() => groundOf(facts, {}));
    const draft = (pattern: string) =>
      questions.attempt(makeRule({ kind: 'name', subject: 'run', pattern, hint: '' }));
    const slow = draft('(.?){40}x');
    const quick = draft('brisk-falcon-\\d+');
    await expect(slow).rejects.toThrow('A newer rule is tried');
    expect(await quick).toEqual({ checked: 20_000, breaches: 0, examples: [] });
  });

  test('a rule that is switched off finds nothing', async () => {
    const rules = new Map([...RULES].map(([id, rule]) => [id, { ...rule, enabled: false }]));
    const found = await new RuleChecker(async () => undefined).all(
      groundOf(makeRunTable(NOTATION).facts, { rules }),
    );
    expect(found).toEqual({ list: [], leftOut: 0, counts: new Map() });
  });

  test('a pattern that cannot be read is said once', async () => {
    const rules = makeRules({ r: { kind: 'name', subject: 'run', pattern: '(a', hint: '' } });
    const found = await new RuleChecker(async () => undefined).all(
      groundOf(makeRunTable(NOTATION).facts, { rules }),
    );
    expect(found.list).toMatchObject([{ code: 'pattern', found: 'a group is not closed' }]);
  });
});

describe('a hundred thousand runs', () => {
  const RUNS = 100_000;
  const facts = makeNamedRuns(RUNS);
  const rules = makeRules({
    runs: { kind: 'name', subject: 'run', pattern: '[a-z]+-[a-z]+-\\d+[05]', hint: '' },
    owner: { kind: 'tag', subject: 'run', key: 'owner', preset: '' },
  });

  test('are checked in well under a second, and in a moment after an edit', async () => {
    const checker = new RuleChecker(async () => undefined);
    const ground = (name: string) => {
      const runs = new Map([[facts.keys[0]!, { name }]]);
      return makeGround({ facts, edits: { ...NO_EDITS, rules, runs } });
    };
    const first = await cpuMsOf(() => checker.all(ground('amber-amber-15')));
    const next = await cpuMsOf(() => checker.all(ground('wrong')));
    expect(first.answer.counts.get([...rules.keys()][0]!)?.breaches).toBe(
      next.answer.counts.get([...rules.keys()][0]!)!.breaches - 1,
    );
    expect(next.answer.list.length).toBe(2000);
    expect(next.answer.list.length + next.answer.leftOut).toBe(
      [...next.answer.counts.values()].reduce((sum, { breaches }) => sum + breaches, 0),
    );
    expect(first.ms).toBeLessThan(1000);
    expect(next.ms).toBeLessThan(150);
  });
});

function makeNamedRuns(count: number): RunTable {
  const table = new RunTable();
  const from = { packsOf: () => [], textsOf: () => ({ models: '', datasets: [] }), cameMs: () => Number.NaN };
  for (let at = 0; at < count; at += 1000) {
    const runs = Array.from(
      { length: 1000 },
      (_, i): StoredRun => ({
        ...runRecord({ id: `run-${at + i}`, loss: '' }),
        name: `brisk-falcon-${at + i}`,
        tags: i % 2 ? [['owner', i % 4 ? 'ana' : ' ']] : [],
        series: [],
        content: toHash(''),
      }),
    );
    const keys = runs.map(({ key }) => key);
    table.addBlock(makeRunBlock(runs), keys, from);
  }
  table.trim();
  return table;
}

async function cpuMsOf<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly answer: T }> {
  const from = cpuMs();
  const answer = await work();
  return { ms: cpuMs() - from, answer };
}
