import Dexie, { type EntityTable, type Table } from 'dexie';
import type { Hash, ImportId, WorkspaceId } from '../domain/ids.ts';
import type { ImportReport } from '../domain/import-report.ts';

/** Bytes of a fact under their SHA-256: metric packs and artifact chunks. Never changed, only added and collected. */
export interface StoredChunk {
  readonly hash: Hash;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Up to 500 records as canonical JSON lines. Visible only when a committed import names it. */
export interface StoredRecordPack {
  readonly hash: Hash;
  readonly holds: 'runs' | 'artifacts' | 'others';
  /** Run keys (runs), owners (artifacts) or nothing (others), in line order. */
  readonly keys: readonly string[];
  readonly lines: string;
}

/**
 * The journal of one import. Only `committed` ones are part of the workspace; the flip to `committed` is one
 * strict transaction, so a browser killed at any moment leaves the import whole or not there.
 */
export interface StoredImport {
  readonly id: ImportId;
  readonly state: 'staging' | 'committed' | 'cancelled' | 'failed' | 'interrupted';
  readonly label: string;
  readonly startedMs: number;
  readonly finishedMs: number | null;
  /** Record packs this import adds, in order. */
  readonly packs: readonly Hash[];
  readonly report: ImportReport | null;
}

/** Chunks and packs that an unfinished import has written and that nothing else needs. */
export interface StoredStaged {
  readonly hash: Hash;
  readonly import: ImportId;
  readonly table: 'chunks' | 'packs';
}

/** One Yjs update as a person made it. Appended, later folded into a snapshot row. */
export interface StoredEdit {
  readonly id: number;
  readonly doc: 'workspace' | 'notes';
  readonly kind: 'update' | 'snapshot';
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly atMs: number;
  /** Tab that wrote it, so that it does not apply its own updates again. */
  readonly writer: string;
}

/** One database per workspace: the sample can never mix with the person's data, and removing one removes all of it. */
export class WorkspaceDb extends Dexie {
  readonly chunks!: Table<StoredChunk, Hash>;
  readonly packs!: Table<StoredRecordPack, Hash>;
  readonly imports!: Table<StoredImport, ImportId>;
  readonly staged!: Table<StoredStaged, Hash>;
  readonly edits!: EntityTable<StoredEdit, 'id'>;

  constructor(id: WorkspaceId) {
    // Facts and edits are the only copy: wait for the disk at every commit.
    super(`cairn-workspace-${id}`, { chromeTransactionDurability: 'strict' });
    this.version(1).stores({
      chunks: 'hash',
      packs: 'hash',
      imports: 'id, state',
      staged: 'hash, import',
      edits: '++id, doc',
    });
  }
}
