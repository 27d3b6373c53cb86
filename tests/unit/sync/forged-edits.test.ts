import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { toRunKey } from '../../../src/domain/ids.ts';
import type { StoredEdit } from '../../../src/storage/workspace-db.ts';
import { type CarriedEdits, projectCarried } from '../../../src/sync/bundle/carried-edits.ts';
import { mergeEdits } from '../../../src/sync/bundle/merge-edits.ts';
import { WorkspaceDocs } from '../../../src/sync/workspace-docs.ts';

const run = toRunKey('a');
const HOW = ['history', 'values'] as const;

function ours(): CarriedEdits {
  const docs = new WorkspaceDocs();
  for (let i = 0; i < 5; i++) docs.setTag(run, `t${i}`, `${i}`);
  docs.rename(run, 'mine');
  docs.setNote(run, 'my words');
  docs.setNote(run, 'my own words');
  docs.rename(run, 'mine again');
  return { workspace: docs.snapshot('workspace'), notes: docs.snapshot('notes') };
}

function rowsOf(edits: CarriedEdits): StoredEdit[] {
  return (['workspace', 'notes'] as const).map((doc, at) => ({
    ...{ id: at + 1, doc, kind: 'update', bytes: edits[doc], atMs: 0, writer: '', sealed: 0, notes: [] },
  }));
}

function after(rows: readonly StoredEdit[], added: ReturnType<typeof mergeEdits>['updates']): CarriedEdits {
  const docs = new WorkspaceDocs();
  for (const { doc, bytes } of [...rows, ...added]) docs.apply(doc, bytes);
  return { workspace: docs.snapshot('workspace'), notes: docs.snapshot('notes') };
}

it.each(HOW)('bytes that were changed on the way end in a workspace that opens (%s)', (how) => {
  const mine = ours();
  const rows = rowsOf(mine);
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  for (let round = 0; round < 200; round++) {
    const brought = { workspace: mine.workspace.slice(), notes: mine.notes.slice() };
    for (const doc of ['workspace', 'notes'] as const)
      for (let n = 0; n <= random(3); n++) brought[doc][random(brought[doc].length)] = random(256);
    const { updates } = mergeEdits(rows, brought, how);
    expect(projectCarried(after(rows, updates)).runs.get(run)).toBeDefined();
  }
});

it.each(HOW)('a forged list of deletions takes nothing away (%s)', (how) => {
  const mine = ours();
  const rows = rowsOf(mine);
  const forge = (update: Uint8Array): Uint8Array<ArrayBuffer> => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, update);
    const clients = [...doc.store.clients.keys()];
    // No structs, and for each client: everything is deleted.
    const bytes: number[] = [0];
    const varint = (value: number): void => {
      let rest = value;
      for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
      bytes.push(rest);
    };
    varint(clients.length);
    for (const client of clients) {
      varint(client);
      varint(1);
      varint(0);
      varint(1_000_000);
    }
    return new Uint8Array(bytes);
  };
  const forged = { workspace: forge(mine.workspace), notes: forge(mine.notes) };
  const { updates } = mergeEdits(rows, forged, how);
  expect(projectCarried(after(rows, updates))).toEqual(projectCarried(mine));
});
