import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { expect, test } from 'vitest';
import { toHash, toImportId, toRunKey, toWorkspaceId } from '../../src/domain/ids.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import { LogStore } from '../../src/storage/log-store.ts';
import { workspaceDbName } from '../../src/storage/workspace-db.ts';
import { EditLog } from '../../src/sync/edit-log.ts';
import { WorkspaceDocs } from '../../src/sync/workspace-docs.ts';

const workspace = toWorkspaceId('from-version-1');
const run = toRunKey('a');

/** A workspace as the version without a log left it: one folded row, one later edit, one committed import. */
async function leaveVersion1(): Promise<void> {
  const db = new Dexie(workspaceDbName(workspace));
  db.version(1).stores({
    chunks: 'hash',
    packs: 'hash',
    imports: 'id, state',
    staged: '[table+hash], import',
    edits: '++id, doc',
  });
  const updates: Uint8Array[] = [];
  const docs = new WorkspaceDocs();
  docs.onUpdate = (_, bytes) => updates.push(bytes);
  docs.rename(run, 'first');
  const folded = docs.snapshot('workspace');
  docs.setTag(run, 'owner', 'ana');
  const row = { doc: 'workspace', atMs: 1, writer: 'a tab of then' };
  await db.table('edits').bulkAdd([
    { ...row, kind: 'snapshot', bytes: folded },
    { ...row, kind: 'update', bytes: updates[1] },
  ]);
  const made = { label: 'mlflow.db', startedMs: 1, finishedMs: 2, packs: [toHash('a1')], report: null };
  await db.table('imports').put({ id: toImportId('one'), state: 'committed', ...made });
  db.close();
}

test('a workspace without a log keeps its edits and imports, and owes the log all of them', async () => {
  await leaveVersion1();
  const edits = await EditLog.open(workspace);
  expect(edits.docs.project().runs.get(run)).toEqual({ name: 'first', tags: { owner: 'ana' } });
  edits.discard();

  const facts = new FactStore(workspace);
  expect((await facts.listImports()).map((one) => one.label)).toEqual(['mlflow.db']);
  facts.close();

  const log = new LogStore(workspace);
  expect((await log.loadUnsealed()).map((edit) => edit.kind)).toEqual(['snapshot', 'update']);
  expect((await log.loadUnpublished()).map((one) => one.id)).toEqual(['one']);
  expect(await log.loadRows()).toEqual([]);
  log.close();
});
