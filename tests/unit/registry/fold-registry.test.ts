import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  importedVersion,
  toRegistryEventId,
  toRunKey,
  toVersionRef,
  type VersionRef,
} from '../../../src/domain/ids.ts';
import { inOrder, lastOrderOf } from '../../../src/domain/registry/event-order.ts';
import { foldRegistry, VERSION_TAG } from '../../../src/domain/registry/fold-registry.ts';
import { nextNumber } from '../../../src/domain/registry/registry-changes.ts';
import {
  MOST_ASKED,
  type RegistryAct,
  type RegistryEvent,
} from '../../../src/domain/registry/registry-event.ts';
import type { ModelVersion, RegistryView } from '../../../src/domain/registry/registry-view.ts';
import { modelRecord, versionRecord } from '../../support/made-registry.ts';
import { turns } from '../../support/turns.ts';

const NO_FACTS = { models: [], versions: [] };
const MADE = toVersionRef('00000000000000aa');
const OTHER = toVersionRef('00000000000000bb');

let nextId = 1;
function event(
  order: number,
  version: VersionRef | null,
  act: RegistryAct,
  more: Partial<RegistryEvent> = {},
): RegistryEvent {
  const id = toRegistryEventId((nextId++).toString(16).padStart(16, '0'));
  return { id, order, atMs: 10_000 + order, model: 'taxi', version, act, why: '', client: 1, ...more };
}

const makeVersion = (asked: number): RegistryAct => ({
  kind: 'make-version',
  asked,
  run: toRunKey('run'),
  loggedModel: null,
  source: 'runs:/run/model',
});
const stage = (to: string): RegistryAct => ({ kind: 'stage', to });

function versions(view: RegistryView, model = 'taxi'): readonly ModelVersion[] {
  return view.models.find(({ name }) => name === model)?.versions ?? [];
}

describe('what was imported', () => {
  const facts = {
    models: [
      modelRecord('taxi', {
        aliases: [
          ['champion', '1'],
          ['gone', '9'],
        ],
      }),
      modelRecord('Alpha'),
    ],
    versions: [
      versionRecord('taxi', 2),
      versionRecord('taxi', 10, { stage: 'production' }),
      versionRecord('taxi', 9, { stage: 'Deleted_Internal' }),
      versionRecord('taxi', 1),
    ],
  };

  it('is listed by name, newest version first, tombstones marked', () => {
    const view = foldRegistry(facts, []);
    expect(view.models.map(({ name }) => name)).toEqual(['Alpha', 'taxi']);
    expect(versions(view).map(({ number, stage: now, deleted }) => [number, now, deleted])).toEqual([
      [10, 'Production', false],
      [9, 'None', true],
      [2, 'None', false],
      [1, 'None', false],
    ]);
  });

  it('has aliases of versions that are there only', () => {
    const view = foldRegistry(facts, []);
    expect(view.models[1]?.aliases).toEqual([{ alias: 'champion', version: 1 }]);
    expect(versions(view).at(-1)?.aliases).toEqual(['champion']);
  });

  it('tells of its stage without pretending to know since when', () => {
    const view = foldRegistry(facts, []);
    expect(versions(view)[0]?.stageSinceMs).toBeNull();
    expect(
      view.history.filter(({ what }) => what === 'stage').map(({ version, to }) => [version, to]),
    ).toEqual([[10, 'Production']]);
  });
});

describe('two stores with a model of one name', () => {
  const early = { createdMs: 100, updatedMs: 900 };
  const late = { createdMs: 500, updatedMs: 600 };
  const facts = {
    models: [
      modelRecord('taxi', { ...early, description: 'of the course', aliases: [['champion', '1']] }),
      modelRecord('taxi', { ...late, description: 'of the team', aliases: [['shadow', '1']] }),
    ],
    versions: [
      versionRecord('taxi', 1, { createdMs: 510, stage: 'Production', user: 'li' }),
      versionRecord('taxi', 1, { createdMs: 110, stage: 'Staging' }),
      versionRecord('taxi', 2, { createdMs: 120 }),
    ],
  };

  it('lose nothing: what has a number already goes by another, and says which it had', () => {
    for (const versions of [facts.versions, facts.versions.toReversed()]) {
      const view = foldRegistry({ ...facts, versions }, []);
      const told = view.models[0]?.versions.map((one) => [
        one.number,
        one.askedNumber,
        one.stage,
        one.aliases,
      ]);
      expect(told).toEqual([
        [3, 1, 'Production', ['shadow']],
        [2, null, 'None', []],
        [1, null, 'Staging', ['champion']],
      ]);
      expect(view.models[0]).toMatchObject({ createdMs: 100, updatedMs: 900, description: 'of the course' });
    }
  });

  it('what was done to a version stays its own when the other store comes', () => {
    const alone = { models: facts.models.slice(1), versions: facts.versions.slice(0, 1) };
    const done = [event(1, importedVersion(1, 510), stage('Archived'))];
    expect(versions(foldRegistry(alone, done)).map(({ number, stage: now }) => [number, now])).toEqual([
      [1, 'Archived'],
    ]);
    const both = versions(foldRegistry(facts, done)).map(({ createdMs, stage: now }) => [createdMs, now]);
    expect(both).toEqual([
      [510, 'Archived'],
      [120, 'None'],
      [110, 'Staging'],
    ]);
  });
});

