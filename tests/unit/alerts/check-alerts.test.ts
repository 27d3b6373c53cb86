import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Alert } from '../../../src/domain/alerts/alert.ts';
import type { AlertCondition } from '../../../src/domain/alerts/alert-rule.ts';
import { alertSentence } from '../../../src/domain/alerts/alert-sentence.ts';
import { NO_EDITS } from '../../../src/domain/edits.ts';
import { datasetKey, toRuleId, toRunKey } from '../../../src/domain/ids.ts';
import type { DatasetRecord } from '../../../src/domain/records.ts';
import type { Breach } from '../../../src/domain/rules/breach.ts';
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
import { makeModel, makeRule, makeVersion } from '../../support/rule-ground.ts';

const nan = Number.NaN;

let workspace: AlertWorkspace;
beforeEach(() => {
  workspace = new AlertWorkspace();
});
afterEach(() => workspace.close());

const ids = (alerts: readonly Alert[]) => alerts.map(({ id }) => id).sort();

describe('what an import brings', () => {
  test('is told once, with the place and the time of the point', async () => {
    workspace.setRule('nan', NAN);
    workspace.setRule('above', ABOVE);
    await workspace.import(
      [{ id: 'a', startMs: 5000, series: { loss: [11, 12, nan, 3], acc: [1, 1] } }],
      9e6,
    );
    const alerts = await workspace.check(1e7);
    expect(whereTold(alerts)).toEqual(['a loss 1', 'a loss 2']);
    expect(alerts.map(({ atMs }) => atMs)).toEqual([5000 + 2 * MINUTE, 5000 + MINUTE]);
    expect(alerts.map((alert) => alertSentence(alert, null))).toEqual([
      'loss of run “a” was NaN at step 2.',
      'loss of run “a” was above 10 at step 1 (12).',
    ]);
    expect(await workspace.check(1e7 + 1)).toEqual([]);
    workspace.visitAgain();
    expect(await workspace.check(1e7 + 2)).toEqual([]);
  });

  test('has the same names on another device, and after the run has grown', async () => {
    workspace.setRule('nan', NAN);
    await workspace.import([{ id: 'a', series: { loss: [1, nan, 1] } }], 1);
    const first = ids(await workspace.check(2));
    await workspace.import([{ id: 'a', series: { loss: [1, nan, 1, nan, nan] } }], 3);
    const grown = ids(await workspace.check(4));
    expect(first).toHaveLength(1);
    expect(grown).toHaveLength(1);
    workspace.visitAgain(true);
    expect(ids(await workspace.check(5))).toEqual([...first, ...grown].sort());
  });

  test('another rule calls the same point otherwise', async () => {
    workspace.setRule('one', NAN);
    workspace.setRule('other', NAN);
    await workspace.import([{ id: 'a', series: { loss: [nan] } }], 1);
    expect(new Set(ids(await workspace.check(2))).size).toBe(2);
  });

  test('of many alerts the newest are listed, and one stands for the rest', async () => {
    workspace.setRule('nan', NAN);
    const runs = Array.from({ length: 250 }, (_, i) => ({
      id: `run-${i}`,
      startMs: i * MINUTE,
      series: { loss: [nan] },
    }));
    await workspace.import(runs, 1);
    const alerts = await workspace.check(2);
    const listed = alerts.filter(({ leftOut }) => leftOut === undefined);
    expect(listed).toHaveLength(200);
    expect(Math.min(...listed.map(({ atMs }) => atMs))).toBe(50 * MINUTE);
    expect(alerts.flatMap(({ leftOut }) => leftOut ?? [])).toEqual([50]);
    expect(alertSentence(alerts.at(-1)!, alertRule(NAN))).toBe(
      '50 more alerts of “A metric is NaN or infinite” came at the same time and are not listed.',
    );
  });

  test('reads no points where the summaries say that there is nothing', async () => {
    workspace.setRule('nan', NAN);
    workspace.setRule('above', ABOVE);
    workspace.setRule('best', BEST);
    await workspace.import([{ id: 'a', series: { loss: [1, 2, 10] } }], 1);
    expect(await workspace.check(2)).toEqual([]);
    expect(workspace.loaded).toBe(0);
  });

  test('what cannot be read is told when it is found again', async () => {
    workspace.setRule('nan', NAN);
    workspace.setRule('broken', { kind: 'rule-broken', rule: '' });
    await workspace.import([{ id: 'a', series: { loss: [nan] } }], 1);
    const { breaches } = workspace;
    workspace.breaches = () => Promise.reject(new Error('the disk'));
    await expect(workspace.check(2)).rejects.toThrow('the disk');
    workspace.breaches = breaches;
    expect(whereTold(await workspace.check(3))).toEqual(['a loss 0']);
  });
});

