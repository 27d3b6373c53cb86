import { type Accessor, createMemo } from 'solid-js';
import { reuse } from '../../../base/reuse.ts';
import type { EditsState } from '../../../state/edits.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import { createPacedLive } from '../../../state/paced-live.ts';
import { useQuery } from '../../../state/query.ts';
import type { ListedExperiment } from './experiment-tree.ts';

/** Counts of runs move when a run begins: seldom. */
const COUNTS_MS = 2000;

/** Every experiment of the workspace, as people have named, starred and archived it. */
export function createListedExperiments(edits: EditsState): Accessor<readonly ListedExperiment[]> {
  const { api, version } = useQuery();
  const live = createPacedLive(COUNTS_MS);
  const summaries = createNewestAnswer(
    () => (version() > 0 ? { version: version(), live: live() } : undefined),
    () => api.experiments(),
  );
  return createMemo<readonly ListedExperiment[]>((before) => {
    const listed = (summaries() ?? []).map(({ record, activeRuns, deletedRuns }) => {
      const edited = edits.experiment(record.key);
      const deleted = record.lifecycle === 'deleted';
      return {
        key: record.key,
        name: edited.name || record.name || record.key,
        runs: deleted ? deletedRuns : activeRuns,
        starred: edited.starred === true,
        archived: edited.archived === true,
        deleted,
      };
    });
    return reuse(before, listed);
  }, []);
}
