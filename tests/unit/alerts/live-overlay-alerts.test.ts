import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AlertCondition, toAlertRuleId } from '../../../src/domain/alerts/alert-rule.ts';
import { NO_EDITS } from '../../../src/domain/edits.ts';
import { type Hash, type RunKey, toWorkspaceId } from '../../../src/domain/ids.ts';
import { FactStore } from '../../../src/storage/fact-store.ts';
import { alertRule } from '../../support/alert-workspace.ts';
import { LiveSession } from '../../support/live-session.ts';
import { MadeTraining } from '../../support/made-training.ts';

const ABOVE: AlertCondition = { kind: 'threshold', metric: 'loss', is: 'above', bound: 10, inARow: 2 };
const ENDED: AlertCondition = { kind: 'ended', how: 'any' };
const nan = Number.NaN;

let store: FactStore;
let live: LiveSession;
let workspace = toWorkspaceId('');
let seen: readonly Hash[] = [];
let run: RunKey;
let training: MadeTraining;

beforeEach(() => {
  workspace = toWorkspaceId(crypto.randomUUID());
  store = new FactStore(workspace);
  live = new LiveSession();
  seen = [];
  training = new MadeTraining();
  run = training.start('a', { startMs: 1000 });
});
afterEach(() => {
  live.close();
  store.close();
});

async function openWith(...conditions: readonly AlertCondition[]): Promise<void> {
  const alertRules = new Map(conditions.map((one, at) => [toAlertRuleId(`rule-${at}`), alertRule(one)]));
  await live.session.setEdits({ ...NO_EDITS, alertRules });
  await live.open(workspace);
}

/** `kind step` of everything that is told now. */
async function told(): Promise<readonly string[]> {
  const { alerts, seenPacks } = await live.session.checkAlerts(live.nowMs, seen);
  seen = seenPacks;
  return alerts.map(({ kind, step }) => `${kind} ${step ?? ''}`.trim()).sort();
}

const log = (from: number, ...values: readonly number[]) =>
  training.log(
    run,
    'loss',
    values.map((value, at) => [from + at, 2000 + from + at, value] as const),
  );

async function tellMore(from: number, ...values: readonly number[]): Promise<void> {
  log(from, ...values);
  await live.tell(training.sent());
}

test('a live run is told of as it grows, across a commit, and once', async () => {
  await openWith(ABOVE, { kind: 'not-finite', metric: '' });
  await tellMore(0, 1, 11);
  expect(await told()).toEqual([]);
  await tellMore(2, 12, nan);
  expect(await told()).toEqual(['not-finite 3', 'threshold 2']);
  await training.commit(store);
  await live.session.open(workspace);
  await live.tell(training.sent(true));
  expect(await told()).toEqual([]);
  expect(seen).toEqual([]);
  await tellMore(4, 1, 11, 11);
  expect(await told()).toEqual(['threshold 6']);
  expect(await told()).toEqual([]);
});

test('a rule that is switched on after a commit reads what is stored', async () => {
  await openWith(ENDED);
  await tellMore(0, 1, 11);
  await training.commit(store);
  await live.session.open(workspace);
  await live.tell(training.sent(true));
  await told();
  const alertRules = new Map([[toAlertRuleId('late'), alertRule(ABOVE, { sinceMs: 2002 })]]);
  await live.session.setEdits({ ...NO_EDITS, alertRules });
  await tellMore(2, 12);
  expect(await told()).toEqual(['threshold 2']);
});

test('how it ends is told once: by the last news, or by what was stored then', async () => {
  await openWith(ENDED, ABOVE);
  await tellMore(0, 1, 11);
  expect(await told()).toEqual([]);
  training.change(run, { status: 'failed', endMs: 9000 });
  log(2, 12);
  await training.commit(store);
  await live.session.open(workspace);
  await live.tell({ kind: 'over', watcher: 'w1', runs: [run] });
  expect(await told()).toEqual(['ended', 'threshold 2']);
  await live.session.open(workspace);
  expect(await told()).toEqual([]);
  expect(seen).toHaveLength(1);
});

test('a run whose watcher is gone before anything was stored has been told of', async () => {
  await openWith(ABOVE);
  await tellMore(0, 11, 12);
  expect(await told()).toEqual(['threshold 1']);
  await live.tell({ kind: 'bye', watcher: 'w1' });
  expect(await told()).toEqual([]);
});

test('another visit tells the same under the same name', async () => {
  await openWith(ABOVE);
  await tellMore(0, 11, 12);
  const first = await live.session.checkAlerts(live.nowMs, []);
  await training.commit(store);
  const other = new LiveSession();
  await other.session.setEdits({
    ...NO_EDITS,
    alertRules: new Map([[toAlertRuleId('rule-0'), alertRule(ABOVE)]]),
  });
  await other.open(workspace);
  const again = await other.session.checkAlerts(other.nowMs, []);
  expect(again.alerts).toEqual(first.alerts);
  expect(again.alerts).toHaveLength(1);
  other.close();
});
