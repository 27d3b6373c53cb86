import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SourceTree } from '../../workers/import/source.ts';
import type { Database } from '../../workers/import/sqlite/database.ts';
import { readJournal } from '../../workers/import/sqlite/journal.ts';
import { openSqlite } from '../../workers/import/sqlite/open.ts';
import type { RowSource } from '../../workers/import/sqlite/row-source.ts';
import { readRootPages, readTableInfo } from '../../workers/import/sqlite/table-info.ts';
import { TableScan } from '../../workers/import/sqlite/table-scan.ts';
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
