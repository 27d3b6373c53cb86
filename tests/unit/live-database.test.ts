import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import initSqlite from '@sqlite.org/sqlite-wasm';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type SourceFile, SourceReadError, SourceTree } from '../../workers/import/source.ts';
import { LiveDatabase } from '../../workers/import/sqlite/live-database.ts';
import type { LivePages } from '../../workers/import/sqlite/live-pages.ts';
import { openSqlite } from '../../workers/import/sqlite/open.ts';
import type { Pages } from '../../workers/import/sqlite/pages.ts';
import { TableScan } from '../../workers/import/sqlite/table-scan.ts';
import { makeMemoryFile, openFolderSource } from '../support/memory-source.ts';

const FOLDER = join(import.meta.dirname, '..', 'fixtures', 'sqlite');
const { signal } = new AbortController();

/** The rows of a table with an id and a text, which is the first one of its file. */
function rowsOf(pages: Pages): string[] {
  const names = ['type', 'name', 'tbl_name', 'rootpage', 'sql'];
  const columns = (all: readonly string[]) =>
    new Map(all.map((name, place) => [name, { place, fallback: '' }]));
  const schema = { name: 'sqlite_schema', rootPage: 1, columns: columns(names), rowIdPlace: -1 };
  const tables = new TableScan(pages, schema, names);
  const rows: string[] = [];
  while (tables.next()) {
    if (tables.text(0) !== 'table' || tables.text(1) !== 'notes') continue;
    const info = {
      name: 'notes',
      rootPage: tables.number(3),
      columns: columns(['id', 'note']),
      rowIdPlace: 0,
    };
    const notes = new TableScan(pages, info, ['id', 'note']);
    while (notes.next()) rows.push(`${notes.text(0)} ${notes.text(1)}`);
  }
  return rows;
}

it.each(['wal-committed', 'wal-torn', 'wal-restarted', 'wal-shrunk', 'journal-hot', 'journal-cold'])(
  'a database left with %s is read page by page as it is read whole',
  async (name) => {
    const { tree } = openFolderSource(join(FOLDER, name));
    const at = (ending: string) => tree.get(`data.db${ending}`);
    const files = { main: at('')!, wal: at('-wal'), journal: at('-journal') };
    const { database } = await openSqlite(files, { signal });
    const read = await new LiveDatabase('data.db').read(tree, signal, rowsOf);
    expect(read).toEqual({ kind: 'read', value: rowsOf(database!.pages) });
    database!.close();
  },
);

it('is read on as its write-ahead log grows', async () => {
  const folder = join(FOLDER, 'wal-committed');
  const main = readFileSync(join(folder, 'data.db'));
  const log = readFileSync(join(folder, 'data.db-wal'));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(log.length), { maxLength: 8 }), async (sizes) => {
      let live = new LiveDatabase('data.db');
      for (const size of [...sizes.sort((a, b) => a - b), log.length]) {
        const wal = makeMemoryFile('data.db-wal', log.subarray(0, size));
        const files = { main: makeMemoryFile('data.db', main), wal };
        const { database } = await openSqlite(files, { signal });
        const tree = new SourceTree([files.main, wal]);
        let read = await live.read(tree, signal, rowsOf);
        if (read.kind === 'other') {
          // Its table was made by one of the new frames.
          live = new LiveDatabase('data.db');
          read = await live.read(tree, signal, rowsOf);
        }
        expect(read).toEqual({ kind: 'read', value: rowsOf(database!.pages) });
        database!.close();
      }
    }),
    { numRuns: 20 },
  );
});

/** A file whose bytes are what they are when they are read, and which is written page by page. */
class WrittenFile {
  private readonly states: readonly Uint8Array[];
  private now: Uint8Array;
  private journal: Uint8Array | null = null;
  private state = 0;
  private page = -1;

  constructor(states: readonly Uint8Array[]) {
    this.states = states;
    this.now = states[0]!.slice();
  }

  /** The next thing a writer does: its journal, a page, the end of the transaction. */
  step(): void {
    const next = this.states[this.state + 1];
    if (next === undefined) return;
    if (this.journal === null) {
      this.journal = journalOf(this.now, next, this.state);
      const whole = new Uint8Array(Math.max(next.length, this.now.length));
      whole.set(this.now);
      this.now = whole;
      this.page = 0;
    } else if (this.page * PAGE < next.length) {
      const from = this.page * PAGE;
      this.now.set(next.subarray(from, from + PAGE), from);
      this.page += 1;
    } else {
      this.journal = null;
      this.state += 1;
    }
  }

