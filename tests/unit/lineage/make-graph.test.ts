import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toDatasetKey, toModelKey, toRunKey, toVersionRef } from '../../../src/domain/ids.ts';
import {
  type LineageFocus,
  type LineageGraph,
  type LineageOptions,
  WHOLE_DEPTH,
} from '../../../src/domain/lineage/lineage-graph.ts';
import { MOST_SINGLE } from '../../../workers/query/lineage/fold-runs.ts';
import type { LineageSource } from '../../../workers/query/lineage/lineage-source.ts';
import {
  drawWalk,
  MOST_DATASETS,
  MOST_MODELS_OF_RUN,
  MOST_VERSIONS,
} from '../../../workers/query/lineage/make-graph.ts';
import { walkLineage } from '../../../workers/query/lineage/walk.ts';
import { type MadeFacts, MODEL, madeSource } from './made-lineage.ts';

const WHOLE: LineageOptions = { depth: WHOLE_DEPTH, expanded: [] };
const run = (key: string): LineageFocus => ({ kind: 'run', run: toRunKey(key) });
const dataset = (key: string): LineageFocus => ({ kind: 'dataset', dataset: toDatasetKey(key) });
const model = (key: string): LineageFocus => ({ kind: 'logged-model', model: toModelKey(key) });
const version = (number: number): LineageFocus => ({
  kind: 'version',
  model: MODEL,
  version: toVersionRef(`i${number}`),
});

function makeLineage(
  focus: LineageFocus,
  options: LineageOptions,
  source: LineageSource,
): LineageGraph | null {
  const walk = walkLineage(focus, options.depth, source);
  return walk && drawWalk(focus, walk, options.expanded, source);
}

function draw(facts: MadeFacts, focus: LineageFocus, options = WHOLE): LineageGraph {
  const graph = makeLineage(focus, options, madeSource(facts));
  if (!graph) throw new Error('The focus is not here');
  return graph;
}

const edgesOf = ({ edges }: LineageGraph) =>
  edges.map(({ from, to, label }) => `${from} → ${to}${label && ` (${label})`}`);
const idsOf = ({ nodes }: LineageGraph) => nodes.map(({ id }) => id);

const STORY: MadeFacts = {
  datasets: ['jan', 'feb'],
  models: ['m1'],
  runs: [
    { key: 'sweep' },
    {
      key: 'best',
      parent: 'sweep',
      datasets: ['jan'],
      models: [{ model: 'm1', direction: 'output', step: 12 }],
      metric: 6.3,
    },
    { key: 'judge', datasets: ['feb'], models: [{ model: 'm1', direction: 'input', step: 0 }] },
    { key: 'other', datasets: ['jan'] },
  ],
  versions: [{ number: 1, run: 'best', model: 'm1', stage: 'Production', aliases: ['champion'] }],
};

describe('the lineage of a thing', () => {
  test('a version leads back over its model and run to the data', () => {
    expect(edgesOf(draw(STORY, version(1)))).toEqual([
      'dataset:jan → run:best (training)',
      'model:m1 → version:i1:taxi',
      'run:best → model:m1 (step 12)',
      'run:sweep → run:best (nested)',
      'version:i1:taxi → alias:i1:taxi@champion',
      'version:i1:taxi → stage:i1:taxi',
    ]);
  });

  test('a logged model leads on to the runs that judged it, with their data', () => {
    expect(edgesOf(draw(STORY, model('m1')))).toEqual(
      expect.arrayContaining(['model:m1 → run:judge (input)', 'dataset:feb → run:judge (training)']),
    );
  });

  test('a dataset leads to every run that used it and to what came of them', () => {
    const ids = idsOf(draw(STORY, dataset('jan')));
    expect(ids).toEqual(
      expect.arrayContaining(['run:best', 'run:other', 'version:i1:taxi', 'stage:i1:taxi']),
    );
    expect(ids).not.toContain('run:sweep');
  });

  test('one step away is one step away', () => {
    expect(idsOf(draw(STORY, run('best'), { depth: 1, expanded: [] }))).toEqual([
      'dataset:jan',
      'model:m1',
      'run:best',
      'run:sweep',
    ]);
  });

  test('a version without a logged model comes of its run', () => {
    const facts: MadeFacts = { ...STORY, versions: [{ number: 2, run: 'other', model: 'gone' }] };
    expect(edgesOf(draw(facts, version(2)))).toContain('run:other → version:i2:taxi');
  });

  test('the metric that stands for the run is told on its version', () => {
    const graph = draw(STORY, version(1));
    const shown = graph.nodes.find(({ kind }) => kind === 'version');
    expect([shown?.label, shown?.detail]).toEqual(['taxi v1', 'val_rmse 6.3']);
  });

  test('what is not here has no lineage', () => {
    expect(makeLineage(run('nobody'), WHOLE, madeSource(STORY))).toBeNull();
  });
});

