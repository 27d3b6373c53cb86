import { concatBytes } from '../../../src/base/bytes.ts';
import type { ExperimentKey, ModelKey, RunKey } from '../../../src/domain/ids.ts';
import { VERSION_TAG } from '../../../src/domain/registry/fold-registry.ts';
import type { ModelVersion } from '../../../src/domain/registry/registry-view.ts';
import type { ArtifactEntry, StoredRun } from '../../../src/domain/run.ts';
import type {
  ExportCounts,
  ExportProgress,
  ExportQuery,
  ExportResult,
  MlflowSettings,
} from '../../../src/rpc/export-api.ts';
import { PackShelf } from '../../query/pack-shelf.ts';
import type { OpenSpace } from '../bytes/byte-space.ts';
import { SpaceFull } from '../bytes/byte-space.ts';
import { NoteList } from '../notes.ts';
import { OpenedWorkspace } from '../opened-workspace.ts';
import { FolderFailure } from './folder/folder-sink.ts';
import { ArtifactPlaces } from './plan/artifact-places.ts';
import { planExperiments } from './plan/experiment-plan.ts';
import { LoggedModelPlan } from './plan/logged-model-plan.ts';
import { planRegistry } from './plan/registry-plan.ts';
import { planRun, toRunId } from './plan/run-plan.ts';
import type { OutExperiment, OutSeries, StoreWriter } from './store-content.ts';
import { toWholePoints } from './whole-points.ts';
import { isMlModel, withoutModelId } from './without-model-id.ts';

/** Listings of this many runs are read together. */
const OWNERS_AT_ONCE = 200;
/** Between two messages of progress (ms). */
const TELL_EVERY_MS = 100;

/** Writes a workspace, or a part of it, as MLflow would have written it; what cannot be is told in notes. */
export async function exportMlflow(
  query: ExportQuery,
  settings: MlflowSettings,
  open: OpenSpace,
  onProgress: (progress: ExportProgress) => void,
): Promise<ExportResult> {
  onProgress({ stage: 'opening', runs: 0, ofRuns: 0, bytes: 0 });
  const workspace = await OpenedWorkspace.open(query.workspace, query.edits);
  try {
    const notes = new NoteList();
    const writer = await createWriter(query.folder, settings, open, notes);
    return await new Export(workspace, query, settings, writer, notes, onProgress).run();
  } catch (error) {
    if (error instanceof SpaceFull)
      return { kind: 'failed', code: error.where === 'memory' ? 'too-large' : 'disk-full' };
    if (error instanceof FolderFailure) return { kind: 'failed', code: error.code };
    throw error;
  } finally {
    workspace.close();
  }
}

async function createWriter(
  folder: FileSystemDirectoryHandle | null,
  settings: MlflowSettings,
  open: OpenSpace,
  notes: NoteList,
): Promise<StoreWriter> {
  if (settings.format === 'mlflow-db') {
    const { createDbWriter } = await import('./database/db-writer.ts');
    return createDbWriter(open);
  }
  const { createFolderWriter } = await import('./folder/folder-writer.ts');
  return createFolderWriter(folder, open, notes);
}

class Export {
  private readonly places: ArtifactPlaces;
  private readonly packs: PackShelf;
  private readonly counts = { experiments: 0, runs: 0, points: 0, models: 0, versions: 0, files: 0 };
  private toldAtMs = 0;
  /** Runs and logged models some of whose files go along. */
  private readonly withFiles = new Set<RunKey | ModelKey>();

  constructor(
    private readonly workspace: OpenedWorkspace,
    private readonly query: ExportQuery,
    private readonly settings: MlflowSettings,
    private readonly writer: StoreWriter,
    private readonly notes: NoteList,
    private readonly onProgress: (progress: ExportProgress) => void,
  ) {
    this.places = new ArtifactPlaces(settings.artifactRoot);
    this.packs = new PackShelf((hashes) => workspace.facts.loadChunks(hashes));
  }

