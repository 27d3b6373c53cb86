import type { Hash } from './ids.ts';
import { nextRevision, revisionOf } from './revision.ts';
import type { RunRecord, StoredRun } from './run.ts';
import { compareKnowledge, knowledgeOf, orderVersions } from './run-order.ts';

/** A run as a source tells it now. */
export interface RunTelling {
  readonly record: RunRecord;
  readonly content: Hash;
  /** Of all its series. */
  readonly points: number;
}

/**
 * The revision under which a telling is to be stored beside the versions that are there, or null where it says nothing
 * new: it is what is believed now, or its source has not changed since. An older copy is stored once and comes before
 * what is there.
 */
export function revisionOfTelling(
  { record, content, points }: RunTelling,
  versions: readonly StoredRun[],
): number | null {
  if (versions.length === 0) return 0;
  const own = { status: record.status, endMs: record.endMs, points };
  const { format, path } = record.origin;
  const isSame = (version: StoredRun | undefined): boolean => version?.content === content;
  if (versions.some((version) => version.origin.format === format && knowledgeOf(version).points > points))
    return versions.some(isSame) ? null : 0;
  const alike = orderVersions(versions).filter(
    (version) => compareKnowledge(knowledgeOf(version), own) === 0,
  );
  if (isSame(alike.at(-1))) return null;
  const there = alike.filter(({ origin }) => origin.format === format && origin.path === path);
  if (there.length > 0) return isSame(there.at(-1)) ? null : nextRevision(versions);
  const around = alike.filter(({ origin }) => origin.format === format && isAround(origin.path, path));
  const isKnown = newestOf(around.length > 0 ? around : alike).some(isSame);
  return isKnown ? null : nextRevision(versions);
}

/** What is told at once, of several sources or on several devices, has one revision. */
function newestOf(versions: readonly StoredRun[]): readonly StoredRun[] {
  const greatest = versions.reduce((most, version) => Math.max(most, revisionOf(version)), 0);
  return versions.filter((version) => revisionOf(version) === greatest);
}

/** Where a folder around the one of before was dropped, or one in it. */
function isAround(a: string, b: string): boolean {
  return a.endsWith(`/${b}`) || b.endsWith(`/${a}`);
}
