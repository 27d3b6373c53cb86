import type { RunKey, WorkspaceId } from '../../domain/ids.ts';
import { type GridMemory, makeGridMemory } from '../../ui/data-grid/index.ts';

/** How a table of runs was left; opening a run and coming back must not cost the filter or the choice of runs. */
export interface LeftView {
  filter: string;
  selected: ReadonlySet<string>;
  folded: ReadonlySet<RunKey>;
  showsDeleted: boolean;
  readonly grid: GridMemory;
}

/** Ends with the page: a fresh start shows everything. */
const views = new Map<string, LeftView>();

export function recallView(workspace: WorkspaceId, id: string): LeftView {
  const key = `${workspace}/${id}`;
  const known = views.get(key);
  if (known) return known;
  const fresh: LeftView = {
    filter: '',
    selected: new Set(),
    folded: new Set(),
    showsDeleted: false,
    grid: makeGridMemory(),
  };
  views.set(key, fresh);
  return fresh;
}
