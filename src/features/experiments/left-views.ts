import type { RunKey, WorkspaceId } from '../../domain/ids.ts';
import { type GridMemory, makeGridMemory } from '../../ui/data-grid/index.ts';

/** How a table of runs was left; opening a run and coming back must not cost the choice of runs. */
export interface LeftView {
  selected: ReadonlySet<string>;
  folded: ReadonlySet<RunKey>;
  foldedGroups: ReadonlySet<string>;
  /** What the address still said when the table was left before its newest change stood there; else null. */
  staleAddress: string | null;
  readonly grid: GridMemory;
}

/** Ends with the page: a fresh start has nothing chosen. */
const views = new Map<string, LeftView>();

export function recallView(workspace: WorkspaceId, id: string): LeftView {
  const key = `${workspace}/${id}`;
  const known = views.get(key);
  if (known) return known;
  const fresh: LeftView = {
    selected: new Set(),
    folded: new Set(),
    foldedGroups: new Set(),
    staleAddress: null,
    grid: makeGridMemory(),
  };
  views.set(key, fresh);
  return fresh;
}
