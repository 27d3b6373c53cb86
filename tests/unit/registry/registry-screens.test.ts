import { describe, expect, test } from 'vitest';
import type { Hash } from '../../../src/domain/ids.ts';
import { compareMainMetrics } from '../../../src/domain/main-metric.ts';
import { metricDirection } from '../../../src/domain/metric-direction.ts';
import type { MemberView } from '../../../src/domain/share-view.ts';
import { differenceGroups, filesGroup } from '../../../src/features/registry/compare-rows.ts';
import { datedAnswer } from '../../../src/features/registry/dated-answer.ts';
import {
  filterHistory,
  historyCsv,
  historyJson,
  historyRows,
  nameInFiles,
  WHOLE_HISTORY,
} from '../../../src/features/registry/history-rows.ts';
import {
  firstLine,
  sortModels,
  sortVersions,
  stageCounts,
} from '../../../src/features/registry/model-list.ts';
import { readMoment } from '../../../src/features/registry/moments.ts';
import { bestOf } from '../../../src/features/registry/run-facts.ts';
import { modelFolders, versionFiles } from '../../../src/features/registry/version-files.ts';
import type { RunDetail } from '../../../src/rpc/query-api.ts';
import { stageReasons } from '../../../workers/query/rules/stage-reasons.ts';
import { DAY, importedFact, type MadeAct, madeRegistry, ref } from './made-registry.ts';

const VERSIONS = [
  importedFact(1, 'Production', 5),
  importedFact(2, 'None', 2),
  importedFact(3, 'Archived', 9),
];
const ACTS: readonly MadeAct[] = [
  [10, 2, { kind: 'stage', to: 'Production' }, 'better'],
  [11, 1, { kind: 'stage', to: 'Archived' }],
  [12, null, { kind: 'alias', alias: 'champion', to: ref(2) }, '=HYPERLINK("x")'],
  [13, 2, { kind: 'stage', to: 'Archived' }, 'rolled back'],
];
const answerOn = (day: number, kind: 'stage' | 'alias', name: string) => {
  const { isModelThere, holders, unknown } = datedAnswer(
    madeRegistry(VERSIONS, ACTS, day * DAY),
    day * DAY,
    'taxi',
    { kind, name },
  );
  return {
    isModelThere,
    holders: holders.map(({ version, sinceMs, why }) => [version.number, sinceMs && sinceMs / DAY, why]),
    unknown: unknown.map(({ number }) => number),
  };
};

describe('what a stage held at a moment', () => {
  test('before the model was there', () => {
    expect(answerOn(-1, 'stage', 'Production').isModelThere).toBe(false);
  });
  test('what was imported has no date, and its past is not known', () => {
    // Version 3 was changed last on day 9: what it was on day 6 is not recorded; version 2 has been None since day 2.
    expect(answerOn(6, 'stage', 'Production')).toMatchObject({ holders: [[1, null, '']], unknown: [3] });
  });
  test('what was done here has its date and its reason', () => {
    expect(answerOn(10, 'stage', 'Production').holders).toEqual([
      [2, 10, 'better'],
      [1, null, ''],
    ]);
    expect(answerOn(12, 'stage', 'Production')).toMatchObject({ holders: [[2, 10, 'better']], unknown: [] });
    expect(answerOn(14, 'stage', 'Production').holders).toEqual([]);
  });
  test('where a clock was set back, the reason is still that of the last change', () => {
    const acts: readonly MadeAct[] = [
      [12, 2, { kind: 'stage', to: 'Production' }, 'first'],
      [10, 2, { kind: 'stage', to: 'None' }],
      [11, 2, { kind: 'stage', to: 'Production' }, 'again'],
    ];
    const view = madeRegistry(VERSIONS, acts);
    const { holders } = datedAnswer(view, 20 * DAY, 'taxi', { kind: 'stage', name: 'Production' });
    expect(holders.map(({ version, sinceMs, why }) => [version.number, sinceMs, why])).toContainEqual([
      2,
      11 * DAY,
      'again',
    ]);
    const version = view.models[0]!.versions.find(({ number }) => number === 2)!;
    expect(stageReasons(view).of(version)).toBe('again');
  });
  test('now, what is there is known, with whatever past', () => {
    const now = (name: string) =>
      datedAnswer(madeRegistry(VERSIONS, ACTS), null, 'taxi', { kind: 'stage', name });
    expect(now('Archived').holders.map(({ version }) => version.number)).toEqual([3, 2, 1]);
    expect(now('Staging')).toMatchObject({ holders: [], unknown: [] });
  });
  test('an alias that moved', () => {
    expect(answerOn(11, 'alias', 'champion').holders).toEqual([[1, null, '']]);
    expect(answerOn(12, 'alias', 'champion').holders).toEqual([[2, 12, '=HYPERLINK("x")']]);
  });
});

