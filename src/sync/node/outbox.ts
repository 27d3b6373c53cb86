import * as Y from 'yjs';
import type { ChangeNote } from '../../domain/edits.ts';
import type { Hash } from '../../domain/ids.ts';
import type { EditDoc } from '../../storage/edit-store.ts';
import type { FactStore } from '../../storage/fact-store.ts';
import type { LogStore, Sealed } from '../../storage/log-store.ts';
import type { StoredEdit, StoredImport } from '../../storage/workspace-db.ts';
import { MAX_CLIENTS_IN_UPDATE } from '../log/limits.ts';
import type { ImportEntry } from '../log/replica.ts';
import type { OwnBody } from '../log/workspace-log.ts';

/** Merging updates is quadratic; groups of this many are cheap (10,000 at once take seconds). */
const UPDATES_A_GROUP = 64;
/** Far below what an envelope may hold, so that a bulk edit alone still fits. */
const BYTES_AN_ENVELOPE = 1024 * 1024;
const NOTES_AN_ENVELOPE = 200;
/** Longest text of a note that the log takes; a run's key may be any text. */
const MAX_NOTE_TEXT = 1000;

/** Appends one body to the log together with the marks of the rows that it carries; false when the log refuses it. */
export type Seal = (rows: Sealed, body: OwnBody) => Promise<boolean>;

/**
 * Turns what was stored here into envelopes: edits as they were made, imports once they are committed. Only the
 * leading tab does this, for all tabs; what is not sealed yet is found again by whoever leads next.
 */
export class Outbox {
  constructor(
    private readonly log: LogStore,
    private readonly facts: FactStore,
    private readonly seal: Seal,
  ) {}

  /** Seals everything that is there now. What comes after a refusal would build on it, and waits. */
  async flush(): Promise<void> {
    for (const group of groupEdits(await this.loadEdits())) if (!(await this.sealEdits(group))) return;
    for (const row of await this.log.loadUnpublished()) if (!(await this.publish(row))) return;
  }

  /** What can be read of the edits that are not sealed, in rows that an envelope can hold. */
  private async loadEdits(): Promise<readonly StoredEdit[]> {
    let edits = await this.log.loadUnsealed();
    const isTooMany = ({ bytes }: StoredEdit) => (clientsOf(bytes)?.length ?? 0) > MAX_CLIENTS_IN_UPDATE;
    const docs = new Set(edits.filter(isTooMany).map(({ doc }) => doc));
    for (const doc of docs) await this.log.rewriteUnsealed(doc, splitByClients);
    if (docs.size > 0) edits = await this.log.loadUnsealed();
    return edits.filter(({ bytes }) => clientsOf(bytes) !== null);
  }

  private async sealEdits(group: readonly StoredEdit[]): Promise<boolean> {
    const [first] = group;
    if (!first) return true;
    const update = mergeInGroups(group.map((edit) => edit.bytes));
    const notes = joinNotes(group.flatMap((edit) => edit.notes));
    const rows = { edits: group.map((edit) => edit.id), imports: [] };
    return this.seal(rows, { type: 'yjs', doc: first.doc, notes, update });
  }

  private async publish(row: StoredImport): Promise<boolean> {
    const entry: ImportEntry = {
      import: row.id,
      label: row.label.slice(0, 200),
      startedMs: row.startedMs,
      finishedMs: row.finishedMs ?? row.startedMs,
      packs: await this.describePacks(row.packs),
    };
    return this.seal({ edits: [], imports: [row.id] }, { type: 'import', entries: [entry] });
  }

  private async describePacks(hashes: readonly Hash[]): Promise<ImportEntry['packs']> {
    const packs: ImportEntry['packs'][number][] = [];
    for (const { hash, holds, keys } of await this.facts.loadPackIndexes(hashes)) {
      const bytes = await this.facts.loadChunk(hash);
      if (bytes) packs.push({ hash, holds, sizeBytes: bytes.byteLength, records: keys.length });
    }
    return packs;
  }
}

