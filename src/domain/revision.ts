/**
 * Which telling of a thing is the later one where nothing else says it: a counter of each key. The first telling has none;
 * whoever stores the thing as it says something else gives it one more than the greatest it finds.
 */
export interface Revised {
  /** A whole number up to `GREATEST_REVISION`; anything else counts as none. */
  readonly revision?: number;
}

export const GREATEST_REVISION = 2 ** 31;

/** 0 for the first telling, and for what others may have sent that is no revision. */
export function revisionOf({ revision }: Revised): number {
  const isOne = Number.isInteger(revision) && revision! >= 0 && revision! <= GREATEST_REVISION;
  return isOne ? revision! : 0;
}

/** Of what comes after all of these; 0 where there are none. */
export function nextRevision(held: Iterable<Revised>): number {
  let greatest = -1;
  for (const one of held) greatest = Math.max(greatest, revisionOf(one));
  return Math.min(greatest + 1, GREATEST_REVISION);
}

/** The first telling carries none, so that it is the same whoever stores it. */
export function withRevision<T extends Revised>(record: T, revision: number): T {
  if (record.revision === undefined && revision === 0) return record;
  const { revision: _, ...rest } = record;
  return (revision === 0 ? rest : { ...rest, revision }) as T;
}
