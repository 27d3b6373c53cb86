import * as Y from 'yjs';
import type { AlertId } from '../domain/alerts/alert.ts';
import { type AlertRule, type AlertRuleId, toAlertRuleId } from '../domain/alerts/alert-rule.ts';
import type { ChangeNote, SavedView, WorkspaceEdits } from '../domain/edits.ts';
import {
  type CollectionId,
  type DatasetKey,
  type ExperimentKey,
  type Hash,
  type MetricKey,
  type RuleId,
  type RunKey,
  toCollectionId,
  toExperimentKey,
  toRuleId,
  toViewId,
  type ViewId,
} from '../domain/ids.ts';
import { differenceOf, mergeTexts } from '../domain/merge-texts.ts';
import type { MetricDirection } from '../domain/metric-direction.ts';
import type { RegistryChange } from '../domain/registry/registry-event.ts';
import type { Rule } from '../domain/rules/rule.ts';
import type { EditDoc } from '../storage/edit-store.ts';
import * as alertSteps from './alert-steps.ts';
import { EDIT_MAPS, type EditMap, experimentNoteKey, fieldKey } from './edit-keys.ts';
import { brief, type EditStep, MAX_TEXT } from './edit-step.ts';
import * as policySteps from './policy-steps.ts';
import { projectEdits } from './project-edits.ts';
import { cutChange, inverseOf } from './registry-events.ts';
import { RegistryLog } from './registry-log.ts';
import * as runSteps from './run-steps.ts';
import * as shelfSteps from './shelf-steps.ts';
import { standingChanges } from './standing-changes.ts';

/** Origin of changes made here; what undo takes back. */
const LOCAL = Symbol('local');
/** Origin of changes loaded from storage or another tab. */
const STORED = Symbol('stored');
/** Every edited note begins with it, so that a note emptied by hand differs from one never edited. */
const NOTE_MARK = '\n';

/** What undo takes back. Of the registry nothing is ever removed: another event says what is so again. */
type Done =
  | { readonly doc: EditDoc; readonly label: string; readonly registry: null }
  | { readonly doc: 'workspace'; readonly label: string; readonly registry: RegistryStep };

/** One thing that a person did in the registry. */
export interface RegistryStep {
  readonly note: ChangeNote;
  readonly changes: readonly RegistryChange[];
  readonly why: string;
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
  private readonly maps: Readonly<Record<EditMap, Y.Map<unknown>>>;
  private readonly registry: RegistryLog;
  private readonly undoManagers: Readonly<Record<EditDoc, Y.UndoManager>>;
  /** What the change that is being made is called. */
  private underWay: readonly ChangeNote[] = [];
  private done: Done[] = [];
  private undone: Done[] = [];

