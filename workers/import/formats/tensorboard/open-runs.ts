import { folderOf } from '../../source.ts';
import { countSessions, type FoldedRun, type FolderFacts, isBlank, isClockName, isSession } from './fold.ts';
import { isSplit, isTrainOf, nearestAbove } from './folders.ts';

/**
 * The runs, by their folders, that more bytes may make parts of others, or give another key: what is stored of them would
 * stand there for ever. `pending`: folders whose first event was not read yet.
 */
export function findOpenRuns(
  runs: readonly FoldedRun[],
  folders: readonly FolderFacts[],
  pending: Iterable<string>,
): ReadonlySet<string> {
  const ground: Ground = {
    facts: new Map(folders.map((one) => [one.folder, one])),
    sessions: countSessions(folders),
    pending: new Set(pending),
  };
  return new Set(runs.filter((run) => isOpen(run, ground)).map(({ folder }) => folder));
}

/** With so many points nobody waits any longer: what is said here comes in the first moments of a training. */
const MOST_POINTS = 1000;

interface Ground {
  readonly facts: ReadonlyMap<string, FolderFacts>;
  readonly sessions: ReadonlyMap<string, number>;
  readonly pending: ReadonlySet<string>;
}

function isOpen(run: FoldedRun, ground: Ground): boolean {
  const own = ground.facts.get(run.folder);
  const members = run.members.map(({ folder }) => ground.facts.get(folder)!);
  if (pointsOf(members) >= MOST_POINTS) return false;
  // A line of `add_scalars`, a set of hyperparameters, or a folder around runs, of which nothing was written so far.
  if (members.every(isBlank)) return true;
  if (isSplit(run.folder) && !own?.isRun) return true;
  if (waitsForPart(run, ground.pending)) return true;
  if (members.some((one) => waitsForAbove(one, ground.pending))) return true;
  if ((!own || members.length === 1) && members.some((one) => mayBeSession(one, ground))) return true;
  // It had no event file of its own before its parts were there. What it is called is up to `train`.
  if (!own) return !members.some(({ folder }) => isTrainOf(folder, run.folder));
  // The parent of one set of hyperparameters: with a second one it is no run, and they are.
  return members.length === 2 && isBlank(own) && isClockName(members[1]!.folder);
}

function pointsOf(folders: readonly FolderFacts[]): number {
  let sum = 0;
  for (const { counts } of folders) for (const count of counts.values()) sum += count;
  return sum;
}

/** A folder that decides what the run is called by is there, and nothing was read of it. */
function waitsForPart({ folder }: FoldedRun, pending: ReadonlySet<string>): boolean {
  const around = folderOf(folder);
  for (const one of pending) {
    if (one === folder || (isSplit(one) && folderOf(one) === folder)) return true;
    if (isSplit(folder) && (one === around || (isSplit(one) && folderOf(one) === around))) return true;
  }
  return false;
}

/** It may be a line or a set of hyperparameters of a folder of which nothing was read. */
function waitsForAbove(facts: FolderFacts, pending: ReadonlySet<string>): boolean {
  return (facts.counts.size <= 1 || isSession(facts)) && nearestAbove(facts.folder, pending) !== null;
}

/** Its parent may turn out to have trained, and it to be the set of hyperparameters of that. */
function mayBeSession(facts: FolderFacts, { facts: others, sessions }: Ground): boolean {
  if (!isSession(facts)) return false;
  const above = nearestAbove(facts.folder, others);
  // PyTorch makes such a folder in that of a run.
  if (above === null) return isClockName(facts.folder) && facts.folder.includes('/');
  return !others.get(above)!.hasSession && sessions.get(above) === 1;
}