  tree(beforeRead: () => void): SourceTree {
    const look = async (path: string): Promise<SourceFile | null> => {
      const bytes = path === 'data.db' ? this.now : path === 'data.db-journal' ? this.journal : null;
      if (bytes === null) return null;
      const slice = async (start: number, end: number): Promise<Uint8Array<ArrayBuffer>> => {
        beforeRead();
        const current = path === 'data.db' ? this.now : this.journal;
        if (current === null) throw new SourceReadError(path, null);
        return current.slice(start, end);
      };
      return { path, sizeBytes: bytes.length, modifiedMs: 0, slice };
    };
    return new SourceTree([makeMemoryFile('data.db', this.now)], look);
  }
}

const PAGE = 512;

/** The pages that a transaction overwrites, as a writer leaves them beside its database until it has ended. */
function journalOf(before: Uint8Array, after: Uint8Array, nonce: number): Uint8Array {
  const pages: number[] = [];
  for (let at = 0; at < before.length; at += PAGE) {
    if (Buffer.compare(before.subarray(at, at + PAGE), after.subarray(at, at + PAGE)) !== 0) pages.push(at);
  }
  const bytes = new Uint8Array(PAGE + pages.length * (PAGE + 8));
  bytes.set([0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, pages.length);
  view.setUint32(12, nonce);
  view.setUint32(16, before.length / PAGE);
  view.setUint32(20, PAGE);
  view.setUint32(24, PAGE);
  for (const [i, from] of pages.entries()) {
    const at = PAGE + i * (PAGE + 8);
    view.setUint32(at, from / PAGE + 1);
    bytes.set(before.subarray(from, from + PAGE), at + 4);
    let sum = nonce;
    for (let place = PAGE - 200; place > 0; place -= 200) sum += before[from + place]!;
    view.setUint32(at + 4 + PAGE, sum);
  }
  return bytes;
}

it.each([
  ['all pages', false],
  ['heads of pages', true],
])(
  'is one moment of a database that is written to between any two reads, by %s',
  {
    timeout: 30_000,
  },
  async (_, repeats) => {
    const sqlite = await initSqlite();
    const database = new sqlite.oo1.DB('/written.db', 'c');
    database.exec(`PRAGMA page_size=${PAGE}; CREATE TABLE notes (id INTEGER PRIMARY KEY, note TEXT)`);
    database.exec("INSERT INTO notes VALUES (1, '')");
    const states: Uint8Array[] = [];
    for (let id = 2; id < 60; id++) {
      // The first row says which the last one is, and lies pages away from it.
      // And has another length each time: what keeps its length is seen later.
      database.exec(`BEGIN; INSERT INTO notes VALUES (${id}, '${'x'.repeat(90)}');
      UPDATE notes SET note='${String(id).padEnd(id)}' WHERE id=1; COMMIT`);
      states.push(new Uint8Array(sqlite.capi.sqlite3_js_db_export(database)));
    }
    database.close();
    let whole = 0;
    const property = fc.asyncProperty(
      fc.array(fc.nat(12), { minLength: 30, maxLength: 120 }),
      async (writes) => {
        const file = new WrittenFile(states);
        const live = new LiveDatabase('data.db');
        let read = 0;
        const tree = file.tree(() => {
          const write = writes[read++] ?? 0;
          // Most reads find nothing new, as between two transactions.
          for (let i = 0; i < write - 8; i++) file.step();
        });
        for (let look = 0; look < 4; look++) {
          const found = await live.read(tree, signal, (pages: LivePages) => rowsOf(pages), repeats);
          if (found.kind !== 'read') continue;
          whole += 1;
          const rows = found.value;
          const last = rows[0]!.trim().split(' ')[1];
          expect(rows.at(-1)!.split(' ')[0]).toBe(last);
          expect(rows.length).toBe(Number(last));
        }
      },
    );
    await fc.assert(property, { numRuns: 12 });
    expect(whole).toBeGreaterThan(12);
  },
);

/** What is done to the table of notes. Rows that take the place of others, byte for byte, may show in no head. */
const doing = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('add' as const), length: fc.nat(120) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('change' as const), row: fc.nat(), length: fc.nat(120) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('turn' as const), row: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('drop' as const), row: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('rest' as const) }) },
);

