import * as Y from 'yjs';
import type { ChangeNote, RunEdits, WorkspaceEdits } from '../domain/edits.ts';
import { type ExperimentKey, type RunKey, toRunKey } from '../domain/ids.ts';
import { differenceOf, mergeTexts } from '../domain/merge-texts.ts';
import type { EditDoc } from '../storage/edit-store.ts';
import {
  deletedKey,
  experimentNameKey,
  nameKey,
  parseExperimentNameKey,
  parseRunEditKey,
  tagKey,
} from './edit-keys.ts';

/** Origin of changes made here; what undo takes back. */
const LOCAL = Symbol('local');
/** Origin of changes loaded from storage or another tab. */
const STORED = Symbol('stored');
/** Longer than any name or note that a person types; keeps a pasted file out of the document. */
const MAX_TEXT = 100_000;
/** Every edited note begins with it, so that a note emptied by hand differs from one never edited. */
const NOTE_MARK = '\n';

interface Done {
  readonly doc: EditDoc;
  readonly label: string;
}

/**
 * The Yjs documents of a workspace: flat edits in one, a text per note in the other. Knows nothing of storage; it
 * tells `onUpdate` of every update made here, and `onChange` whenever what is shown may differ.
 */
export class WorkspaceDocs {
  onUpdate: (doc: EditDoc, update: Uint8Array<ArrayBuffer>, notes: readonly ChangeNote[]) => void = () =>
    undefined;
  onChange: () => void = () => undefined;
  private readonly docs: Readonly<Record<EditDoc, Y.Doc>> = { workspace: new Y.Doc(), notes: new Y.Doc() };
  private readonly runs = this.docs.workspace.getMap<unknown>('runs');
  private readonly experiments = this.docs.workspace.getMap<unknown>('experiments');
  private readonly undoManagers: Readonly<Record<EditDoc, Y.UndoManager>>;
  /** What the change that is being made is called. */
  private underWay: readonly ChangeNote[] = [];
  private done: Done[] = [];
  private undone: Done[] = [];

  constructor() {
    const options = { captureTimeout: 0, trackedOrigins: new Set<unknown>([LOCAL]) };
    this.undoManagers = {
      workspace: new Y.UndoManager(this.docs.workspace, options),
      notes: new Y.UndoManager(this.docs.notes, options),
    };
    for (const name of ['workspace', 'notes'] as const) {
      this.docs[name].on('update', (update: Uint8Array, origin: unknown) => {
        if (origin !== STORED) this.onUpdate(name, update as Uint8Array<ArrayBuffer>, this.underWay);
        this.onChange();
      });
    }
  }

  /** Applies an update from storage or another tab; false when it is damaged, and then nothing changes. */
  apply(doc: EditDoc, update: Uint8Array): boolean {
    try {
      Y.applyUpdate(this.docs[doc], update, STORED);
      return true;
    } catch (error) {
      console.error('An edit could not be read', error);
      return false;
    }
  }

  /** The whole state of a document as one update. */
  snapshot(doc: EditDoc): Uint8Array<ArrayBuffer> {
    return Y.encodeStateAsUpdate(this.docs[doc]) as Uint8Array<ArrayBuffer>;
  }

  rename(run: RunKey, name: string): void {
    const note = { label: 'Rename run', about: run, value: brief(name) };
    this.edit(note, () => this.runs.set(nameKey(run), name.slice(0, MAX_TEXT)));
  }

  renameExperiment(experiment: ExperimentKey, name: string): void {
    const key = experimentNameKey(experiment);
    const note = { label: 'Rename experiment', about: experiment, value: brief(name) };
    this.edit(note, () => this.experiments.set(key, name.slice(0, MAX_TEXT)));
  }

  setDeleted(runs: readonly RunKey[], deleted: boolean): void {
    if (runs.length === 0) return;
    const label = `${deleted ? 'Delete' : 'Restore'} ${runs.length === 1 ? 'run' : `${runs.length} runs`}`;
    this.edit({ label, about: runs.length === 1 ? runs[0]! : '', value: '' }, () => {
      for (const run of runs) this.runs.set(deletedKey(run), deleted);
    });
  }

  setTag(run: RunKey, key: string, value: string | null): void {
    const label = value === null ? `Remove tag ${key}` : `Set tag ${key}`;
    const note = { label, about: run, value: brief(value ?? '') };
    this.edit(note, () => this.runs.set(tagKey(run, key), value?.slice(0, MAX_TEXT) ?? null));
  }