describe('what was before the rule was switched on', () => {
  const run = (part: Partial<AlertRun> = {}): AlertRun => ({
    id: 'a',
    startMs: 0,
    endMs: 9 * MINUTE,
    series: { loss: [11, 11, 11, 1, 11, 11, 11] },
    ...part,
  });

  test('is history by the times of the points; a row that began before goes on', async () => {
    workspace.setRule('late', ABOVE, { sinceMs: 2 * MINUTE });
    workspace.setRule('row', { ...ABOVE, inARow: 3 }, { sinceMs: 2 * MINUTE });
    await workspace.import([run()], 20 * MINUTE);
    const alerts = await workspace.check(21 * MINUTE);
    expect(alerts.map(({ rule, step }) => `${rule} ${step}`).sort()).toEqual(['late 5', 'row 2', 'row 6']);
  });

  test('a run that ended before is not even read', async () => {
    workspace.setRule('late', ABOVE, { sinceMs: 10 * MINUTE });
    await workspace.import([run()], 20 * MINUTE);
    expect(await workspace.check(21 * MINUTE)).toEqual([]);
    expect(workspace.loaded).toBe(0);
  });

  test('without times, what had been imported by then is history, and what a grown source adds is not', async () => {
    const untimed: Partial<AlertRun> = { isTimed: false, startMs: null, endMs: null };
    workspace.setRule('late', ABOVE, { sinceMs: 5 * MINUTE });
    await workspace.import([run({ ...untimed, series: { loss: [11, 11, 1] } })], 4 * MINUTE);
    await workspace.import([run({ ...untimed, id: 'b', series: { loss: [11, 11, 1] } })], 6 * MINUTE);
    expect(whereTold(await workspace.check(7 * MINUTE))).toEqual(['b loss 1']);
    await workspace.import([run({ ...untimed, series: { loss: [11, 11, 1, 11, 11] } })], 8 * MINUTE);
    expect(whereTold(await workspace.check(9 * MINUTE))).toEqual(['a loss 4']);
  });

  test('a rule that is switched on while the page is open tells nothing of what is there', async () => {
    const untimed: Partial<AlertRun> = { isTimed: false, startMs: null, endMs: null };
    await workspace.import([run(untimed)], MINUTE);
    await workspace.check(2 * MINUTE);
    workspace.setRule('late', ABOVE, { sinceMs: 3 * MINUTE });
    expect(await workspace.check(4 * MINUTE)).toEqual([]);
  });
});

describe('how a run ends', () => {
  test.each([
    ['any', ['fail', 'fine', 'kill']],
    ['failed', ['fail', 'kill']],
    ['finished', ['fine']],
  ] as const)('%s', async (how, expected) => {
    workspace.setRule('end', { kind: 'ended', how });
    await workspace.import(
      [
        { id: 'fine', status: 'finished' },
        { id: 'fail', status: 'failed' },
        { id: 'kill', status: 'killed' },
        { id: 'goes', status: 'running' },
        { id: 'what', status: 'unknown' },
      ],
      1,
    );
    expect(whereTold(await workspace.check(2))).toEqual(expected);
  });
});

describe('which runs a rule is about', () => {
  test('those in its scope that are not deleted', async () => {
    workspace.setRule('nan', NAN, { scope: "params.model = 'xgb'" });
    const series = { loss: [nan] };
    await workspace.import(
      [
        { id: 'a', params: [['model', 'xgb']], series },
        { id: 'b', params: [['model', 'mlp']], series },
        { id: 'c', params: [['model', 'xgb']], series },
      ],
      1,
    );
    workspace.edits = { ...workspace.edits, runs: new Map([[toRunKey('c'), { deleted: true }]]) };
    expect(whereTold(await workspace.check(2))).toEqual(['a loss 0']);
  });

  test('a scope that cannot be read is about none', async () => {
    workspace.setRule('nan', NAN, { scope: 'params.model =' });
    await workspace.import([{ id: 'a', series: { loss: [nan] } }], 1);
    expect(await workspace.check(2)).toEqual([]);
  });

  test('metrics by a pattern', async () => {
    workspace.setRule('nan', { kind: 'not-finite', metric: 'val/*' });
    await workspace.import([{ id: 'a', series: { loss: [nan], 'val/loss': [nan], 'val/a/b': [nan] } }], 1);
    expect(whereTold(await workspace.check(2))).toEqual(['a val/a/b 0', 'a val/loss 0']);
  });
});

