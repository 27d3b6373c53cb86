import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { Claim } from '../detect/detect.ts';
import { folderOf, nameOf } from '../source.ts';
import { jobOf } from './job-settings.ts';

interface Settled {
  readonly claims: readonly Claim[];
  readonly problems: readonly ImportProblem[];
}

/** A source of which is known how much it tells of its run. */
interface Source {
  readonly claim: Claim;
  readonly richness: number;
}

/**
 * Of several sources that tell of one run (events, a CSV, a trainer's state), only the richest stays: a run must not be
 * there three times. What is left out is named, with what was read instead. Equals are different runs: two CSV logs
 * beside one another.
 */
export function settleRivals(claims: readonly Claim[]): Settled {
  const sources = claims.flatMap((claim): Source[] => {
    const richness = claim.format.richness?.(claim.path) ?? null;
    return richness === null ? [] : [{ claim, richness }];
  });
  const betters = new Map<Claim, Claim>();
  const finders = [bestInFolder(sources), bestAround(sources), bestWithEvents(sources)];
  for (const { claim, richness } of sources) {
    for (const best of finders) {
      const found = best(claim);
      if (found && found.richness > richness) betters.set(claim, found.claim);
    }
  }
  const settings = new Set(claims.filter(({ format }) => format.isSettings).map(({ path }) => path));
  const left = sources.filter(({ claim }) => !betters.has(claim));
  for (const [claim, better] of bettersInJobs(left, settings)) betters.set(claim, better);
  const taken = takenSettings(claims, settings);
  return {
    claims: claims.filter(
      (claim) => !betters.has(claim) && !(claim.format.isSettings && taken.has(claim.path)),
    ),
    problems: [...betters].map(([claim, better]) => ({
      code: 'same-run',
      path: claim.file?.path ?? claim.path,
      facts: { format: better.format.label },
    })),
  };
}

type Best = (claim: Claim) => Source | undefined;

/** In one folder. A group tells of the runs in all folders that its files lie in. */
function bestInFolder(sources: readonly Source[]): Best {
  const best = new Map<string, Source>();
  for (const source of sources) {
    const folders = new Set([folderOfRun(source.claim), ...filesOf(source.claim).map(folderOf)]);
    for (const folder of folders) keepRicher(best, folder, source);
  }
  return (claim) => best.get(folderOfRun(claim));
}

/** A source that says where logs of its run lie: the best of it and of them. */
function bestAround(sources: readonly Source[]): Best {
  const owners = new Map<string, Source>();
  for (const source of sources) {
    for (const folder of source.claim.format.logsBelow?.(source.claim.path) ?? [])
      keepRicher(owners, folder, source);
  }
  if (owners.size === 0) return () => undefined;
  const best = new Map<Claim, Source>();
  const logs = new Map<Claim, Source>();
  for (const source of sources) {
    const home = jobOf(folderOfRun(source.claim), owners);
    const owner = home === null ? undefined : owners.get(home);
    if (!owner || owner.claim === source.claim) continue;
    logs.set(source.claim, owner);
    if (source.richness > (best.get(owner.claim)?.richness ?? -1)) best.set(owner.claim, source);
  }
  return (claim) => best.get(claim) ?? logs.get(claim);
}

/** Event files are called by their moment, host and process: one of the same name elsewhere is a copy. */
const EVENTS = /tfevents\.\d{9,}\..+/;

function bestWithEvents(sources: readonly Source[]): Best {
  const best = new Map<string, Source>();
  for (const source of sources) {
    for (const path of filesOf(source.claim)) if (EVENTS.test(path)) keepRicher(best, nameOf(path), source);
  }
  return (claim) => {
    const events = filesOf(claim).filter((path) => EVENTS.test(path));
    const copies = events.map((path) => best.get(nameOf(path)));
    // A folder of which only some files were copied tells of more than the copies do.
    return copies.reduce((a, b) => (a && b && b.richness < a.richness ? b : a && b), copies[0]);
  };
}

/**
 * What lies in the folder of one job is of the same runs, written by several loggers into folders of their own, as long
 * as the richer logger has as many of them.
 */
function bettersInJobs(
  sources: readonly Source[],
  jobs: ReadonlySet<string>,
): readonly (readonly [Claim, Claim])[] {
  const byJob = new Map<string, Map<number, Claim[]>>();
  for (const { claim, richness } of sources) {
    const job = jobOf(folderOfRun(claim), jobs);
    if (job === null) continue;
    const ofJob = byJob.get(job) ?? new Map<number, Claim[]>();
    byJob.set(job, ofJob);
    const equals = ofJob.get(richness);
    if (equals) equals.push(claim);
    else ofJob.set(richness, [claim]);
  }
  return [...byJob.values()].flatMap((ofJob) => {
    const richest = ofJob.get(Math.max(...ofJob.keys())) ?? [];
    const poorer = [...ofJob.values()].filter((one) => one !== richest && one.length <= richest.length);
    return poorer.flat().map((claim) => [claim, richest[0]!] as const);
  });
}

/** Folders of settings that some run takes for its own: they are no source. */
function takenSettings(claims: readonly Claim[], jobs: ReadonlySet<string>): ReadonlySet<string> {
  if (jobs.size === 0) return jobs;
  const runs = claims.filter(({ format }) => !format.isSettings);
  return new Set(runs.flatMap((run) => jobOf(folderOfRun(run), jobs) ?? []));
}

function keepRicher(best: Map<string, Source>, key: string, source: Source): void {
  if (source.richness > (best.get(key)?.richness ?? -1)) best.set(key, source);
}

function filesOf(claim: Claim): readonly string[] {
  return claim.files?.map(({ path }) => path) ?? [claim.file?.path ?? claim.path];
}

function folderOfRun(claim: Claim): string {
  return claim.file ? folderOf(claim.path) : claim.path;
}
