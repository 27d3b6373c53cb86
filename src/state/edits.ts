import { type Accessor, createContext, useContext } from 'solid-js';
import { assert } from '../base/assert.ts';
import type { ExperimentKey, RunKey } from '../domain/ids.ts';

/** Whether people's edits are on the disk. `failed` stays until a retry succeeds: an edit is never lost in silence. */
export type SaveState = 'saved' | 'saving' | 'failed';

export interface EditsState {
  rename(run: RunKey, name: string): void;
  setDeleted(runs: readonly RunKey[], deleted: boolean): void;
  /** `begunWith`: what the note was when the person began to write; what others changed since is kept. */
  setNote(run: RunKey, markdown: string, begunWith: string): void;
  /** null removes the tag. */
  setTag(run: RunKey, key: string, value: string | null): void;
  renameExperiment(experiment: ExperimentKey, name: string): void;
  undo(): void;
  redo(): void;
  /** What undo would take back, in words ('Delete 3 runs'), or null. */
  readonly undoLabel: Accessor<string | null>;
  readonly redoLabel: Accessor<string | null>;
  readonly saveState: Accessor<SaveState>;
  retrySave(): void;
  /** The note as edited here, or undefined where the imported one stands. Tracks. */
  note(run: RunKey): string | undefined;
  name(run: RunKey): string | undefined;
  deleted(run: RunKey): boolean | undefined;
  /** Tag edits of a run: text, or null for a removed one. Tracks. */
  tags(run: RunKey): Readonly<Record<string, string | null>>;
}

export const EditsContext = createContext<EditsState>();

export function useEdits(): EditsState {
  const state = useContext(EditsContext);
  assert(state, 'useEdits is called under the shell');
  return state;
}
