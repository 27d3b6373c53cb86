import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AlertCondition } from '../../../src/domain/alerts/alert-rule.ts';
import { alertSentence } from '../../../src/domain/alerts/alert-sentence.ts';
import {
  ABOVE,
  type AlertRun,
  AlertWorkspace,
  alertRule,
  BEST,
  MINUTE,
  NAN,
  whereTold,
} from '../../support/alert-workspace.ts';

const SILENT: AlertCondition = { kind: 'silent', minutes: 10 };
const nan = Number.NaN;

let workspace: AlertWorkspace;
beforeEach(() => {
  workspace = new AlertWorkspace();
});
afterEach(() => workspace.close());

describe('live runs', () => {
  const live = (loss: readonly number[], part: Partial<AlertRun> & { lastSignMs?: number } = {}) => [
    { id: 'a', status: 'running' as const, startMs: 0, series: { loss }, ...part },
  ];

  test('are told of as they grow; what was told is not told again when they are stored', async () => {
    workspace.setRule('above', ABOVE);
    workspace.setRule('end', { kind: 'ended', how: 'any' });
    workspace.live = live([11]);
    expect(await workspace.check(1)).toEqual([]);
    workspace.live = live([11, 12]);
    expect(whereTold(await workspace.check(2))).toEqual(['a loss 1']);
    workspace.live = live([11, 12, 13, 1, 11, 12]);
    expect(whereTold(await workspace.check(3))).toEqual(['a loss 5']);
    expect(await workspace.check(4)).toEqual([]);
    workspace.live = [];
    await workspace.import(
      [{ id: 'a', startMs: 0, series: { loss: [11, 12, 13, 1, 11, 12, 1, 11, 12] } }],
      5,
    );
    expect(whereTold(await workspace.check(6))).toEqual(['a', 'a loss 8']);
  });

  test('one that is stored as it goes is looked at in its memory, and once more when it is over', async () => {
    workspace.setRule('above', ABOVE);
    workspace.live = live([11, 12]);
    await workspace.import([{ id: 'a', status: 'running', startMs: 0, series: { loss: [11, 12] } }], 1);
    expect(whereTold(await workspace.check(2))).toEqual(['a loss 1']);
    expect(workspace.seen).toEqual([]);
    workspace.live = [];
    expect(await workspace.check(3)).toEqual([]);
    expect(workspace.seen).toHaveLength(1);
  });

  test('a rule that is switched on meanwhile knows what was, and tells what comes', async () => {
    workspace.live = live([1, 11], { isTimed: false });
    workspace.setRule('other', NAN);
    await workspace.check(1000);
    workspace.setRule('above', ABOVE, { sinceMs: 1500 });
    workspace.setRule('row', { ...ABOVE, inARow: 1 }, { sinceMs: 1500 });
    expect(await workspace.check(2000)).toEqual([]);
    workspace.live = live([1, 11, 11], { isTimed: false });
    const alerts = await workspace.check(3000);
    expect(alerts.map(({ rule, step, atMs }) => [rule, step, atMs])).toEqual([['above', 2, 3000]]);
  });

  test('one that is begun anew is looked at from its beginning', async () => {
    workspace.setRule('nan', NAN);
    workspace.live = live([1, 1, nan]);
    expect(whereTold(await workspace.check(1))).toEqual(['a loss 2']);
    workspace.live = live([nan]);
    expect(whereTold(await workspace.check(2))).toEqual(['a loss 0']);
  });

  test('are silent once, until they have come further', async () => {
    workspace.setRule('silent', SILENT);
    const at = (minutes: number) => workspace.check(minutes * MINUTE);
    workspace.live = live([1, 1], { lastSignMs: MINUTE });
    expect(await at(10)).toEqual([]);
    expect(await at(10.99)).toEqual([]);
    const [alert, ...others] = await at(11);
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ step: 1, against: 10, atMs: 11 * MINUTE });
    expect(alertSentence(alert!, null)).toBe('Run “a” has said nothing for 10 minutes since step 1.');
    expect(await at(30)).toEqual([]);
    workspace.live = live([1, 1, 1], { lastSignMs: 31 * MINUTE });
    expect(await at(40)).toEqual([]);
    expect(whereTold(await at(42))).toEqual(['a 2']);
  });

  test('one that has ended is not silent', async () => {
    workspace.setRule('silent', SILENT);
    workspace.live = live([1], { lastSignMs: 0, status: 'finished' });
    expect(await workspace.check(60 * MINUTE)).toEqual([]);
  });

  test('one whose source never says how it ends is silent before its planned end, not after it', async () => {
    workspace.setRule('silent', SILENT);
    const silent = async (loss: readonly number[], params: AlertRun['params'] = []) => {
      workspace.live = live(loss, { lastSignMs: 0, status: 'unknown', params });
      const found = await workspace.check(60 * MINUTE);
      workspace.visitAgain();
      return whereTold(found);
    };
    expect(await silent([1, 1])).toEqual([]);
    expect(await silent([1, 1], [['max_steps', '5']])).toEqual(['a 1']);
    expect(await silent([1, 1, 1, 1, 1, 1], [['max_steps', '5']])).toEqual([]);
  });

  test('the best is measured against runs that began before, stored or live', async () => {
    workspace.setRule('best', BEST);
    await workspace.import([{ id: 'first', startMs: 1, series: { loss: [5] } }], 1);
    workspace.live = live([6, 5], { startMs: 2 });
    expect(await workspace.check(2)).toEqual([]);
    workspace.live = live([6, 5, 4, 3], { startMs: 2 });
    expect(whereTold(await workspace.check(3))).toEqual(['a loss 2']);
    workspace.live = live([6, 5, 4, 3, 2], { startMs: 2 });
    expect(await workspace.check(4)).toEqual([]);
  });

  test('match a filter when their values do', async () => {
    workspace.setRule('match', { kind: 'matches', filter: 'metrics.loss < 1' });
    workspace.live = live([3, 2]);
    expect(await workspace.check(1)).toEqual([]);
    workspace.live = live([3, 2, 0.5]);
    expect(whereTold(await workspace.check(2))).toEqual(['a']);
    workspace.live = live([3, 2, 0.5, 2, 0.5]);
    expect(await workspace.check(3)).toEqual([]);
  });
});

