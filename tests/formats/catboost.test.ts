import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catboost } from '../../workers/import/formats/catboost/index.ts';
import { runGauntlet } from '../support/gauntlet.ts';
import { makeMemorySource, openFolderSource } from '../support/memory-source.ts';
import { readDrop } from '../support/read-drop.ts';
import { summarise } from '../support/summary.ts';

describe('catboost', () => {
  runGauntlet({ format: catboost, fixtures: 'catboost' });
});

const FIXTURE = join(import.meta.dirname, '..', 'fixtures', 'catboost', 'catboost-1.2.10');
const JSON_LOG = 'churn/catboost_info/catboost_training.json';

async function drop(change: (path: string, text: Uint8Array) => Uint8Array | string | null) {
  const { tree } = openFolderSource(FIXTURE, (path) => path !== 'expected.json');
  const files = new Map<string, Uint8Array | string>();
  for (const file of tree.files) {
    const changed = change(file.path, await file.slice(0, file.sizeBytes));
    if (changed !== null) files.set(file.path, changed);
  }
  return summarise(readDrop(makeMemorySource(files).tree));
}

describe('catboost_info', () => {
  it('is one run, its event files no others', async () => {
    const summary = await drop((_, bytes) => bytes);
    expect(Object.values(summary.runs).map(({ name }) => name)).toEqual(['churn']);
    expect(summary.problems).toEqual([]);
  });

  it('whose log was cut keeps every iteration before', async () => {
    const whole = await drop((_, bytes) => bytes);
    const cut = await drop((path, bytes) => (path === JSON_LOG ? bytes.slice(0, bytes.length - 130) : bytes));
    expect(cut.problems).toEqual(['json-cut']);
    expect(Object.keys(cut.runs)).toEqual(Object.keys(whole.runs));
    expect(Object.values(cut.runs)[0]?.series['learn/Logloss']).toMatchObject({ n: 5, lastStep: 4 });
  });

  it('is another run than one whose first iteration took as long', async () => {
    const whole = await drop((_, bytes) => bytes);
    const other = await drop((path, bytes) =>
      path === JSON_LOG
        ? new TextDecoder().decode(bytes).replace(/"learn":\[[\d.]+/, '"learn":[0.125')
        : bytes,
    );
    expect(Object.keys(other.runs)).not.toEqual(Object.keys(whole.runs));
  });

  it('in a folder of another training is read as well', async () => {
    const { tree } = openFolderSource(FIXTURE, (path) => path !== 'expected.json');
    const files = new Map<string, Uint8Array | string>();
    const folder = 'churn/catboost_info/';
    for (const file of tree.files) {
      const bytes = await file.slice(0, file.sizeBytes);
      files.set(file.path.replace(folder, ''), bytes);
      const isLog = file.path === JSON_LOG;
      const changed = isLog
        ? new TextDecoder().decode(bytes).replace('"passed_time":', '"passed_time":1')
        : bytes;
      files.set(file.path.replace(folder, 'second/'), changed);
    }
    const { runs, problems } = await summarise(readDrop(makeMemorySource(files).tree));
    expect(problems).toEqual([]);
    expect(Object.keys(runs)).toHaveLength(2);
  });

  it('without its log is read from its tables', async () => {
    const { runs, problems } = await drop((path, bytes) => (path === JSON_LOG ? null : bytes));
    expect(problems).toEqual([]);
    const [run] = Object.values(runs);
    expect(run?.startMs).toBeGreaterThan(1.7e12);
    expect(Object.entries(run?.series ?? {}).map(([key, { n }]) => `${key} ${n}`)).toEqual([
      'learn/Logloss 6',
      'test/AUC 6',
      'test/AUC:0 6',
      'test/Logloss 6',
      'test/Logloss:0 6',
    ]);
  });
});
