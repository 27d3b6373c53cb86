import type { ArtifactLookup } from '../../artifact-lookup.ts';
import type { ImportEvent } from '../../format.ts';
import type { Progress } from './progress.ts';
import type { Store } from './store.ts';

/** What one reading of a database works with. */
export interface Reading {
  readonly store: Store;
  /** null when nothing was dropped but the database. */
  readonly artifacts: ArtifactLookup | null;
  readonly progress: Progress;
}

/** Said instead of an event where the reading may be interrupted. Everything below is synchronous, for speed. */
export const PAUSE = null;

export type Turn = ImportEvent | typeof PAUSE;
