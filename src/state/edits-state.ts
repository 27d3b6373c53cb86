import { createSignal } from 'solid-js';
import { toAlertRuleId } from '../domain/alerts/alert-rule.ts';
import { type ExperimentEdits, NO_EDITS, type WorkspaceEdits } from '../domain/edits.ts';
import {
  type ExperimentKey,
  type Hash,
  toCollectionId,
  toExperimentKey,
  toRuleId,
  toViewId,
  type WorkspaceId,
} from '../domain/ids.ts';
import { metricDirection } from '../domain/metric-direction.ts';
import type { RegistryChange } from '../domain/registry/registry-event.ts';
import type { EditLog } from '../sync/edit-log.ts';
import type { WorkspaceDocs } from '../sync/workspace-docs.ts';
import type { EditsState, SaveState } from './edits.ts';

export interface OpenEdits {
  /** The documents as they are now; others after a rebuild. */
  docs(): WorkspaceDocs;
  /** Stores what is pending and lets go; throws when it cannot be stored, and then everything stays as it is. */
  close(): Promise<void>;
  /** Lets go of a workspace that is no more. */
  discard(): void;
}

const NO_TAGS: Readonly<Record<string, string | null>> = Object.freeze(Object.create(null));
const NOWHERE: readonly ExperimentKey[] = Object.freeze([]);
const NO_HASHES: readonly Hash[] = Object.freeze([]);
const NOT_EDITED: ExperimentEdits = Object.freeze({});

/**
 * People's edits for the screens: the newest projection of the workspace's documents as a signal. Yjs is loaded with
 * the first workspace, after the first paint.
 */
