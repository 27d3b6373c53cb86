import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { toAlertId } from '../../../src/domain/alerts/alert.ts';
import { type AlertCondition, type AlertRule, toAlertRuleId } from '../../../src/domain/alerts/alert-rule.ts';
import type { ChangeNote } from '../../../src/domain/edits.ts';
import { toRuleId } from '../../../src/domain/ids.ts';
import { readAlertRule, writeAlertRule } from '../../../src/sync/alert-rule-text.ts';
import { WorkspaceDocs } from '../../../src/sync/workspace-docs.ts';

const LOSS_IS_NAN: AlertRule = {
  title: 'loss is gone',
  enabled: true,
  scope: "tags.team = 'vision'",
  condition: { kind: 'not-finite', metric: 'loss' },
  sinceMs: 1_700_000_000_000,
};
const metric = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' });
const direction = fc.constantFrom('lower' as const, 'higher' as const);
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const positive = fc.double({ min: 0.001, max: 1e6, noNaN: true });
const count = fc.integer({ min: 5, max: 1000 });
const CONDITIONS: fc.Arbitrary<AlertCondition> = fc.oneof(
  fc.record({ kind: fc.constant('matches' as const), filter: metric }),
  fc.record({
    kind: fc.constant('threshold' as const),
    metric,
    is: fc.constantFrom('above' as const, 'below' as const),
    bound: finite,
    inARow: count,
  }),
  fc.record({ kind: fc.constant('not-finite' as const), metric: fc.oneof(metric, fc.constant('')) }),
  fc.record({
    kind: fc.constant('diverging' as const),
    metric,
    direction,
    points: count,
    factor: fc.double({ min: 1, max: 100, noNaN: true }),
  }),
  fc.record({
    kind: fc.constant('flat' as const),
    metric,
    direction,
    steps: positive,
    tolerance: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('silent' as const), minutes: fc.integer({ min: 1, max: 600 }) }),
  fc.record({
    kind: fc.constant('ended' as const),
    how: fc.constantFrom('finished' as const, 'failed' as const, 'any' as const),
  }),
  fc.record({
    kind: fc.constant('best' as const),
    metric,
    direction,
    when: fc.constantFrom('any-point' as const, 'ended' as const),
  }),
  fc.record({ kind: fc.constant('rule-broken' as const), rule: fc.constant(toRuleId('')) }),
  fc.record({ kind: fc.constant('dataset-changed' as const), dataset: fc.constant('') }),
  fc.record({
    kind: fc.constant('drift' as const),
    metric,
    model: metric,
    stage: metric,
    measure: fc.constantFrom('psi' as const, 'ks' as const),
    limit: positive,
    runs: count,
  }),
);

function withNotes(): { readonly docs: WorkspaceDocs; readonly notes: ChangeNote[] } {
  const docs = new WorkspaceDocs();
  const notes: ChangeNote[] = [];
  docs.onUpdate = (_doc, _update, made) => notes.push(...made);
  return { docs, notes };
}

/** Each takes in what the other has. */
function meet(a: WorkspaceDocs, b: WorkspaceDocs): void {
  const [fromA, fromB] = [a.snapshot('workspace'), b.snapshot('workspace')];
  a.apply('workspace', fromB);
  b.apply('workspace', fromA);
}

