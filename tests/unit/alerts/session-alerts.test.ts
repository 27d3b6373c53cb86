import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AlertCondition } from '../../../src/domain/alerts/alert-rule.ts';
import { toRuleId } from '../../../src/domain/ids.ts';
import { AlertQuestions } from '../../../workers/query/alerts/alert-questions.ts';
import { QuerySession } from '../../../workers/query/session.ts';
import { AlertWorkspace, alertRule } from '../../support/alert-workspace.ts';
import { makeRule } from '../../support/rule-ground.ts';

const NAN: AlertCondition = { kind: 'not-finite', metric: '' };
const nan = Number.NaN;

let workspace: AlertWorkspace;
let session: QuerySession;
beforeEach(() => {
  workspace = new AlertWorkspace();
  session = new QuerySession();
});
afterEach(() => workspace.close());

async function openWith(condition: AlertCondition): Promise<void> {
  workspace.setRule('rule', condition);
  await session.setEdits(workspace.edits);
  await session.open(workspace.id);
}

test('a session tells of what was imported since, and says what it has seen', async () => {
  await workspace.import([{ id: 'a', series: { loss: [nan] } }], 1);
  await openWith(NAN);
  const first = await session.checkAlerts(2, []);
  expect(first.alerts.map(({ run }) => run)).toEqual(['a']);
  await workspace.import([{ id: 'b', series: { loss: [1, nan] } }], 3);
  await session.open(workspace.id);
  const second = await session.checkAlerts(4, first.seenPacks);
  expect(second.alerts.map(({ run, step }) => [run, step])).toEqual([['b', 1]]);
  expect(second.seenPacks).toHaveLength(2);
  const again = new QuerySession();
  await again.setEdits(workspace.edits);
  await again.open(workspace.id);
  expect((await again.checkAlerts(5, second.seenPacks)).alerts).toEqual([]);
  expect((await again.checkAlerts(6, [])).alerts).toEqual([]);
});

test('without rules everything counts as seen', async () => {
  await workspace.import([{ id: 'a', series: { loss: [nan] } }], 1);
  await session.open(workspace.id);
  const { alerts, seenPacks } = await session.checkAlerts(2, []);
  expect(alerts).toEqual([]);
  expect(seenPacks).toHaveLength(1);
});

test('checks that are asked at the same time follow one another and tell a thing once', async () => {
  await workspace.import([{ id: 'a', series: { loss: [nan] } }], 1);
  await openWith(NAN);
  const both = await Promise.all([session.checkAlerts(2, []), session.checkAlerts(2, [])]);
  expect(both.map(({ alerts }) => alerts.length)).toEqual([1, 0]);
});

test('another workspace begins anew', async () => {
  await workspace.import([{ id: 'a', series: { loss: [nan] } }], 1);
  await openWith(NAN);
  await session.checkAlerts(2, []);
  const other = new AlertWorkspace();
  await other.import([{ id: 'a', series: { loss: [nan] } }], 1);
  await session.open(other.id);
  expect((await session.checkAlerts(3, [])).alerts).toHaveLength(1);
  other.close();
});

test('a look that waited while another workspace was opened leaves what it has to tell to its own', async () => {
  await workspace.import([{ id: 'a', series: { loss: [nan] } }], 1);
  workspace.setRule('rule', NAN);
  const other = new AlertWorkspace();
  await other.import([{ id: 'b', series: { loss: [nan] } }], 1);
  other.edits = workspace.edits;
  const next = await other.ground();
  let ground = await workspace.ground();
  const questions = new AlertQuestions(() => ground);
  const [first, waiting] = [questions.check(2, []), questions.check(2, [])];
  await Promise.resolve();
  ground = next;
  expect((await first).alerts.map(({ run }) => run)).toEqual(['a']);
  expect(await waiting).toEqual({ alerts: [], seenPacks: [] });
  expect((await questions.check(3, [])).alerts.map(({ run }) => run)).toEqual(['b']);
  other.close();
});

test('rules of the workspace are asked as its screens ask them', async () => {
  await workspace.import(
    [
      { id: 'a', name: 'bad' },
      { id: 'b', name: 'x-good' },
    ],
    1,
  );
  const check = { kind: 'name' as const, subject: 'run' as const, pattern: 'x-.*', hint: '' };
  workspace.edits = { ...workspace.edits, rules: new Map([[toRuleId('named'), makeRule(check)]]) };
  await openWith({ kind: 'rule-broken', rule: '' });
  const { alerts } = await session.checkAlerts(2, []);
  expect(alerts.map(({ run, about }) => [run, about])).toEqual([
    ['a', 'Run “bad” is not named like “x-.*”.'],
  ]);
});

test('a newer trial ends an older one', async () => {
  const runs = Array.from({ length: 60 }, (_, i) => ({
    id: `r${i}`,
    series: { loss: Array.from({ length: 3000 }, (_, step) => (step === 2999 ? nan : 1)) },
  }));
  await workspace.import(runs, 1);
  await openWith(NAN);
  const old = session.tryAlert(alertRule(NAN), 0);
  const settled = old.then(
    () => 'answered',
    (error: Error) => error.name,
  );
  const now = await session.tryAlert(alertRule(NAN), 0);
  expect(now).toMatchObject({ runs: 60, fired: 60 });
  expect(now.examples).toHaveLength(10);
  expect(await settled).toBe('AbortError');
});
