import * as Y from 'yjs';
import { differenceOf } from '../../domain/merge-texts.ts';
import type { EditDoc } from '../../storage/edit-store.ts';
import type { StoredEdit } from '../../storage/workspace-db.ts';
import { EDIT_MAPS } from '../edit-keys.ts';
import { MAX_CLIENTS_IN_UPDATE, MAX_ENVELOPE_BYTES } from '../log/limits.ts';
import { readUpdateRanges } from '../log/update-ranges.ts';
import { applyReadable, type CarriedEdits, docOf, EDIT_DOCS } from './carried-edits.ts';

/**
 * `history`: with the history they have, so that bundles may go back and forth between the devices of one person.
 * `values`: written anew by this device, for a workspace in which others sign changes of their own: nobody may bring
 * in changes under the clients of somebody else.
 */
export type MergeHow = 'history' | 'values';

export interface MergedEdits {
  /** To be stored in this order; empty when nothing is news. */
  readonly updates: readonly { readonly doc: EditDoc; readonly bytes: Uint8Array<ArrayBuffer> }[];
  /** Documents that could not be read. */
  readonly damaged: readonly EditDoc[];
}

/** Room for the header and notes of an envelope. */
const MAX_UPDATE_BYTES = MAX_ENVELOPE_BYTES - 1024 * 1024;
const NOTE_MARK = '\n';

/**
 * What a bundle's edits add to those that are here. Whoever knew a value of here and changed it has the later word;
 * where neither knew the other's, what is here stays. Notes of both stay.
 */
export function mergeEdits(
  present: readonly StoredEdit[],
  brought: CarriedEdits,
  how: MergeHow,
): MergedEdits {
  const updates: { doc: EditDoc; bytes: Uint8Array<ArrayBuffer> }[] = [];
  const damaged: EditDoc[] = [];
  for (const doc of EDIT_DOCS) {
    const ours = docOf(present, doc);
    const theirs = new Y.Doc();
    if (!applyReadable(theirs, brought[doc])) damaged.push(doc);
    else {
      // What waits for changes that did not come along is nothing that anybody has seen.
      dropPending(theirs);
      const added = new Merge(ours, theirs, doc).updates(how);
      updates.push(...added.map((bytes) => ({ doc, bytes })));
    }
    ours.destroy();
    theirs.destroy();
  }
  return { updates, damaged };
}

class Merge {
  /** Both histories; its values are what Yjs makes of them, which is by chance where neither knew the other. */
  private readonly both = new Y.Doc();

  constructor(
    private readonly ours: Y.Doc,
    private readonly theirs: Y.Doc,
    private readonly kind: EditDoc,
  ) {
    applyReadable(this.both, Y.encodeStateAsUpdate(ours));
    applyReadable(this.both, Y.encodeStateAsUpdate(theirs));
    dropPending(this.both);
  }

  updates(how: MergeHow): readonly Uint8Array<ArrayBuffer>[] {
    if (Y.equalSnapshots(Y.snapshot(this.ours), Y.snapshot(this.both))) return [];
    if (how === 'values') return this.asValues();
    const before = Y.encodeStateVector(this.ours);
    this.settle(this.both, how);
    const updates = splitByClients(Y.encodeStateAsUpdate(this.both, before));
    // A history that no envelope can carry would stop every later change of this device.
    return updates.every(fitsEnvelope) ? updates : this.asValues();
  }

  private asValues(): readonly Uint8Array<ArrayBuffer>[] {
    const fresh = new Y.Doc();
    applyReadable(fresh, Y.encodeStateAsUpdate(this.ours));
    const before = Y.snapshot(fresh);
    this.settle(fresh, 'values');
    if (Y.equalSnapshots(before, Y.snapshot(fresh))) return [];
    return [Y.encodeStateAsUpdate(fresh, Y.encodeStateVector(this.ours)) as Uint8Array<ArrayBuffer>];
  }

  /** Writes into a document whatever it lacks of what is to be there. */
  private settle(target: Y.Doc, how: MergeHow): void {
    target.transact(() => {
      if (this.kind === 'notes') this.settleNotes(target, how);
      else for (const map of [...EDIT_MAPS, 'registry']) this.settleMap(target, map);
    });
  }

