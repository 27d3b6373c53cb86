import type { ChangeNote } from '../domain/edits.ts';
import type { WorkspaceId } from '../domain/ids.ts';
import {
  type StoredEdit,
  type StoredImport,
  type StoredLogRow,
  type StoredSecret,
  WorkspaceDb,
} from './workspace-db.ts';

/** Rows that the envelopes of one append carry: marked in the same transaction, so that nothing is sealed twice. */
export interface Sealed {
  readonly edits: readonly number[];
  readonly imports: readonly StoredImport['id'][];
}

export interface NewEnvelope {
  readonly id: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly receivedMs: number;
  readonly index: unknown;
}

/** What envelopes of others say, ready for the tables that the screens are made of. */
export interface Materialised {
  readonly edits: readonly Omit<StoredEdit, 'id'>[];
  readonly imports: readonly StoredImport[];
  readonly applied: readonly { readonly id: string; readonly notes: readonly ChangeNote[] }[];
}

/** The signed log of one workspace and the tables that follow from it. Only the leading tab writes here. */
export class LogStore {
  private readonly db: WorkspaceDb;

  constructor(workspace: WorkspaceId) {
    this.db = new WorkspaceDb(workspace);
  }

  close(): void {
    this.db.close();
  }

  async loadRows(): Promise<readonly StoredLogRow[]> {
    return this.db.log.orderBy('order').toArray();
  }

  async loadBytes(ids: readonly string[]): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]> {
    const rows = await this.db.envelopes.bulkGet([...ids]);
    return rows.map((row) => row?.bytes ?? null);
  }

  async append(
    envelopes: readonly NewEnvelope[],
    keys: unknown,
    sealed: Sealed = { edits: [], imports: [] },
  ): Promise<void> {
    const { log, envelopes: bytes, secrets, edits, imports } = this.db;
    await this.db.transaction('rw', [log, bytes, secrets, edits, imports], async () => {
      await bytes.bulkPut(envelopes.map((one) => ({ id: one.id, bytes: one.bytes })));
      const there = await log
        .where('id')
        .anyOf(envelopes.map((one) => one.id))
        .toArray();
      const known = new Map(there.map((row) => [row.id, row]));
      const rows = envelopes.map(({ id, receivedMs, index }) => ({
        // What was sealed, or needed a newer Cairn, is understood now.
        ...(known.get(id) ?? { id, receivedMs, applied: 0 as const, notes: [] }),
        index,
      }));
      await log.bulkPut(rows as StoredLogRow[]);
      if (keys !== null) await secrets.put({ id: 'keys', value: keys });
      await edits.where('id').anyOf(sealed.edits).modify({ sealed: 1 });
      await imports.where('id').anyOf(sealed.imports).modify({ published: true });
    });
  }

  /** Ids of envelopes whose content is not in the tables. */
  async loadUnapplied(): Promise<ReadonlySet<string>> {
    const rows = await this.db.log.where('applied').equals(0).toArray();
    return new Set(rows.map((row) => row.id));
  }

  /** The newest rows, newest first. */
  async loadNewest(limit: number): Promise<readonly StoredLogRow[]> {
    return this.db.log.orderBy('order').reverse().limit(limit).toArray();
  }

  /** Edits of this browser that no envelope carries yet, oldest first. */
  async loadUnsealed(): Promise<readonly StoredEdit[]> {
    return this.db.edits.where('sealed').equals(0).sortBy('id');
  }

  /** Puts other rows that say the same in the place of all edits of a document that no envelope carries yet. */
  async rewriteUnsealed(
    doc: StoredEdit['doc'],
    rewrite: (edits: readonly StoredEdit[]) => readonly Omit<StoredEdit, 'id'>[],
  ): Promise<void> {
    await this.db.transaction('rw', this.db.edits, async () => {
      const edits = (await this.loadUnsealed()).filter((edit) => edit.doc === doc);
      await this.db.edits.bulkDelete(edits.map(({ id }) => id));
      await this.db.edits.bulkAdd([...rewrite(edits)]);
    });
  }

  /** Committed imports of this browser that no envelope tells of, oldest first. */
  async loadUnpublished(): Promise<readonly StoredImport[]> {
    const committed = await this.db.imports.where('state').equals('committed').toArray();
    return committed
      .filter((row) => row.published !== true)
      .sort((a, b) => a.startedMs - b.startedMs || (a.id < b.id ? -1 : 1));
  }

  async countUnsealed(): Promise<number> {
    return this.db.edits.where('sealed').equals(0).count();
  }

  /** Accepted envelopes become edits and imports, in one transaction. */
  async materialise(news: Materialised): Promise<void> {
    const { log, edits, imports } = this.db;
    await this.db.transaction('rw', [log, edits, imports], async () => {
      await edits.bulkAdd([...news.edits]);
      const there = await imports.bulkGet(news.imports.map((row) => row.id));
      await imports.bulkPut(news.imports.filter((_, index) => there[index]?.state !== 'committed'));
      for (const { id, notes } of news.applied)
        await log
          .where('id')
          .equals(id)
          .modify({ applied: 1, notes: [...notes] });
    });
  }

  /**
   * The tables made anew from the log: whatever came from envelopes that are void now goes, edits that no envelope
   * carries yet stay. `imports` are all that the log tells of, `applied` all envelopes that count.
   */
  async rebuild(
    snapshots: readonly Omit<StoredEdit, 'id'>[],
    imports: ReadonlyMap<StoredImport['id'], StoredImport>,
    applied: ReadonlyMap<string, readonly ChangeNote[]>,
  ): Promise<void> {
    const { log, edits, imports: table } = this.db;
    await this.db.transaction('rw', [log, edits, table], async () => {
      await log.toCollection().modify((row, change) => {
        const notes = applied.get(row.id);
        change.value = { ...row, applied: notes ? 1 : 0, notes: notes ? [...notes] : row.notes };
      });
      await edits.where('sealed').equals(1).delete();
      await edits.bulkAdd([...snapshots]);
      const committed = await table.where('state').equals('committed').toArray();
      const void_ = committed.filter((row) => row.published === true && !imports.has(row.id));
      await table.bulkDelete(void_.map((row) => row.id));
      const there = new Set(committed.map((row) => row.id));
      await table.bulkPut([...imports.values()].filter((row) => !there.has(row.id)));
    });
  }

  async loadSecret(id: StoredSecret['id']): Promise<unknown> {
    return (await this.db.secrets.get(id))?.value ?? null;
  }

  async saveSecret(id: StoredSecret['id'], value: unknown): Promise<void> {
    await this.db.secrets.put({ id, value });
  }
}