describe('what is deleted', () => {
  const facts: MadeFacts = {
    runs: [
      { key: 'a', deleted: true },
      { key: 'b', parent: 'a' },
      { key: 'c', parent: 'b', deleted: true },
    ],
    versions: [
      { number: 1, run: 'b' },
      { number: 2, run: 'b', deleted: true },
    ],
  };

  test('is left out, unless the focus came of it: then it is marked', () => {
    const graph = draw(facts, run('b'));
    expect(idsOf(graph)).toEqual(['run:a', 'run:b', 'version:i1:taxi']);
    expect(graph.nodes.filter(({ deleted }) => deleted).map(({ id }) => id)).toEqual(['run:a']);
  });

  test('is shown when it is asked for', () => {
    expect(draw(facts, version(2)).nodes.find(({ id }) => id === 'version:i2:taxi')?.deleted).toBe(true);
  });
});

describe('many runs', () => {
  const sweep = (count: number): MadeFacts => ({
    datasets: ['jan'],
    runs: [
      { key: 'sweep' },
      ...Array.from({ length: count }, (_, i) => ({
        key: `r${String(i).padStart(5, '0')}`,
        parent: 'sweep',
        datasets: ['jan'],
        metric: Math.abs(i - 7),
      })),
    ],
    versions: [{ number: 1, run: 'r00003' }],
  });

  test('are one node, besides the best one and those with versions', () => {
    const graph = draw(sweep(24), run('sweep'));
    expect(idsOf(graph)).toEqual([
      'dataset:jan',
      'run:r00003',
      'run:r00007',
      'run:sweep',
      'runs:sweep',
      'version:i1:taxi',
    ]);
    const fold = graph.nodes.find(({ kind }) => kind === 'runs');
    expect(fold).toMatchObject({ label: '22 more runs', detail: 'in sweep', folded: 22 });
    expect(edgesOf(graph)).toContain('dataset:jan → runs:sweep (training)');
  });

  test('come out twenty at a time', () => {
    const once = draw(sweep(100), run('sweep'), { depth: 9, expanded: ['runs:sweep'] });
    expect(once.nodes.filter(({ kind }) => kind === 'run')).toHaveLength(1 + 2 + 20);
    const twice = draw(sweep(100), run('sweep'), { depth: 9, expanded: ['runs:sweep', 'runs:sweep'] });
    expect(twice.nodes.find(({ kind }) => kind === 'runs')?.folded).toBe(100 - 2 - 40);
  });

  test('ten thousand of them are drawn as quickly as a few', () => {
    const facts = sweep(10_000);
    const source = madeSource(facts);
    const children = facts.runs.slice(1).map(({ key }) => toRunKey(key));
    const quick = { ...source, children: (key: string) => (key === 'sweep' ? children : []) };
    const graph = makeLineage(run('sweep'), { depth: 9, expanded: Array(999).fill('runs:sweep') }, quick);
    expect(graph?.nodes.filter(({ kind }) => kind === 'run').length).toBeLessThanOrEqual(MOST_SINGLE);
    expect(graph?.nodes.find(({ kind }) => kind === 'runs')?.folded).toBeGreaterThan(9_000);
  });

  test('what was not visited is counted', () => {
    expect(walkLineage(run('sweep'), 9, madeSource(sweep(24)), 10)?.leftOut).toBe(25 + 2 - 10);
  });

  test('of a hundred checkpoints the latest are shown and the others counted', () => {
    const models = Array.from({ length: 100 }, (_, i) => `m${i}`);
    const links = models.map((name, step) => ({ model: name, direction: 'output' as const, step }));
    const graph = draw({ models, runs: [{ key: 'a', models: links }] }, run('a'));
    expect(graph.nodes.filter(({ kind }) => kind === 'logged-model')).toHaveLength(MOST_MODELS_OF_RUN);
    expect(graph.leftOut).toBe(100 - MOST_MODELS_OF_RUN);
    expect(edgesOf(graph)).toContain('run:a → model:m99 (step 99)');
  });
});

