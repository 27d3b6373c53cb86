import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type FingerprintRecord, fingerprintKey } from '../../../src/domain/fingerprint.ts';
import { makeFingerprint } from '../../../workers/fingerprint/take-fingerprint.ts';
import { makeMemoryFile } from '../../support/memory-source.ts';

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures');

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');

function take(
  files: Readonly<Record<string, string | Uint8Array>>,
  nowMs = 1000,
): Promise<FingerprintRecord> {
  const sources = Object.entries(files).map(([path, content]) => makeMemoryFile(path, content));
  return makeFingerprint(
    sources,
    () => nowMs,
    () => undefined,
  );
}

const column = (print: FingerprintRecord, name: string) => print.columns.find((one) => one.name === name);

describe('a fingerprint', () => {
  test('of a CSV says its columns, rows and values', async () => {
    const text =
      'id,price,when,ok,note\n1,2.5,2024-01-01,true,a\n2,,2024-01-03,false,"b, c"\n3,4.5,,true,a\n';
    const print = await take({ 'trips.csv': text });
    expect(print.sha256).toBe(sha256(text));
    expect(print).toMatchObject({
      format: 'csv',
      rowCount: 3,
      fileCount: 1,
      coverage: { kind: 'all' },
      flaws: [],
    });
    expect(print.columns.map(({ name, type }) => [name, type])).toEqual([
      ['id', 'long'],
      ['price', 'double'],
      ['when', 'datetime'],
      ['ok', 'boolean'],
      ['note', 'string'],
    ]);
    expect(column(print, 'price')).toMatchObject({
      nulls: 1,
      numbers: { min: 2.5, max: 4.5, mean: 3.5, std: 1 },
    });
    expect(column(print, 'note')?.top).toEqual([
      ['a', 2],
      ['b, c', 1],
    ]);
  });

  test('is the same for the same data at another time, and another one for other data', async () => {
    const first = await take({ 'a.csv': 'x\n1\n' }, 1);
    const later = await take({ 'a.csv': 'x\n1\n' }, 2);
    expect(later.key).toBe(first.key);
    expect(later.takenMs).not.toBe(first.takenMs);
    const { key, takenMs: _, ...content } = first;
    expect(fingerprintKey(content)).toBe(key);
    expect((await take({ 'a.csv': 'x\n2\n' })).key).not.toBe(key);
  });

  test('of a folder is that of its sorted paths and contents, whatever the folder is called', async () => {
    const files = { 'part/b.csv': 'x,y\n1,2\n', 'part/a.csv': 'x,y\n3,4\n5,6\n' };
    const print = await take(files);
    const lines = ['a.csv', 'b.csv'].map(
      (name) => `${name}  ${sha256(files[`part/${name}` as keyof typeof files])}\n`,
    );
    expect(print.sha256).toBe(sha256(lines.join('')));
    expect(print).toMatchObject({ name: 'part', format: 'csv', fileCount: 2, rowCount: 3 });
    expect(column(print, 'x')?.numbers).toMatchObject({ min: 1, max: 5 });
    const renamed = await take({ 'other/a.csv': files['part/a.csv'], 'other/b.csv': files['part/b.csv'] });
    expect(renamed.sha256).toBe(print.sha256);
  });

  test('of files whose columns differ knows their bytes alone', async () => {
    const print = await take({ 'f/a.csv': 'x,y\n1,2\n', 'f/b.csv': 'x,z\n1,2\n' });
    expect(print).toMatchObject({
      format: 'folder',
      rowCount: null,
      columns: [],
      coverage: { kind: 'none' },
    });
  });

  test('of JSON lines counts what a record lacks as null', async () => {
    const print = await take({ 'a.jsonl': '{"a":1,"b":"x"}\n{"a":2.5}\nbroken\n{"a":null,"c":[1]}\n' });
    expect(print).toMatchObject({
      format: 'json-lines',
      rowCount: 4,
      flaws: [{ code: 'not-json', count: 1 }],
    });
    expect(column(print, 'a')).toMatchObject({ type: 'double', seen: 3, nulls: 1 });
    expect(column(print, 'b')).toMatchObject({ type: 'string', nulls: 2 });
    expect(column(print, 'c')).toMatchObject({ type: 'nested', nulls: 2 });
  });

  test('of rows with too many cells says how many were left out, and fills short ones', async () => {
    const print = await take({ 'a.csv': 'x,y\n1,2\n1,2,3\n4\n' });
    expect(print).toMatchObject({ rowCount: 2, flaws: [{ code: 'ragged-rows', count: 1 }] });
    expect(column(print, 'y')).toMatchObject({ seen: 2, nulls: 1 });
  });

  test('of unknown bytes is their hash', async () => {
    const print = await take({ 'w.bin': Uint8Array.of(0, 1, 2, 255) });
    expect(print).toMatchObject({ format: 'bytes', rowCount: null, columns: [], sizeBytes: 4 });
    const empty = await take({ 'empty.csv': '' });
    expect(empty).toMatchObject({ format: 'bytes', sha256: sha256(''), sizeBytes: 0 });
  });

  test.each(['snappy', 'zstd', 'gzip', 'v2_delta', 'brotli', 'lz4', 'none'])(
    'of Parquet as pyarrow writes it (%s) is told from its metadata and values',
    async (name) => {
      const bytes = readFileSync(join(FIXTURES, 'parquet/pyarrow-26.0.1', `${name}.parquet`));
      const plain = readFileSync(join(FIXTURES, 'parquet/pyarrow-26.0.1/none.parquet'));
      const print = await take({ [`${name}.parquet`]: bytes });
      const other = await take({ 'none.parquet': plain });
      expect(print.format).toBe('parquet');
      expect(print.flaws).toEqual([]);
      expect(print.rowCount).toBe(other.rowCount);
      // Not every column can be written in every encoding.
      const wanted = print.columns.map(({ name: own }) => column(other, own));
      expect(print.columns).toEqual(wanted);
      expect(print.columns.length).toBeGreaterThan(1);
      for (const { type, seen } of print.columns) if (type !== 'nested') expect(seen).toBe(print.rowCount);
    },
  );

  test('of real trips counts each value in one bin', async () => {
    const name = 'taxi-trips/yellow_tripdata_2023-01';
    const table = await take({ 't.parquet': readFileSync(join(FIXTURES, `parquet/${name}.parquet`)) });
    expect(table.rowCount).toBeGreaterThan(0);
    const distance = column(table, 'trip_distance');
    expect(distance?.numbers?.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(
      distance?.numbers?.count,
    );
  });
});

/** xorshift: the same inputs on every machine. */
function makeRandom(seed: number): (below: number) => number {
  let state = (seed + 1) * 2654435761;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

describe('damaged data', () => {
  test.each([
    ['parquet/pyarrow-26.0.1/snappy.parquet', 150],
    ['parquet/polars-2.1.0/long.parquet', 100],
    ['parquet/fastparquet-2026.9.0/runs.parquet', 100],
    ['csv/pandas-3.1.1/wide.csv', 100],
    ['csv/optuna-5.0.0/trials.csv', 100],
  ])('%s, changed at random, neither throws nor hangs', async (path, rounds) => {
    const whole = readFileSync(join(FIXTURES, path));
    for (let round = 0; round < rounds; round++) {
      const random = makeRandom(round);
      const bytes = new Uint8Array(round % 5 === 0 ? whole.subarray(0, random(whole.length)) : whole);
      for (let i = 0; i < 1 + random(8) && bytes.length > 0; i++) bytes[random(bytes.length)] = random(256);
      const before = process.cpuUsage().user;
      const print = await take({ [path]: bytes });
      expect(print.sizeBytes).toBe(bytes.length);
      expect((process.cpuUsage().user - before) / 1000, `round ${round}`).toBeLessThan(5000);
    }
  });
});
