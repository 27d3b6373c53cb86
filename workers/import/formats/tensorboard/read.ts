import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { RunKey } from '../../../../src/domain/ids.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { Pair } from '../../../../src/domain/run.ts';
import { nameStranger } from '../../detect/known-strangers.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { keyPath } from '../../reading/stepped-artifacts.ts';
import { makeFile, partOfFile } from '../../source/made-file.ts';
import { folderOf, joinPath, nameOf, type SourceFile, type SourceTree } from '../../source.ts';
import { readParamsFile } from '../../tables/beside.ts';
import { argsParams } from './args.ts';
import { asTheyAre, type FoldedRun, type FolderFacts, foldFolders, type Member } from './fold.ts';
import { companionFolder, findFamilies, folderAround, isEventFile } from './folders.ts';
import { mediumPath } from './media.ts';
import { makeExperiment, makeRun } from './run-record.ts';
import { FolderScan, type ScanBudget } from './scan.ts';

/** Points of a group stay in memory until all of its runs are known; a larger group is read twice. */
const MOST_HELD_BYTES = 160 * 1024 * 1024;
/** Characters of texts and histograms that a drop may hold in memory, and images it may list. */
const MOST_LINES = 160 * 1024 * 1024;
const MOST_MEDIA = 200_000;
const HEAD_BYTES = 256;

interface DropState {
  readonly logdir: string;
  readonly budget: ScanBudget;
}

/** What all groups of one drop share. */
const drops = new WeakMap<SourceTree, DropState>();

/** Reads a group of folders with event files, or one such file under whatever name. */
export async function* readTensorboard(
  source: ImportSource,
  context: ReadContext,
  mostHeldBytes = MOST_HELD_BYTES,
): AsyncGenerator<ImportEvent> {
  throwIfAborted(context.signal);
  yield* new GroupReader(source, context, mostHeldBytes).read();
}

class GroupReader {
  private readonly source: ImportSource;
  private readonly signal: AbortSignal;
  private readonly isFolding: boolean;
  private readonly drop: DropState;
  /** Folder → its event files that can be read. */
  private readonly folders = new Map<string, SourceFile[]>();
  /** Folder → other files that tell of its run. */
  private readonly beside = new Map<string, SourceFile[]>();
  private readonly scans = new Map<string, FolderScan>();
  private readonly mostHeldBytes: number;
  private isHolding = true;

  constructor(source: ImportSource, context: ReadContext, mostHeldBytes: number) {
    this.source = source;
    this.mostHeldBytes = mostHeldBytes;
    this.signal = context.signal;
    this.isFolding = context.foldRuns !== false;
    this.drop = dropOf(source.tree);
  }

  async *read(): AsyncGenerator<ImportEvent> {
    yield* this.listFiles();
    let sizeBytes = 0;
    for (const files of this.folders.values()) for (const file of files) sizeBytes += file.sizeBytes;
    this.isHolding = sizeBytes <= this.mostHeldBytes;
    for (const [folder, files] of this.folders) yield* this.scanFolder(folder, files);
    if (this.scans.size === 0) return;
    const facts = [...this.scans.values()].map((scan) => factsOf(scan, this.source.tree));
    const folded = foldFolders(facts);
    const runs = this.isFolding ? folded : asTheyAre(facts);
    const experiment = makeExperiment(this.drop.logdir);
    yield { kind: 'experiment', experiment };
    const wouldFold = new Set(folded.filter(({ members }) => members.length > 1).map(({ folder }) => folder));
    const seen = new Set<RunKey>();
    for (const run of runs) {
      throwIfAborted(this.signal);
      const scans = run.members.map(({ folder }) => this.scans.get(folder)!);
      const record = makeRun({
        run,
        scans,
        logdir: this.drop.logdir,
        experiment: experiment.key,
        path: this.source.file?.path ?? null,
        params: await this.paramsBeside(run, scans),
        isApart: !this.isFolding && wouldFold.has(run.folder),
      });
      if (seen.has(record.key)) {
        // A folder copied with its name: its points would stand there twice.
        yield problem({ code: 'duplicate-run', path: run.folder });
        continue;
      }
      seen.add(record.key);
      yield { kind: 'run', run: record };
      yield* this.points(record.key, run, scans);
      yield* this.artifacts(record.key, run, scans);
      yield { kind: 'run-end', run: record.key };
    }
    yield* this.tellLeftOut();
  }

