import { revisionOf } from './revision.ts';
import type { RunStatus, StoredRun } from './run.ts';

const STATUS_RANK: Readonly<Record<RunStatus, number>> = {
  unknown: 0,
  scheduled: 1,
  running: 2,
  killed: 3,
  failed: 3,
  finished: 3,
};

/** How far a version of a run has come. */
export type RunKnowledge = Pick<StoredRun, 'status' | 'endMs'> & { readonly points: number };

export function knowledgeOf({ status, endMs, series }: StoredRun): RunKnowledge {
  return { status, endMs, points: series.reduce((sum, { count }) => sum + count, 0) };
}

export function compareKnowledge(a: RunKnowledge, b: RunKnowledge): number {
  return (
    STATUS_RANK[a.status] - STATUS_RANK[b.status] || (a.endMs ?? -1) - (b.endMs ?? -1) || a.points - b.points
  );
}

/**
 * The version that is believed goes last. Whatever came first, the order is the same. `live` is what somebody who reads
 * its source says now: whatever else is known, it comes after what the same format has told.
 */
export function orderVersions(
  versions: readonly StoredRun[],
  live: StoredRun | null = null,
): readonly StoredRun[] {
  const ordered = byKnowledge(live ? [...versions, live] : versions);
  const at = live ? ordered.indexOf(live) : -1;
  const after = ordered.findLastIndex(({ origin }) => origin.format === live?.origin.format);
  if (live === null || after <= at) return ordered;
  return [...ordered.slice(0, at), ...ordered.slice(at + 1, after + 1), live, ...ordered.slice(after + 1)];
}

function byKnowledge(versions: readonly StoredRun[]): readonly StoredRun[] {
  if (versions.length === 1) return versions;
  const known = versions.map((version) => [version, knowledgeOf(version)] as const);
  known.sort(
    ([a, aKnown], [b, bKnown]) =>
      compareKnowledge(aKnown, bKnown) ||
      revisionOf(a) - revisionOf(b) ||
      // A deletion is a later fact than the run it deletes.
      Number(a.lifecycle === 'deleted') - Number(b.lifecycle === 'deleted') ||
      compareTexts(a.content, b.content) ||
      compareTexts(placeOf(a), placeOf(b)),
  );
  return known.map(([version]) => version);
}

/**
 * Those of ordered versions that still count for what a source may take back: a version is over when the same format tells
 * the run later and knows no less of it. What two devices told without knowing of one another both counts.
 */
export function currentVersions(
  ordered: readonly StoredRun[],
  live: StoredRun | null = null,
): readonly StoredRun[] {
  if (ordered.length === 1) return ordered;
  const known = ordered.map((version) => [version, knowledgeOf(version), revisionOf(version)] as const);
  return ordered.filter((version, at) => {
    const [, own, revision] = known[at]!;
    if (version === live) return true;
    return !known.some(([other, others, othersRevision]) => {
      if (other.origin.format !== version.origin.format) return false;
      if (other === live) return true;
      const more = compareKnowledge(others, own);
      return more >= 0 && othersRevision >= revision && (more > 0 || othersRevision > revision);
    });
  });
}

function placeOf({ origin, series }: StoredRun): string {
  return JSON.stringify([origin.format, origin.path, series.map(({ parts }) => parts)]);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
