import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { ModelKey, RunKey } from '../../../../src/domain/ids.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { DatasetRecord, ExperimentRecord } from '../../../../src/domain/records.ts';
import type { RunRecord } from '../../../../src/domain/run.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { ArtifactLookup, type FoundArtifact } from '../../source/artifact-lookup.ts';
import { nameOf } from '../../source.ts';
import { readDatasets, readExperiment } from './experiment.ts';
import { type ExperimentFolder, findLayout, isEmptyLayout, type MlrunsLayout } from './layout.ts';
import type { OwnedFiles } from './listing.ts';
import { readLoggedModel } from './logged-model.ts';
import { parseMeta } from './meta.ts';
import { findPair } from './pairs.ts';
import { type ExperimentFiles, ReadingPlan } from './plan.ts';
import { ReadAhead } from './read-ahead.ts';
import { readRegisteredModel } from './registry.ts';
import { readRun } from './run.ts';
import { readSeries } from './series.ts';

/** Reads a store run by run; nothing of a run stays in memory once it has been handed on. */
export async function* readMlruns(source: ImportSource, context: ReadContext): AsyncGenerator<ImportEvent> {
  throwIfAborted(context.signal);
  const layout = findLayout(source.tree.under(source.path).map((file) => file.path));
  if (layout.artifactOnlyCount > 0) {
    const facts = { runs: layout.artifactOnlyCount };
    yield { kind: 'problem', problem: { code: 'artifacts-only', path: source.path, facts } };
  }
  if (isEmptyLayout(layout)) return;
  yield* new StoreReader(source, layout, context.signal).read();
}

class StoreReader {
  private readonly source: ImportSource;
  private readonly layout: MlrunsLayout;
  private readonly signal: AbortSignal;
  private readonly plan: ReadingPlan;
  private readonly ahead: ReadAhead;
  private readonly lookup: ArtifactLookup;
  private readonly seenRuns = new Set<RunKey>();
  private readonly seenModels = new Set<ModelKey>();
  private readonly seenDatasets = new Set<string>();
  private traceCount = 0;
  private artifactOnlyCount = 0;
  /** Runs whose artifacts are recorded elsewhere, and one such address. */
  private readonly missing = { runs: 0, uri: '' };
  private bytesReported = 0;

  constructor(source: ImportSource, layout: MlrunsLayout, signal: AbortSignal) {
    this.source = source;
    this.layout = layout;
    this.signal = signal;
    this.plan = new ReadingPlan(source.tree, layout);
    this.ahead = new ReadAhead(this.plan.files(), signal);
    this.lookup = new ArtifactLookup(source.tree);
  }

  async *read(): AsyncGenerator<ImportEvent> {
    for (const place of this.layout.experiments) yield* this.readExperiment(place);
    for (const [folder, versions] of this.layout.models) {
      yield* readRegisteredModel(folder, versions, this.plan, this.ahead);
      yield this.makeProgress(folder);
    }
    yield* this.listLeftOut();
  }

  private async *readExperiment(place: ExperimentFolder): AsyncGenerator<ImportEvent> {
    const files = this.plan.takeExperiment(place);
    const runFolders = this.layout.runs.get(place.folder) ?? [];
    const problems: ImportProblem[] = [];
    const idFromRuns = place.hasMeta ? '' : await this.findExperimentId(runFolders);
    const experiment = await readExperiment(place, files, this.ahead, problems, idFromRuns);
    yield { kind: 'experiment', experiment };
    const datasets = await readDatasets(files, this.ahead, problems);
    for (const dataset of datasets.values()) {
      if (this.seenDatasets.has(dataset.key)) continue;
      this.seenDatasets.add(dataset.key);
      yield { kind: 'dataset', dataset };
    }
    this.noteLeftOut(place, files, problems);
    for (const problem of problems) yield { kind: 'problem', problem };
    for (const folder of files.models) yield* this.readModel(folder, experiment);
    for (const folder of runFolders) yield* this.readRun(folder, experiment, datasets);
  }

  private async *readModel(folder: string, experiment: ExperimentRecord): AsyncGenerator<ImportEvent> {
    const files = this.plan.takeOwned(folder);
    const problems: ImportProblem[] = [];
    const model = await readLoggedModel(files, experiment, this.ahead, problems);
    if (model !== null && this.seenModels.has(model.key)) {
      problems.push({ code: 'duplicate-run', path: folder, facts: { id: model.key } });
    } else if (model !== null) {
      this.seenModels.add(model.key);
      yield { kind: 'logged-model', model };
      const found = this.findArtifacts(files, model.artifactLocation, experiment.id, nameOf(folder));
      yield* listArtifacts(model.key, found ?? []);
    }
    for (const problem of problems) yield { kind: 'problem', problem };
    yield this.makeProgress(folder);
  }