describe('what people do', () => {
  it('the first version makes its model, and every change says what was before', () => {
    const view = foldRegistry(NO_FACTS, [
      event(1, null, { kind: 'make-model' }),
      event(2, MADE, makeVersion(1)),
      event(3, MADE, stage('Staging'), { why: 'looks good' }),
      event(4, MADE, stage('Production')),
      event(5, null, { kind: 'alias', alias: 'champion', to: MADE }),
      event(6, MADE, { kind: 'description', to: '**best**' }),
      event(7, MADE, { kind: 'tag', key: 'team', to: 'x' }),
      event(8, MADE, { kind: 'tag', key: 'team', to: null }),
    ]);
    const [version] = versions(view);
    expect(version).toMatchObject({
      number: 1,
      stage: 'Production',
      stageSinceMs: 10_004,
      aliases: ['champion'],
      description: '**best**',
      tags: [],
      origin: 'made',
    });
    expect(view.history.map(({ what, key, from, to, why }) => [what, key, from, to, why])).toEqual([
      ['registered', '', '', '', ''],
      ['registered', '', '', '', ''],
      ['stage', '', 'None', 'Staging', 'looks good'],
      ['stage', '', 'Staging', 'Production', ''],
      ['alias', 'champion', '', 'Version 1', ''],
      ['description', '', '', '**best**', ''],
      ['tag', 'team', '', 'x', ''],
      ['tag', 'team', 'x', '', ''],
    ]);
  });

  it('a number that is taken is not given again, whoever comes later', () => {
    const events = [event(1, MADE, makeVersion(1)), event(1, OTHER, makeVersion(1))];
    const numbers = (view: RegistryView) =>
      versions(view).map(({ ref, number, askedNumber }) => [ref, number, askedNumber]);
    const expected = [
      [OTHER, 2, 1],
      [MADE, 1, null],
    ];
    expect(numbers(foldRegistry(NO_FACTS, events))).toEqual(expected);
    expect(numbers(foldRegistry(NO_FACTS, [...events].reverse()))).toEqual(expected);
  });

  it('numbers of deleted versions and of tombstones are not given again', () => {
    const facts = {
      models: [modelRecord('taxi')],
      versions: [versionRecord('taxi', 3, { stage: 'Deleted_Internal' })],
    };
    const view = foldRegistry(facts, [event(1, MADE, makeVersion(3))]);
    expect(versions(view).map(({ number }) => number)).toEqual([4, 3]);
  });

  it('an alias moves, and hides with its version', () => {
    const events = [
      event(1, MADE, makeVersion(1)),
      event(2, OTHER, makeVersion(2)),
      event(3, null, { kind: 'alias', alias: 'champion', to: MADE }),
      event(4, null, { kind: 'alias', alias: 'champion', to: OTHER }),
    ];
    expect(foldRegistry(NO_FACTS, events).models[0]?.aliases).toEqual([{ alias: 'champion', version: 2 }]);
    const deleted = [...events, event(5, OTHER, { kind: 'deleted', to: true })];
    expect(foldRegistry(NO_FACTS, deleted).models[0]?.aliases).toEqual([]);
    const restored = [...deleted, event(6, OTHER, { kind: 'deleted', to: false })];
    expect(foldRegistry(NO_FACTS, restored).models[0]?.aliases).toEqual([{ alias: 'champion', version: 2 }]);
  });

  it('MLflow’s stages are taken in any case', () => {
    const view = foldRegistry(NO_FACTS, [
      event(1, MADE, makeVersion(1)),
      event(2, MADE, stage('production')),
    ]);
    expect(versions(view)[0]?.stage).toBe('Production');
  });

  it('what is said of nothing is nothing', () => {
    const view = foldRegistry(NO_FACTS, [
      event(1, MADE, stage('Staging')),
      event(2, null, { kind: 'alias', alias: 'a', to: MADE }),
    ]);
    expect(view).toEqual({ models: [], history: [] });
  });

  it('a version that went out and came in again is one version, with its later changes', () => {
    const facts = {
      models: [modelRecord('taxi')],
      versions: [
        versionRecord('taxi', 1, {
          stage: 'Staging',
          tags: [
            [VERSION_TAG, MADE],
            ['team', 'x'],
          ],
        }),
      ],
    };
    const view = foldRegistry(facts, [
      event(1, null, { kind: 'make-model' }),
      event(2, MADE, makeVersion(1)),
      event(3, MADE, stage('Staging')),
      event(4, MADE, stage('Production')),
    ]);
    expect(versions(view).map(({ ref, number, stage: now, tags }) => [ref, number, now, tags])).toEqual([
      [importedVersion(1, 1001), 1, 'Production', [['team', 'x']]],
    ]);
  });
});