  async run(): Promise<ExportResult> {
    const { workspace, writer, query, settings } = this;
    const rows = workspace.rowsOf(query.scope);
    const { table } = workspace;
    const rowOf = new Map(rows.map((row) => [table.facts.keys[row]!, row]));
    const runs = new Set(rowOf.keys());
    const experiments = planExperiments(
      workspace.experimentsOf(query.scope, rows),
      (id, recorded) => (settings.withArtifacts || !recorded ? this.places.experimentAddress(id) : recorded),
      this.notes,
    );
    for (const experiment of experiments.values()) await writer.addExperiment(experiment);
    this.counts.experiments = experiments.size;
    const models = new LoggedModelPlan(workspace.facts.loggedModels.values(), runs, this.notes);
    const owners = [...runs, ...models.all().map(({ key }) => key)];
    if (settings.withArtifacts) await this.findFiles(owners);
    const homes = new Map<RunKey, string>();
    const add = async (run: StoredRun): Promise<void> => {
      const experiment = experimentOf(experiments, table.experiment(rowOf.get(run.key)!));
      homes.set(run.key, experiment.id);
      await this.addRun(run, rowOf.get(run.key)!, experiment, models);
      this.counts.runs += 1;
      this.tell('runs', runs.size);
    };
    await workspace.facts.forEachRun(add, runs, () => true);
    await this.addModels(runs, homes, models);
    if (settings.withArtifacts) await this.addFiles(owners, homes, models, runs.size);
    this.tell('finishing', runs.size, true);
    const made = await writer.finish();
    const counts: ExportCounts = { ...this.counts, bytes: made?.file.size ?? writer.bytes };
    const notes = this.notes.list();
    return made ? { kind: 'file', ...made, counts, notes } : { kind: 'folder', counts, notes };
  }

  private async addRun(
    run: StoredRun,
    row: number,
    experiment: OutExperiment,
    models: LoggedModelPlan,
  ): Promise<void> {
    const { edits, table, facts } = this.workspace;
    const own = edits.runs.get(run.key);
    if (own?.alsoIn?.length) this.notes.add('also-listed', table.name(row));
    const hasFiles =
      this.withFiles.has(run.key) || models.of(run.key).some(({ key }) => this.withFiles.has(key));
    const address = this.places.runAddress(experiment.id, toRunId(run.key));
    const around = {
      edits: own,
      deleted: table.deleted(row),
      experimentId: experiment.id,
      artifactUri: hasFiles || run.artifactUri === '' ? address : run.artifactUri,
      datasets: facts.datasets,
      extraTags: models.historyTag(run.key, run.tags),
      atMs: this.query.atMs,
    };
    await this.writer.addRun(planRun(run, around, this.notes), this.series(run));
  }

  private async *series(run: StoredRun): AsyncGenerator<OutSeries> {
    for (const { key, parts } of run.series) {
      const loaded = await this.workspace.facts.points(run, key, this.packs.loaderFor(parts));
      if (loaded.missing.length > 0) this.notes.add('points-elsewhere', `${run.name || run.key}: ${key}`);
      const { columns, rounded } = toWholePoints(loaded.columns);
      if (rounded > 0) this.notes.add('step-rounded', `${run.name || run.key}: ${key}`, rounded);
      this.counts.points += columns.steps.length;
      yield { key, columns };
    }
  }

  private async addModels(
    runs: ReadonlySet<RunKey>,
    homes: ReadonlyMap<RunKey, string>,
    models: LoggedModelPlan,
  ): Promise<void> {
    const { modelVersions, loggedModels } = this.workspace.facts;
    const sourceOf = (version: ModelVersion): string => {
      const model = version.loggedModel === null ? undefined : loggedModels.get(version.loggedModel);
      if (model?.sourceRun && this.withFiles.has(model.key))
        return `runs:/${toRunId(model.sourceRun)}/${models.folderOf(model)}`;
      return this.movedSource(version, homes);
    };
    const returnedAs = (version: ModelVersion) =>
      modelVersions.get(`${version.model}\n${version.ref}`)?.tags.find(([key]) => key === VERSION_TAG)?.[1];
    const isWanted = this.query.scope.kind === 'all' ? null : (run: RunKey) => runs.has(run);
    const planned = planRegistry(this.workspace.registry(), isWanted, { sourceOf, returnedAs }, this.notes);
    for (const model of planned) {
      await this.writer.addModel(model);
      this.counts.models += 1;
      this.counts.versions += model.versions.length;
    }
  }

