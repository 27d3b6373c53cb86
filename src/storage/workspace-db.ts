import Dexie, { type EntityTable, type Table } from 'dexie';
import type { ChangeNote } from '../domain/edits.ts';
import type { Hash, ImportId, WorkspaceId } from '../domain/ids.ts';
import type { ImportReport } from '../domain/import-report.ts';

/** Bytes of a fact under their SHA-256: metric packs, record packs and artifact chunks. Never changed, only added. */
export interface StoredChunk {
  readonly hash: Hash;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * What a record pack holds, so that nobody has to read it to know. Its bytes are a chunk: up to 500 records, each a
 * line of canonical JSON in UTF-8. Visible only when a committed import names it.
 */
export interface StoredPackIndex {
  readonly hash: Hash;
  readonly holds: 'runs' | 'artifacts' | 'others';
  /** Run keys (runs), owners (artifacts) or nothing (others), in line order. */
  readonly keys: readonly string[];
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
  /** null for an import that another browser made. */
  readonly report: ImportReport | null;
  /** Whether an envelope of the log tells of it; missing in rows older than the log. */
  readonly published?: boolean;
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
  /** Tab that wrote it, so that it does not apply its own updates again; `log` for changes of others. */
  readonly writer: string;
  /** 1 when an envelope of the log carries it. A number, as IndexedDB has no index over booleans. */
  readonly sealed: 0 | 1;
  readonly notes: readonly ChangeNote[];
}

/** One envelope of the workspace's log in the order of arrival: what is known of it without its bytes. */
export interface StoredLogRow {
  readonly order: number;
  readonly id: string;
  readonly receivedMs: number;
  /** What the log needs to know of it when it is opened; its shape belongs to the log. */
  readonly index: unknown;
  /** 1 when what it says is in `edits` and `imports`: a browser killed in between does it again. */
  readonly applied: 0 | 1;
  readonly notes: readonly ChangeNote[];
}

export interface StoredEnvelopeBytes {
  readonly id: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Keys of this device and small facts of sharing, one row each. */
export interface StoredSecret {
  readonly id: 'keys' | 'sharing';
  readonly value: unknown;
}

export function workspaceDbName(id: WorkspaceId): string {
  return `cairn-workspace-${id}`;
}

/** One database per workspace: the sample can never mix with the person's data, and removing one removes all of it. */
export class WorkspaceDb extends Dexie {
  readonly chunks!: Table<StoredChunk, Hash>;
  readonly packs!: Table<StoredPackIndex, Hash>;
  readonly imports!: Table<StoredImport, ImportId>;
  readonly staged!: Table<StoredStaged, [string, Hash]>;
  readonly edits!: EntityTable<StoredEdit, 'id'>;
  readonly log!: EntityTable<StoredLogRow, 'order'>;
  readonly envelopes!: Table<StoredEnvelopeBytes, string>;
  readonly secrets!: Table<StoredSecret, StoredSecret['id']>;

  /**
   * `strict` waits for the disk at every commit: edits and the commit of an import. `relaxed` is for staging, which
   * is worth nothing until that commit; both write one log in order, so the strict commit carries it to the disk.
   */
  constructor(id: WorkspaceId, durability: 'strict' | 'relaxed' = 'strict') {
    super(workspaceDbName(id), { chromeTransactionDurability: durability });
    this.version(1).stores({
      chunks: 'hash',
      packs: 'hash',
      imports: 'id, state',
      staged: '[table+hash], import',
      edits: '++id, doc',
    });
    // The signed log. Edits made before it are sealed into its first envelopes when it is opened.
    this.version(2)
      .stores({ edits: '++id, doc, sealed', log: '++order, &id, applied', envelopes: 'id', secrets: 'id' })
      .upgrade((change) => change.table('edits').toCollection().modify({ sealed: 0, notes: [] }));
  }
}