describe('a version that went out and came in again', () => {
  const facts = {
    models: [modelRecord('taxi', { createdMs: 10_001, aliases: [['champion', '1']] })],
    versions: [
      versionRecord('taxi', 1, {
        stage: 'Production',
        createdMs: 10_002,
        updatedMs: 10_005,
        tags: [[VERSION_TAG, MADE]],
      }),
    ],
  };
  const events = [
    event(1, null, { kind: 'make-model' }),
    event(2, MADE, makeVersion(1), { why: 'the best so far' }),
    event(3, MADE, stage('Staging')),
    event(4, MADE, stage('Production')),
    event(5, null, { kind: 'alias', alias: 'champion', to: MADE }),
  ];

  it('was not at once in the stage that it came back with', () => {
    const at = (atMs: number) => versions(foldRegistry(facts, events, atMs))[0];
    expect(at(10_002)).toMatchObject({ stage: 'None', stageSinceMs: 10_002, aliases: [] });
    expect(at(10_003)).toMatchObject({ stage: 'Staging', aliases: [] });
    expect(at(10_004)).toMatchObject({ stage: 'Production', stageSinceMs: 10_004, aliases: [] });
    expect(at(10_005)).toMatchObject({ stage: 'Production', aliases: ['champion'] });
  });

  it('has the history that it had before', () => {
    const told = ({ what, version, from, to, why, client }: RegistryView['history'][number]) =>
      version === null ? [] : [[what, from, to, why, client]];
    const before = foldRegistry(NO_FACTS, events).history.flatMap(told);
    expect(foldRegistry(facts, events).history.flatMap(told)).toEqual(before);
  });

  it('is the first by number where several say so, in whatever order they come', () => {
    const copies = [versionRecord('taxi', 5, { tags: [[VERSION_TAG, MADE]] }), ...facts.versions];
    const view = foldRegistry({ ...facts, versions: copies }, events);
    expect(foldRegistry({ ...facts, versions: [...copies].reverse() }, events)).toEqual(view);
    expect(versions(view).map(({ number, stage: now }) => [number, now])).toEqual([
      [5, 'None'],
      [1, 'Production'],
    ]);
  });
});

test('a version has the number that it has today at every moment of the past', () => {
  // Two people registered at the same time; the clock of the first was ahead.
  const events = [
    event(1, MADE, makeVersion(1), { atMs: 9000 }),
    event(1, OTHER, makeVersion(1), { atMs: 5000 }),
  ];
  const numbers = (atMs: number | null) =>
    versions(foldRegistry(NO_FACTS, events, atMs)).map(({ ref, number }) => [ref, number]);
  expect(numbers(null)).toEqual([
    [OTHER, 2],
    [MADE, 1],
  ]);
  expect(numbers(6000)).toEqual([[OTHER, 2]]);
});

test('a forged order has no last word', () => {
  const forged = event(Number.MAX_SAFE_INTEGER, MADE, stage('Archived'));
  const events = [event(1, MADE, makeVersion(1)), event(2, MADE, stage('Staging')), forged];
  const later = event(lastOrderOf(events) + 1, MADE, stage('Production'));
  for (const list of [
    [...events, later],
    [later, ...events],
  ])
    expect(versions(foldRegistry(NO_FACTS, list))[0]?.stage).toBe('Production');
});