  /**
   * Notes are texts, so that two people can write in one at a time; only what differs is changed. `begunWith`: what
   * the note was when the person began to write; what others changed since is kept.
   */
  setNote(run: RunKey, markdown: string, begunWith?: string): void {
    const text = this.docs.notes.getText(run);
    const before = text.toString();
    const isEdited = before.startsWith(NOTE_MARK) && begunWith !== undefined;
    const after = isEdited ? mergeTexts(begunWith, markdown, before.slice(NOTE_MARK.length)) : markdown;
    const { from, remove, insert } = differenceOf(before, NOTE_MARK + after.slice(0, MAX_TEXT));
    if (remove === 0 && insert === '') return;
    const note = { label: 'Edit note', about: run, value: brief(insert) };
    this.make([note], () =>
      this.docs.notes.transact(() => {
        text.delete(from, remove);
        text.insert(from, insert);
      }, LOCAL),
    );
    this.remember({ doc: 'notes', label: note.label });
  }

  undo(): void {
    const last = this.done.pop();
    if (!last) return;
    const manager = this.undoManagers[last.doc];
    const undo = () => takeOne(manager.undoStack, () => manager.undo());
    if (this.make([{ label: `Undo: ${last.label}`, about: '', value: '' }], undo)) this.undone.push(last);
    this.onChange();
  }

  redo(): void {
    const last = this.undone.pop();
    if (!last) return;
    const manager = this.undoManagers[last.doc];
    const redo = () => takeOne(manager.redoStack, () => manager.redo());
    if (this.make([{ label: `Redo: ${last.label}`, about: '', value: '' }], redo)) this.done.push(last);
    this.onChange();
  }

  get undoLabel(): string | null {
    return this.done.at(-1)?.label ?? null;
  }

  get redoLabel(): string | null {
    return this.undone.at(-1)?.label ?? null;
  }

  /** Everything people decided, by run and experiment. */
  project(): WorkspaceEdits {
    const runs = new Map<RunKey, EditsDraft>();
    for (const [key, value] of this.runs.entries()) {
      const edit = parseRunEditKey(key);
      if (!edit) continue;
      const draft = draftOf(runs, edit.run);
      if (edit.field === 'name' && typeof value === 'string') draft.name = value;
      if (edit.field === 'deleted' && typeof value === 'boolean') draft.deleted = value;
      if (edit.field === 'tag' && (typeof value === 'string' || value === null)) {
        // No prototype: `__proto__` is a tag like any other.
        draft.tags ??= Object.create(null) as Record<string, string | null>;
        draft.tags[edit.tag] = value;
      }
    }
    for (const key of this.docs.notes.share.keys()) {
      const text = this.docs.notes.getText(key).toString();
      if (text.startsWith(NOTE_MARK)) draftOf(runs, toRunKey(key)).note = text.slice(NOTE_MARK.length);
    }
    return { runs, experimentNames: this.experimentNames() };
  }

  private experimentNames(): ReadonlyMap<ExperimentKey, string> {
    const names = new Map<ExperimentKey, string>();
    for (const [key, value] of this.experiments.entries()) {
      const experiment = parseExperimentNameKey(key);
      if (experiment && typeof value === 'string') names.set(experiment, value);
    }
    return names;
  }

  private edit(note: ChangeNote, change: () => void): void {
    this.make([note], () => this.docs.workspace.transact(change, LOCAL));
    this.remember({ doc: 'workspace', label: note.label });
  }

  /** Updates that come out of `change` are told under these notes. */
  private make<T>(notes: readonly ChangeNote[], change: () => T): T {
    this.underWay = notes;
    try {
      return change();
    } finally {
      this.underWay = [];
    }
  }

  private remember(done: Done): void {
    this.done.push(done);
    this.undone = [];
    this.onChange();
  }
}

/**
 * Takes back the last step and no other; false when nothing was left of it, as another person has changed the same
 * thing since. Yjs by itself goes on to the step before, which nobody asked for.
 */
function takeOne(stack: unknown[], take: () => unknown): boolean {
  const earlier = stack.splice(0, stack.length - 1);
  const taken = take();
  stack.unshift(...earlier);
  return taken !== null;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type EditsDraft = Writable<Omit<RunEdits, 'tags'>> & { tags?: Record<string, string | null> };

function draftOf(runs: Map<RunKey, EditsDraft>, run: RunKey): EditsDraft {
  let draft = runs.get(run);
  if (!draft) {
    draft = {};
    runs.set(run, draft);
  }
  return draft;
}

/** Enough of a value to be recognised in the history. */
function brief(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
