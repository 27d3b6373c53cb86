import { describe, expect, it } from 'vitest';
import { evalsResult } from '../../workers/import/formats/evals-result/index.ts';
import { runGauntlet } from '../support/gauntlet.ts';
import { makeMemorySource } from '../support/memory-source.ts';
import { summarise } from '../support/summary.ts';

describe('evals-result', () => {
  runGauntlet({ format: evalsResult, fixtures: 'evals-result' });
});

const match = (text: string) => {
  const head = new TextEncoder().encode(text);
  return evalsResult.match({ kind: 'file', name: 'x.json', head, sizeBytes: head.length });
};

async function read(path: string, text: string) {
  const { tree } = makeMemorySource({ [path]: text });
  const file = tree.get(path)!;
  return summarise(evalsResult.read({ path, file, tree }, { signal: new AbortController().signal }));
}

describe('histories by dataset', () => {
  it('are not Sacred’s series, other JSON or text', () => {
    expect(match('{"loss": {"steps": [0, 1], "values": [1, 2]}}')).toBe('no');
    for (const text of [
      '',
      '{}',
      '{"a": [1]}',
      '{"a": {"b": {}}}',
      '{"a": {"b": ["x"]}}',
      '[{"a": 1}]',
      'a',
    ]) {
      expect(match(text), text).toBe('no');
    }
    expect(match('{ "train" : { "auc" : [ -0.5')).toBe('structure');
  });

  it('keep NaN and infinity, and go on after what is no number', async () => {
    const { runs } = await read(
      'sweep/evals_result.json',
      '{"valid": {"l": [NaN, null, Infinity, 2], "t": "x"}}',
    );
    const [run] = Object.values(runs);
    expect(run).toMatchObject({ name: 'sweep', series: { 'valid/l': { n: 3, lastStep: 3, nonFinite: 2 } } });
  });

  it('that were cut say up to where', async () => {
    const { runs, problems } = await read('a.json', '{"train": {"l": [3, 2, 1');
    expect(problems).toEqual(['json-cut']);
    expect(Object.values(runs)[0]?.series['train/l']).toMatchObject({ n: 2 });
  });

  it('of one beginning in two files are two runs', async () => {
    const keys = async (path: string, text: string) => Object.keys((await read(path, text)).runs);
    const first = await keys('a.json', '{"train": {"l": [3, 2]}}');
    expect(await keys('b.json', '{"train": {"l": [3, 2]}}')).not.toEqual(first);
    expect(await keys('x/a.json', '{"train": {"l": [3, 2, 1]}, "valid": {"l": [1]}}')).toEqual(first);
  });
});
