import { type Accessor, createMemo } from 'solid-js';
import type { Pair } from '../../domain/run.ts';
import type { RunDetail } from '../../rpc/query-api.ts';
import type { EditsState } from '../../state/edits.ts';
import { importedNote, shortKey } from './run-words.ts';

/** What was imported with people's edits over it. */
export interface RunView {
  readonly name: Accessor<string>;
  readonly deleted: Accessor<boolean>;
  readonly note: Accessor<string>;
  /** In key order. */
  readonly tags: Accessor<readonly Pair[]>;
}

export function createRunView(detail: Accessor<RunDetail>, edits: EditsState): RunView {
  const key = () => detail().run.key;
  return {
    name: () => edits.name(key()) || detail().run.name || shortKey(key()),
    deleted: () => edits.deleted(key()) ?? detail().deleted,
    note: () => edits.note(key()) ?? importedNote(detail().run),
    tags: createMemo(() => uniteTags(detail().run.tags, edits.tags(key()))),
  };
}

/** Edited tags over imported ones; null takes a tag away. */
export function uniteTags(
  imported: readonly Pair[],
  edited: Readonly<Record<string, string | null>>,
): readonly Pair[] {
  const tags = new Map<string, string>(imported);
  for (const [key, value] of Object.entries(edited)) {
    if (value === null) tags.delete(key);
    else tags.set(key, value);
  }
  return [...tags].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
}