describe('a filter that runs begin to match', () => {
  const MATCH: AlertCondition = { kind: 'matches', filter: "metrics.loss < 0.1 and tags.good = 'yes'" };

  test('when they come, or when somebody edits them', async () => {
    workspace.setRule('match', MATCH);
    await workspace.import(
      [
        { id: 'a', tags: [['good', 'yes']], series: { loss: [0.05] } },
        { id: 'b', series: { loss: [0.05] } },
        { id: 'c', tags: [['good', 'yes']], series: { loss: [0.1] } },
      ],
      1,
    );
    expect(whereTold(await workspace.check(2))).toEqual(['a']);
    const tags = { good: 'yes' };
    workspace.edits = { ...workspace.edits, runs: new Map([[toRunKey('b'), { tags }]]) };
    const alerts = await workspace.check(77);
    expect(whereTold(alerts)).toEqual(['b']);
    expect(alerts[0]!.atMs).toBe(77);
    workspace.edits = { ...workspace.edits, runs: new Map() };
    expect(await workspace.check(78)).toEqual([]);
  });
});

describe('the best of an experiment', () => {
  const series = (loss: readonly number[]) => ({ loss });

  test('is better than all runs that began before, and is told at its first such point', async () => {
    workspace.setRule('best', BEST);
    workspace.setRule('end', { ...BEST, when: 'ended' });
    await workspace.import(
      [
        { id: 'first', startMs: 1, series: series([5, 4]) },
        { id: 'equal', startMs: 2, series: series([5, 4]) },
        { id: 'best', startMs: 3, series: series([5, 3, 2]) },
        { id: 'goes', startMs: 4, status: 'running', series: series([nan, 1, 0]) },
        { id: 'later', startMs: 5, series: series([1, Number.NEGATIVE_INFINITY]) },
      ],
      1,
    );
    const alerts = await workspace.check(2);
    const told = (rule: string) => whereTold(alerts.filter((alert) => alert.rule === rule));
    expect(told('best')).toEqual(['best loss 1', 'goes loss 1']);
    expect(told('end')).toEqual(['best loss 2']);
    expect(alerts.find(({ rule }) => rule === 'end')).toMatchObject({ value: 2, against: 4 });
  });

  test('runs that do not say when they began are ordered as they were imported', async () => {
    workspace.setRule('best', BEST);
    const untimed = { isTimed: false, startMs: null, endMs: null };
    await workspace.import([{ id: 'z', ...untimed, series: series([4]) }], 1);
    await workspace.import([{ id: 'a', ...untimed, series: series([3]) }], 2);
    expect(whereTold(await workspace.check(3))).toEqual(['a loss 0']);
  });
});

describe('datasets', () => {
  const dataset = (name: string, digest: string): DatasetRecord => ({
    kind: 'dataset',
    key: datasetKey(name, digest),
    name,
    digest,
    sourceType: '',
    source: '',
    schema: '',
    profile: '',
  });
  const all = [dataset('taxi', 'one'), dataset('taxi', 'two'), dataset('taxi', ''), dataset('bus', 'one')];
  const uses = (...used: DatasetRecord[]) => used.map(({ key }) => ({ dataset: key, context: '', tags: [] }));

  test('with another digest than the last run that used the name', async () => {
    const [one, two, none, bus] = all as [DatasetRecord, DatasetRecord, DatasetRecord, DatasetRecord];
    workspace.setRule('any', { kind: 'dataset-changed', dataset: '' });
    workspace.setRule('bus', { kind: 'dataset-changed', dataset: 'bus' });
    await workspace.import(
      [
        { id: 'r1', startMs: 1, datasets: uses(one) },
        { id: 'r2', startMs: 2, datasets: uses(bus) },
        { id: 'r3', startMs: 3, datasets: uses(none) },
        { id: 'r4', startMs: 4, datasets: uses(one) },
        { id: 'r5', startMs: 5, datasets: uses(two, bus) },
        { id: 'r6', startMs: 6, datasets: uses(two) },
        { id: 'r7', startMs: 7, datasets: uses(one, two) },
      ],
      1,
      all,
    );
    const alerts = await workspace.check(2);
    expect(whereTold(alerts)).toEqual(['r5', 'r7']);
    expect(alertSentence(alerts[0]!, null)).toBe(
      'Run “r7” used the dataset “taxi” with other content than the run before it.',
    );
  });
});