  constructor() {
    const { workspace } = this.docs;
    const maps = EDIT_MAPS.map((name) => [name, workspace.getMap<unknown>(name)] as const);
    this.maps = Object.fromEntries(maps) as Record<EditMap, Y.Map<unknown>>;
    // Each step also ends the one before it: where a clock is set back, Yjs would take both for one.
    const options = { captureTimeout: 0, trackedOrigins: new Set<unknown>([LOCAL]) };
    this.registry = new RegistryLog(workspace.getMap('registry'));
    this.undoManagers = {
      workspace: new Y.UndoManager(Object.values(this.maps), options),
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
    this.take(runSteps.renameStep(run, name));
  }

  setDeleted(runs: readonly RunKey[], deleted: boolean): void {
    this.take(runSteps.deleteStep(runs, deleted));
  }

  setTag(run: RunKey, key: string, value: string | null): void {
    this.take(runSteps.tagStep([run], key, value));
  }

  setTagOfRuns(runs: readonly RunKey[], key: string, value: string | null): void {
    this.take(runSteps.tagStep(runs, key, value));
  }

  setStarred(runs: readonly RunKey[], starred: boolean): void {
    this.take(runSteps.starStep(runs, starred));
  }

  setArchived(runs: readonly RunKey[], archived: boolean): void {
    this.take(runSteps.archiveStep(runs, archived));
  }

  setColour(runs: readonly RunKey[], colour: number | null): void {
    this.take(runSteps.colourStep(runs, colour));
  }

  moveRuns(runs: readonly RunKey[], experiment: ExperimentKey, name: string): void {
    this.take(runSteps.moveStep(runs, experiment, name));
  }

  setAlsoIn(runs: readonly RunKey[], experiment: ExperimentKey, listed: boolean, name: string): void {
    this.take(runSteps.alsoInStep(runs, experiment, listed, name));
  }

  renameExperiment(experiment: ExperimentKey, name: string): void {
    this.take(shelfSteps.renameExperimentStep(experiment, name));
  }

  /** With runs that move there, or are listed there as well, it is still one step. */
  createExperiment(
    name: string,
    runs: readonly RunKey[] = [],
    how: 'moved' | 'listed' = 'moved',
  ): ExperimentKey {
    const experiment = toExperimentKey(`made-${randomId()}`);
    const made = shelfSteps.createExperimentStep(experiment, name);
    const filled =
      how === 'moved'
        ? runSteps.moveStep(runs, experiment, name)
        : runSteps.alsoInStep(runs, experiment, true, name);
    const note = runs.length === 0 ? made.note : filled.note;
    this.take({ note, edits: [...made.edits, ...filled.edits] });
    return experiment;
  }

  setExperimentStarred(experiment: ExperimentKey, starred: boolean): void {
    this.take(shelfSteps.starExperimentStep(experiment, starred));
  }

  setExperimentArchived(experiment: ExperimentKey, archived: boolean): void {
    this.take(shelfSteps.archiveExperimentStep(experiment, archived));
  }

  setExperimentDeleted(experiment: ExperimentKey, deleted: boolean): void {
    this.take(shelfSteps.deleteExperimentStep(experiment, deleted));
  }

  createCollection(name: string, experiments: readonly ExperimentKey[]): CollectionId {
    const collection = toCollectionId(randomId());
    this.take(shelfSteps.createCollectionStep(collection, name, experiments));
    return collection;
  }

  renameCollection(collection: CollectionId, name: string): void {
    this.take(shelfSteps.renameCollectionStep(collection, name));
  }

  removeCollection(collection: CollectionId): void {
    this.take(shelfSteps.removeCollectionStep(collection, this.nameIn('collections', collection)));
  }

  setInCollection(collection: CollectionId, experiment: ExperimentKey, isIn: boolean): void {
    const name = this.nameIn('collections', collection);
    this.take(shelfSteps.inCollectionStep(collection, experiment, isIn, name));
  }

  setDirection(metric: MetricKey, direction: MetricDirection | null): void {
    this.take(shelfSteps.directionStep(metric, direction));
  }

  saveView(view: SavedView): ViewId {
    const id = toViewId(randomId());
    this.take(shelfSteps.saveViewStep(id, view));
    return id;
  }

  changeView(id: ViewId, change: Partial<SavedView>): void {
    this.take(shelfSteps.changeViewStep(id, this.nameIn('views', id), change));
  }

  removeView(id: ViewId): void {
    this.take(shelfSteps.removeViewStep(id, this.nameIn('views', id)));
  }

  /** `begunWith`: what the note was when the person began to write; what others changed since is kept. */
  setNote(run: RunKey, markdown: string, begunWith?: string): void {
    this.writeNote(run, { label: 'Edit note', about: run }, markdown, begunWith);
  }

  /** As `setNote`. */
  setExperimentNote(experiment: ExperimentKey, markdown: string, begunWith?: string): void {
    const about = { label: 'Edit note of experiment', about: experiment };
    this.writeNote(experimentNoteKey(experiment), about, markdown, begunWith);
  }

  /** What that did in the registry; nothing for other edits. */
  undo(): readonly RegistryChange[] {
    const last = this.done.pop();
    if (!last) return [];
    const inverted = last.registry ? this.invert('Undo', last.label, last.registry) : [];
    if (last.registry) this.undone.push(...inverted);
    else if (this.takeBack(last)) this.undone.push(last);
    this.onChange();
    return changesOf(inverted);
  }

  private takeBack(last: Done): boolean {
    const manager = this.undoManagers[last.doc];
    const undo = () => takeOne(manager.undoStack, () => manager.undo());
    return this.make([{ label: `Undo: ${last.label}`, about: '', value: '' }], undo);
  }

  /** As `undo`. */
  redo(): readonly RegistryChange[] {
    const last = this.undone.pop();
    if (!last) return [];
    const inverted = last.registry ? this.invert('Redo', last.label, last.registry) : [];
    if (last.registry) this.done.push(...inverted);
    else if (this.takeAgain(last)) this.done.push(last);
    this.onChange();
    return changesOf(inverted);
  }

  private takeAgain(last: Done): boolean {
    const manager = this.undoManagers[last.doc];
    const redo = () => takeOne(manager.redoStack, () => manager.redo());
    return this.make([{ label: `Redo: ${last.label}`, about: '', value: '' }], redo);
  }

  get undoLabel(): string | null {
    return this.done.at(-1)?.label ?? null;
  }

  get redoLabel(): string | null {
    return this.undone.at(-1)?.label ?? null;
  }

  /** Everything people decided. */
  project(): WorkspaceEdits {
    return { ...projectEdits(this.maps, this.notes()), registry: this.registry.events() };
  }

  setStages(stages: readonly string[]): void {
    this.take(policySteps.stagesStep(stages, this.project().stages));
  }

  /** `words`: the rule as the screen says it, for the history. */
  saveRule(id: RuleId | null, rule: Rule, words: string): RuleId {
    const saved = id ?? toRuleId(randomId());
    this.take(policySteps.saveRuleStep(saved, rule, id === null, words));
    return saved;
  }

  removeRule(id: RuleId, words: string): void {
    this.take(policySteps.removeRuleStep(id, words));
  }

  /** As `saveRule`. */
  saveAlertRule(id: AlertRuleId | null, rule: AlertRule, words: string): AlertRuleId {
    const saved = id ?? toAlertRuleId(randomId());
    this.take(alertSteps.saveAlertRuleStep(saved, rule, id === null, words));
    return saved;
  }

  removeAlertRule(id: AlertRuleId, words: string): void {
    this.take(alertSteps.removeAlertRuleStep(id, words));
  }

  /** Those that somebody has dealt with already keep their time. */
  acknowledge(alerts: readonly AlertId[], atMs: number, words: string): void {
    const known = this.maps.acknowledged;
    const open = alerts.filter((alert) => typeof known.get(fieldKey(alert, 'at')) !== 'number');
    this.take(alertSteps.acknowledgeStep(open, atMs, words));
  }

  setFingerprint(dataset: DatasetKey, fingerprint: Hash, attached: boolean, name: string): void {
    this.take(policySteps.fingerprintStep(dataset, fingerprint, attached, name));
  }

  changeRegistry(step: RegistryStep): void {
    if (step.changes.length === 0) return;
    const kept = { ...step, changes: step.changes.map(cutChange) };
    this.addEvents(kept);
    this.remember({ doc: 'workspace', label: step.note.label, registry: kept });
  }

  /**
   * Adds what takes a step back, as far as it is still so, and returns it: taken back in its turn, it is the step
   * again. Nothing where others have changed all of it since.
   */
  private invert(
    word: 'Undo' | 'Redo',
    label: string,
    { note, changes, why }: RegistryStep,
  ): readonly Done[] {
    const inverse = inverseOf(standingChanges(changes, this.registry.events()));
    if (inverse.length === 0) return [];
    const told = { ...note, label: `${word}: ${label}`, value: '' };
    // What is done again is done for the same reason.
    this.addEvents({ note: told, changes: inverse, why: word === 'Undo' ? word : why });
    return [{ doc: 'workspace', label, registry: { note, changes: inverse, why } }];
  }

  private addEvents({ note, changes, why }: RegistryStep): void {
    const add = () => this.registry.add(changes, why, Date.now(), randomId);
    this.make([note], () => this.docs.workspace.transact(add, LOCAL));
  }

  /** Notes that somebody edited, by the key of their text. */
  private *notes(): Iterable<readonly [string, string]> {
    for (const key of this.docs.notes.share.keys()) {
      const text = this.docs.notes.getText(key).toString();
      if (text.startsWith(NOTE_MARK)) yield [key, text.slice(NOTE_MARK.length)];
    }
  }

  private nameIn(map: EditMap, id: string): string {
    const name = this.maps[map].get(fieldKey(id, 'name'));
    return typeof name === 'string' ? name : '';
  }

  /** Does what differs from what is there; a step that changes nothing is none, as undo would take back another. */
  private take({ note, edits }: EditStep): void {
    const changes = edits.filter(({ map, key, value, absent }) => {
      const now = this.maps[map].get(key);
      return (now === undefined ? absent : now) !== value;
    });
    if (changes.length === 0) return;
    const change = () => {
      for (const { map, key, value } of changes) this.maps[map].set(key, value);
    };
    this.undoManagers.workspace.stopCapturing();
    this.make([note], () => this.docs.workspace.transact(change, LOCAL));
    this.remember({ doc: 'workspace', label: note.label, registry: null });
  }

  /** Notes are texts, so that two people can write in one at a time; only what differs is changed. */
  private writeNote(
    key: string,
    about: Pick<ChangeNote, 'label' | 'about'>,
    markdown: string,
    begunWith: string | undefined,
  ): void {
    const text = this.docs.notes.getText(key);
    const before = text.toString();
    const isEdited = before.startsWith(NOTE_MARK) && begunWith !== undefined;
    const after = isEdited ? mergeTexts(begunWith, markdown, before.slice(NOTE_MARK.length)) : markdown;
    const { from, remove, insert } = differenceOf(before, NOTE_MARK + after.slice(0, MAX_TEXT));
    if (remove === 0 && insert === '') return;
    this.undoManagers.notes.stopCapturing();
    this.make([{ ...about, value: brief(insert) }], () =>
      this.docs.notes.transact(() => {
        text.delete(from, remove);
        text.insert(from, insert);
      }, LOCAL),
    );
    this.remember({ doc: 'notes', label: about.label, registry: null });
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

function changesOf(done: readonly Done[]): readonly RegistryChange[] {
  return done.flatMap(({ registry }) => registry?.changes ?? []);
}

/** 64 random bits: enough for what a team makes, short enough for an address. */
function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
