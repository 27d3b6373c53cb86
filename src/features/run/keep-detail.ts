import { reuse } from '../../base/reuse.ts';
import type { ArtifactEntry } from '../../domain/run.ts';
import type { RunDetail } from '../../rpc/query-api.ts';

/**
 * The newer answer with every part of the former one that says the same, so that an edit or an import elsewhere does
 * not make the page anew under the reader: an opened chart stays open and a picture is not loaded again.
 */
export function keepSameParts(before: RunDetail | undefined, now: RunDetail): RunDetail {
  if (!before || before.run.key !== now.run.key) return now;
  return {
    ...now,
    // While it is written a run may grow without another content: nobody hashes what is still under way.
    run:
      now.liveness !== 'live' && before.liveness !== 'live' && before.run.content === now.run.content
        ? before.run
        : reuse(before.run, now.run),
    children: keepSame(before.children, now.children),
    datasets: keepSame(before.datasets, now.datasets),
    loggedModels: keepSame(before.loggedModels, now.loggedModels),
    versions: keepSame(before.versions, now.versions),
    artifacts: haveSameEntries(before.artifacts, now.artifacts) ? before.artifacts : now.artifacts,
    modelArtifacts: isSameModelList(before, now) ? before.modelArtifacts : now.modelArtifacts,
  };
}

function keepSame<T>(before: T, now: T): T {
  return JSON.stringify(before) === JSON.stringify(now) ? before : now;
}

function isSameModelList(before: RunDetail, now: RunDetail): boolean {
  return (
    before.modelArtifacts.length === now.modelArtifacts.length &&
    before.modelArtifacts.every((one, i) => {
      const other = now.modelArtifacts[i]!;
      return one.model === other.model && haveSameEntries(one.entries, other.entries);
    })
  );
}

function haveSameEntries(before: readonly ArtifactEntry[], now: readonly ArtifactEntry[]): boolean {
  return (
    before.length === now.length &&
    before.every((one, i) => {
      const other = now[i]!;
      return (
        one.path === other.path &&
        one.sizeBytes === other.sizeBytes &&
        one.chunks?.join() === other.chunks?.join()
      );
    })
  );
}