describe('drift of a model in production', () => {
  const drift: AlertCondition = {
    kind: 'drift',
    metric: 'rmse',
    model: 'taxi',
    stage: 'Production',
    measure: 'ks',
    limit: 0.7,
    runs: 5,
  };
  const runs = (values: readonly number[]) =>
    values.map((value, i) => ({
      id: `r${i}`,
      startMs: 1000 + i,
      endMs: 2000 + i,
      series: { rmse: [value] },
    }));

  test('is told of the run that made it so; runs before the stage do not count', async () => {
    workspace.registry = {
      models: [makeModel({ versions: [makeVersion({ run: toRunKey('r0'), stageSinceMs: 1002 })] })],
      history: [],
    };
    workspace.setRule('drift', drift);
    await workspace.import(runs([90, 91, 1, 2, 3, 4, 5, 9, 9, 9]), 1);
    expect(await workspace.check(2)).toEqual([]);
    await workspace.import(runs([90, 91, 1, 2, 3, 4, 5, 9, 9, 9, 4, 9, 9]), 3);
    const alerts = await workspace.check(4);
    expect(whereTold(alerts)).toEqual(['r11 rmse']);
    expect(alerts[0]).toMatchObject({ value: 0.8, against: 0.7, about: 'taxi' });
    expect(alertSentence(alerts[0]!, alertRule(drift))).toBe(
      'rmse of taxi is distributed otherwise than at first: KS 0.8, allowed 0.7, at run “r11”.',
    );
  });

  test('no version in the stage, no drift', async () => {
    workspace.registry = {
      models: [makeModel({ versions: [makeVersion({ run: toRunKey('r0'), stage: 'Staging' })] })],
      history: [],
    };
    workspace.setRule('drift', drift);
    await workspace.import(runs([1, 2, 3, 4, 5, 9, 9, 9, 9, 9]), 1);
    expect(await workspace.check(2)).toEqual([]);
  });
});

describe('rules of the workspace', () => {
  const rule = toRuleId('named');
  const breach = (run: string): Breach => ({
    rule,
    severity: 'warn',
    subject: 'run',
    code: 'name',
    label: run,
    experiment: null,
    run: toRunKey(run),
    model: null,
    version: null,
    name: run,
    found: run,
  });
  const broken = (...runs: string[]) => {
    workspace.breaches = async () => ({ list: runs.map(breach), leftOut: 0, counts: new Map() });
    // Something was edited.
    workspace.edits = { ...workspace.edits };
  };

  test('are broken by what comes, and by what begins to break them', async () => {
    const check = { kind: 'name' as const, subject: 'run' as const, pattern: 'x.*', hint: '' };
    workspace.edits = { ...NO_EDITS, rules: new Map([[rule, makeRule(check)]]) };
    workspace.setRule('broken', { kind: 'rule-broken', rule: '' }, { sinceMs: 5000 });
    await workspace.import(
      [
        { id: 'old', startMs: 1, endMs: 2 },
        { id: 'new', startMs: 5001, endMs: 5002 },
        { id: 'edited', startMs: 1, endMs: 2 },
      ],
      1,
    );
    broken('old', 'new');
    expect(whereTold(await workspace.check(6000))).toEqual(['new']);
    broken('old', 'new', 'edited');
    const alerts = await workspace.check(7000);
    expect(whereTold(alerts)).toEqual(['edited']);
    expect(alertSentence(alerts[0]!, null)).toBe('Run “edited” is not named like “x.*”.');
    expect(await workspace.check(8000)).toEqual([]);
  });

  test('a rule that is new tells nothing of what always broke it', async () => {
    const check = { kind: 'name' as const, subject: 'run' as const, pattern: 'x.*', hint: '' };
    workspace.setRule('broken', { kind: 'rule-broken', rule: '' }, { sinceMs: 5000 });
    await workspace.import([{ id: 'old', startMs: 1, endMs: 2 }], 1);
    await workspace.check(6000);
    workspace.edits = { ...workspace.edits, rules: new Map([[rule, makeRule(check)]]) };
    broken('old');
    expect(await workspace.check(7000)).toEqual([]);
  });
});
