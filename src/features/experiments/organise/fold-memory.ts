import { type Accessor, createMemo } from 'solid-js';
import type { WorkspaceId } from '../../../domain/ids.ts';
import { createStoredSignal } from '../../../state/stored-signal.ts';

/** More than these are not remembered; the oldest are forgotten first. */
const MAX_FOLDED = 500;
const MAX_PATH = 1000;

export interface FoldMemory {
  readonly isFolded: (path: string) => boolean;
  readonly setFolded: (path: string, folded: boolean) => void;
}

/** Which folders of the sidebar are folded. Scope: this browser, per workspace. */
export function createFoldMemory(workspace: Accessor<WorkspaceId>): FoldMemory {
  const [stored, setStored] = createStoredSignal<readonly string[]>('folded-experiments', parseFolded, []);
  const folded = createMemo(() => new Set(stored()));
  const keyOf = (path: string) => `${workspace()} ${path.slice(0, MAX_PATH)}`;
  return {
    isFolded: (path) => folded().has(keyOf(path)),
    setFolded: (path, fold) => {
      const others = stored().filter((key) => key !== keyOf(path));
      setStored(() => (fold ? [...others, keyOf(path)].slice(-MAX_FOLDED) : others));
    },
  };
}

function parseFolded(raw: unknown): readonly string[] | undefined {
  return Array.isArray(raw) ? raw.slice(-MAX_FOLDED).filter((key) => typeof key === 'string') : undefined;
}
