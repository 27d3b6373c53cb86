import { describe, expect, test } from 'vitest';
import { toModelKey, toRuleId, toRunKey, toVersionRef } from '../../../src/domain/ids.ts';
import type { LoggedModelRecord } from '../../../src/domain/records.ts';
import type { ModelVersion, RegistryEntry } from '../../../src/domain/registry/registry-view.ts';
import { breachSentence } from '../../../src/domain/rules/breach-sentence.ts';
import type { PromotionNeed } from '../../../src/domain/rules/rule.ts';
import { RuleChecker } from '../../../workers/query/rules/rule-checker.ts';
import {
  type GroundParts,
  makeGround,
  makeModel,
  makeRule,
  makeRules,
  makeVersion,
} from '../../support/rule-ground.ts';
import { makeRunTable } from '../../support/run-table.ts';

const { facts } = makeRunTable(`
  run good good FINISHED 1 2 ana
  metric val_rmse 9 6.4999
  metric loss nan
  param depth 4
  dataset trips 0a1b training
  tag mlflow.source.git.commit abcdef0123456789
  run bad bad FINISHED 1 2 ana
  metric val_rmse 7.125
  param depth 12
  dataset trips "" training
  tag mlflow.source.git.commit abcdef0123456789
  tag mlflow.source.git.dirty True
  run diffed diffed FINISHED 1 2 ana
  tag mlflow.source.git.commit abcdef0123456789
  tag mlflow.source.git.dirty false
  tag mlflow.source.git.diff "+ one line"
  run empty empty FINISHED 1 2 ana
`);
const SIGNED = 'flavors: {}\nsignature:\n  inputs: \'[{"type": "double"}]\'\n  outputs: null\n';
const UNSIGNED = 'flavors: {}\nmlflow_version: 2.9.2\n';
const FILES = {
  good: { 'model/MLmodel': SIGNED, 'other/MLmodel': UNSIGNED },
  bad: { 'model/MLmodel': UNSIGNED },
  diffed: { 'model/MLmodel': null, 'plot.png': 'png' },
  'm-1': { MLmodel: SIGNED },
};
const LOGGED = { key: toModelKey('m-1'), sourceRun: toRunKey('good') } as LoggedModelRecord;

const of = (run: string, part: Partial<ModelVersion> = {}) =>
  makeVersion({ run: toRunKey(run), source: `runs:/${run}/model`, ...part });

async function breachOf(needs: PromotionNeed, version: ModelVersion, parts: Partial<GroundParts> = {}) {
  const rules = makeRules({ r: { kind: 'promotion', stages: ['Production'], needs } });
  const models = [makeModel({ versions: [version] })];
  const ground = makeGround({
    facts,
    models,
    files: FILES,
    loggedModels: [LOGGED],
    ...parts,
    edits: { rules, ...parts.edits },
  });
  const { list } = await new RuleChecker(async () => undefined).all(ground);
  return list[0] ?? null;
}

const filter = (text: string): PromotionNeed => ({ kind: 'run', filter: text });
const LIMIT = filter('metrics.val_rmse < 6.5');
const COMMIT: PromotionNeed = { kind: 'clean-commit' };
const DATASET: PromotionNeed = { kind: 'dataset' };
const SIGNATURE: PromotionNeed = { kind: 'signature' };

