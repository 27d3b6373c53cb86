import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceReadError, type SourceTree } from '../../workers/import/source.ts';
import type { Database } from '../../workers/import/sqlite/database.ts';
import { readJournal } from '../../workers/import/sqlite/journal.ts';
import { openSqlite } from '../../workers/import/sqlite/open.ts';
import type { RowSource } from '../../workers/import/sqlite/row-source.ts';
import { readRootPages, readTableInfo } from '../../workers/import/sqlite/table-info.ts';
import { TableScan } from '../../workers/import/sqlite/table-scan.ts';
import { readWal, WalTail } from '../../workers/import/sqlite/wal.ts';
import { makeMemoryFile, openFolderSource, withFile } from '../support/memory-source.ts';

const FOLDER = join(import.meta.dirname, '..', 'fixtures', 'sqlite');
const CASES = ['wal-committed', 'wal-torn', 'wal-restarted', 'wal-shrunk', 'journal-hot', 'journal-cold'];
const WAYS = [
  ['in memory', Number.POSITIVE_INFINITY],
  ['in blocks', 0],
] as const;

interface Facts {
  readonly count: number;
  readonly first: readonly [number, string];
  readonly last: readonly [number, string];
  readonly length: number;
}

function openCase(name: string): SourceTree {
  return openFolderSource(join(FOLDER, name)).tree;
}

async function open(tree: SourceTree, copyLimitBytes: number) {
  const files = {
    main: tree.get('data.db')!,
    wal: tree.get('data.db-wal'),
    journal: tree.get('data.db-journal'),
  };
  const opened = await openSqlite(files, { signal: new AbortController().signal, copyLimitBytes });
  const problems = opened.problems.map(({ code }) => code);
  return { database: opened.database, problems };
}

function toFacts(rows: RowSource): Facts {
  const found: [number, string][] = [];
  while (rows.next()) found.push([rows.number(0), rows.text(1)]);
  expect(rows.failure).toBeNull();
  const length = found.reduce((sum, [, note]) => sum + note.length, 0);
  return { count: found.length, first: found[0]!, last: found.at(-1)!, length };
}

function scan(database: Database): TableScan {
  const info = readTableInfo(database, 'notes', readRootPages(database).get('notes')!);
  return new TableScan(database.pages, info!, ['id', 'note']);
}

describe.each(CASES)('a database left with %s', (name) => {
  const expected: unknown = JSON.parse(readFileSync(join(FOLDER, name, 'expected.json'), 'utf8'));

  it.each(WAYS)('is read as SQLite reads it, %s', async (_, copyLimitBytes) => {
    const { database, problems } = await open(openCase(name), copyLimitBytes);
    expect(problems).toEqual([]);
    expect(toFacts(database!.query('SELECT id, note FROM notes ORDER BY id'))).toEqual(expected);
    expect(toFacts(scan(database!))).toEqual(expected);
    database!.close();
  });
});

describe('a write-ahead log', () => {
  it('is missed when the file says that there is one', async () => {
    const tree = openCase('wal-torn');
    const withoutLog = withFile(tree, 'data.db-wal', '');
    const alone = { main: withoutLog.get('data.db')! };
    const opened = await openSqlite(alone, { signal: new AbortController().signal });
    expect(opened.problems.map(({ code }) => code)).toEqual(['sqlite-wal-missing']);
    expect(toFacts(scan(opened.database!)).count).toBe(40);
    opened.database!.close();
  });

  it('counts up to the first frame whose checksum is wrong', async () => {
    const tree = openCase('wal-committed');
    const log = await tree.get('data.db-wal')!.slice(0, Number.MAX_SAFE_INTEGER);
    const lastCommit = log.length - 1024;
    log[lastCommit + 500]! ^= 1;
    const { database } = await open(withFile(tree, 'data.db-wal', log), 0);
    expect(toFacts(scan(database!)).last[1]).toMatch(/^early 39/);
    database!.close();
  });

  it('of another database is left alone', async () => {
    const tree = openCase('journal-cold');
    const log = await openCase('wal-committed').get('data.db-wal')!.slice(0, Number.MAX_SAFE_INTEGER);
    log[8] = 1;
    const { database } = await open(withFile(tree, 'data.db-wal', log), 0);
    expect(toFacts(scan(database!)).count).toBe(30);
    database!.close();
  });
});

describe('a rollback journal', () => {
  it('is what makes the file right', async () => {
    const main = openCase('journal-hot').get('data.db')!;
    const opened = await openSqlite({ main }, { signal: new AbortController().signal });
    const rows = scan(opened.database!);
    let changed = 0;
    while (rows.next()) if (rows.text(1).startsWith('during')) changed += 1;
    expect(changed).toBeGreaterThan(0);
    opened.database!.close();
  });

  it('counts up to the first page whose checksum is wrong', async () => {
    const file = openCase('journal-hot').get('data.db-journal')!;
    const { signal } = new AbortController();
    const whole = await readJournal(file, signal);
    const bytes = await file.slice(0, file.sizeBytes);
    // A byte that the checksum looks at: the 200th from the end of the first page, which follows the header.
    bytes[512 + 4 + 1024 - 200]! ^= 255;
    const damaged = await readJournal(makeMemoryFile('data.db-journal', bytes), signal);
    expect(whole!.offsets.size).toBeGreaterThan(4);
    expect(damaged?.offsets.size ?? 0).toBe(0);
  });
});

describe('a write-ahead log that grows', () => {
  const { signal } = new AbortController();
  const tree = openCase('wal-committed');
  const log = tree.get('data.db-wal')!.sliceSync!(0, Number.MAX_SAFE_INTEGER);
  const logTo = (sizeBytes: number) => makeMemoryFile('data.db-wal', log.subarray(0, sizeBytes));

  it('is read on to what is read of it at once', async () => {
    const sizes = fc.array(fc.nat(log.length), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(sizes, async (found) => {
        const tail = new WalTail();
        const pages = new Map<number, string>();
        for (const size of [...found.sort((a, b) => a - b), log.length]) {
          await tail.readOn(logTo(size), signal, (page, content) => pages.set(page, String(content)));
          expect(tail.patch).toEqual(await readWal(logTo(size), signal));
        }
        const { offsets, pageSize } = tail.patch!;
        for (const [page, offset] of offsets) {
          expect(pages.get(page)).toBe(String(log.subarray(offset, offset + pageSize)));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('has not been looked at when the disk refused in the middle', async () => {
    for (let refused = 1; refused < 5; refused++) {
      const tail = new WalTail();
      await tail.readOn(logTo(0), signal);
      let reads = 0;
      const whole = logTo(log.length);
      const refusing = {
        ...whole,
        slice: async (start: number, end: number) => {
          reads += 1;
          if (reads === refused) throw new SourceReadError('data.db-wal', null);
          return whole.slice(start, end);
        },
      };
      await expect(tail.readOn(refusing, signal)).rejects.toThrow(SourceReadError);
      const pages = new Set<number>();
      expect(await tail.readOn(whole, signal, (page) => pages.add(page))).toBe('other');
      expect(pages).toEqual(new Set(tail.patch!.offsets.keys()));
    }
  });
});
