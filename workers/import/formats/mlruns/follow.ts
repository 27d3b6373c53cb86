import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { ModelKey, RunKey } from '../../../../src/domain/ids.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { DatasetRecord, ExperimentRecord } from '../../../../src/domain/records.ts';
import type { Follower, FollowRestart, ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { ArtifactLookup } from '../../source/artifact-lookup.ts';
import { joinPath, nameOf, type SourceFile } from '../../source.ts';
import { findArtifacts, listArtifacts } from './artifacts.ts';
import { readDatasets, readExperiment } from './experiment.ts';
import { FollowMap } from './follow-map.ts';
import { isSettling, RunFollower, type RunTurn } from './follow-run.ts';
import type { ExperimentFolder } from './layout.ts';
import { LeftOut } from './left-out.ts';
import { readingOrder } from './listing.ts';
import { readLoggedModel } from './logged-model.ts';
import { parseMeta } from './meta.ts';
import { readRegisteredModel } from './registry.ts';
import { SmallFiles, type SmallFilesTurn } from './small-files.ts';

type FollowEvent = ImportEvent | FollowRestart;
const RESTART: FollowRestart = { kind: 'restart' };

interface HeldExperiment {
  readonly place: ExperimentFolder;
  readonly record: ExperimentRecord;
  readonly datasets: ReadonlyMap<string, DatasetRecord>;
}

/**
 * Follows a store that MLflow writes to: reads on in metric files, and reads the small files again that changed. What
 * vanished or became something else cannot be taken back, so the store is then read from the start.
 */
export class MlrunsFollower implements Follower {
  private readonly map = new FollowMap();
  private readonly small = new SmallFiles();
  private readonly experiments = new Map<string, HeldExperiment>();
  private readonly runs = new Map<string, RunFollower>();
  private readonly runFolders = new Map<RunKey, string>();
  private readonly models = new Map<string, ModelKey>();
  private readonly modelFolders = new Map<ModelKey, string>();
  private readonly registered = new Map<string, readonly string[]>();
  private readonly datasets = new Set<string>();
  /** What is wrong with the small files as they are by now, by owner: more bytes may mend it. Told at the end. */
  private readonly problems = new Map<string, readonly ImportProblem[]>();
  private isFirst = true;
  private lookup: ArtifactLookup | null = null;

  async *advance(source: ImportSource, context: ReadContext): AsyncGenerator<FollowEvent> {
    const { signal } = context;
    throwIfAborted(signal);
    if (!this.map.look(source.tree, source.path)) return;
    this.lookup = null;
    if (this.hasLostSome() || this.hasShorterSeries(source)) {
      yield RESTART;
      return;
    }
    const files = this.small.turn(this.planned(), signal);
    const events = this.tellAll(source, files, signal);
    if (this.isFirst) {
      this.isFirst = false;
      yield* events;
      return;
    }
    // Held until it is clear that nothing of it has to be taken back.
    const held: FollowEvent[] = [];
    for await (const event of events) {
      throwIfAborted(signal);
      held.push(event);
      if (event.kind !== 'restart') continue;
      yield event;
      return;
    }
    yield* held;
  }

  async *end(source: ImportSource, { signal }: ReadContext): AsyncGenerator<ImportEvent> {
    const leftOut = new LeftOut(source);
    const { layout } = this.map;
    if (layout.artifactOnlyCount > 0) {
      const facts = { runs: layout.artifactOnlyCount };
      yield { kind: 'problem', problem: { code: 'artifacts-only', path: source.path, facts } };
    }
    const files = this.small.turn([], signal);
    const problems = [...this.problems.values()].flat();
    for (const place of layout.experiments) {
      problems.push(...leftOut.noteExperiment(place, this.map.filesOf(place)));
      const held = this.experiments.get(place.folder);
      for (const folder of this.map.runsOf(place)) {
        const run = this.runs.get(folder);
        if (held === undefined || run === undefined || run.key === null) continue;
        problems.push(...run.problems);
        const owned = this.map.plan!.ownedAt(folder);
        const { record: experiment, datasets } = held;
        yield* run.end(owned, { experiment, datasets, files });
        const { artifactUri } = run;
        if (artifactUri === null) continue;
        const found = findArtifacts(owned, artifactUri, experiment.id, run.key, this.lookupIn(source));
        if (found === null) leftOut.noteMissing(artifactUri);
      }
    }
    problems.push(...leftOut.list());
    for (const problem of problems) yield { kind: 'problem', problem };
  }

  private async *tellAll(
    source: ImportSource,
    files: SmallFilesTurn,
    signal: AbortSignal,
  ): AsyncGenerator<FollowEvent> {
    let told = 0;
    for (const place of this.map.layout.experiments) {
      yield* this.tellExperiment(place, files);
      const held = this.experiments.get(place.folder);
      if (held === undefined) continue;
      for (const folder of this.map.modelsOf(place)) {
        if (this.isNew(folder)) yield* this.tellModel(folder, held, source, files);
      }
      for (const folder of this.map.runsOf(place)) {
        if (this.isNew(folder)) yield* this.tellRun(folder, { held, source, files, signal });
        if (files.bytesRead === told) continue;
        yield { kind: 'progress', bytesRead: files.bytesRead - told, file: folder };
        told = files.bytesRead;
      }
    }
    for (const [folder, versions] of this.map.layout.models) {
      if (!this.isNew(folder)) continue;
      const problems: ImportProblem[] = [];
      const events: ImportEvent[] = [];
      const failuresBefore = files.failures;
      for await (const event of readRegisteredModel(folder, versions, this.map.plan!, files)) {
        if (event.kind === 'problem') problems.push(event.problem);
        else events.push(event);
      }
      if (files.failures > failuresBefore) {
        this.map.lookAgain(folder);
        continue;
      }
      this.registered.set(folder, versions);
      this.problems.set(folder, problems);
      yield* events;
    }
  }

  private isNew(folder: string): boolean {
    if (this.map.isDirty(folder)) return true;
    return !(this.runs.has(folder) || this.models.has(folder) || this.registered.has(folder));
  }

  /** The small files that this turn will ask for, in that order. */
  private *planned(): Iterable<SourceFile> {
    const { map } = this;
    for (const place of map.layout.experiments) {
      if (this.isExperimentNew(place)) {
        const { meta, tags, datasets } = map.filesOf(place);
        if (meta !== null) yield meta;
        yield* tags;
        yield* datasets;
      }
      for (const folder of [...map.modelsOf(place), ...map.runsOf(place)]) {
        if (!this.isNew(folder)) continue;
        const owned = map.plan!.ownedAt(folder);
        const isHeld = this.runs.has(folder);
        if (!isHeld || this.runs.get(folder)!.needsRecord(owned, map.dirtyPaths(folder))) {
          yield* readingOrder(isHeld ? { ...owned, metrics: [] } : owned);
        }
      }
    }
    for (const [model, versions] of map.layout.models) {
      if (!this.isNew(model)) continue;
      for (const folder of [model, ...versions]) {
        const { meta, tags, aliases } = map.plan!.registryAt(folder);
        if (meta !== null) yield meta;
        yield* tags;
        yield* aliases;
      }
    }
  }

  /** Something that was told is not there any more, or lies elsewhere now. */
  private hasLostSome(): boolean {
    const { map } = this;
    if (!map.isOtherPaths) return false;
    const places = new Map(map.layout.experiments.map((place) => [place.folder, place]));
    for (const [folder, { place }] of this.experiments) {
      const now = places.get(folder);
      if (now?.hasMeta !== place.hasMeta || now.isTrashed !== place.isTrashed) return true;
    }
    for (const folder of this.runs.keys()) if (!map.has(folder)) return true;
    for (const folder of this.models.keys()) if (!map.has(folder)) return true;
    for (const [folder, versions] of this.registered) {
      const now = map.layout.models.get(folder);
      if (now === undefined || versions.some((version) => !now.includes(version))) return true;
    }
    return false;
  }

  private hasShorterSeries({ tree }: ImportSource): boolean {
    for (const [folder, run] of this.runs) {
      const paths = this.map.dirtyPaths(folder);
      if (paths.size > 0 && run.hasLost(tree, paths)) return true;
    }
    return false;
  }

  private isExperimentNew(place: ExperimentFolder): boolean {
    if (!this.experiments.has(place.folder)) return true;
    const own = ['meta.yaml', 'tags/', 'datasets/'].map((name) => joinPath(place.folder, name));
    for (const path of this.map.dirtyPaths(place.folder)) {
      if (own.some((start) => path.startsWith(start))) return true;
    }
    return this.map.isDirty(place.folder) && this.map.dirtyPaths(place.folder).size === 0;
  }

  private async *tellExperiment(place: ExperimentFolder, files: SmallFilesTurn): AsyncGenerator<FollowEvent> {
    if (!this.isExperimentNew(place)) return;
    const { folder } = place;
    const known = this.experiments.get(folder);
    const listed = this.map.filesOf(place);
    const problems: ImportProblem[] = [];
    const failuresBefore = files.failures;
    const idFromRuns = place.hasMeta ? '' : await this.findExperimentId(place, files);
    const record = await readExperiment(place, listed, files, problems, idFromRuns);
    const datasets = await readDatasets(listed, files, problems);
    if (files.failures > failuresBefore || (problems.length > 0 && isSettling(listed.meta))) {
      this.map.lookAgain(folder);
      return;
    }
    if (known !== undefined && known.record.key !== record.key) {
      yield RESTART;
      return;
    }
    this.experiments.set(folder, { place, record, datasets });
    if (known === undefined || JSON.stringify(known.record) !== JSON.stringify(record)) {
      yield { kind: 'experiment', experiment: record };
    }
    for (const dataset of datasets.values()) {
      if (this.datasets.has(dataset.key)) continue;
      this.datasets.add(dataset.key);
      yield { kind: 'dataset', dataset };
    }
    this.problems.set(folder, problems);
    if (known !== undefined) this.forgetRecords(place, known.record.lifecycle !== record.lifecycle);
  }

  /** Records of runs name the experiment's datasets, and are deleted when it is. */
  private forgetRecords(place: ExperimentFolder, isAll: boolean): void {
    for (const folder of this.map.runsOf(place)) {
      const run = this.runs.get(folder);
      if (run === undefined || (run.isOver && !isAll)) continue;
      run.isStale = true;
      this.map.markDirty(folder);
    }
  }

  private async *tellModel(
    folder: string,
    { record: experiment }: HeldExperiment,
    source: ImportSource,
    files: SmallFilesTurn,
  ): AsyncGenerator<FollowEvent> {
    const owned = this.map.plan!.ownedAt(folder);
    const problems: ImportProblem[] = [];
    const failuresBefore = files.failures;
    const model = await readLoggedModel(owned, experiment, files, problems);
    if (files.failures > failuresBefore || (model === null && isSettling(owned.meta))) {
      this.map.lookAgain(folder);
      return;
    }
    if (model !== null) {
      const first = this.modelFolders.get(model.key) ?? folder;
      const isOther = (this.models.get(folder) ?? model.key) !== model.key;
      if (isOther || (first !== folder && this.map.isBefore(folder, first))) {
        yield RESTART;
        return;
      }
      if (first !== folder) {
        problems.push({ code: 'duplicate-run', path: folder, facts: { id: model.key } });
      } else {
        this.models.set(folder, model.key);
        this.modelFolders.set(model.key, folder);
        yield { kind: 'logged-model', model };
        const lookup = this.lookupIn(source);
        const found = findArtifacts(owned, model.artifactLocation, experiment.id, nameOf(folder), lookup);
        yield* listArtifacts(model.key, found ?? []);
      }
    }
    this.problems.set(folder, problems);
  }

  private async *tellRun(
    folder: string,
    { held, source, files, signal }: TellOptions,
  ): AsyncGenerator<FollowEvent> {
    const known = this.runs.get(folder);
    const run = known ?? new RunFollower(folder);
    const turn: RunTurn = {
      owned: this.map.plan!.ownedAt(folder),
      written: this.map.dirtyPaths(folder),
      experiment: held.record,
      datasets: held.datasets,
      files,
      signal,
      lookup: () => this.lookupIn(source),
    };
    const state = await run.readRecord(turn);
    if (state === 'later') this.map.lookAgain(folder);
    if (state === 'otherRun') yield RESTART;
    const { key } = run;
    this.problems.set(folder, key === null ? run.problems : []);
    if (state === 'otherRun' || key === null) return;
    const first = this.runFolders.get(key) ?? folder;
    if (first !== folder) {
      if (this.map.isBefore(folder, first)) yield RESTART;
      const double: ImportProblem = { code: 'duplicate-run', path: folder, facts: { id: key } };
      this.problems.set(folder, [...run.problems, double]);
      return;
    }
    this.runFolders.set(key, folder);
    this.runs.set(folder, run);
    yield* run.tell(turn, () => this.map.lookAgain(folder));
  }

  private lookupIn({ tree }: ImportSource): ArtifactLookup {
    this.lookup ??= new ArtifactLookup(tree);
    return this.lookup;
  }

  /** Only the runs know the id of an experiment whose folder is not followed with them. */
  private async findExperimentId(place: ExperimentFolder, files: SmallFilesTurn): Promise<string> {
    const folder = this.map.runsOf(place)[0];
    const meta = folder === undefined ? null : this.map.plan!.metaOf(folder);
    if (meta === null) return '';
    const result = parseMeta(await files.peek(meta), meta.path);
    return result.ok ? result.meta.text('experiment_id') : '';
  }
}

interface TellOptions {
  readonly held: HeldExperiment;
  readonly source: ImportSource;
  readonly files: SmallFilesTurn;
  readonly signal: AbortSignal;
}
