import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { ModelKey, RunKey } from '../../../../src/domain/ids.ts';
import type { ImportProblem } from '../../../../src/domain/problem.ts';
import type { DatasetRecord, ExperimentRecord } from '../../../../src/domain/records.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { ArtifactLookup } from '../../source/artifact-lookup.ts';
import { nameOf } from '../../source.ts';
import { findArtifacts, listArtifacts } from './artifacts.ts';
import { readDatasets, readExperiment } from './experiment.ts';
import { type ExperimentFolder, findLayout, isEmptyLayout, type MlrunsLayout } from './layout.ts';
import { hasArtifacts, LeftOut } from './left-out.ts';
import { readLoggedModel } from './logged-model.ts';
import { parseMeta } from './meta.ts';
import { ReadingPlan } from './plan.ts';
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
  private readonly layout: MlrunsLayout;
  private readonly signal: AbortSignal;
  private readonly plan: ReadingPlan;
  private readonly ahead: ReadAhead;
  private readonly lookup: ArtifactLookup;
  private readonly seenRuns = new Set<RunKey>();
  private readonly seenModels = new Set<ModelKey>();
  private readonly seenDatasets = new Set<string>();
  private readonly leftOut: LeftOut;
  private bytesReported = 0;

  constructor(source: ImportSource, layout: MlrunsLayout, signal: AbortSignal) {
    this.layout = layout;
    this.signal = signal;
    this.plan = new ReadingPlan(source.tree, layout);
    this.ahead = new ReadAhead(this.plan.files(), signal);
    this.lookup = new ArtifactLookup(source.tree);
    this.leftOut = new LeftOut(source);
  }

  async *read(): AsyncGenerator<ImportEvent> {
    for (const place of this.layout.experiments) yield* this.readExperiment(place);
    for (const [folder, versions] of this.layout.models) {
      yield* readRegisteredModel(folder, versions, this.plan, this.ahead);
      yield this.makeProgress(folder);
    }
    for (const problem of this.leftOut.list()) yield { kind: 'problem', problem };
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
    problems.push(...this.leftOut.noteExperiment(place, files));
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
      const found = findArtifacts(files, model.artifactLocation, experiment.id, nameOf(folder), this.lookup);
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
      const found = findArtifacts(files, run.artifactUri, experiment.id, run.key, this.lookup);
      if (found === null && hasArtifacts(run)) this.leftOut.noteMissing(run.artifactUri);
      yield* listArtifacts(run.key, found ?? []);
      yield { kind: 'run-end', run: run.key };
    }
    for (const problem of problems) yield { kind: 'problem', problem };
    yield this.makeProgress(folder);
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
