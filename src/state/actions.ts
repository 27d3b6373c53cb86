import { createContext, useContext } from 'solid-js';
import { assert } from '../base/assert.ts';
import type { WorkspaceId } from '../domain/ids.ts';

/** What any screen may ask of the shell. */
export interface Actions {
  /** Opens the file chooser. */
  importFiles(): void;
  /** Opens the folder chooser. */
  importFolder(): void;
  /** Asks for a folder to watch; where the browser has no such chooser, says what serves instead. */
  watchFolder(): void;
  /** Opens the list of watched folders. */
  openWatched(): void;
  /** Opens the sample in a workspace of its own. */
  loadSample(): void;
  /** Call when facts were committed other than by an import, so that the answers tell of them. */
  factsCommitted(workspace: WorkspaceId): Promise<void>;
}

export const ActionsContext = createContext<Actions>();

export function useActions(): Actions {
  const actions = useContext(ActionsContext);
  assert(actions, 'useActions is called under the shell');
  return actions;
}