  /** Puts the files into their folders; those that are something else than their name says are told. */
  private async *listFiles(): AsyncGenerator<ImportEvent> {
    const { file, files } = this.source;
    for (const one of file ? [file] : (files ?? [])) {
      if (!file && !isEventFile(one.path)) {
        this.addCompanion(one);
        continue;
      }
      const head = one.sliceSync?.(0, HEAD_BYTES) ?? (await one.slice(0, HEAD_BYTES));
      const stranger = nameStranger(nameOf(one.path), head, one.sizeBytes);
      if (stranger) yield problem({ code: stranger, path: one.path });
      // Nothing was written into an empty file, yet.
      if (stranger) continue;
      const folder = folderOf(one.path);
      const known = this.folders.get(folder);
      if (known) known.push(one);
      else this.folders.set(folder, [one]);
    }
  }

  private addCompanion(file: SourceFile): void {
    const folder = companionFolder(file.path);
    if (folder === null) return;
    const known = this.beside.get(folder);
    if (known) known.push(file);
    else this.beside.set(folder, [file]);
  }

  private async *scanFolder(folder: string, files: readonly SourceFile[]): AsyncGenerator<ImportEvent> {
    const scan = new FolderScan(folder, this.isHolding ? 'hold' : 'survey', this.drop.budget);
    for (const file of files)
      for await (const bytesRead of scan.read(file, this.signal)) {
        throwIfAborted(this.signal);
        // The second reading of a large group is the other half of its work.
        yield { kind: 'progress', bytesRead: this.isHolding ? bytesRead : bytesRead / 2, file: file.path };
      }
    for (const one of scan.problems) yield problem(one);
    if (scan.events > 0) this.scans.set(folder, scan);
  }

  private async *points(
    run: RunKey,
    folded: FoldedRun,
    scans: readonly FolderScan[],
  ): AsyncGenerator<ImportEvent> {
    const own = new Set<string>();
    folded.members.forEach((member, at) => {
      if (!member.yields)
        for (const { name, count } of scans[at]!.tags.entries) if (count > 0) own.add(member.rename(name));
    });
    for (const [at, member] of folded.members.entries()) {
      const scan = scans[at]!;
      const toMetric = (name: string): string | null => {
        const metric = member.rename(name);
        return metric === '' || (member.yields && own.has(metric)) || isPlaceholder(scan, name)
          ? null
          : metric;
      };
      if (this.isHolding) {
        yield* heldPoints(run, scan, toMetric);
        scan.releasePoints();
      } else yield* this.streamPoints(run, member, toMetric);
    }
  }

  private async *streamPoints(
    run: RunKey,
    { folder }: Member,
    toMetric: (name: string) => string | null,
  ): AsyncGenerator<ImportEvent> {
    const scan = new FolderScan(folder, 'points', this.drop.budget);
    for (const file of this.folders.get(folder) ?? [])
      for await (const bytesRead of scan.read(file, this.signal)) {
        throwIfAborted(this.signal);
        yield* heldPoints(run, scan, toMetric);
        scan.releasePoints();
        yield { kind: 'progress', bytesRead: bytesRead / 2, file: file.path };
      }
  }

  private *artifacts(run: RunKey, folded: FoldedRun, scans: readonly FolderScan[]): Generator<ImportEvent> {
    const taken = new Set<string>();
    for (const [at, member] of folded.members.entries()) {
      const scan = scans[at]!;
      for (const file of artifactFiles(scan, member)) {
        if (taken.has(file.path)) continue;
        taken.add(file.path);
        yield { kind: 'artifact', owner: run, path: file.path, file };
      }
      const start = member.folder === '' ? 0 : member.folder.length + 1;
      for (const file of this.beside.get(member.folder) ?? []) {
        if (!isListed(file.path)) continue;
        yield { kind: 'artifact', owner: run, path: member.prefix + file.path.slice(start), file };
      }
    }
  }

  private async paramsBeside(run: FoldedRun, scans: readonly FolderScan[]): Promise<readonly Pair[]> {
    const params = new Map<string, string>();
    for (const [at, { folder }] of run.members.entries()) {
      const pairs: Pair[] = [];
      for (const file of settingsBeside(this.source.tree, folder))
        pairs.push(...(await readParamsFile(file)));
      pairs.push(...argsParams(scans[at]!.args));
      for (const [key, value] of pairs) if (!params.has(key)) params.set(key, value);
    }
    return [...params];
  }

