import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { ExperimentKey, RunKey } from '../../../../src/domain/ids.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { Pair } from '../../../../src/domain/run.ts';
import type { Follower, FollowRestart, ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { AheadFile, readAhead } from '../../reading/read-ahead.ts';
import { ToldProblems } from '../../reading/told-problems.ts';
import { folderOf, type SourceFile, type SourceTree } from '../../source.ts';
import { argsParams } from './args.ts';
import { EventFiles } from './event-files.ts';
import { asTheyAre, type FoldedRun, type FolderFacts, foldFolders } from './fold.ts';
import { companionFolder } from './folders.ts';
import { findOpenRuns } from './open-runs.ts';
import { type PlannedPart, type PlannedRun, planParts } from './planned-run.ts';
import { RunArtifacts } from './run-artifacts.ts';
import { makeExperiment, makeRun } from './run-record.ts';
import { type BegunFile, FolderScan, type ScanBudget } from './scan.ts';
import { isRunFolder, SettingsReader } from './settings.ts';
import type { TagEntry } from './tags.ts';
import { hasNewPoints, hasPoints, ToldRuns } from './told-runs.ts';

/** Points of a group stay in memory until all of its runs are known; a larger group is read twice. */
export const MOST_HELD_BYTES = 160 * 1024 * 1024;
/** Characters of texts and histograms that a drop may hold in memory, and images it may list. */
const MOST_LINES = 160 * 1024 * 1024;
const MOST_MEDIA = 200_000;

/** What all groups of one drop share. */
const budgets = new WeakMap<SourceTree, ScanBudget>();

/** Reads a group of folders with event files, or one such file under whatever name, on and on. */
export class GroupFollower implements Follower {
  private readonly mostHeldBytes: number;
  private readonly files = new EventFiles();
  private readonly scans = new Map<string, FolderScan>();
  private readonly artifacts = new Map<string, RunArtifacts>();
  private readonly told = new ToldRuns();
  private readonly toldProblems = new ToldProblems();
  private readonly duplicates: ImportProblem[] = [];
  private readonly settings = new SettingsReader();
  private readonly toldExperiments = new Set<ExperimentKey>();
  private budget: ScanBudget | null = null;
  /** Set while something is told: whoever breaks off then cannot go on. */
  private isTelling = false;
  private hasRead = false;

  constructor(mostHeldBytes: number = MOST_HELD_BYTES) {
    this.mostHeldBytes = mostHeldBytes;
  }

  async *advance(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent | FollowRestart> {
    throwIfAborted(context.signal);
    this.budget ??= budgetOf(source.tree);
    const grown = this.isTelling || !(await this.files.look(source)) ? null : await this.grownFiles();
    const sizeBytes = grown?.reduce((sum, { left }) => sum + left, 0) ?? 0;
    const isHolding = sizeBytes <= this.mostHeldBytes;
    if (grown === null || (this.hasRead && !isHolding)) {
      yield { kind: 'restart' };
      return;
    }
    for (const { file } of grown) {
      yield* this.scanOn(file, isHolding, context.signal);
      if (file instanceof AheadFile) file.release();
    }
    const planned = await this.plan(source, context);
    const isInOrder = [...this.scans.values()].every((scan) => !scan.isOutOfOrder);
    if (!isInOrder || !this.told.stands(planned)) {
      yield { kind: 'restart' };
      return;
    }
    this.hasRead = true;
    this.isTelling = true;
    yield* this.toldProblems.news(this.problems(source, false));
    if (planned.length > 0) yield* this.tell(source, planned, isHolding, context.signal);
    this.isTelling = false;
  }

  async *end(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent> {
    for (const file of await this.files.settle()) yield* this.scanOn(file, true, context.signal);
    yield* this.toldProblems.last(this.problems(source, true));
  }

  /** Null where a file does not go on where it was read to. */
  private async grownFiles(): Promise<{ readonly file: SourceFile; readonly left: number }[] | null> {
    const begunOf = ({ path }: SourceFile): BegunFile | undefined =>
      this.scans.get(folderOf(path))?.begun.find((begun) => begun.path === path);
    const wanted = this.files.events.flatMap((file) => {
      const seam = begunOf(file)?.place.seam;
      return seam?.isSettled(file) ? [] : [{ file, from: seam?.startsAt ?? 0 }];
    });
    const grown = [];
    for (const file of await readAhead(wanted)) {
      const begun = begunOf(file);
      const growth = begun ? await begun.place.seam.look(file) : 'grown';
      if (growth === 'replaced') return null;
      if (growth === 'grown') grown.push({ file, left: file.sizeBytes - (begun?.place.at ?? 0) });
    }
    return grown;
  }

  private async *scanOn(
    file: SourceFile,
    isHolding: boolean,
    signal: AbortSignal,
  ): AsyncGenerator<ImportEvent> {
    const folder = folderOf(file.path);
    const scan = this.scans.get(folder) ?? new FolderScan(folder, 'hold', this.budget!);
    this.scans.set(folder, scan);
    scan.mode = isHolding ? 'hold' : 'survey';
    for await (const bytesRead of scan.read(file, signal)) {
      throwIfAborted(signal);
      // The second reading of a large group is the other half of its work.
      yield { kind: 'progress', bytesRead: isHolding ? bytesRead : bytesRead / 2, file: file.path };
    }
  }

  private async plan(source: ImportSource, context: ReadContext): Promise<PlannedRun[]> {
    const scans = [...this.scans.values()].filter(({ events }) => events > 0);
    const facts = scans.map((scan) => factsOf(scan, source.tree));
    const folded = foldFolders(facts);
    const isFolding = context.foldRuns !== false;
    const wouldFold = new Set(folded.filter(({ members }) => members.length > 1).map(({ folder }) => folder));
    const runs = isFolding ? folded : asTheyAre(facts);
    const open = isFolding ? findOpenRuns(runs, facts, this.pendingFolders()) : new Set<string>();
    const planned = new Map<RunKey, PlannedRun>();
    this.duplicates.length = 0;
    for (const run of runs) {
      const members = run.members.map(({ folder }) => this.scans.get(folder)!);
      const record = makeRun({
        run,
        scans: members,
        path: source.file?.path ?? null,
        params: await this.paramsBeside(source.tree, run, members),
        isApart: !isFolding && wouldFold.has(run.folder),
      });
      // A folder copied with its name: its points would stand there twice.
      if (planned.has(record.key)) this.duplicates.push({ code: 'duplicate-run', path: run.folder });
      else
        planned.set(record.key, {
          record,
          run,
          parts: planParts(run, members),
          isOpen: open.has(run.folder),
        });
    }
    return [...planned.values()];
  }

  /** Folders of whose first file nothing could be read so far. */
  private *pendingFolders(): Generator<string> {
    for (const { folder, begun } of this.scans.values()) if (begun[0]?.events === 0) yield folder;
    for (const { path } of this.files.waiting) {
      const first = this.scans.get(folderOf(path))?.begun[0];
      if (!first || path < first.path) yield folderOf(path);
    }
  }

  private async paramsBeside(
    tree: SourceTree,
    run: FoldedRun,
    scans: readonly FolderScan[],
  ): Promise<readonly Pair[]> {
    const params = new Map<string, string>();
    for (const [at, { folder }] of run.members.entries()) {
      const pairs = await this.settings.read(tree, folder);
      pairs.push(...argsParams(scans[at]!.args));
      for (const [key, value] of pairs) if (!params.has(key)) params.set(key, value);
    }
    return [...params];
  }

  private async *tell(
    source: ImportSource,
    planned: readonly PlannedRun[],
    isHolding: boolean,
    signal: AbortSignal,
  ): AsyncGenerator<ImportEvent> {
    const companions = this.companionsByFolder();
    for (const one of planned) {
      throwIfAborted(signal);
      if (!this.hasNews(one, companions) && isHolding) continue;
      const run = one.record.key;
      const experiment = makeExperiment(one.record.origin.path);
      if (!this.toldExperiments.has(experiment.key)) yield { kind: 'experiment', experiment };
      this.toldExperiments.add(experiment.key);
      const told = this.told.tell(one);
      yield { kind: 'run', run: one.record, isOpen: one.isOpen };
      for (const part of one.parts) {
        yield* isHolding ? heldPoints(run, part) : this.streamPoints(source, run, part, signal);
        noteTold(part, told.last);
      }
      for (const { member, scan } of one.parts) {
        const beside = companions.get(member.folder) ?? [];
        yield* this.artifactsOf(scan).news(run, member, beside, told.artifacts);
      }
      yield { kind: 'run-end', run };
    }
  }

  private hasNews(planned: PlannedRun, companions: ReadonlyMap<string, readonly SourceFile[]>): boolean {
    if (!this.told.hasRecord(planned)) return true;
    return planned.parts.some(
      (part) =>
        hasNewPoints(part) || this.artifactsOf(part.scan).hasNews(companions.get(part.member.folder) ?? []),
    );
  }

  private artifactsOf(scan: FolderScan): RunArtifacts {
    const known = this.artifacts.get(scan.folder);
    if (known) return known;
    const made = new RunArtifacts(scan);
    this.artifacts.set(scan.folder, made);
    return made;
  }

  private companionsByFolder(): ReadonlyMap<string, readonly SourceFile[]> {
    const found = new Map<string, SourceFile[]>();
    for (const file of this.files.companions) {
      const folder = companionFolder(file.path);
      if (folder === null) continue;
      const known = found.get(folder);
      if (known) known.push(file);
      else found.set(folder, [file]);
    }
    return found;
  }

  /** Reads the files of a folder once more, now that it is known what their points are called. */
  private async *streamPoints(
    source: ImportSource,
    run: RunKey,
    { member, scan, metrics }: PlannedPart,
    signal: AbortSignal,
  ): AsyncGenerator<ImportEvent> {
    const again = new FolderScan(member.folder, 'points', this.budget!);
    const byName = new Map(scan.tags.entries.map(({ name }, tag) => [name, metrics[tag] ?? null]));
    for (const { path } of scan.begun) {
      const file = source.file ?? source.tree.get(path);
      if (!file) continue;
      for await (const bytesRead of again.read(file, signal)) {
        throwIfAborted(signal);
        for (const entry of again.tags.entries) {
          const metric = byName.get(entry.name) ?? null;
          if (metric !== null) yield* pointsOf(run, metric, entry);
        }
        again.releasePoints();
        yield { kind: 'progress', bytesRead: bytesRead / 2, file: path };
      }
    }
  }

  private *problems({ path }: ImportSource, isOver: boolean): Generator<ImportProblem> {
    yield* this.files.problems();
    for (const scan of this.scans.values()) yield* scan.problems(isOver);
    yield* this.duplicates;
    yield* this.leftOut(path);
  }

  private *leftOut(path: string): Generator<ImportProblem> {
    const others = new Map<string, number>();
    let noRoom = 0;
    let refused = 0;
    for (const scan of this.scans.values()) {
      for (const [plugin, count] of scan.others) others.set(plugin, (others.get(plugin) ?? 0) + count);
      noRoom += scan.noRoom;
      refused += scan.tags.refused;
    }
    if (others.size > 0) {
      const kinds = [...others].map(([plugin, count]) => `${plugin} (${count})`).sort();
      yield { code: 'values-not-read', path, facts: { kinds: kinds.slice(0, 12).join(', ') } };
    }
    if (noRoom > 0)
      yield { code: 'limit-reached', path, facts: { limit: `${noRoom} images or texts left out` } };
    if (refused > 0)
      yield { code: 'limit-reached', path, facts: { limit: `${refused} values of too many tags` } };
  }
}

function* heldPoints(run: RunKey, { scan, metrics }: PlannedPart): Generator<ImportEvent> {
  for (const [tag, entry] of scan.tags.entries.entries()) {
    const metric = metrics[tag] ?? null;
    if (metric === null || !hasPoints(entry)) continue;
    yield* pointsOf(run, metric, entry);
    entry.earlier.length = 0;
    entry.points = null;
  }
}

function* pointsOf(run: RunKey, metric: string, { points, earlier }: TagEntry): Generator<ImportEvent> {
  for (const piece of earlier) yield { kind: 'points', run, metric, points: piece };
  if (points !== null && points.length > 0) yield { kind: 'points', run, metric, points: points.columns() };
}

/** Notes that all points of a part that have a metric were told. */
function noteTold(
  { member, scan, metrics }: PlannedPart,
  last: Map<string, { readonly folder: string; readonly tag: number }>,
): void {
  for (const [tag, entry] of scan.tags.entries.entries()) {
    const metric = metrics[tag] ?? null;
    if (metric === null) entry.isLost = entry.count > 0 && !hasPoints(entry);
    else if (entry.count > 0) {
      entry.told = metric;
      last.set(metric, { folder: member.folder, tag });
    }
  }
}

function factsOf(scan: FolderScan, tree: SourceTree): FolderFacts {
  const counts = new Map<string, number>();
  for (const { name, count } of scan.tags.entries)
    if (count > 0) counts.set(name, (counts.get(name) ?? 0) + count);
  const hasOthers = scan.media.length + scan.lineFiles.size + scan.singles.length + scan.others.size > 0;
  const isRun = isRunFolder(tree, scan.folder);
  return { folder: scan.folder, counts, hasSession: scan.hasSession, isRun, hasOthers };
}

function budgetOf(tree: SourceTree): ScanBudget {
  const known = budgets.get(tree);
  if (known) return known;
  const budget = { lines: MOST_LINES, media: MOST_MEDIA };
  budgets.set(tree, budget);
  return budget;
}
