import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { TableHead } from '../../src/rpc/preview-api.ts';
import { readTableHead } from '../../workers/preview/read-table-head.ts';

const PARQUET = 'tests/fixtures/parquet/pyarrow-26.0.1/snappy.parquet';

async function headOf(
  format: 'csv' | 'parquet',
  name: string,
  bytes: BlobPart,
  rows = 1000,
): Promise<TableHead> {
  const result = await readTableHead(format, name, new Blob([bytes]), rows);
  if (result.kind !== 'table') throw new Error(`${name} was not read`);
  return result.table;
}

it('shows ragged rows as they are', async () => {
  const table = await headOf('csv', 'a.csv', 'a,b\n1,2\n3\n4,5,6\n"x, y",7\n8,9\n');
  expect(table).toEqual({
    columns: ['a', 'b', ''],
    rows: [['1', '2'], ['3'], ['4', '5', '6'], ['x, y', '7'], ['8', '9']],
    rowCount: 5,
  });
});

it('stops at the limit and says that it does not know the rest', async () => {
  const text = `a,b\n${'1,2\n'.repeat(5000)}`;
  expect(await headOf('csv', 'a.csv', text, 100)).toMatchObject({ rowCount: null });
  expect((await headOf('csv', 'a.csv', text, 100)).rows).toHaveLength(100);
  const large = `a,b\n${'123456,654321\n'.repeat(400_000)}`;
  expect((await headOf('csv', 'a.csv', large, 1000)).rows).toHaveLength(1000);
});

it('gives cells for a bounded number of columns and names them all', async () => {
  const names = Array.from({ length: 300 }, (_, i) => `c${i}`).join(',');
  const table = await headOf('csv', 'wide.csv', `${names}\n${'7,'.repeat(299)}7\n`);
  expect(table.columns).toHaveLength(300);
  expect(table.rows[0]).toHaveLength(100);
});

it('reads the head of a Parquet file and knows its rows', async () => {
  const bytes = readFileSync(PARQUET);
  const table = await headOf('parquet', 'a.parquet', new Uint8Array(bytes), 3);
  expect(table.rows).toHaveLength(3);
  expect(table.rowCount).toBeGreaterThan(3);
  expect(table.columns.length).toBe(table.rows[0]?.length);
  // More rows than its first row group holds.
  const whole = await headOf('parquet', 'a.parquet', new Uint8Array(bytes), 1000);
  expect(whole.rows).toHaveLength(Math.min(1000, whole.rowCount ?? 0));
});

it('refuses what is no table', async () => {
  const refused = { kind: 'unreadable' };
  expect(await readTableHead('parquet', 'a', new Blob(['PAR1 and nothing else PAR1']), 10)).toEqual(refused);
  expect(await readTableHead('csv', 'a.csv', new Blob(['']), 10)).toEqual(refused);
});