  private async *readRun(
    folder: string,
    experiment: ExperimentRecord,
    datasets: ReadonlyMap<string, DatasetRecord>,
  ): AsyncGenerator<ImportEvent> {
    const files = this.plan.takeOwned(folder);
    const problems: ImportProblem[] = [];
    const place = { files, experiment, datasets, origin: folder };
    const run = await readRun(place, this.ahead, problems);
    if (run !== null && this.seenRuns.has(run.key)) {
      problems.push({ code: 'duplicate-run', path: folder, facts: { id: run.key } });
    } else if (run !== null) {
      this.seenRuns.add(run.key);
      yield { kind: 'run', run };
      yield* readSeries(files, run.key, this.ahead, this.signal);
      const found = this.findArtifacts(files, run.artifactUri, experiment.id, run.key);
      if (found === null) this.noteMissingArtifacts(run);
      yield* listArtifacts(run.key, found ?? []);
      yield { kind: 'run-end', run: run.key };
    }
    for (const problem of problems) yield { kind: 'problem', problem };
    yield this.makeProgress(folder);
  }

  /** The owner's own folder first; else wherever in the drop the recorded address has ended up. */
  private findArtifacts(
    files: OwnedFiles,
    uri: string,
    experimentId: string,
    ownerId: string,
  ): readonly FoundArtifact[] | null {
    if (files.artifacts.length > 0) {
      const start = files.folder === '' ? 'artifacts/'.length : files.folder.length + '/artifacts/'.length;
      return files.artifacts.map((file) => ({ path: file.path.slice(start), file }));
    }
    const found = this.lookup.find(uri, experimentId, ownerId);
    return found.resolved ? found.files : null;
  }

  /** Most runs without artifact files never had any; only those that say otherwise are counted. */
  private noteMissingArtifacts(run: RunRecord): void {
    const isElsewhere = /^(?!file:)[A-Za-z][A-Za-z0-9+.-]+:/.test(run.artifactUri);
    const hasModelsOfItsOwn = run.models.some(({ direction }) => direction === 'output');
    const loggedSome =
      findPair(run.tags, 'mlflow.loggedArtifacts') !== '' ||
      (findPair(run.tags, 'mlflow.log-model.history') !== '' && !hasModelsOfItsOwn);
    if (!isElsewhere && !loggedSome) return;
    this.missing.runs += 1;
    this.missing.uri ||= run.artifactUri;
  }

  private noteLeftOut(place: ExperimentFolder, files: ExperimentFiles, problems: ImportProblem[]): void {
    this.traceCount += files.traceCount;
    this.artifactOnlyCount += files.artifactOnlyCount;
    for (const path of files.lostRuns) problems.push({ code: 'meta-missing', path });
    // A run that was dropped alone has no experiment around it; a numbered folder has lost its file.
    const isNumbered = /^[0-9]+$/.test(nameOf(place.folder));
    if (!place.hasMeta && isNumbered && place.folder !== this.source.path) {
      problems.push({ code: 'meta-missing', path: place.folder });
    }
  }

  private *listLeftOut(): Iterable<ImportEvent> {
    const { path } = this.source;
    const problems: ImportProblem[] = [];
    if (this.traceCount > 0) {
      problems.push({ code: 'traces-skipped', path, facts: { traces: this.traceCount } });
    }
    if (this.artifactOnlyCount > 0 && !this.hasDatabase()) {
      problems.push({ code: 'artifacts-only', path, facts: { runs: this.artifactOnlyCount } });
    }
    if (this.missing.runs > 0) problems.push({ code: 'artifacts-missing', path, facts: { ...this.missing } });
    for (const problem of problems) yield { kind: 'problem', problem };
  }

  private hasDatabase(): boolean {
    return this.source.tree.files.some((file) => /\.(?:db|sqlite3?)$/i.test(file.path));
  }

  /** Only the runs know the id of an experiment whose folder was not dropped with them. */
  private async findExperimentId(runFolders: readonly string[]): Promise<string> {
    const folder = runFolders[0];
    const meta = folder === undefined ? null : this.plan.metaOf(folder);
    if (meta === null) return '';
    const result = parseMeta(await this.ahead.peek(meta), meta.path);
    return result.ok ? result.meta.text('experiment_id') : '';
  }

  private makeProgress(file: string): ImportEvent {
    const bytesRead = this.ahead.bytesRead - this.bytesReported;
    this.bytesReported = this.ahead.bytesRead;
    return { kind: 'progress', bytesRead, file };
  }
}

function* listArtifacts(owner: RunKey | ModelKey, found: readonly FoundArtifact[]): Iterable<ImportEvent> {
  for (const { path, file } of found) {
    if (/(^|\/)\.\.(\/|$)/.test(path)) continue;
    yield { kind: 'artifact', owner, path, file };
  }
}
