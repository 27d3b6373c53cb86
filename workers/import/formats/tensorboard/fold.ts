import { folderOf, nameOf } from '../../source.ts';
import { arePartsOf, isSplit, nearestAbove, pathBelow } from './folders.ts';

/** What folding needs to know of one folder with event files. */
export interface FolderFacts {
  readonly folder: string;
  /** Points by metric. */
  readonly counts: ReadonlyMap<string, number>;
  /** It holds a set of hyperparameters. */
  readonly hasSession: boolean;
  /** Another producer's files beside the events say that this folder is a run, whatever its name. */
  readonly isRun: boolean;
  /** Images, texts, graphs and the like. */
  readonly hasOthers: boolean;
}

/** A folder as a part of a run. */
export interface Member {
  readonly folder: string;
  /** Before the keys of what is no series. */
  readonly prefix: string;
  /** The name of a metric in the run. */
  rename(metric: string): string;
  /** Its points count only for metrics that the run does not have otherwise. */
  readonly yields: boolean;
}

export interface FoldedRun {
  /** The folder that gives the run its name. */
  readonly folder: string;
  /** The folder itself first, where it has event files. */
  readonly members: readonly Member[];
}

interface Draft {
  folder: string;
  facts: FolderFacts | null;
  members: Member[];
}

/** A child that PyTorch names after the clock. */
const CLOCK_NAME = /^\d{9,12}(\.\d+)?$/;

export function isClockName(folder: string): boolean {
  return CLOCK_NAME.test(nameOf(folder));
}

/**
 * One run for each thing that was trained, from the folders that its writers made of it: parts such as `train` and
 * `validation`, PyTorch's folders for each line of `add_scalars` and for each `add_hparams`.
 */
export function foldFolders(folders: readonly FolderFacts[]): readonly FoldedRun[] {
  return new Folding(folders).fold();
}

/** Each folder as a run of its own, which is how TensorBoard shows them. */
export function asTheyAre(folders: readonly FolderFacts[]): readonly FoldedRun[] {
  return folders.map(({ folder }) => ({ folder, members: [memberOf(folder)] }));
}

class Folding {
  private readonly drafts = new Map<string, Draft>();
  /** Parent → its event folders. */
  private readonly children = new Map<string, string[]>();
  private readonly sessions: ReadonlyMap<string, number>;

  constructor(folders: readonly FolderFacts[]) {
    for (const facts of folders)
      this.drafts.set(facts.folder, { folder: facts.folder, facts, members: [memberOf(facts.folder)] });
    for (const facts of folders) {
      if (facts.folder === '') continue;
      const parent = folderOf(facts.folder);
      const siblings = this.children.get(parent);
      if (siblings) siblings.push(facts.folder);
      else this.children.set(parent, [facts.folder]);
    }
    this.sessions = countSessions(folders);
  }

  fold(): readonly FoldedRun[] {
    const byDepth: string[][] = [];
    const place = (folder: string): void => {
      const depth = depthOf(folder);
      while (byDepth.length <= depth) byDepth.push([]);
      byDepth[depth]!.push(folder);
    };
    for (const folder of [...this.drafts.keys()].sort()) place(folder);
    for (let depth = byDepth.length - 1; depth >= 0; depth--)
      for (const folder of byDepth[depth]!) {
        // A folder without event files lies above those it is made for, so its turn is still to come.
        const made = this.foldOne(this.drafts.get(folder)!);
        if (made !== null) place(made);
      }
    const left = [...this.drafts.values()].filter((draft) => !this.isBareRoot(draft));
    return left
      .map(({ folder, members }) => ({ folder, members }))
      .sort((a, b) => (a.folder < b.folder ? -1 : a.folder > b.folder ? 1 : 0));
  }