describe('what a version needs', () => {
  test.each<[string, PromotionNeed, ModelVersion, string | null]>([
    ['a metric below its limit', LIMIT, of('good'), null],
    [
      'a metric above it',
      LIMIT,
      of('bad'),
      'metrics.val_rmse is 7.125, and the rule wants metrics.val_rmse < 6.5',
    ],
    ['a metric that was not logged', LIMIT, of('empty'), 'its run has no metrics.val_rmse'],
    ['a metric that is not a number', filter('metrics.loss < 1'), of('good'), 'metrics.loss is NaN'],
    [
      'of two conditions the one that fails',
      filter("params.depth = '4' AND metrics.val_rmse < 1"),
      of('good'),
      'metrics.val_rmse is 6.4999',
    ],
    [
      'one of two conditions',
      filter('params.depth = 12 OR metrics.val_rmse < 1'),
      of('good'),
      'its run does not match',
    ],
    [
      'a filter with a mistake',
      filter('metrics.val_rmse <'),
      of('good'),
      'The filter of the rule cannot be read: A value',
    ],
    ['a version of no run', LIMIT, makeVersion(), 'comes from no run'],
    ['the run of its logged model', LIMIT, makeVersion({ loggedModel: LOGGED.key }), null],
    ['the run of its address', LIMIT, makeVersion({ source: 'runs:/bad/model' }), 'is 7.125'],
    ['a run that is not here', LIMIT, of('gone'), 'is not in this workspace'],
    ['a dataset with a digest', DATASET, of('good'), null],
    ['a dataset without one', DATASET, of('bad'), 'no dataset with a digest'],
    ['no dataset', DATASET, of('empty'), 'no dataset with a digest'],
    ['a dataset of no run', DATASET, makeVersion(), 'comes from no run'],
    ['a clean commit', COMMIT, of('good'), null],
    ['a dirty one', COMMIT, of('bad'), 'not in commit abcdef01'],
    ['one with a diff', COMMIT, of('diffed'), 'not in commit abcdef01'],
    ['no commit', COMMIT, of('empty'), 'recorded no commit'],
    ['a signature', SIGNATURE, of('good'), null],
    [
      'the signature of another folder',
      SIGNATURE,
      of('good', { source: 'runs:/good/other' }),
      'has no signature',
    ],
    ['no signature', SIGNATURE, of('bad'), 'has no signature'],
    ['a model file that was not kept', SIGNATURE, of('diffed'), 'not on this device'],
    ['no model file', SIGNATURE, of('empty'), 'No MLmodel file of version'],
    ['the signature of its logged model', SIGNATURE, makeVersion({ source: 'models:/m-1' }), null],
    ['the folder of its logged model', SIGNATURE, makeVersion({ source: '/x/models/m-1/artifacts' }), null],
    ['a copy of itself', SIGNATURE, makeVersion({ source: 'models:/taxi/1' }), 'No MLmodel file of version'],
    ['a description', { kind: 'description' }, of('good', { description: 'best' }), null],
    ['a blank one', { kind: 'description' }, of('good', { description: ' \n' }), 'has no description'],
    ['no reason', { kind: 'reason' }, of('good'), 'Nobody said why'],
    ['another stage', LIMIT, of('bad', { stage: 'Staging' }), null],
    ['a version that was deleted', LIMIT, of('bad', { deleted: true }), null],
  ])('%s', async (_, needs, version, words) => {
    const breach = await breachOf(needs, version);
    if (words === null) expect(breach).toBeNull();
    else {
      const rule = makeRule({ kind: 'promotion', stages: ['Production'], needs });
      expect(breachSentence(breach!, rule)).toContain(words);
    }
  });

  test('bytes that are with somebody else are said to be', async () => {
    const breach = await breachOf(SIGNATURE, of('good'), { elsewhere: [SIGNED] });
    expect(breach?.code).toBe('model-file-not-here');
  });

  test('people’s edits of the run count', async () => {
    const tags = { 'mlflow.source.git.dirty': null };
    const runs = new Map([[toRunKey('bad'), { tags }]]);
    expect(await breachOf(COMMIT, of('bad'), { edits: { runs } })).toBeNull();
  });

  test('now() is the moment of the question', async () => {
    const fresh = filter('attributes.start_time > now() - 1d');
    expect(await breachOf(fresh, of('good'), { nowMs: 1000 })).toBeNull();
    expect((await breachOf(fresh, of('good'), { nowMs: 1e12 }))?.found).toBe('1970-01-01T00:00:00.001Z');
  });

  test('the reason is the one given when it came into the stage it is in', async () => {
    const entry = (to: string, why: string) =>
      ({ what: 'stage', model: 'taxi', version: 1, to, why }) as RegistryEntry;
    const ask = (history: readonly RegistryEntry[]) => breachOf({ kind: 'reason' }, of('good'), { history });
    expect(await ask([entry('Staging', ''), entry('Production', 'best of March')])).toBeNull();
    expect(await ask([entry('Production', 'old'), entry('Production', '')])).toMatchObject({
      code: 'no-reason',
    });
    expect(await ask([entry('Staging', 'other stage')])).toMatchObject({ code: 'no-reason' });
  });
});

test('a copied version has what the version has that it was copied from', async () => {
  const rules = makeRules({ r: { kind: 'promotion', stages: ['Production'], needs: SIGNATURE } });
  const copy = makeVersion({ model: 'copy', number: 7, source: 'models:/taxi/1' });
  const models = [
    makeModel({ versions: [of('good', { stage: 'None' })] }),
    makeModel({ name: 'copy', versions: [copy] }),
  ];
  const ground = makeGround({ facts, models, files: FILES, edits: { rules } });
  expect((await new RuleChecker(async () => undefined).all(ground)).counts.get(toRuleId('r'))).toEqual({
    checked: 1,
    breaches: 0,
  });
});

describe('a version about to move', () => {
  const rules = makeRules({
    limit: { kind: 'promotion', stages: ['Production', 'Canary'], needs: LIMIT },
    why: { kind: 'promotion', stages: ['Production'], needs: { kind: 'reason' } },
    names: { kind: 'name', subject: 'model', pattern: 'x', hint: '' },
  });
  const version = of('bad', { stage: 'None' });
  const ground = makeGround({ facts, edits: { rules }, models: [makeModel({ versions: [version] })] });
  const ask = async (stage: string, why: string, ref = version.ref) => {
    const checker = new RuleChecker(async () => undefined);
    return (await checker.promotion('taxi', ref, stage, why, ground)).map(
      ({ rule, severity }) => `${rule} ${severity}`,
    );
  };

  test('is held against the rules of that stage, with the reason that is given', async () => {
    expect(await ask('Production', '')).toEqual(['why block', 'limit block']);
    expect(await ask('Production', 'because')).toEqual(['limit block']);
    expect(await ask('Canary', '')).toEqual(['limit block']);
    expect(await ask('Staging', '')).toEqual([]);
    expect(await ask('Production', '', toVersionRef('i9'))).toEqual([]);
  });
});
