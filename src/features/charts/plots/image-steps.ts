import type { RunKey } from '../../../domain/ids.ts';
import type { LoggedImage } from '../../../rpc/query-api.ts';

/** Keys of images with how many runs logged them, those of most runs first. */
export function imageKeys(images: readonly LoggedImage[]): readonly { key: string; runs: number }[] {
  const runs = new Map<string, Set<RunKey>>();
  for (const { key, run } of images) {
    const known = runs.get(key);
    if (known) known.add(run);
    else runs.set(key, new Set([run]));
  }
  return [...runs]
    .map(([key, having]) => ({ key, runs: having.size }))
    .sort((a, b) => b.runs - a.runs || (a.key < b.key ? -1 : 1));
}

/** Every step at which any run logged the key, ascending. */
export function imageSteps(images: readonly LoggedImage[], key: string): readonly number[] {
  const steps = new Set<number>();
  for (const image of images) if (image.key === key && image.step !== null) steps.add(image.step);
  return [...steps].sort((a, b) => a - b);
}

/** For each run its image of the step, or of the last step before it; a run without one has none. */
export function imagesAt(
  images: readonly LoggedImage[],
  key: string,
  step: number | null,
): ReadonlyMap<RunKey, LoggedImage> {
  const found = new Map<RunKey, LoggedImage>();
  for (const image of images) {
    if (image.key !== key || (image.step !== null && step !== null && image.step > step)) continue;
    const known = found.get(image.run);
    if (!known || (image.step ?? 0) > (known.step ?? 0)) found.set(image.run, image);
  }
  return found;
}
