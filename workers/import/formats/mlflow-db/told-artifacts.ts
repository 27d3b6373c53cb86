import { type ModelKey, type RunKey, toRunKey } from '../../../../src/domain/ids.ts';
import type { ImportEvent } from '../../format.ts';
import type { ArtifactLookup } from '../../source/artifact-lookup.ts';

/** Where the artifacts of a run or logged model are, as its database says. */
export interface ArtifactPlace {
  /** MLflow's id. */
  readonly id: string;
  readonly uri: string;
  readonly experimentId: string;
}

/** Of more that are over it is not looked whether files come to them. */
const MOST_OVER = 20_000;

/** How a folder stood: how many files, of how many bytes, written when. */
interface Stand {
  readonly place: ArtifactPlace;
  readonly owner: RunKey | ModelKey;
  files: number;
  bytes: number;
  timesMs: number;
}

/**
 * Files that were told: of runs under way each once, and again when its size or time is another; of what is over, all
 * of a folder when anything in it has changed.
 */
export class ToldArtifacts {
  private readonly told = new Map<string, Map<string, string>>();
  private readonly over = new Map<string, Stand>();

  take(lookup: ArtifactLookup | null, { id, uri, experimentId }: ArtifactPlace): ImportEvent[] {
    this.over.delete(id);
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

  /** A run is over: all that there is now was told. */
  rest(lookup: ArtifactLookup | null, place: ArtifactPlace): void {
    this.told.delete(place.id);
    this.keep(lookup, place, toRunKey(place.id));
  }

  /** The same of what is no run. */
  keep(lookup: ArtifactLookup | null, place: ArtifactPlace, owner: RunKey | ModelKey): void {
    const stand = { place, owner, files: 0, bytes: 0, timesMs: 0 };
    this.over.delete(place.id);
    this.over.set(place.id, stand);
    note(stand, lookup);
    for (const oldest of this.over.keys()) {
      if (this.over.size <= MOST_OVER) break;
      this.over.delete(oldest);
    }
  }

  /** Files of what is over, where something came. */
  *takeLate(lookup: ArtifactLookup): Generator<ImportEvent> {
    for (const stand of this.over.values()) {
      if (stand.files === 0 && !lookup.has(stand.place.id)) continue;
      if (!note(stand, lookup)) continue;
      const { id, uri, experimentId } = stand.place;
      for (const { path, file } of lookup.find(uri, experimentId, id).files)
        yield { kind: 'artifact', owner: stand.owner, path, file };
    }
  }
}

/** True where it does not stand as it stood. */
function note(stand: Stand, lookup: ArtifactLookup | null): boolean {
  const { id, uri, experimentId } = stand.place;
  let [files, bytes, timesMs] = [0, 0, 0];
  for (const { file } of lookup?.find(uri, experimentId, id).files ?? []) {
    files += 1;
    bytes += file.sizeBytes;
    timesMs += file.modifiedMs;
  }
  const isSame = stand.files === files && stand.bytes === bytes && stand.timesMs === timesMs;
  Object.assign(stand, { files, bytes, timesMs });
  return !isSame;
}