const KEYS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'];
const key = fc.constantFrom(...KEYS);
const made: fc.Arbitrary<MadeFacts> = fc.record({
  runs: fc.uniqueArray(
    fc.record(
      {
        key,
        parent: key,
        datasets: fc.uniqueArray(key, { maxLength: 3 }),
        models: fc.array(
          fc.record({
            model: key,
            direction: fc.constantFrom('input' as const, 'output' as const),
            step: fc.nat(3),
          }),
          { maxLength: 3 },
        ),
        deleted: fc.boolean(),
        metric: fc.double({ noNaN: true }),
      },
      { requiredKeys: ['key'] },
    ),
    { selector: (one) => one.key, minLength: 1 },
  ),
  datasets: fc.uniqueArray(key),
  models: fc.uniqueArray(key),
  versions: fc.uniqueArray(
    fc.record(
      {
        number: fc.integer({ min: 1, max: 60 }),
        run: key,
        model: key,
        stage: fc.constantFrom('None', 'Production'),
        aliases: fc.uniqueArray(key, { maxLength: 2 }),
        deleted: fc.boolean(),
      },
      { requiredKeys: ['number'] },
    ),
    { selector: (one) => one.number },
  ),
});
const anyFocus = (facts: MadeFacts): LineageFocus[] => [
  ...facts.runs.map((one) => run(one.key)),
  ...(facts.datasets ?? []).map(dataset),
  ...(facts.models ?? []).map(model),
  ...(facts.versions ?? []).map((one) => version(one.number)),
];
const asked = made.chain((facts) =>
  fc.record({
    facts: fc.constant(facts),
    focus: fc.constantFrom(...anyFocus(facts)),
    depth: fc.nat(6),
    expanded: fc.array(key.map((one) => `runs:${one}`)),
  }),
);

describe('whatever the facts', () => {
  test('ends exist, nothing is there twice, caps hold', () => {
    fc.assert(
      fc.property(asked, ({ facts, focus, ...options }) => {
        const graph = draw(facts, focus, options);
        const ids = idsOf(graph);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids).toContain(graph.focus);
        for (const { from, to } of graph.edges) expect(ids).toEqual(expect.arrayContaining([from, to]));
        const pairs = graph.edges.map(({ from, to }) => `${from} ${to}`);
        expect(new Set(pairs).size).toBe(pairs.length);
        const count = (kind: string) => graph.nodes.filter((node) => node.kind === kind).length;
        expect(count('run')).toBeLessThanOrEqual(MOST_SINGLE);
        expect(count('version')).toBeLessThanOrEqual(MOST_VERSIONS);
        expect(count('dataset')).toBeLessThanOrEqual(MOST_DATASETS);
      }),
    );
  });

  test('every run that is reached is told of, alone or folded', () => {
    fc.assert(
      fc.property(asked, ({ facts, focus, ...options }) => {
        const source = madeSource(facts);
        const walk = walkLineage(focus, options.depth, source);
        const reached = [...(walk?.things.values() ?? [])].filter(({ thing }) => thing.kind === 'run').length;
        const { nodes } = draw(facts, focus, options);
        const told = nodes.reduce((sum, node) => sum + (node.kind === 'run' ? 1 : node.folded), 0);
        expect(told).toBe(reached);
      }),
    );
  });

  test('their order does not matter', () => {
    const shuffled = asked.chain((one) =>
      fc.record({
        one: fc.constant(one),
        runs: fc.shuffledSubarray([...one.facts.runs], { minLength: one.facts.runs.length }),
        versions: fc.shuffledSubarray([...(one.facts.versions ?? [])], {
          minLength: one.facts.versions?.length ?? 0,
        }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ one: { facts, focus, ...options }, runs, versions }) => {
        expect(draw({ ...facts, runs, versions }, focus, options)).toEqual(draw(facts, focus, options));
      }),
    );
  });
});
