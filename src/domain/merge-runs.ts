import { canonicalJson } from '../base/canonical-json.ts';
import type { ExperimentKey } from './ids.ts';
import type { ArtifactsRecord } from './records.ts';
import { revisionOf, withRevision } from './revision.ts';
import type { ArtifactEntry, Pair, StoredRun, StoredSeries } from './run.ts';
import { currentVersions, orderVersions } from './run-order.ts';

/** A series that versions of a run tell differently, neither continuing the other: their points must be united. */
export interface DividedSeries {
  readonly key: string;
  /** As each version tells it, in version order. */
  readonly versions: readonly StoredSeries[];
}

export interface MergedRun {
  readonly run: StoredRun;
  readonly divided: readonly DividedSeries[];
}

/**
 * One run from all that imports told of it, and from what is told `live`. A function of the set of versions alone, so that
 * every device that holds the same facts shows the same run: the version that knows most and was told last goes last and
 * wins where they differ. What it leaves empty the others fill; params and tags that its source does not have any more are
 * gone. `isKnown` tells experiments from those that stand for one that was not there; `isGrown`, whether a series is a
 * shorter one that has grown.
 */
export function mergeRunVersions(
  versions: readonly StoredRun[],
  isKnown: (experiment: ExperimentKey) => boolean = () => true,
  isGrown: (longer: StoredSeries, shorter: StoredSeries) => boolean = continues,
  live: StoredRun | null = null,
): MergedRun {
  const ordered = orderVersions(versions, live);
  const newest = ordered[ordered.length - 1]!;
  if (ordered.length === 1) return { run: withRevision(newest, 0), divided: [] };
  const current = currentVersions(ordered, live);
  const divided: DividedSeries[] = [];
  const run: StoredRun = {
    ...withRevision(newest, 0),
    ...fillGaps(ordered),
    experiment: ordered.findLast((version) => isKnown(version.experiment))?.experiment ?? newest.experiment,
    datasets: mergeBy(ordered, 'datasets', ({ dataset, context }) => `${context}\n${dataset}`),
    models: mergeBy(ordered, 'models', ({ model, direction, step }) => `${direction}\n${step}\n${model}`),
    params: mergePairs(current.map((version) => version.params)),
    tags: mergePairs(current.map((version) => version.tags)),
    series: mergeSeries(ordered, divided, isGrown),
  };
  return { run, divided };
}

/** For each field the newest version that says anything. */
function fillGaps(ordered: readonly StoredRun[]): Partial<StoredRun> {
  const last = <T>(read: (run: StoredRun) => T): T => {
    const told = ordered.map(read);
    return told.findLast((value) => value !== null && value !== '') ?? told[told.length - 1]!;
  };
  return {
    name: last((run) => run.name),
    startMs: last((run) => run.startMs),
    endMs: last((run) => run.endMs),
    user: last((run) => run.user),
    parent: last((run) => run.parent),
    artifactUri: last((run) => run.artifactUri),
    source: {
      name: last((run) => run.source.name),
      type: last((run) => run.source.type),
      entryPoint: last((run) => run.source.entryPoint),
      gitCommit: last((run) => run.source.gitCommit),
      gitBranch: last((run) => run.source.gitBranch),
      gitRepo: last((run) => run.source.gitRepo),
    },
  };
}

function mergeBy<Field extends 'datasets' | 'models'>(
  ordered: readonly StoredRun[],
  field: Field,
  keyOf: (item: StoredRun[Field][number]) => string,
): StoredRun[Field][number][] {
  const merged = new Map<string, StoredRun[Field][number]>();
  // In the order of the newest.
  for (const version of [...ordered].reverse())
    for (const item of version[field]) if (!merged.has(keyOf(item))) merged.set(keyOf(item), item);
  return [...merged.values()];
}

function mergePairs(lists: readonly (readonly Pair[])[]): readonly Pair[] {
  const merged = new Map<string, string>();
  for (const list of lists) for (const [key, value] of list) merged.set(key, value);
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1));
}

function mergeSeries(
  ordered: readonly StoredRun[],
  divided: DividedSeries[],
  isGrown: (longer: StoredSeries, shorter: StoredSeries) => boolean,
): readonly StoredSeries[] {
  const byKey = new Map<string, StoredSeries[]>();
  for (const version of ordered) {
    for (const series of version.series) {
      const told = byKey.get(series.key);
      if (told) told.push(series);
      else byKey.set(series.key, [series]);
    }
  }
  const merged: StoredSeries[] = [];
  for (const [key, told] of byKey) {
    if (told.every(isSum)) {
      merged.push(told[told.length - 1]!);
      continue;
    }
    const distinct = told.filter(
      (series, index) => told.findIndex((other) => other.fingerprint === series.fingerprint) === index,
    );
    const longest = distinct.reduce((best, series) => (series.count >= best.count ? series : best));
    merged.push(longest);
    if (distinct.some((series) => series !== longest && !isGrown(longest, series))) {
      divided.push({ key, versions: distinct });
    }
  }
  return merged.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** One value without a moment sums up a run as it stands: the next reading tells another, later. */
function isSum({ count, lastTimeMs }: StoredSeries): boolean {
  return count === 1 && !Number.isFinite(lastTimeMs);
}

/** The import pipeline lets a grown series begin with the very parts of its earlier version. */
export function continues(longer: StoredSeries, shorter: StoredSeries): boolean {
  return shorter.parts.every((part, index) => {
    const same = longer.parts[index];
    return same?.pack === part.pack && same.offset === part.offset && same.count === part.count;
  });
}

/** A listing as it was told. */
export type ToldArtifacts = Pick<ArtifactsRecord, 'entries' | 'revision'>;

/**
 * Artifact listings united by path: the later telling wins, and a kept file beats one that was only listed. Whatever came
 * first, the answer is the same.
 */
export function mergeArtifacts(versions: readonly ToldArtifacts[]): readonly ArtifactEntry[] {
  const byPath = new Map<string, ArtifactEntry>();
  for (const { entries } of [...versions].sort(byTelling)) {
    for (const entry of entries) {
      if (entry.chunks !== null || !byPath.get(entry.path)?.chunks) byPath.set(entry.path, entry);
    }
  }
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function byTelling(a: ToldArtifacts, b: ToldArtifacts): number {
  const later = revisionOf(a) - revisionOf(b);
  if (later !== 0) return later;
  const [one, other] = [canonicalJson(a.entries), canonicalJson(b.entries)];
  return one < other ? -1 : one > other ? 1 : 0;
}
