import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { parquet } from '../../workers/import/formats/parquet/index.ts';
import { runGauntlet } from '../support/gauntlet.ts';
import { makeMemorySource } from '../support/memory-source.ts';
import { type ImportSummary, summarise } from '../support/summary.ts';

describe('parquet', () => {
  runGauntlet({ format: parquet, fixtures: 'parquet', readBudget: 2 });
});

function read(bytes: Uint8Array, path = 'table.parquet'): Promise<ImportSummary> {
  const { tree } = makeMemorySource({ [path]: bytes });
  const file = tree.get(path)!;
  return summarise(parquet.read({ path, file, tree }, { signal: new AbortController().signal }));
}

function makeTable(rowGroupSize = 1000): Uint8Array {
  const rows = Array.from({ length: 3000 }, (_, i) => i);
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'step', data: BigInt64Array.from(rows.map(BigInt)), type: 'INT64' },
        { name: 'loss', data: rows.map((i) => (i === 5 ? null : 1 / (i + 1))), type: 'DOUBLE' },
        { name: 'run', data: rows.map((i) => `r${i % 3}`), type: 'STRING' },
      ],
      rowGroupSize,
    }),
  );
}

describe('a Parquet table', () => {
  it('reads 64-bit steps, nulls and text over several row groups', async () => {
    const summary = await read(makeTable());
    const runs = Object.values(summary.runs);
    expect(runs.map((run) => [run.name, run.series.loss?.n, run.series.loss?.lastStep]).sort()).toEqual([
      ['r0', 1000, 2997],
      ['r1', 1000, 2998],
      ['r2', 999, 2999],
    ]);
  });

  it('calls a file without its end unfinished', async () => {
    const bytes = makeTable();
    expect((await read(bytes.slice(0, bytes.length - 5))).problems).toEqual(['parquet-damaged']);
    expect((await read(bytes.slice(0, 4))).problems).toEqual(['parquet-damaged']);
  });

  it('loses one row group when one is damaged', async () => {
    const bytes = makeTable();
    bytes.fill(0xff, 8, 200);
    const summary = await read(bytes);
    expect(summary.problems).toEqual(['parquet-damaged']);
    const points = Object.values(summary.runs).reduce((sum, run) => sum + (run.series.loss?.n ?? 0), 0);
    expect(points).toBe(2000);
  });

  it('refuses pages that claim more values than their row group has', async () => {
    const bytes = new Uint8Array(
      parquetWriteBuffer({
        columnData: [{ name: 'loss', data: new Float64Array(100).fill(0.5), type: 'DOUBLE' }],
      }),
    );
    // The page's value count (zigzag 200 = c8 01) becomes 2^31 - 1 where it stands first.
    const at = bytes.findIndex((byte, index) => byte === 0xc8 && bytes[index + 1] === 0x01);
    expect(at).toBeGreaterThan(0);
    bytes.set([0xfe, 0x7f], at);
    expect((await read(bytes)).problems.length).toBeGreaterThan(0);
  });

  it('is known by its first bytes alone', () => {
    const head = makeTable().subarray(0, 64);
    expect(parquet.match({ kind: 'file', name: 'x.csv', head, sizeBytes: 5000 })).toBe('signature');
    expect(parquet.match({ kind: 'file', name: 'x.parquet', head: head.subarray(1), sizeBytes: 5000 })).toBe(
      'no',
    );
  });
});