  private *tellLeftOut(): Generator<ImportEvent> {
    const others = new Map<string, number>();
    let noRoom = 0;
    let refused = 0;
    for (const scan of this.scans.values()) {
      for (const [plugin, count] of scan.others) others.set(plugin, (others.get(plugin) ?? 0) + count);
      noRoom += scan.noRoom;
      refused += scan.tags.refused;
    }
    const { path } = this.source;
    if (others.size > 0) {
      const kinds = [...others].map(([plugin, count]) => `${plugin} (${count})`).sort();
      yield problem({ code: 'values-not-read', path, facts: { kinds: kinds.slice(0, 12).join(', ') } });
    }
    if (noRoom > 0)
      yield problem({ code: 'limit-reached', path, facts: { limit: `${noRoom} images or texts left out` } });
    if (refused > 0)
      yield problem({ code: 'limit-reached', path, facts: { limit: `${refused} values of too many tags` } });
  }
}

function* heldPoints(
  run: RunKey,
  scan: FolderScan,
  toMetric: (name: string) => string | null,
): Generator<ImportEvent> {
  for (const { name, points, earlier } of scan.tags.entries) {
    if (points === null || points.length + earlier.length === 0) continue;
    const metric = toMetric(name);
    if (metric === null) continue;
    for (const piece of earlier) yield { kind: 'points', run, metric, points: piece };
    if (points.length > 0) yield { kind: 'points', run, metric, points: points.columns() };
  }
}

/** What Lightning logs so that hyperparameters have some metric. */
function isPlaceholder(scan: FolderScan, name: string): boolean {
  if (name !== 'hp_metric') return false;
  const entry = scan.tags.entries.find((one) => one.name === name);
  return entry !== undefined && entry.count === entry.placeholders;
}

function* artifactFiles(scan: FolderScan, { prefix }: Member): Generator<SourceFile> {
  for (const medium of scan.media)
    yield partOfFile(medium.file, mediumPath(medium, prefix), medium.from, medium.to);
  for (const { folder, key, lines } of scan.lineFiles.values())
    yield makeFile(keyPath(folder, prefix + key, '.jsonl'), `${lines.join('\n')}\n`);
  for (const { path, content } of scan.singles) {
    const full = prefix + path;
    if (typeof content === 'string') yield makeFile(full, content);
    else yield partOfFile(content.file, full, content.from, content.to);
  }
}

/** Files of plugins are listed as they are. */
function isListed(path: string): boolean {
  return /(^|\/)plugins\//.test(path) || nameOf(path) === 'projector_config.pbtxt';
}

/** Files with a run's settings, and what must lie beside one to make it that: any project has a `params.json`. */
const SETTINGS: readonly (readonly [name: string, beside: string])[] = [
  ['hparams.yaml', 'hparams.yaml'],
  ['args.yaml', 'results.csv'],
  ['params.json', 'progress.csv'],
  ['params.json', 'result.json'],
];

function settingsBeside(tree: SourceTree, folder: string): readonly SourceFile[] {
  const found = new Set<SourceFile>();
  for (const [name, beside] of SETTINGS) {
    const file = tree.get(joinPath(folder, name));
    if (file && tree.get(joinPath(folder, beside))) found.add(file);
  }
  return [...found];
}

function factsOf(scan: FolderScan, tree: SourceTree): FolderFacts {
  const counts = new Map<string, number>();
  for (const { name, count } of scan.tags.entries)
    if (count > 0) counts.set(name, (counts.get(name) ?? 0) + count);
  const hasOthers = scan.media.length + scan.lineFiles.size + scan.singles.length + scan.others.size > 0;
  const isRun = settingsBeside(tree, scan.folder).length > 0;
  return { folder: scan.folder, counts, hasSession: scan.hasSession, isRun, hasOthers };
}

function dropOf(tree: SourceTree): DropState {
  const known = drops.get(tree);
  if (known) return known;
  // Event files among what other runs hold are no reason to look further up.
  const paths = tree.files.map(({ path }) => path).filter((path) => !/(^|\/)(artifacts|wandb)\//.test(path));
  const logdir = folderAround(findFamilies(paths).map(({ folder }) => folder));
  const state = { logdir, budget: { lines: MOST_LINES, media: MOST_MEDIA } };
  drops.set(tree, state);
  return state;
}

function problem(one: ImportProblem): ImportEvent {
  return { kind: 'problem', problem: one };
}