describe('the history as a table', () => {
  const writers = new Map([[7, { who: 'Ben', device: 'laptop', isMe: false }]]);
  const rows = historyRows(madeRegistry(VERSIONS, ACTS).history, writers);

  test('a time that is no date is none in the file', () => {
    const odd = { ...importedFact(1, 'None', 1), createdMs: 1e300 };
    const found = historyRows(madeRegistry([odd], []).history, writers);
    expect(
      JSON.parse(historyJson(found, writers, 'Ana')).map(({ time }: { time: unknown }) => time),
    ).toContain(null);
  });
  test('newest first, with who and what', () => {
    expect(rows[0]).toMatchObject({ who: 'Ben', what: 'Version 2: stage', remark: '' });
    expect(rows.at(-1)).toMatchObject({ what: 'Model: registered', who: 'Not recorded' });
    expect(rows.find(({ remark }) => remark !== '')?.remark).toMatch(/not recorded/);
  });
  test('what this browser wrote is yours', () => {
    expect(historyRows(madeRegistry(VERSIONS, ACTS).history, new Map())[0]!.who).toBe('You');
  });
  test.each([
    [{ what: 'alias' as const }, 1],
    [{ version: 2, what: 'stage' as const }, 2],
    [{ text: 'ROLLED' }, 1],
    [{ text: 'ben' }, 4],
    [{ fromMs: 11 * DAY, untilMs: 12 * DAY }, 2],
    [{}, rows.length],
  ])('%o', (part, count) => {
    expect(filterHistory(rows, { ...WHOLE_HISTORY, ...part })).toHaveLength(count);
  });
  test('in files a person is who they are, not “you”', () => {
    const mine = new Map([[7, { who: 'You', device: 'abcdef012', isMe: true }]]);
    const own = historyRows(madeRegistry(VERSIONS, ACTS).history, mine);
    expect(own[0]?.who).toBe('You');
    const [line] = JSON.parse(historyJson(own, mine, 'Ana'));
    expect(line.who).toBe('Ana');
    const other = { isMe: false } as MemberView;
    expect(nameInFiles({ myName: ' Ana ', me: 'abcdef012', members: [] })).toBe('Ana');
    expect(nameInFiles({ myName: '', me: 'abcdef012', members: [] })).toBe('This browser');
    expect(nameInFiles({ myName: '', me: 'abcdef012', members: [other] })).toBe('This browser (abcdef)');
  });
  test('a reason that looks like a formula is text in the CSV', () => {
    const csv = historyCsv(rows, writers, 'Ana');
    expect(csv.split('\r\n')[0]).toBe('time,who,device,model,version,what,key,from,to,why,remark');
    expect(csv).toContain(`"'=HYPERLINK(""x"")"`);
    expect(csv).toContain(
      '1970-01-14T00:00:00.000Z,Ben,laptop,taxi,2,stage,,Production,Archived,rolled back,',
    );
    expect(JSON.parse(historyJson(rows, writers, 'Ana'))[0]).toMatchObject({
      who: 'Ben',
      why: 'rolled back',
      version: 2,
    });
  });
});

describe('the list of models', () => {
  const nobody = { madeBy: () => '' };
  test('versions are counted per stage, in the order of stages', () => {
    const model = madeRegistry([...VERSIONS, importedFact(4, 'Archived', 9)], []).models[0]!;
    expect(stageCounts(model, ['None', 'Staging', 'Production', 'Archived'])).toEqual([
      { stage: 'Production', count: 1, latest: 1 },
      { stage: 'Archived', count: 2, latest: 4 },
    ]);
  });
  test('sorted by name whatever the case', () => {
    const [model] = madeRegistry(VERSIONS, []).models;
    const models = ['beta', 'Alpha', 'gamma'].map((name) => ({ ...model!, name }));
    const sorted = sortModels(models, { by: 'name', direction: 'descending' }, nobody);
    expect(sorted.map(({ name }) => name)).toEqual(['gamma', 'beta', 'Alpha']);
  });
  test('the first line of Markdown', () => {
    expect(firstLine('\n\n## The **best** `model`\nmore')).toBe('The best model');
    expect(firstLine('')).toBe('');
  });
  test('a moment is read from its field', () => {
    expect(readMoment('2026-05-03T14:07')).toBe(new Date(2026, 4, 3, 14, 7).getTime());
    expect(readMoment('2026-05-03T14:07:31')).toBe(new Date(2026, 4, 3, 14, 7, 31).getTime());
    expect(readMoment('')).toBeNull();
    expect(readMoment('soon')).toBeNull();
  });
});

