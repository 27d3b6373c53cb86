import { toRunKey } from '../../../../src/domain/ids.ts';
import type { ImportEvent } from '../../format.ts';
import type { ArtifactLookup } from '../../source/artifact-lookup.ts';

/** Where the artifacts of a run are, as its database says. */
export interface ArtifactPlace {
  /** MLflow's run id. */
  readonly id: string;
  readonly uri: string;
  readonly experimentId: string;
}

/** Files that were told of runs under way: each is told once, and again when its size or time is another. */
export class ToldArtifacts {
  private readonly told = new Map<string, Map<string, string>>();

  take(lookup: ArtifactLookup | null, { id, uri, experimentId }: ArtifactPlace): ImportEvent[] {
    const found = lookup?.find(uri, experimentId, id).files ?? [];
    if (found.length === 0) return [];
    const told = this.told.get(id) ?? new Map<string, string>();
    this.told.set(id, told);
    const events: ImportEvent[] = [];
    for (const { path, file } of found) {
      const state = `${file.sizeBytes} ${file.modifiedMs}`;
      if (told.get(path) === state) continue;
      told.set(path, state);
      events.push({ kind: 'artifact', owner: toRunKey(id), path, file });
    }
    return events;
  }

  forget(run: string): void {
    this.told.delete(run);
  }
}
