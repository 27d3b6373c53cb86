import type { ArtifactEntry } from '../../domain/run.ts';
import type { RunDetail } from '../../rpc/query-api.ts';

/** `unknown`: of equal size, but without the bytes on both sides nobody can say. */
export type PairState = 'same' | 'changed' | 'left' | 'right' | 'unknown';

/** A path with what either run has there. */
export interface ArtifactPair {
  readonly path: string;
  readonly left: ArtifactEntry | null;
  readonly right: ArtifactEntry | null;
  readonly state: PairState;
}

/** What a run kept, by path: its own files, and those of its logged models under the models' names. */
export function artifactsOf(detail: RunDetail): ReadonlyMap<string, ArtifactEntry> {
  const entries = new Map<string, ArtifactEntry>();
  const names = new Map<string, number>();
  for (const { model, entries: own } of detail.modelArtifacts) {
    const record = detail.loggedModels.find((one) => one.key === model);
    const name = record?.name || model;
    // Runs log a model of the same name again and again: the second stands beside the second.
    const count = (names.get(name) ?? 0) + 1;
    names.set(name, count);
    const folder = count === 1 ? name : `${name} (${count})`;
    for (const entry of own) entries.set(`${folder}/${entry.path}`, entry);
  }
  for (const entry of detail.artifacts) entries.set(entry.path, entry);
  return entries;
}

/** The union of both, by path. */
export function pairArtifacts(
  left: ReadonlyMap<string, ArtifactEntry>,
  right: ReadonlyMap<string, ArtifactEntry>,
): readonly ArtifactPair[] {
  const paths = [...new Set([...left.keys(), ...right.keys()])].sort(byPath);
  return paths.map((path) => {
    const pair = { path, left: left.get(path) ?? null, right: right.get(path) ?? null };
    return { ...pair, state: stateOf(pair.left, pair.right) };
  });
}

const collator = new Intl.Collator('en', { numeric: true });

function byPath(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : 1);
}

/** Chunks are named by their bytes, so equal names are equal files. */
function stateOf(left: ArtifactEntry | null, right: ArtifactEntry | null): PairState {
  if (!left) return 'right';
  if (!right) return 'left';
  if (left.sizeBytes !== right.sizeBytes) return 'changed';
  if (left.chunks === null || right.chunks === null) return 'unknown';
  return left.chunks.join() === right.chunks.join() ? 'same' : 'changed';
}

/** The file that is shown before any was chosen: the first text that changed, else the first file that did. */
export function firstPair(pairs: readonly ArtifactPair[]): ArtifactPair | null {
  const changed = pairs.filter((pair) => pair.state === 'changed');
  const isText = ({ path }: ArtifactPair) =>
    /(^|\/)mlmodel$|\.(txt|ya?ml|json|md|csv|log|py|toml)$/i.test(path);
  return changed.find(isText) ?? changed[0] ?? pairs[0] ?? null;
}