it('finds by heads what was done to a table, at the latest once it is quiet', async () => {
  const sqlite = await initSqlite();
  let files = 0;
  const seen = { byHeads: 0, changed: 0, late: 0 };
  const property = fc.asyncProperty(
    fc.array(fc.array(doing, { minLength: 1, maxLength: 3 }), { minLength: 5, maxLength: 25 }),
    async (looks) => {
      const database = new sqlite.oo1.DB(`/heads-${files++}.db`, 'c');
      database.exec(`PRAGMA page_size=${PAGE}; CREATE TABLE notes (id INTEGER PRIMARY KEY, note TEXT)`);
      let clockMs = 0;
      const live = new LiveDatabase('data.db', 0, () => clockMs);
      const notes = new Map<number, string>();
      let last = 0;
      let isBlurred = false;
      const set = (id: number, note: string): void => {
        notes.set(id, note);
        database.exec(`INSERT OR REPLACE INTO notes VALUES (${id}, '${note}')`);
      };
      const act = (one: (typeof looks)[number][number]): void => {
        if (one.kind === 'rest') return;
        if (one.kind === 'add') set(++last, 'a'.repeat(one.length));
        if (one.kind === 'add' || notes.size === 0) return;
        isBlurred = true;
        const id = [...notes.keys()][one.row % notes.size]!;
        if (one.kind === 'change') set(id, 'b'.repeat(one.length));
        else if (one.kind === 'turn') set(id, 'c'.repeat(notes.get(id)!.length));
        else {
          notes.delete(id);
          database.exec(`DELETE FROM notes WHERE id=${id}`);
        }
      };
      const read = async (): Promise<readonly string[]> => {
        const bytes = new Uint8Array(sqlite.capi.sqlite3_js_db_export(database));
        const tree = new SourceTree([makeMemoryFile('data.db', bytes)]);
        const found = await live.read(tree, signal, rowsOf, true);
        if (!live.isDoubtful) isBlurred = false;
        return found.kind === 'read' ? found.value : [found.kind];
      };
      for (const look of looks) {
        database.exec('BEGIN');
        for (const one of look) act(one);
        database.exec('COMMIT');
        clockMs += 100;
        const rows = await read();
        const truth = [...notes].sort(([a], [b]) => a - b).map(([id, note]) => `${id} ${note}`);
        if (live.isDoubtful) seen.byHeads += 1;
        if (!isBlurred) expect(rows).toEqual(truth);
        if (look.some(({ kind }) => kind === 'change' || kind === 'drop')) {
          seen.changed += 1;
          if (JSON.stringify(rows) !== JSON.stringify(truth)) seen.late += 1;
        }
        if (!live.isDoubtful || look.every(({ kind }) => kind !== 'rest')) continue;
        clockMs += 3000;
        expect(live.isDoubtDue).toBe(true);
        expect(await read()).toEqual(truth);
        expect(live.isDoubtful).toBe(false);
      }
      database.close();
    },
  );
  await fc.assert(property, { numRuns: Number(process.env.HEADS ?? 30) });
  expect(seen.byHeads).toBeGreaterThan(50);
  expect(seen.late).toBeLessThan(seen.changed / 5);
});

it('reads all pages again although the clock was set back', async () => {
  const sqlite = await initSqlite();
  const database = new sqlite.oo1.DB('/back.db', 'c');
  database.exec(`PRAGMA page_size=${PAGE}; CREATE TABLE notes (id INTEGER PRIMARY KEY, note TEXT)`);
  let clockMs = 3_600_000;
  const live = new LiveDatabase('data.db', 0, () => clockMs);
  const add = async (id: number) => {
    database.exec(`INSERT INTO notes VALUES (${id}, 'some words')`);
    const bytes = new Uint8Array(sqlite.capi.sqlite3_js_db_export(database));
    await live.read(new SourceTree([makeMemoryFile('data.db', bytes)]), signal, rowsOf, true);
  };
  await add(1);
  await add(2);
  expect(live.isDoubtful).toBe(true);
  clockMs = 0;
  expect(live.isDoubtDue).toBe(true);
  await add(3);
  expect(live.isDoubtful).toBe(false);
  database.close();
});
