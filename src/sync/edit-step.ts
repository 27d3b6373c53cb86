import type { ChangeNote } from '../domain/edits.ts';
import type { EditMap } from './edit-keys.ts';

export type EditValue = string | number | boolean | null;

export interface KeyedEdit {
  readonly map: EditMap;
  readonly key: string;
  readonly value: EditValue;
  /** What a missing key means already; left out where an imported value may say otherwise. */
  readonly absent?: EditValue;
}

/** One thing that a person did: one entry of the history, one step to undo. */
export interface EditStep {
  readonly note: ChangeNote;
  readonly edits: readonly KeyedEdit[];
}

/** Longer than any name that a person types. */
export const MAX_NAME = 1000;
/** Longer than any note; keeps a pasted file out of the documents. */
export const MAX_TEXT = 100_000;

/** Enough of a value to be recognised in the history. */
export function brief(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
