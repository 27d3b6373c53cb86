import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TableFormat, TableQuestion } from '../../src/rpc/table-api.ts';
import { openTable } from '../../workers/table-view/open-table.ts';
import { TableSession } from '../../workers/table-view/session.ts';
import type { TableSource } from '../../workers/table-view/table-source.ts';

async function open(format: TableFormat, content: BlobPart, name = `a.${format}`): Promise<TableSource> {
  const source = await openTable(format, name, new Blob([content]), () => undefined);
  if (source === null) throw new Error(`${name} was not read`);
  return source;
}

async function allRows(source: TableSource): Promise<readonly (readonly string[])[]> {
  const rows = await new TableSession(source).rows(0, 0, source.rowCount, 0, source.columns.length);
  return rows ?? [];
}

async function arranged(source: TableSource, question: Partial<TableQuestion>, column = 0) {
  const session = new TableSession(source);
  const found = await session.arrange({ search: '', sort: null, ...question });
  if (found.kind !== 'arranged') throw new Error(found.kind);
  const rows = (await session.rows(found.id, 0, found.rowCount, column, column + 1)) ?? [];
  return { found, cells: rows.map((row) => row[0]) };
}

const PARQUET = 'tests/fixtures/parquet/pyarrow-26.0.1/snappy.parquet';

