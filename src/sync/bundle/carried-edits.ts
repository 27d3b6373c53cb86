import * as Y from 'yjs';
import type { WorkspaceEdits } from '../../domain/edits.ts';
import type { WorkspaceId } from '../../domain/ids.ts';
import { type EditDoc, EditStore } from '../../storage/edit-store.ts';
import type { StoredEdit } from '../../storage/workspace-db.ts';
import { WorkspaceDocs } from '../workspace-docs.ts';

/** People's edits as a bundle carries them: each document whole, as one Yjs update. */
export type CarriedEdits = Readonly<Record<EditDoc, Uint8Array<ArrayBuffer>>>;

export const EDIT_DOCS: readonly EditDoc[] = ['workspace', 'notes'];

/** Everything that was edited in a workspace of this browser and is stored. */
export async function loadCarriedEdits(workspace: WorkspaceId): Promise<CarriedEdits> {
  const rows = await loadStoredEdits(workspace);
  return { workspace: wholeOf(rows, 'workspace'), notes: wholeOf(rows, 'notes') };
}

export async function loadStoredEdits(workspace: WorkspaceId): Promise<readonly StoredEdit[]> {
  const store = new EditStore(workspace);
  try {
    return await store.loadSince(0);
  } finally {
    store.close();
  }
}

/** What the edits say, as the screens show it. */
export function projectCarried(edits: CarriedEdits): WorkspaceEdits {
  const docs = new WorkspaceDocs();
  for (const doc of EDIT_DOCS) docs.apply(doc, edits[doc]);
  return docs.project();
}

/** A document as these rows leave it. What cannot be read is passed over, as on the screens. */
export function docOf(rows: readonly StoredEdit[], name: EditDoc): Y.Doc {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const row of rows) if (row.doc === name) applyReadable(doc, row.bytes);
  });
  return doc;
}

/** False when the update is damaged. */
export function applyReadable(doc: Y.Doc, update: Uint8Array): boolean {
  try {
    Y.applyUpdate(doc, update);
    return true;
  } catch {
    return false;
  }
}

export function encodeWhole(doc: Y.Doc): Uint8Array<ArrayBuffer> {
  return Y.encodeStateAsUpdate(doc) as Uint8Array<ArrayBuffer>;
}

function wholeOf(rows: readonly StoredEdit[], name: EditDoc): Uint8Array<ArrayBuffer> {
  const doc = docOf(rows, name);
  const whole = encodeWhole(doc);
  doc.destroy();
  return whole;
}