test('events keep their order where those before them are gone', () => {
  const events = [101, 102, 103].map((order) =>
    event(order, null, { kind: 'tag', key: 'k', to: String(order) }),
  );
  expect(inOrder([...events].reverse()).map(({ order }) => order)).toEqual([101, 102, 103]);
});

test('very many versions of one model are numbered at once, and one more can be asked for', () => {
  const count = 40_000;
  const events = Array.from({ length: count }, (_, i) =>
    event(i + 1, toVersionRef(`v${i}`), makeVersion(i === 0 ? MOST_ASKED : 1)),
  );
  const [model] = foldRegistry(NO_FACTS, events).models;
  expect(model?.versions.length).toBe(count);
  expect(model?.versions[0]?.number).toBe(MOST_ASKED + count - 2);
  expect(nextNumber(model ?? null)).toBe(MOST_ASKED);
}, 20_000);

test('a moment in the past shows what was so then', () => {
  const facts = {
    models: [modelRecord('taxi')],
    versions: [versionRecord('taxi', 1, { stage: 'Production' })],
  };
  const events = [
    event(1, MADE, makeVersion(2), { atMs: 5000 }),
    event(2, importedVersion(1, 1001), stage('Archived'), { atMs: 6000 }),
    event(3, MADE, stage('Production'), { atMs: 6000 }),
  ];
  const inProduction = (atMs: number | null) =>
    versions(foldRegistry(facts, events, atMs))
      .filter((version) => version.stage === 'Production')
      .map(({ number }) => number);
  expect(inProduction(500)).toEqual([]);
  expect(inProduction(5500)).toEqual([1]);
  expect(inProduction(6000)).toEqual([2]);
  expect(inProduction(null)).toEqual([2]);
});

test('whatever people do at once, everybody sees the same registry', () => {
  const refs = [MADE, OTHER, importedVersion(1, 1001), importedVersion(2, 1002)];
  const ref = fc.constantFrom(...refs);
  const text = fc.constantFrom('', 'a', 'b');
  const act = fc.oneof(
    fc.record({
      version: ref,
      act: fc.constantFrom<RegistryAct>(makeVersion(1), makeVersion(2), makeVersion(7)),
    }),
    fc.record({ version: ref, act: fc.constantFrom('None', 'Staging', 'Production', 'Canary').map(stage) }),
    fc.record({
      version: fc.constant(null),
      act: fc.record({
        kind: fc.constant('alias' as const),
        alias: fc.constantFrom('x', 'y'),
        to: fc.option(ref),
      }),
    }),
    fc.record({
      version: fc.option(ref),
      act: fc.record({ kind: fc.constant('tag' as const), key: text, to: fc.option(text) }),
    }),
    fc.record({
      version: fc.option(ref),
      act: fc.record({ kind: fc.constant('deleted' as const), to: fc.boolean() }),
    }),
  );
  const events = fc.array(fc.tuple(act, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 9 })), {
    maxLength: 25,
  });
  const facts = {
    models: [modelRecord('taxi')],
    versions: [versionRecord('taxi', 1), versionRecord('taxi', 2)],
  };
  fc.assert(
    fc.property(events, fc.infiniteStream(fc.nat()), (made, random) => {
      const list = made.map(([{ version, act: done }, order, atMs]) => event(order, version, done, { atMs }));
      const shuffled = list
        .map((one) => [random.next().value, one] as const)
        .sort(([a], [b]) => a - b)
        .map(([, one]) => one);
      const view = foldRegistry(facts, list);
      expect(foldRegistry(facts, shuffled)).toEqual(view);
      const numbers = versions(view).map(({ number }) => number);
      expect(new Set(numbers).size).toBe(numbers.length);
      // Each line of the history begins where the one before it of the same thing ended.
      const stages = new Map<number | null, string>();
      for (const entry of list.length === 0 ? [] : inEventOrder(view, list)) {
        if (entry.what !== 'stage') continue;
        expect(entry.from).toBe(stages.get(entry.version) ?? 'None');
        stages.set(entry.version, entry.to);
      }
    }),
    { numRuns: turns(1500) },
  );
});

function inEventOrder(view: RegistryView, events: readonly RegistryEvent[]) {
  const place = new Map(events.map((one) => [one.id, one.order]));
  return view.history
    .filter(({ client }) => client !== null)
    .sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0) || (a.id < b.id ? -1 : 1));
}