  private settleMap(target: Y.Doc, name: string): void {
    const [ours, theirs] = [this.ours.getMap<unknown>(name), this.theirs.getMap<unknown>(name)];
    const map = target.getMap<unknown>(name);
    for (const [key, item] of theirs._map) {
      const there = ours._map.get(key);
      const value = there && !this.isLater(item, there) ? ours.get(key) : theirs.get(key);
      if (!isFlat(value) || map.get(key) === value) continue;
      if (value === undefined) map.delete(key);
      else map.set(key, value);
    }
  }

  /** Whether their value was written by somebody who knew ours, and not the other way round. */
  private isLater(theirs: Y.Item, ours: Y.Item): boolean {
    return knows(this.theirs, ours) && !knows(this.ours, theirs);
  }

  private settleNotes(target: Y.Doc, how: MergeHow): void {
    for (const key of this.theirs.share.keys()) {
      const theirs = this.theirs.getText(key).toString();
      if (!theirs.startsWith(NOTE_MARK)) continue;
      const wanted = how === 'values' ? this.noteAsValue(key, theirs) : this.noteAsHistory(key, theirs);
      write(target.getText(key), wanted);
    }
  }

  /** Two people's words are both kept, as Yjs joins them; the same note written on both sides is not doubled. */
  private noteAsHistory(key: string, theirs: string): string {
    const ours = this.ours.getText(key).toString();
    return holds(ours, theirs) && !anyItem(this.theirs.getText(key), (item) => knows(this.ours, item))
      ? ours
      : this.both.getText(key).toString();
  }

  /** The same without a history that would tell the next time what has come in already. */
  private noteAsValue(key: string, theirs: string): string {
    const text = this.ours.getText(key);
    const ours = text.toString();
    const both = this.both.getText(key).toString();
    // Written by somebody who knew all of ours, also what was deleted of it: a note may have become shorter.
    const isLater = both === theirs && !anyItem(text, (item) => !knows(this.theirs, item));
    if (isLater) return theirs;
    if (both === ours || holds(ours, theirs)) return ours;
    return ours === '' ? theirs : `${ours}\n\n${theirs.slice(NOTE_MARK.length)}`;
  }
}

/** Whether a note that was edited says all that another one does. */
function holds(note: string, other: string): boolean {
  return note.startsWith(NOTE_MARK) && note.includes(other.slice(NOTE_MARK.length));
}

function anyItem(text: Y.Text, test: (item: Y.Item) => boolean): boolean {
  for (let item = text._start; item; item = item.right) if (test(item)) return true;
  return false;
}

function write(text: Y.Text, wanted: string): void {
  const { from, remove, insert } = differenceOf(text.toString(), wanted);
  if (remove > 0) text.delete(from, remove);
  if (insert !== '') text.insert(from, insert);
}

function knows(doc: Y.Doc, { id }: Y.Item): boolean {
  return Y.getState(doc.store, id.client) > id.clock;
}

function isFlat(value: unknown): boolean {
  return value === undefined || value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function dropPending(doc: Y.Doc): void {
  doc.store.pendingStructs = null;
  doc.store.pendingDs = null;
}

function fitsEnvelope(update: Uint8Array): boolean {
  return update.byteLength <= MAX_UPDATE_BYTES && readUpdateRanges(update) !== null;
}

/** An envelope takes changes of few clients; what waits for another part does so in Yjs. */
function splitByClients(whole: Uint8Array): readonly Uint8Array<ArrayBuffer>[] {
  const { from, to } = Y.parseUpdateMeta(whole);
  const clients = [...to.keys()];
  if (clients.length <= MAX_CLIENTS_IN_UPDATE) return [whole as Uint8Array<ArrayBuffer>];
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < clients.length; at += MAX_CLIENTS_IN_UPDATE) {
    const wanted = new Set(clients.slice(at, at + MAX_CLIENTS_IN_UPDATE));
    const known = [...to].map(
      ([client, end]) => [client, wanted.has(client) ? (from.get(client) ?? 0) : end] as const,
    );
    parts.push(Y.diffUpdate(whole, Y.encodeStateVector(new Map(known))) as Uint8Array<ArrayBuffer>);
  }
  return parts;
}
