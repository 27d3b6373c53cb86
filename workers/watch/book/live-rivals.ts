import type { RunKey } from '../../../src/domain/ids.ts';
import type { Claim } from '../../import/detect/detect.ts';
import { FORMATS } from '../../import/registry.ts';
import { type RunBeginning, rankOf, SameRuns } from '../../import/rivals/same-runs.ts';

/** A source and the runs that it tells of, in the order in which it does. */
export interface RivalSource {
  readonly claim: Claim;
  readonly beginnings: Iterable<readonly [run: RunKey, beginning: RunBeginning, isGrowing: boolean]>;
}

/** Which runs are those of a richer source, by what is known of their beginnings by now. */
export interface Settlement {
  /** The source that tells more of this run of that source. */
  richerOf(claim: Claim, run: RunKey): Claim | null;
  /** Whether this could still change for a run of this source. */
  mayBeLeftOut(claim: Claim): boolean;
}

/** Decides as an import of the whole folder does: all of them anew, the sources in its order. */
export function settleRuns(sources: readonly RivalSource[]): Settlement {
  const ordered = [...sources].sort((a, b) => compareClaims(a.claim, b.claim));
  const of = new Map(ordered.map((source) => [source.claim, source]));
  const same = new SameRuns(ordered.map(({ claim }) => claim));
  const leftOut = new Map<Claim, Map<RunKey, Claim>>();
  for (const claim of same.claims) {
    if (!same.concerns(claim)) continue;
    const richer = new Map<RunKey, Claim>();
    for (const [run, beginning, isGrowing] of of.get(claim)!.beginnings) {
      const found = same.recognise(run, claim, beginning, isGrowing);
      if (found) richer.set(run, found);
    }
    leftOut.set(claim, richer);
  }
  return {
    richerOf: (claim, run) => leftOut.get(claim)?.get(run) ?? null,
    mayBeLeftOut: (claim) => same.mayBeLeftOut(claim),
  };
}

/** Whether runs of this source are compared with those of others at all. */
export function isRival(claim: Claim): boolean {
  return rankOf(claim) !== null;
}

/** The order of `detect`: folders, then groups, both in the order of formats; then files by their path. */
function compareClaims(a: Claim, b: Claim): number {
  const kind = kindOf(a) - kindOf(b);
  if (kind !== 0) return kind;
  const format = a.file ? 0 : FORMATS.indexOf(a.format) - FORMATS.indexOf(b.format);
  return format || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}

function kindOf({ file, files }: Claim): number {
  return file ? 2 : files ? 1 : 0;
}
