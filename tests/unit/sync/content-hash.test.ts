import { expect, test } from 'vitest';
import { sha256Hex, toUtf8 } from '../../../src/base/bytes.ts';
import { canonicalJson } from '../../../src/base/canonical-json.ts';
import { toAlertId } from '../../../src/domain/alerts/alert.ts';
import { type AlertRule, toAlertRuleId } from '../../../src/domain/alerts/alert-rule.ts';
import type { RunEdits } from '../../../src/domain/edits.ts';
import { NO_EDITS } from '../../../src/domain/edits.ts';
import {
  toCollectionId,
  toDatasetKey,
  toExperimentKey,
  toHash,
  toRegistryEventId,
  toRuleId,
  toRunKey,
  toViewId,
} from '../../../src/domain/ids.ts';
import type { RegistryEvent } from '../../../src/domain/registry/registry-event.ts';
import type { Rule } from '../../../src/domain/rules/rule.ts';
import { contentHash } from '../../../src/sync/content-hash.ts';

const MEMBERS = [
  { device: 'b', role: 'editor', name: 'Ben' },
  { device: 'a', role: 'owner', name: 'Ana' },
];

const RULE: Rule = {
  title: '',
  check: { kind: 'tag', subject: 'run', key: 'owner', preset: '' },
  severity: 'warn',
  enabled: true,
};

const ALERT_RULE: AlertRule = {
  title: '',
  enabled: true,
  scope: '',
  condition: { kind: 'not-finite', metric: 'loss' },
  sinceMs: 5,
};

const EVENT: RegistryEvent = {
  id: toRegistryEventId('0123456789abcdef'),
  order: 1,
  atMs: 1,
  model: 'taxi',
  version: null,
  act: { kind: 'make-model' },
  why: '',
  client: 7,
};

function makeRuns(count: number): [ReturnType<typeof toRunKey>, RunEdits][] {
  return Array.from({ length: count }, (_, at) => [
    toRunKey(`run "${at}"`),
    { name: `n ${at}`, ...(at % 2 === 0 ? { tags: { team: 'x', gone: null } } : { deleted: true }) },
  ]);
}

for (const count of [0, 1, 2500]) {
  test(`${count} edited runs: the hash is that of canonical JSON in one piece, in any order`, async () => {
    const runs = makeRuns(count);
    const experiments = new Map([[toExperimentKey('x1'), { name: 'sweep' }]]);
    const rest = { packs: ['p2', 'p1', 'p2'], members: MEMBERS, name: 'ours' };
    const hash = await contentHash({ edits: { ...NO_EDITS, runs: new Map(runs), experiments }, ...rest });
    const sorted = [...runs].sort(([a], [b]) => (a < b ? -1 : 1));
    const whole = canonicalJson({
      name: 'ours',
      runs: sorted,
      experiments: [['x1', { name: 'sweep' }]],
      collections: [],
      directions: [],
      views: [],
      fingerprints: [],
      registry: [],
      rules: [],
      stages: [],
      packs: ['p1', 'p2'],
      members: [
        ['a', ['owner', 'Ana']],
        ['b', ['editor', 'Ben']],
      ],
    });
    expect(hash).toBe(await sha256Hex(toUtf8(whole)));
    const turned = new Map([...runs].reverse());
    expect(await contentHash({ edits: { ...NO_EDITS, runs: turned, experiments }, ...rest })).toBe(hash);
  });
}

test('everything that people see takes part', async () => {
  const rest = { packs: ['p'], members: MEMBERS, name: 'ours' };
  const run = toRunKey('a');
  const experiment = toExperimentKey('x1');
  const edits = [
    NO_EDITS,
    { ...NO_EDITS, runs: new Map([[run, { starred: true }]]) },
    { ...NO_EDITS, runs: new Map([[run, { archived: true }]]) },
    { ...NO_EDITS, runs: new Map([[run, { colour: 3 }]]) },
    { ...NO_EDITS, runs: new Map([[run, { home: experiment }]]) },
    { ...NO_EDITS, runs: new Map([[run, { alsoIn: [experiment] }]]) },
    { ...NO_EDITS, experiments: new Map([[experiment, { starred: true }]]) },
    { ...NO_EDITS, experiments: new Map([[experiment, { note: 'why' }]]) },
    { ...NO_EDITS, collections: new Map([[toCollectionId('c'), { name: 'C', experiments: [experiment] }]]) },
    { ...NO_EDITS, collections: new Map([[toCollectionId('c'), { name: 'C', experiments: [] }]]) },
    { ...NO_EDITS, directions: new Map([['loss', 'higher' as const]]) },
    { ...NO_EDITS, views: new Map([[toViewId('v'), { name: 'V', scope: 'all' as const, code: '1' }]]) },
    { ...NO_EDITS, views: new Map([[toViewId('v'), { name: 'V', scope: experiment, code: '1' }]]) },
    { ...NO_EDITS, stages: ['Canary'] },
    { ...NO_EDITS, rules: new Map([[toRuleId('r'), RULE]]) },
    { ...NO_EDITS, rules: new Map([[toRuleId('r'), { ...RULE, enabled: false }]]) },
    { ...NO_EDITS, fingerprints: new Map([[toDatasetKey('d'), [toHash('a'.repeat(64))]]]) },
    { ...NO_EDITS, alertRules: new Map([[toAlertRuleId('r'), ALERT_RULE]]) },
    { ...NO_EDITS, alertRules: new Map([[toAlertRuleId('r'), { ...ALERT_RULE, enabled: false }]]) },
    { ...NO_EDITS, acknowledged: new Map([[toAlertId('a'), 7]]) },
    { ...NO_EDITS, acknowledged: new Map([[toAlertId('a'), 8]]) },
    { ...NO_EDITS, registry: [EVENT] },
    { ...NO_EDITS, registry: [{ ...EVENT, why: 'because' }] },
  ];
  const hashes = await Promise.all(edits.map((one) => contentHash({ edits: one, ...rest })));
  expect(new Set(hashes).size).toBe(edits.length);
});
