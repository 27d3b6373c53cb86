import { type Accessor, createContext, useContext } from 'solid-js';
import { assert } from '../base/assert.ts';
import type { WorkspaceId } from '../domain/ids.ts';
import type { LivePulse } from '../domain/live/liveness.ts';
import type { QueryApi } from '../rpc/query-api.ts';

export interface QueryState {
  readonly api: QueryApi;
  /**
   * Grows whenever an answer may have changed: an import was committed, an edit was made, another workspace was
   * opened. Read it in the source of a resource. 0 until the workspace has been loaded.
   */
  readonly version: Accessor<number>;
  /**
   * Grows while live runs of the open workspace move, at most about twice a second. Read it beside `version` by whatever
   * shows rows, lines or facts of runs; what only facts and edits decide does without.
   */
  readonly live: Accessor<number>;
  /** What moved with the newest step of `live`, and how many runs are live. */
  readonly pulse: Accessor<LivePulse>;
  /** The one that answers. */
  readonly workspace: Accessor<WorkspaceId>;
}

export const QueryContext = createContext<QueryState>();

export function useQuery(): QueryState {
  const state = useContext(QueryContext);
  assert(state, 'useQuery is called under the shell');
  return state;
}