  /** An address below the artifacts of a run whose files go along follows them. */
  private movedSource(version: ModelVersion, homes: ReadonlyMap<RunKey, string>): string {
    const { run, source } = version;
    const home = run === null ? undefined : homes.get(run);
    if (run === null || home === undefined || !this.withFiles.has(run)) return source;
    const mark = `/${run}/artifacts`;
    const at = source.replaceAll('\\', '/').indexOf(mark);
    if (at < 0) return source;
    return this.places.runAddress(home, toRunId(run)) + source.replaceAll('\\', '/').slice(at + mark.length);
  }

  private async findFiles(owners: readonly (RunKey | ModelKey)[]): Promise<void> {
    for await (const [owner, entries] of this.listings(owners))
      if (entries.some(({ chunks }) => chunks !== null)) this.withFiles.add(owner);
  }

  private async addFiles(
    owners: readonly (RunKey | ModelKey)[],
    homes: ReadonlyMap<RunKey, string>,
    models: LoggedModelPlan,
    ofRuns: number,
  ): Promise<void> {
    const modelByKey = new Map(models.all().map((model) => [model.key as string, model]));
    for await (const [owner, entries] of this.listings(owners)) {
      const model = modelByKey.get(owner);
      const run = model?.sourceRun ?? (owner as RunKey);
      const home = homes.get(run);
      if (home === undefined) continue;
      const root = this.places.runPath(home, toRunId(run)) + (model ? `/${models.folderOf(model)}` : '');
      for (const entry of entries) await this.addFile(`${root}/${entry.path}`, entry);
      this.tell('artifacts', ofRuns);
    }
  }

  private async addFile(path: string, entry: ArtifactEntry): Promise<void> {
    const { store } = this.workspace;
    const chunks = entry.chunks ?? [];
    const isHere = entry.chunks !== null && (await store.has(chunks)).every(Boolean);
    if (!isHere) {
      this.notes.add('artifact-missing', entry.path);
      return;
    }
    const read = async function* (): AsyncGenerator<Uint8Array<ArrayBuffer>> {
      for (const hash of chunks) {
        const bytes = await store.loadChunk(hash);
        if (bytes) yield bytes;
      }
    };
    await this.writer.addFile(path, isMlModel(path, entry.sizeBytes) ? this.mlModel(path, read()) : read());
    this.counts.files += 1;
  }

  private async *mlModel(
    path: string,
    chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(chunk);
    const whole = concatBytes(parts);
    const without = withoutModelId(whole);
    if (without) this.notes.add('model-id-left', path.split('/').slice(2).join('/'));
    yield without ?? whole;
  }

  private async *listings(
    owners: readonly (RunKey | ModelKey)[],
  ): AsyncGenerator<readonly [RunKey | ModelKey, readonly ArtifactEntry[]]> {
    for (let at = 0; at < owners.length; at += OWNERS_AT_ONCE) {
      const some = new Set(owners.slice(at, at + OWNERS_AT_ONCE));
      yield* await this.workspace.facts.artifactsAmong(some);
    }
  }

  private tell(stage: ExportProgress['stage'], ofRuns: number, isNow = false): void {
    const now = performance.now();
    if (!isNow && now - this.toldAtMs < TELL_EVERY_MS) return;
    this.toldAtMs = now;
    this.onProgress({ stage, runs: this.counts.runs, ofRuns, bytes: this.writer.bytes });
  }
}

/** A run of an experiment that nobody knows stands in MLflow's own. */
function experimentOf(
  experiments: ReadonlyMap<ExperimentKey | null, OutExperiment>,
  key: ExperimentKey,
): OutExperiment {
  return experiments.get(key) ?? [...experiments.values()].find(({ id }) => id === '0')!;
}