describe('a CSV file', () => {
  it('shows ragged rows as they are, under as many columns as the widest has', async () => {
    const source = await open('csv', 'a,b\n1,2\n3\n4,5,6\n"x, y",7\n8,9\n');
    expect(source.columns).toEqual(['a', 'b', '']);
    expect(await allRows(source)).toEqual([['1', '2'], ['3'], ['4', '5', '6'], ['x, y', '7'], ['8', '9']]);
  });

  it('knows where each of many rows is, with quoted line breaks and letters of several bytes', async () => {
    const lines = Array.from({ length: 3000 }, (_, row) =>
      row % 7 === 0 ? `${row},"größe\n""${row}"" 值"` : `${row},plain ${row}`,
    );
    const source = await open('csv', `\ufeff# made\nid,text\r\n${lines.join('\r\n')}\r\n`);
    expect(source.rowCount).toBe(3000);
    const picked = await source.pick([0, 1, 255, 256, 257, 700, 2999], 0, 2);
    expect(picked.map((row) => row[0])).toEqual(['0', '1', '255', '256', '257', '700', '2999']);
    expect(picked[5]).toEqual(['700', 'größe\n"700" 值']);
    expect(picked[6]).toEqual(['2999', 'plain 2999']);
  });

  it('gives any rows as a whole reading gives them', async () => {
    const cell = fc.constantFrom('', 'a', '1', 'a b', '"q"', '"x,y"', '"l\nm"', 'é', '5" disk', '""');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { minLength: 300, maxLength: 600 }),
        fc.integer({ min: 0, max: 700 }),
        async (table, place) => {
          const text = `h1,h2,h3\n${table.map((row) => row.join(',')).join('\n')}\n`;
          const source = await open('csv', text);
          const all = await allRows(source);
          expect(all).toHaveLength(source.rowCount);
          const row = place % source.rowCount;
          expect(await source.pick([row], 0, 3)).toEqual([all[row]]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('reads UTF-16 and other delimiters', async () => {
    const wide = new Uint8Array(
      new Uint16Array([0xfeff, ...[...'a;b\n1;2\n'].map((c) => c.charCodeAt(0))]).buffer,
    );
    const source = await open('csv', wide);
    expect([source.columns, await allRows(source)]).toEqual([['a', 'b'], [['1', '2']]]);
  });

  it('sorts numbers as numbers, empty ones last, and text as text', async () => {
    const source = await open('csv', 'n,t\n10,b\n9,a10\n,a9\n-1,c\ninf,\n');
    expect((await arranged(source, { sort: { column: 0, descending: false } })).cells).toEqual([
      '-1',
      '9',
      '10',
      'inf',
      '',
    ]);
    expect((await arranged(source, { sort: { column: 0, descending: true } })).cells).toEqual([
      'inf',
      '10',
      '9',
      '-1',
      '',
    ]);
    expect((await arranged(source, { sort: { column: 1, descending: false } }, 1)).cells).toEqual([
      'a9',
      'a10',
      'b',
      'c',
      '',
    ]);
  });

  it('finds text in any cell and sorts what it found', async () => {
    const source = await open('csv', 'n,t\n3,Ana\n1,ben\n2,ANA\n');
    const { found, cells } = await arranged(source, {
      search: 'ana',
      sort: { column: 0, descending: false },
    });
    expect([found.rowCount, found.searchedRows, cells]).toEqual([2, 3, ['2', '3']]);
  });

  it('drops an older question for a newer one', async () => {
    const source = await open('csv', `n,t\n${'1,x\n'.repeat(20_000)}`);
    const session = new TableSession(source);
    const first = session.arrange({ search: 'x', sort: null });
    const second = session.arrange({ search: '', sort: null });
    expect((await first).kind).toBe('outdated');
    expect(await second).toMatchObject({ kind: 'arranged', rowCount: 20_000 });
    expect(await session.rows(1, 0, 1, 0, 1)).toBeNull();
  });

  it('measures a column', async () => {
    const source = await open('csv', 'n,t\n1,a\n2,b\n3,a\nnan,\n');
    const session = new TableSession(source);
    expect(await session.statistics(0)).toMatchObject({
      lookedRows: 4,
      empty: 0,
      numbers: { least: 1, greatest: 3, mean: 2, deviation: 1 },
    });
    expect(await session.statistics(1)).toMatchObject({
      empty: 1,
      distinct: 2,
      numbers: null,
      common: [
        { text: 'a', count: 2 },
        { text: 'b', count: 1 },
      ],
    });
  });
});

describe('a Parquet file', () => {
  it('gives rows of any row group, by themselves and in any order', async () => {
    const source = await open('parquet', new Uint8Array(readFileSync(PARQUET)));
    const all = await allRows(source);
    expect(all).toHaveLength(source.rowCount);
    expect(source.rowCount).toBeGreaterThan(3);
    const last = source.rowCount - 1;
    expect(await source.pick([0, last], 0, source.columns.length)).toEqual([all[0], all[last]]);
    const { cells } = await arranged(source, { sort: { column: 0, descending: true } });
    expect([...cells].sort()).toEqual(all.map((row) => row[0]).sort());
  });
});

it('gives rows or refuses a Parquet file, however it is damaged', async () => {
  const whole = new Uint8Array(readFileSync(PARQUET));
  let state = 3;
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let turn = 0; turn < 200; turn++) {
    const bytes = whole.slice();
    for (let change = 0; change < 6; change++) {
      // The footer lies at the end, its length in the last eight bytes.
      const place = turn % 2 === 0 ? bytes.length - 9 - random(600) : random(bytes.length - 8);
      bytes[Math.max(0, place)] = random(256);
    }
    const source = await openTable('parquet', 'a.parquet', new Blob([bytes]), () => undefined);
    if (source === null) continue;
    expect(source.rowCount).toBeGreaterThanOrEqual(0);
    await new TableSession(source).rows(0, 0, 20, 0, source.columns.length);
  }
}, 30_000);

describe('a table of MLflow', () => {
  it('shows cells as text and images by their names', async () => {
    const image = {
      type: 'image',
      filepath: 'table_images/x.png',
      compressed_filepath: 'table_images/x.webp',
    };
    const data = [
      [1, null, image],
      ['a', { b: 2 }, true],
    ];
    const source = await open('json', JSON.stringify({ columns: ['n', 'm', ['p', 'q']], data }));
    expect(source.columns).toEqual(['n', 'm', 'p / q']);
    expect(await allRows(source)).toEqual([
      ['1', '', 'x.png'],
      ['a', '{"b":2}', 'true'],
    ]);
  });
});

it.each([
  ['parquet', 'PAR1 and nothing else PAR1'],
  ['csv', ''],
  ['json', '{"columns": ["a"], "data": [1]}'],
  ['json', '{"columns": ["a"], "data": '],
] as const)('refuses what is no %s table: %s', async (format, content) => {
  expect(await openTable(format, 'a', new Blob([content]), () => undefined)).toBeNull();
});
