import type { ArtifactLookup } from '../../source/artifact-lookup.ts';
import type { Progress } from '../../sqlite/progress.ts';
import type { Store } from './schema.ts';

/** What one reading of a database works with. */
export interface Reading {
  readonly store: Store;
  /** null when nothing was dropped but the database. */
  readonly artifacts: ArtifactLookup | null;
  readonly progress: Progress;
}