describe('a rule that is tried', () => {
  test('would have told of what happened since', async () => {
    const ended = { status: 'failed' as const, startMs: 0 };
    await workspace.import(
      [
        { id: 'old', ...ended, endMs: 5 },
        { id: 'a', ...ended, endMs: 20, series: { loss: [11, 12] } },
        { id: 'b', ...ended, endMs: 30, series: { acc: [nan] } },
      ],
      1,
    );
    const trial = await workspace.attempt({ kind: 'ended', how: 'failed' }, 10, 100);
    expect(trial).toMatchObject({ runs: 2, fired: 2, mistake: '' });
    expect(whereTold(trial.examples)).toEqual(['a', 'b']);
    expect(await workspace.attempt(ABOVE, 10, 100)).toMatchObject({ runs: 1, fired: 1 });
    expect(await workspace.attempt(ABOVE, 10, 100, { scope: "run_id = 'b'" })).toMatchObject({
      runs: 0,
      fired: 0,
    });
  });

  test('looks at the runs that have what it is about', async () => {
    await workspace.import(
      [
        { id: 'a', series: { loss: [1, 2] } },
        { id: 'b', series: { acc: [1] } },
      ],
      1,
    );
    expect(await workspace.attempt(ABOVE, 0, 10)).toMatchObject({ runs: 1, fired: 0 });
    expect(await workspace.attempt({ ...ABOVE, metric: 'los' }, 0, 10)).toMatchObject({ runs: 0 });
    const about = { metric: 'loss', model: 'm', stage: 'Production' };
    const drift = { kind: 'drift' as const, ...about, measure: 'ks' as const, limit: 0.5, runs: 5 };
    expect(await workspace.attempt(drift, 0, 10)).toMatchObject({ runs: 0, fired: 0 });
  });

  test('a mistake is said in words', async () => {
    const trial = await workspace.attempt({ kind: 'matches', filter: 'metrics.loss <' }, 0, 1);
    expect(trial).toMatchObject({ fired: 0, mistake: 'A value for “loss” is missing here.' });
    const scoped = await workspace.attempt(NAN, 0, 1, { scope: 'nonsense.x = 1' });
    expect(scoped.mistake).toContain('nonsense');
  });

  test('silences are gaps between points, and before the end', async () => {
    const run = { startMs: 0, status: 'finished' as const, series: { loss: [1, 1, 1] } };
    await workspace.import(
      [
        { id: 'a', ...run, endMs: 12 * MINUTE },
        { id: 'b', ...run, endMs: 11 * MINUTE },
        { id: 'c', ...run, status: 'running', endMs: null },
      ],
      1,
    );
    const trial = await workspace.attempt(SILENT, 0, 13 * MINUTE);
    expect(whereTold(trial.examples)).toEqual(['a', 'c']);
  });

  test('a newer question ends it', async () => {
    await workspace.import([{ id: 'a', series: { loss: [nan] } }], 1);
    const { tryAlertRule } = await import('../../../workers/query/alerts/alert-trial.ts');
    const abort = async () => {
      throw new DOMException('A newer rule is tried', 'AbortError');
    };
    await expect(tryAlertRule(alertRule(NAN), 0, await workspace.ground(), 1, abort)).rejects.toThrow(
      'newer',
    );
  });
});

test('what flaps is not told over and over: of one metric of a run no more than 20, at each visit the same', async () => {
  workspace.setRule('above', { kind: 'threshold', metric: 'loss', is: 'above', bound: 1, inARow: 1 });
  const flapping = Array.from({ length: 400 }, (_, step) => step % 2 && 2);
  const ids = new Set<string>();
  for (const end of [10, 30, 60, 400]) {
    workspace.live = [{ id: 'a', series: { loss: flapping.slice(0, end), other: flapping } }];
    for (const { id } of await workspace.check(5)) ids.add(id);
  }
  expect(ids.size).toBe(20);
  workspace.visitAgain(true);
  expect(new Set((await workspace.check(5)).map(({ id }) => id))).toEqual(ids);
  await workspace.import([{ id: 'b', series: { loss: flapping } }], 6);
  workspace.live = [];
  const { fired } = await workspace.attempt(
    { kind: 'threshold', metric: 'loss', is: 'above', bound: 1, inARow: 1 },
    0,
    7,
  );
  expect(fired).toBe(20);
});

test('history is no part of the 20', async () => {
  workspace.setRule(
    'above',
    { kind: 'threshold', metric: 'loss', is: 'above', bound: 1, inARow: 1 },
    { sinceMs: 1000 + 60 * MINUTE },
  );
  workspace.live = [
    { id: 'a', startMs: 1000, series: { loss: Array.from({ length: 64 }, (_, step) => step % 2 && 2) } },
  ];
  expect((await workspace.check(1e9)).map(({ step }) => step).sort()).toEqual([61, 63]);
});