export function makeEditsState(onProjection: (edits: WorkspaceEdits) => Promise<void>): {
  readonly state: EditsState;
  open(workspace: WorkspaceId): Promise<OpenEdits>;
} {
  let log: EditLog | null = null;
  const [projection, setProjection] = createSignal<WorkspaceEdits>(NO_EDITS);
  const [saveState, setSaveState] = createSignal<SaveState>('saved');
  const [undoLabel, setUndoLabel] = createSignal<string | null>(null);
  const [redoLabel, setRedoLabel] = createSignal<string | null>(null);
  const [takenBack, setTakenBack] = createSignal<readonly RegistryChange[] | null>(null);
  let scheduled = false;
  let retry = (): void => undefined;

  const publish = async (): Promise<void> => {
    scheduled = false;
    if (!log) return;
    const edits = log.docs.project();
    setProjection(edits);
    setUndoLabel(log.docs.undoLabel);
    setRedoLabel(log.docs.redoLabel);
    await onProjection(edits);
  };
  /** Many changes of one moment (a bulk delete, loading) become one projection. */
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(() => void publish());
  };

  const state: EditsState = {
    rename: (run, name) => log?.docs.rename(run, name),
    setDeleted: (runs, deleted) => log?.docs.setDeleted(runs, deleted),
    setNote: (run, markdown, begunWith) => log?.docs.setNote(run, markdown, begunWith),
    setTag: (run, key, value) => log?.docs.setTag(run, key, value),
    renameExperiment: (experiment, name) => log?.docs.renameExperiment(experiment, name),
    setTagOfRuns: (runs, key, value) => log?.docs.setTagOfRuns(runs, key, value),
    setStarred: (runs, starred) => log?.docs.setStarred(runs, starred),
    setArchived: (runs, archived) => log?.docs.setArchived(runs, archived),
    setColour: (runs, colour) => log?.docs.setColour(runs, colour),
    moveRuns: (runs, experiment, name) => log?.docs.moveRuns(runs, experiment, name),
    setAlsoIn: (runs, experiment, listed, name) => log?.docs.setAlsoIn(runs, experiment, listed, name),
    createExperiment: (name, runs, how) => log?.docs.createExperiment(name, runs, how) ?? toExperimentKey(''),
    setExperimentStarred: (experiment, starred) => log?.docs.setExperimentStarred(experiment, starred),
    setExperimentArchived: (experiment, archived) => log?.docs.setExperimentArchived(experiment, archived),
    setExperimentDeleted: (experiment, deleted) => log?.docs.setExperimentDeleted(experiment, deleted),
    setExperimentNote: (experiment, markdown, begunWith) =>
      log?.docs.setExperimentNote(experiment, markdown, begunWith),
    createCollection: (name, experiments) =>
      log?.docs.createCollection(name, experiments) ?? toCollectionId(''),
    renameCollection: (collection, name) => log?.docs.renameCollection(collection, name),
    removeCollection: (collection) => log?.docs.removeCollection(collection),
    setInCollection: (collection, experiment, isIn) =>
      log?.docs.setInCollection(collection, experiment, isIn),
    setDirection: (metric, direction) => log?.docs.setDirection(metric, direction),
    saveView: (view) => log?.docs.saveView(view) ?? toViewId(''),
    changeView: (id, change) => log?.docs.changeView(id, change),
    removeView: (id) => log?.docs.removeView(id),
    changeRegistry: (step) => log?.docs.changeRegistry(step),
    setStages: (stages) => log?.docs.setStages(stages),
    saveRule: (id, rule, words) => log?.docs.saveRule(id, rule, words) ?? toRuleId(''),
    removeRule: (id, words) => log?.docs.removeRule(id, words),
    saveAlertRule: (id, rule, words) => log?.docs.saveAlertRule(id, rule, words) ?? toAlertRuleId(''),
    removeAlertRule: (id, words) => log?.docs.removeAlertRule(id, words),
    acknowledge: (alerts, atMs, words) => log?.docs.acknowledge(alerts, atMs, words),
    setFingerprint: (dataset, fingerprint, attached, name) =>
      log?.docs.setFingerprint(dataset, fingerprint, attached, name),
    projection,
    stages: () => projection().stages,
    rules: () => projection().rules,
    alertRules: () => projection().alertRules,
    acknowledged: () => projection().acknowledged,
    fingerprints: (dataset) => projection().fingerprints.get(dataset) ?? NO_HASHES,
    starred: (run) => projection().runs.get(run)?.starred === true,
    archived: (run) => projection().runs.get(run)?.archived === true,
    chosenColour: (run) => projection().runs.get(run)?.colour ?? null,
    alsoIn: (run) => projection().runs.get(run)?.alsoIn ?? NOWHERE,
    experiment: (experiment) => projection().experiments.get(experiment) ?? NOT_EDITED,
    collections: () => projection().collections,
    views: () => projection().views,
    chosenDirection: (metric) => projection().directions.get(metric) ?? null,
    direction: (metric) => projection().directions.get(metric) ?? metricDirection(metric),
    undo: () => void setTakenBack(log?.docs.undo() ?? null),
    redo: () => void setTakenBack(log?.docs.redo() ?? null),
    takenBack,
    undoLabel,
    redoLabel,
    saveState,
    retrySave: () => retry(),
    note: (run) => projection().runs.get(run)?.note,
    name: (run) => projection().runs.get(run)?.name,
    deleted: (run) => projection().runs.get(run)?.deleted,
    tags: (run) => projection().runs.get(run)?.tags ?? NO_TAGS,
  };

  return {
    state,
    open: async (workspace) => {
      const { EditLog } = await import('../sync/edit-log.ts');
      let opened: EditLog;
      /** Replaced by newer ones, with edits that could not be stored yet. */
      const leaving = new Set<EditLog>();
      let isLeft = false;
      let turn: Promise<void> = Promise.resolve();

      const adopt = (next: EditLog): void => {
        opened = next;
        log = next;
        next.docs.onChange = schedule;
        next.onSaveState = setSaveState;
        next.onRebuilt = () => {
          turn = turn.then(reopen).catch(reportError);
        };
        if (next.isStale) next.onRebuilt();
      };
      const closeLeaving = async (): Promise<void> => {
        for (const one of leaving) {
          await one.close();
          leaving.delete(one);
        }
      };
      /** The new documents take the place of the old at once: an edit made meanwhile is in one of them. */
      const reopen = async (): Promise<void> => {
        const former = opened;
        if (isLeft || !former.isStale) return;
        const next = await EditLog.open(workspace);
        if (isLeft) return next.discard();
        former.onRebuilt = () => undefined;
        former.docs.onChange = () => undefined;
        leaving.add(former);
        adopt(next);
        await publish();
        // What cannot be stored now stays, and is tried again with everything else.
        await closeLeaving().catch(() => undefined);
      };
      adopt(await EditLog.open(workspace));
      await publish();
      const hasPending = (): boolean => [opened, ...leaving].some((one) => one.hasPending);
      retry = () => {
        opened.retry();
        void closeLeaving().catch(() => undefined);
      };
      const guard = (event: BeforeUnloadEvent): void => {
        if (hasPending()) event.preventDefault();
      };
      addEventListener('beforeunload', guard);
      const letGo = (): void => {
        isLeft = true;
        removeEventListener('beforeunload', guard);
        // What is done between two workspaces belongs to neither.
        if (log === opened) log = null;
      };
      return {
        docs: () => opened.docs,
        close: async () => {
          isLeft = true;
          try {
            await turn;
            await closeLeaving();
            await opened.close();
          } catch (error) {
            isLeft = false;
            if (opened.isStale) opened.onRebuilt();
            throw error;
          }
          letGo();
        },
        discard: () => {
          for (const one of [opened, ...leaving]) {
            one.onSaveState = () => undefined;
            one.discard();
          }
          setSaveState('saved');
          letGo();
        },
      };
    },
  };
}