/** Edits of one document that stand next to one another, up to what an envelope holds. */
function groupEdits(edits: readonly StoredEdit[]): StoredEdit[][] {
  const groups: StoredEdit[][] = [];
  const open = new Map<EditDoc, { group: StoredEdit[]; sizeBytes: number; clients: ReadonlySet<number> }>();
  for (const edit of edits) {
    const last = open.get(edit.doc);
    const own = clientsOf(edit.bytes) ?? [];
    const clients = new Set([...(last?.clients ?? []), ...own]);
    const sizeBytes = (last?.sizeBytes ?? 0) + edit.bytes.byteLength;
    if (last && sizeBytes <= BYTES_AN_ENVELOPE && clients.size <= MAX_CLIENTS_IN_UPDATE) {
      last.group.push(edit);
      open.set(edit.doc, { group: last.group, sizeBytes, clients });
      continue;
    }
    const group = [edit];
    groups.push(group);
    open.set(edit.doc, { group, sizeBytes: edit.bytes.byteLength, clients: new Set(own) });
  }
  return groups;
}

/** Yjs clients, one for each page that was open, whose changes an update holds; null when it cannot be read. */
function clientsOf(update: Uint8Array): readonly number[] | null {
  try {
    return [...Y.parseUpdateMeta(update).to.keys()];
  } catch {
    return null;
  }
}

/**
 * The same edits with at most as many clients in each as an envelope may hold. A document from before the log was
 * folded into one row, with a client for every page that was ever open. What waits for another part does so in Yjs.
 */
function splitByClients(edits: readonly StoredEdit[]): readonly Omit<StoredEdit, 'id'>[] {
  const readable = edits.filter(({ bytes }) => clientsOf(bytes) !== null);
  const first = readable[0];
  if (!first) return edits;
  const whole = mergeInGroups(readable.map(({ bytes }) => bytes));
  const ends = Y.parseUpdateMeta(whole).to;
  const clients = [...ends.keys()];
  const parts: Omit<StoredEdit, 'id'>[] = [];
  for (let at = 0; at < clients.length; at += MAX_CLIENTS_IN_UPDATE) {
    const wanted = new Set(clients.slice(at, at + MAX_CLIENTS_IN_UPDATE));
    const others = new Map([...ends].filter(([client]) => !wanted.has(client)));
    const bytes = Y.diffUpdate(whole, Y.encodeStateVector(others)) as Uint8Array<ArrayBuffer>;
    const notes = at === 0 ? readable.flatMap((edit) => edit.notes) : [];
    parts.push({
      doc: first.doc,
      kind: 'update',
      bytes,
      atMs: first.atMs,
      writer: 'outbox',
      sealed: 0,
      notes,
    });
  }
  return [...edits.filter((edit) => !readable.includes(edit)), ...parts];
}

function mergeInGroups(updates: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  let left: Uint8Array[] = [...updates];
  while (left.length > 1) {
    const merged: Uint8Array[] = [];
    for (let at = 0; at < left.length; at += UPDATES_A_GROUP)
      merged.push(Y.mergeUpdates(left.slice(at, at + UPDATES_A_GROUP)));
    left = merged;
  }
  return left[0] as Uint8Array<ArrayBuffer>;
}

/** Typing in a note is many changes of one kind: the newest of each kind and place is told. */
function joinNotes(notes: readonly ChangeNote[]): readonly ChangeNote[] {
  const byPlace = new Map(notes.map((note) => [`${note.label}\n${note.about}`, note]));
  const told = [...byPlace.values()].slice(-NOTES_AN_ENVELOPE);
  return told.map((note) => ({
    label: note.label.slice(0, MAX_NOTE_TEXT),
    about: note.about.length > MAX_NOTE_TEXT ? '' : note.about,
    value: note.value.slice(0, MAX_NOTE_TEXT),
  }));
}