describe('metrics of versions', () => {
  const claim = (key: string, runs: number, direction: 'lower' | null) => ({ key, runs, direction });
  test('those on held-out data that have a good end come first', () => {
    const claims = [
      claim('best_iteration', 9, null),
      claim('rmse', 9, 'lower'),
      claim('train-rmse', 9, 'lower'),
      claim('validation-rmse', 3, 'lower'),
    ];
    expect(claims.toSorted(compareMainMetrics).map(({ key }) => key)).toEqual([
      'validation-rmse',
      'rmse',
      'train-rmse',
      'best_iteration',
    ]);
  });
  test('the best needs a direction, and another to be better than', () => {
    expect(bestOf([2, null, 1, Number.NaN], 'lower')).toBe(1);
    expect(bestOf([2, null, 1], 'higher')).toBe(2);
    expect(bestOf([2, 1], null)).toBeNull();
    expect(bestOf([2, 2, null], 'lower')).toBeNull();
  });
  test('versions sort by a metric; those without it come last either way', () => {
    const { versions } = madeRegistry(VERSIONS, []).models[0]!;
    const values = new Map([
      [1, 7],
      [3, 5],
    ]);
    const sorted = (direction: 'ascending' | 'descending') =>
      sortVersions(
        versions,
        { by: 'metric:rmse', direction },
        [],
        { madeBy: () => '' },
        ({ number }, metric) => (metric === 'rmse' ? (values.get(number) ?? null) : null),
      ).map(({ number }) => number);
    expect(sorted('ascending')).toEqual([3, 1, 2]);
    expect(sorted('descending')).toEqual([1, 3, 2]);
  });
});

describe('files of a version', () => {
  const file = (path: string, sizeBytes = 1, chunk: string | null = 'a') => ({
    path,
    sizeBytes,
    chunks: chunk === null ? null : [chunk as Hash],
  });
  const artifacts = ['a/MLmodel', 'a/model.pkl', 'b/c/MLmodel', 'b/c/deep/x', 'notes.txt'].map((path) =>
    file(path),
  );
  const detail = { artifacts, modelArtifacts: [] } as unknown as RunDetail;
  const version = madeRegistry(VERSIONS, []).models[0]!.versions[0]!;

  test('those of the folder that its source names', () => {
    expect(modelFolders(artifacts)).toEqual(['a', 'b/c']);
    const at = (source: string) => versionFiles({ ...version, source }, detail).map(({ path }) => path);
    expect(at('runs:/r3/a')).toEqual(['MLmodel', 'model.pkl']);
    expect(at('s3://bucket/1/r3/artifacts/b/c')).toEqual(['MLmodel', 'deep/x']);
    expect(at('dbfs:/elsewhere')).toEqual([]);
  });
  test('are equal by their bytes; by their size where those were not kept', () => {
    const { rows } = filesGroup(
      [file('same'), file('other'), file('unkept', 5, null), file('gone')],
      [file('same'), file('other', 1, 'b'), file('unkept', 5), file('new')],
    );
    expect(rows.filter(({ differs }) => differs).map(({ key }) => key)).toEqual(['gone', 'new', 'other']);
    expect(rows.find(({ key }) => key === 'other')!.right).toMatch(/other content/);
  });
  test('lead to the comparison of texts where both lie in one folder', () => {
    const { rows } = filesGroup(
      [file('a'), file('same')],
      [file('a', 1, 'b'), file('same')],
      (path) => `/x/${path}`,
    );
    expect(rows.map(({ href }) => href)).toEqual(['/x/a', undefined]);
  });
  test('differences come in their sections', () => {
    const groups = differenceGroups(
      [
        { section: 'params', key: 'depth', values: ['3', null], differs: true, cut: false },
        { section: 'metrics', key: 'rmse', values: [Number.NaN, 2], differs: true, cut: false },
        { section: 'metrics', key: 'val_rmse', values: [6.24033407, 6.3], differs: true, cut: false },
        { section: 'metrics', key: 'rounds', values: [4, 2], differs: true, cut: false },
        { section: 'params', key: 'eta', values: ['0.3', '0.1'], differs: true, cut: false },
        { section: 'run', key: 'duration', values: [90_000, 90_000], differs: false, cut: false },
      ],
      metricDirection,
    );
    expect(groups.map(({ title }) => title)).toEqual(['Parameters', 'Metrics', 'Run']);
    expect(groups[1]!.rows[0]!.change).toBeUndefined();
    expect(groups[1]!.rows[1]).toMatchObject({
      left: '6.24033',
      change: '+0.05967 (+0.956 %)',
      verdict: 'worse',
    });
    expect(groups[1]!.rows[2]).toMatchObject({ left: '4', change: '−2 (−50 %)' });
    expect(groups[1]!.rows[2]!.verdict).toBeUndefined();
    expect(groups[0]!.rows.map(({ change }) => change)).toEqual([undefined, '−0.2 (−66.7 %)']);
    expect(groups[1]!.rows[0]).toMatchObject({ left: 'NaN', right: '2' });
    expect(groups[2]!.rows[0]!.left).not.toBe('90000');
  });
});
