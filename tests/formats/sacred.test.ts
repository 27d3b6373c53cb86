import { describe, expect, it } from 'vitest';
import { sacred } from '../../workers/import/formats/sacred/index.ts';
import { runGauntlet } from '../support/gauntlet.ts';
import { makeMemorySource } from '../support/memory-source.ts';
import { readDrop } from '../support/read-drop.ts';
import { summarise } from '../support/summary.ts';

describe('run folders of Sacred', () => runGauntlet({ format: sacred, fixtures: 'sacred' }));

const read = (files: Readonly<Record<string, string>>) => summarise(readDrop(makeMemorySource(files).tree));

describe('a run folder of Sacred', () => {
  it('with an empty run.json is a run of what the other files say', async () => {
    const { runs, problems } = await read({
      'store/7/run.json': '',
      'store/7/config.json': '{"lr": 0.10, "seed": 3}',
      'store/7/metrics.json':
        '{"loss": {"steps": [1], "timestamps": ["2023-11-14T22:13:20.5"], "values": [NaN]}}',
    });
    expect(problems).toEqual(['empty-file']);
    expect(Object.values(runs)).toMatchObject([
      { name: '7', experiment: 'store', status: 'unknown', params: { lr: '0.10', seed: '3' } },
    ]);
    expect(Object.values(runs)[0]?.series.loss).toMatchObject({ n: 1, last: 'NaN', lastStep: 1 });
  });

  it('that is read again with more metrics is the same run', async () => {
    const about =
      '{"experiment": {"name": "e"}, "start_time": "2023-11-14T22:13:20.123456", "status": "RUNNING"}';
    const keys = async (folder: string, metrics: string) =>
      Object.keys((await read({ [`${folder}/run.json`]: about, [`${folder}/metrics.json`]: metrics })).runs);
    expect(await keys('base/1', '{}')).toEqual(await keys('other/copy-of-1', '{"a": {"values": [1]}}'));
  });

  it('takes the inside of what jsonpickle wrapped, and opens nothing', async () => {
    const config = {
      betas: { 'py/tuple': [0.9, { 'py/tuple': [1] }] },
      made: { 'py/object': 'shop.Config', rate: 2, 'py/state': { deep: { 'py/set': ['a'] } } },
      bare: { 'py/object': 'shop.Empty' },
      called: { 'py/reduce': [{ 'py/function': 'os.system' }, { 'py/tuple': ['true'] }] },
      scalar: { 'py/object': 'numpy.float64', dtype: 'float64', value: 0.5 },
    };
    const { runs } = await read({
      '1/run.json': '{"status": "COMPLETED"}',
      '1/config.json': JSON.stringify(config),
    });
    expect(Object.values(runs)[0]?.params).toEqual({
      bare: 'shop.Empty',
      betas: '[0.9, [1]]',
      called: 'os.system',
      'made.deep': "['a']",
      'made.rate': '2',
      scalar: '0.5',
    });
  });

  it('whose metrics are cut off keeps those before', async () => {
    const { runs, problems } = await read({
      '1/run.json': '{"status": "COMPLETED"}',
      '1/metrics.json': '{"loss": {"steps": [0, 5, 9], "timestamps": [], "values": [1, 0.5, 0.2',
    });
    expect(problems).toEqual(['json-cut']);
    expect(Object.values(runs)[0]?.series.loss).toMatchObject({ n: 2, lastStep: 5 });
  });

  it('of another program is left out', async () => {
    const { runs, problems } = await read({ 'x/run.json': '{"script": "go"}', 'x/config.json': '{}' });
    expect([runs, problems]).toEqual([{}, ['unrecognised-file']]);
  });

  it('keeps a key that is a name of JavaScript, and cuts what is nested without end', async () => {
    const deep = `${'{"a":'.repeat(60)}1${'}'.repeat(60)}`;
    const { runs, problems } = await read({
      '1/run.json': '{"status": "COMPLETED"}',
      '1/config.json': `{"__proto__": {"constructor": 1}, "deep": ${deep}}`,
      '1/metrics.json': `{"__proto__": {"steps": [0], "values": [2]}, "x": ${'['.repeat(100_000)}`,
    });
    expect(problems).toEqual(['json-damaged']);
    expect(Object.values(runs)[0]?.params).toMatchObject({ '__proto__.constructor': '1' });
  });
});
