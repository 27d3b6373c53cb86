import { createSignal } from 'solid-js';
import type { WorkspaceEdits } from '../domain/edits.ts';
import type { WorkspaceId } from '../domain/ids.ts';
import type { EditLog } from '../sync/edit-log.ts';
import type { EditsState, SaveState } from './edits.ts';

export interface OpenEdits {
  /** Stores what is pending and lets go; throws when it cannot be stored, and then everything stays as it is. */
  close(): Promise<void>;
  /** Lets go of a workspace that is no more. */
  discard(): void;
}

const NO_EDITS: WorkspaceEdits = { runs: new Map(), experimentNames: new Map() };
const NO_TAGS: Readonly<Record<string, string | null>> = Object.freeze(Object.create(null));

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
  let scheduled = false;

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
    setNote: (run, markdown) => log?.docs.setNote(run, markdown),
    setTag: (run, key, value) => log?.docs.setTag(run, key, value),
    renameExperiment: (experiment, name) => log?.docs.renameExperiment(experiment, name),
    undo: () => log?.docs.undo(),
    redo: () => log?.docs.redo(),
    undoLabel,
    redoLabel,
    saveState,
    retrySave: () => log?.retry(),
    note: (run) => projection().runs.get(run)?.note,
    name: (run) => projection().runs.get(run)?.name,
    deleted: (run) => projection().runs.get(run)?.deleted,
    tags: (run) => projection().runs.get(run)?.tags ?? NO_TAGS,
  };

  return {
    state,
    open: async (workspace) => {
      const { EditLog } = await import('../sync/edit-log.ts');
      const opened = await EditLog.open(workspace);
      log = opened;
      opened.docs.onChange = schedule;
      opened.onSaveState = setSaveState;
      await publish();
      const guard = (event: BeforeUnloadEvent): void => {
        if (opened.hasPending) event.preventDefault();
      };
      addEventListener('beforeunload', guard);
      const letGo = (): void => {
        removeEventListener('beforeunload', guard);
        // What is done between two workspaces belongs to neither.
        if (log === opened) log = null;
      };
      return {
        close: async () => {
          await opened.close();
          letGo();
        },
        discard: () => {
          opened.onSaveState = () => undefined;
          opened.discard();
          setSaveState('saved');
          letGo();
        },
      };
    },
  };
}
