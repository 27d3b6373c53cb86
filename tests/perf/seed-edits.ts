import * as Y from 'yjs';
import { FIRST_WORKSPACE, listWorkspaces } from '../../src/storage/home-db.ts';
import { LogStore } from '../../src/storage/log-store.ts';
import { type StoredEdit, WorkspaceDb } from '../../src/storage/workspace-db.ts';
import { WorkspaceLog } from '../../src/sync/log/workspace-log.ts';
import { BrowserLogStorage } from '../../src/sync/node/log-storage.ts';
import { WorkspaceDocs } from '../../src/sync/workspace-docs.ts';
import { MemoryLogStorage } from '../support/memory-log-storage.ts';
import { seededRun } from './seeded-run.ts';

export interface OpenedLog {
  readonly envelopes: number;
  readonly ms: number;
}

export interface WeighedDocument {
  readonly runs: number;
  readonly sizeBytes: number;
  /** From the bytes to the document, and on to what the screens read of it. */
  readonly loadMs: readonly number[];
  readonly projectMs: readonly number[];
}

const ROWS_AT_ONCE = 500;
const DOCUMENT_RUNS = 10_000;
const DOCUMENT_LOADS = 5;

type Made = Omit<StoredEdit, 'id'>;

/**
 * A log that this profile wrote: every envelope carries one update, which is in the table of edits as well. Written in
 * memory first and stored in bulk, as ten thousand transactions take minutes.
 */
export async function seedEdits(envelopes: number): Promise<void> {
  await listWorkspaces(Date.now());
  const memory = new MemoryLogStorage();
  const names = { workspaceName: 'My runs', memberName: 'Ana' };
  const log = await WorkspaceLog.create(memory, { ...names, nowMs: Date.now() });
  const edits: Made[] = [];
  for (const update of makeUpdates(envelopes)) {
    const nowMs = Date.now();
    const result = await log.append({ type: 'yjs', doc: 'workspace', notes: [], update }, nowMs);
    if (result.kind !== 'written') throw new Error(`An envelope was refused: ${result.code}`);
    const row = { atMs: nowMs, writer: 'seed', sealed: 1 as const, notes: [] };
    edits.push({ doc: 'workspace', kind: 'update', bytes: update, ...row });
  }
  const store = new LogStore(FIRST_WORKSPACE);
  const db = new WorkspaceDb(FIRST_WORKSPACE);
  try {
    const rows = [...memory.rows.values()];
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE)
      await store.append(rows.slice(at, at + ROWS_AT_ONCE), at === 0 ? memory.secrets : null);
    await db.log.toCollection().modify({ applied: 1 });
    await db.edits.bulkAdd(edits);
  } finally {
    store.close();
    db.close();
  }
}

export async function measureOpening(): Promise<OpenedLog> {
  const store = new LogStore(FIRST_WORKSPACE);
  try {
    const startedMs = performance.now();
    const log = await WorkspaceLog.open(new BrowserLogStorage(store));
    const ms = performance.now() - startedMs;
    return { envelopes: log?.idsHeld().length ?? 0, ms };
  } finally {
    store.close();
  }
}

export async function measureDocument(): Promise<WeighedDocument> {
  const made = new WorkspaceDocs();
  for (let index = 0; index < DOCUMENT_RUNS; index++) editRun(made, index);
  const bytes = made.snapshot('workspace');
  const loadMs: number[] = [];
  const projectMs: number[] = [];
  let runs = 0;
  for (let repeat = 0; repeat < DOCUMENT_LOADS; repeat++) {
    const docs = new WorkspaceDocs();
    const startedMs = performance.now();
    docs.apply('workspace', bytes);
    const loadedMs = performance.now();
    runs = docs.project().runs.size;
    loadMs.push(loadedMs - startedMs);
    projectMs.push(performance.now() - loadedMs);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { runs, sizeBytes: bytes.byteLength, loadMs, projectMs };
}

/** One update for each run: all three edits of it together, as they are sealed. */
function makeUpdates(runs: number): Uint8Array<ArrayBuffer>[] {
  const docs = new WorkspaceDocs();
  let made: Uint8Array[] = [];
  docs.onUpdate = (_, update) => made.push(update);
  return Array.from({ length: runs }, (_, index) => {
    made = [];
    editRun(docs, index);
    return Y.mergeUpdates(made) as Uint8Array<ArrayBuffer>;
  });
}

function editRun(docs: WorkspaceDocs, index: number): void {
  const run = seededRun(index);
  docs.rename(run, `baseline with warm-up ${index}`);
  docs.setTag(run, 'team', index % 3 === 0 ? 'vision' : 'speech');
  docs.setTag(run, 'verdict', index % 5 === 0 ? 'keep' : 'look again');
}