describe('alert rules', () => {
  it('of every kind come back as they were written', () => {
    fc.assert(
      fc.property(CONDITIONS, (condition) => {
        const rule = { ...LOSS_IS_NAN, condition };
        const docs = new WorkspaceDocs();
        const id = docs.saveAlertRule(null, rule, 'words');
        // As the document holds it: -0 is 0 in JSON.
        expect(docs.project().alertRules.get(id)).toEqual(JSON.parse(JSON.stringify(rule)));
      }),
      { numRuns: 200 },
    );
  });

  it('are added, changed and removed under names that people read, and each can be taken back', () => {
    const { docs, notes } = withNotes();
    const id = docs.saveAlertRule(null, LOSS_IS_NAN, 'loss is NaN');
    docs.saveAlertRule(id, { ...LOSS_IS_NAN, enabled: false }, 'loss is NaN');
    docs.saveAlertRule(id, { ...LOSS_IS_NAN, enabled: false }, 'the same again is no step');
    docs.removeAlertRule(id, 'loss is NaN');
    expect(docs.project().alertRules.size).toBe(0);
    docs.undo();
    expect(docs.project().alertRules.get(id)?.enabled).toBe(false);
    docs.undo();
    expect(docs.project().alertRules.get(id)?.enabled).toBe(true);
    docs.redo();
    expect(docs.project().alertRules.get(id)?.enabled).toBe(false);
    expect(notes.map(({ label, value }) => `${label}: ${value}`)).toEqual([
      'Add alert rule: loss is NaN',
      'Change alert rule: loss is NaN',
      'Remove alert rule: loss is NaN',
      'Undo: Remove alert rule: ',
      'Undo: Change alert rule: ',
      'Redo: Change alert rule: ',
    ]);
  });

  it('that two people change at once are one of both, and removed ones stay removed', () => {
    const [here, there] = [new WorkspaceDocs(), new WorkspaceDocs()];
    const id = here.saveAlertRule(null, LOSS_IS_NAN, '');
    meet(here, there);
    const below = {
      ...LOSS_IS_NAN,
      condition: { ...LOSS_IS_NAN.condition, metric: 'val_loss' },
    } as AlertRule;
    here.saveAlertRule(id, below, '');
    there.saveAlertRule(id, { ...LOSS_IS_NAN, title: 'another title' }, '');
    meet(here, there);
    expect(here.project()).toEqual(there.project());
    const merged = here.project().alertRules.get(id);
    expect([below, { ...LOSS_IS_NAN, title: 'another title' }]).toContainEqual(merged);
    here.removeAlertRule(id, '');
    there.saveAlertRule(id, { ...LOSS_IS_NAN, enabled: false }, '');
    meet(here, there);
    expect(here.project().alertRules.size).toBe(0);
    expect(there.project().alertRules.size).toBe(0);
  });

  const damaged: readonly (readonly [string, object])[] = [
    ['a kind of the future', { condition: { kind: 'hologram' } }],
    [
      'a bound that is no number',
      { condition: { kind: 'threshold', metric: 'a', is: 'above', bound: '1', inARow: 1 } },
    ],
    [
      'no point in a row',
      { condition: { kind: 'threshold', metric: 'a', is: 'above', bound: 1, inARow: 0 } },
    ],
    [
      'windows of no end',
      { condition: { kind: 'diverging', metric: 'a', direction: 'lower', points: 1e9, factor: 2 } },
    ],
    ['less than no time', { condition: { kind: 'silent', minutes: -1 } }],
    ['a metric of 2,000 letters', { condition: { kind: 'not-finite', metric: 'x'.repeat(2000) } }],
    ['a scope of 6,000 letters', { scope: 'x'.repeat(6000) }],
    ['a time that no date has', { sinceMs: 1e300 }],
    ['a filter that is empty', { condition: { kind: 'matches', filter: '' } }],
    [
      'a window that no measure can use',
      {
        condition: {
          kind: 'drift',
          metric: 'a',
          model: 'm',
          stage: 's',
          measure: 'psi',
          limit: 0.2,
          runs: 4,
        },
      },
    ],
  ];
  it.each(damaged)('with %s are none', (_, part) => {
    expect(readAlertRule(JSON.stringify(LOSS_IS_NAN))).toEqual(LOSS_IS_NAN);
    expect(readAlertRule(JSON.stringify({ ...LOSS_IS_NAN, ...part }))).toBeNull();
  });

  it('that are no text, or are too long, or half of one, are none', () => {
    const text = writeAlertRule(LOSS_IS_NAN);
    for (const raw of [null, 7, {}, '', text.slice(0, -1), `${text}${' '.repeat(30_000)}`])
      expect(readAlertRule(raw)).toBeNull();
  });

  it('beyond what anybody reads are left out, the same ones everywhere', () => {
    const entries = Array.from(
      { length: 600 },
      (_, at) => [`r${String(at).padStart(4, '0')}/rule`, writeAlertRule(LOSS_IS_NAN)] as const,
    );
    const project = (all: typeof entries) => fromMap('alerts', all).project().alertRules;
    expect(project(entries).size).toBe(200);
    expect(project(entries).has(toAlertRuleId('r0199'))).toBe(true);
    expect([...project(entries.toReversed())]).toEqual([...project(entries)]);
  });
});

describe('acknowledged alerts', () => {
  const [first, second] = [toAlertId('rule·run·val/loss·7'), toAlertId('b')];

  it('are one step however many they are, and keep the time of whoever was first here', () => {
    const { docs, notes } = withNotes();
    docs.acknowledge([first], 100, 'val/loss of quick-fox is NaN');
    docs.acknowledge([first, second], 200, '2 alerts');
    docs.acknowledge([first, second], 300, 'nothing is left');
    expect([...docs.project().acknowledged].sort()).toEqual([
      [second, 200],
      [first, 100],
    ]);
    expect(notes.map(({ label }) => label)).toEqual(['Acknowledge alert', 'Acknowledge alert']);
    docs.undo();
    expect([...docs.project().acknowledged.keys()]).toEqual([first]);
    docs.acknowledge([toAlertId('c'), toAlertId('d')], 5, '');
    expect(notes.at(-1)?.label).toBe('Acknowledge 2 alerts');
  });

  it('of two devices are those of both, and an undo here leaves what somebody else did', () => {
    const [here, there] = [new WorkspaceDocs(), new WorkspaceDocs()];
    here.acknowledge([first], 1, '');
    there.acknowledge([first, second], 2, '');
    meet(here, there);
    expect(here.project().acknowledged).toEqual(there.project().acknowledged);
    expect(here.project().acknowledged.size).toBe(2);
    here.undo();
    expect(here.project().acknowledged.has(second)).toBe(true);
  });

  it('beyond what any device lists are the newest, the same ones everywhere', () => {
    const entries = Array.from({ length: 20_010 }, (_, at) => [`a${at}/at`, at] as const);
    const project = (all: typeof entries) => fromMap('acknowledged', all).project().acknowledged;
    const kept = project(entries);
    expect(kept.size).toBe(20_000);
    expect(kept.has(toAlertId('a9'))).toBe(false);
    expect(kept.has(toAlertId('a10'))).toBe(true);
    expect([...project(entries.toReversed())]).toEqual([...kept]);
  });

  it('at times that are none are not', () => {
    const entries = ['1', null, -1, Number.NaN, 1e300, true].map((at, n) => [`a${n}/at`, at] as const);
    expect(fromMap('acknowledged', entries).project().acknowledged.size).toBe(0);
  });
});

/** A document as another program could write it. */
function fromMap(map: string, entries: readonly (readonly [string, unknown])[]): WorkspaceDocs {
  const doc = new Y.Doc();
  for (const [key, value] of entries) doc.getMap(map).set(key, value);
  const docs = new WorkspaceDocs();
  docs.apply('workspace', Y.encodeStateAsUpdate(doc));
  return docs;
}