  /** Moves a draft into the one above where it belongs; returns a folder that a draft was made for. */
  private foldOne(draft: Draft): string | null {
    const { folder, facts } = draft;
    const above = nearestAbove(folder, this.drafts);
    const parent = above === null ? null : this.drafts.get(above)!;
    if (facts && parent?.facts && draft.members.length === 1) {
      if (this.isSessionOf(facts, parent.facts))
        return this.move(draft, parent, '', (metric) => metric, true);
      const line = lineName(facts, pathBelow(parent.folder, folder));
      if (line !== null) return this.move(draft, parent, '', () => line, false);
    }
    if (folder === '' || !isSplit(folder) || facts?.isRun) return null;
    const around = folderOf(folder);
    const prefix = `${nameOf(folder)}/`;
    const home = this.drafts.get(around);
    // Two folders without event files of their own are no parts of one another.
    if (home && !facts && !home.facts) return null;
    if (home) return this.move(draft, home, prefix, (metric) => prefix + metric, false);
    const siblings = this.children.get(around) ?? [];
    const splits = siblings.filter(isSplit);
    if (!splits.includes(folder) || !arePartsOf(around, splits)) return null;
    const made: Draft = { folder: around, facts: null, members: [] };
    this.drafts.set(around, made);
    this.move(draft, made, prefix, (metric) => prefix + metric, false);
    return around;
  }

  private move(
    from: Draft,
    to: Draft,
    prefix: string,
    rename: (metric: string) => string,
    yields: boolean,
  ): null {
    this.drafts.delete(from.folder);
    for (const member of from.members)
      to.members.push({
        folder: member.folder,
        prefix: prefix + member.prefix,
        rename: (metric) => rename(member.rename(metric)),
        yields: yields || member.yields,
      });
    return null;
  }

  /** `add_hparams` opens a folder of its own for each call: one call tells of the run, several are a sweep. */
  private isSessionOf(facts: FolderFacts, parent: FolderFacts): boolean {
    if (!isSession(facts) || parent.hasSession || this.sessions.get(parent.folder) !== 1) return false;
    return isClockName(facts.folder) || parent.counts.size > 0;
  }

  /** A folder with nothing but the description of a sweep, whose runs lie below it. */
  private isBareRoot({ folder, facts, members }: Draft): boolean {
    if (!facts || members.length > 1 || !isBlank(facts)) return false;
    const below = folder === '' ? '' : `${folder}/`;
    for (const other of this.drafts.keys()) if (other !== folder && other.startsWith(below)) return true;
    return false;
  }
}

function memberOf(folder: string): Member {
  return { folder, prefix: '', rename: (metric) => metric, yields: false };
}

/** Nearest event folder above → how many folders below it hold hyperparameters. That grows only. */
export function countSessions(folders: readonly FolderFacts[]): ReadonlyMap<string, number> {
  const known = new Set(folders.map(({ folder }) => folder));
  const counts = new Map<string, number>();
  for (const { folder, hasSession } of folders) {
    const above = hasSession ? nearestAbove(folder, known) : null;
    if (above !== null) counts.set(above, (counts.get(above) ?? 0) + 1);
  }
  return counts;
}

/** It was begun, and nothing stands in it. */
export function isBlank({ counts, hasSession, hasOthers }: FolderFacts): boolean {
  return counts.size === 0 && !hasSession && !hasOthers;
}

export function isSession(facts: FolderFacts): boolean {
  return facts.hasSession && [...facts.counts.values()].every((count) => count === 1);
}

/**
 * The name of the metric that a folder of `add_scalars` holds: PyTorch makes `<tag>_<line>` of the folder's name,
 * tensorboardX `<tag>/<line>`. Null for any other folder.
 */
function lineName(facts: FolderFacts, below: string): string | null {
  if (facts.counts.size !== 1 || facts.hasSession || facts.hasOthers) return null;
  const [tag] = facts.counts.keys();
  for (const start of [`${tag}/`, `${tag?.replaceAll('/', '_')}_`])
    if (below.startsWith(start) && below.length > start.length) return `${tag}/${below.slice(start.length)}`;
  return null;
}

function depthOf(folder: string): number {
  return folder === '' ? 0 : folder.split('/').length;
}
