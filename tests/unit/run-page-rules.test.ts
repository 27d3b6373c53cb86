import { describe, expect, it } from 'vitest';
import { formatTime } from '../../src/base/format.ts';
import { parseDatasetFacts } from '../../src/domain/dataset-facts.ts';
import { datasetKey } from '../../src/domain/ids.ts';
import type { DatasetRecord } from '../../src/domain/records.ts';
import { uniteTags } from '../../src/features/run/run-view.ts';
import { commitAddress, durationWords, endWords, statusWords } from '../../src/features/run/run-words.ts';

const COMMIT = 'dda14b590053cb29d1a1eb1ae6f7b3f5dd6f5dd3';

describe('commitAddress', () => {
  it.each([
    ['https://github.com/me/repo.git', `https://github.com/me/repo/commit/${COMMIT}`],
    ['https://git.example.org/me/repo', 'https://git.example.org/me/repo'],
    ['git@github.com:me/repo.git', null],
    ['javascript:alert(1)//https://', null],
    ['https://github.com@evil.example/me/repo', null],
    ['file:///home/me/repo', null],
    ['', null],
  ])('%s leads to %s', (repo, address) => {
    expect(commitAddress(repo, COMMIT)).toBe(address);
  });

  it('makes no link of what is no commit', () => {
    expect(commitAddress('https://github.com/me/repo', '../../evil')).toBeNull();
  });
});

it('does not call a run of long ago running', () => {
  const now = Date.UTC(2026, 0, 1);
  expect(statusWords('running', now - 60_000, null, now)).toBe('Running');
  expect(statusWords('running', Date.UTC(2022, 0, 1), null, now)).toBe('Running, no end recorded');
  expect(statusWords('unknown', null, null, now)).toBe('Status not recorded');
});

it('puts edited tags over imported ones and takes removed ones away', () => {
  const imported = [
    ['b', '1'],
    ['a', '2'],
  ] as const;
  expect(uniteTags(imported, { b: null, c: '3', a: '4' })).toEqual([
    ['a', '4'],
    ['c', '3'],
  ]);
});

describe('parseDatasetFacts', () => {
  const make = (source: string, schema: string, profile: string): DatasetRecord => ({
    kind: 'dataset',
    key: datasetKey('trips', 'abc'),
    name: 'trips',
    digest: 'abc',
    sourceType: 'http',
    source,
    schema,
    profile,
  });

  it('reads columns, profile and address', () => {
    const facts = parseDatasetFacts(
      make(
        '{"url": "https://example.com/trips.parquet"}',
        '{"mlflow_colspec": [{"type": "double", "name": "distance", "required": true}]}',
        '{"num_rows": 10, "features_shape": [10, 2]}',
      ),
    );
    expect(facts).toEqual({
      sourceText: 'https://example.com/trips.parquet',
      columns: [{ name: 'distance', type: 'double', required: true }],
      profile: [
        ['num rows', '10'],
        ['features shape', '[10,2]'],
      ],
    });
  });

  it('reads tensors, whose lists are JSON inside JSON', () => {
    const spec = {
      features: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 3]}}]',
      targets: null,
    };
    expect(parseDatasetFacts(make('', JSON.stringify({ mlflow_tensorspec: spec }), '')).columns).toEqual([
      { name: 'column 1', type: 'float32 [-1,3]', required: null },
    ]);
  });

  it.each([
    '',
    'not json',
    '[]',
    '3',
    '{"mlflow_colspec": 3}',
    '{"mlflow_colspec": [null, 3, "x"]}',
    '{"__proto__": {"tags": 1}}',
  ])('takes %j anywhere', (text) => {
    expect(() => parseDatasetFacts(make(text, text, text))).not.toThrow();
  });
});

describe('times of a run', () => {
  const run = { status: 'unknown' as const, startMs: 0, endMs: 60_000 };
  const alive = { run, liveness: 'live' as const, lastSignMs: 60_000 };

  it('that is live go on, although its source gives the newest point as its end', () => {
    expect(endWords(alive)).toBe('Still running');
    expect(durationWords(alive, 180_000)).toBe('3 min so far');
    expect(durationWords({ ...alive, run: { ...run, startMs: null } }, 180_000)).toBeNull();
  });

  it('that is over are those that were recorded', () => {
    for (const over of [
      { ...alive, liveness: null },
      { ...alive, run: { ...run, status: 'finished' as const } },
    ]) {
      expect(endWords(over)).toBe(formatTime(60_000));
      expect(durationWords(over, 180_000)).toBe('1 min');
    }
    const endless = { ...alive, liveness: null, run: { ...run, endMs: null } };
    expect(endWords(endless)).toBe('No end recorded');
    expect(durationWords(endless, 180_000)).toBeNull();
  });
});
