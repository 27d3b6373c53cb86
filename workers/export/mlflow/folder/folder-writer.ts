import { toUtf8 } from '../../../../src/base/bytes.ts';
import type { PointColumns } from '../../../../src/base/columns.ts';
import { md5HexOf } from '../../../../src/base/md5.ts';
import { toPythonFloat } from '../../../../src/base/python-float.ts';
import type { Pair } from '../../../../src/domain/run.ts';
import type { OpenSpace } from '../../bytes/byte-space.ts';
import type { NoteList } from '../../notes.ts';
import type {
  OutExperiment,
  OutInput,
  OutModel,
  OutRun,
  OutSeries,
  OutVersion,
  StoreWriter,
} from '../store-content.ts';
import { createDirectorySink, createZipSink, type FileSink } from './folder-sink.ts';
import { KeyPaths, toSegment } from './key-paths.ts';
import { toYaml, type YamlValue } from './yaml-text.ts';

const STATUS_NUMBERS: Readonly<Record<OutRun['status'], number>> = {
  RUNNING: 1,
  SCHEDULED: 2,
  FINISHED: 3,
  FAILED: 4,
  KILLED: 5,
};
/** What modern files say; the truth is in a tag. */
const SOURCE_LOCAL = 4;
/** MLflow opens no run that lacks one of these, however empty. */
const RUN_FOLDERS = ['metrics', 'params', 'artifacts'];
/** Lines of a metric that are made into text together. */
const LINES_AT_ONCE = 20_000;

/** Writes an `mlruns` folder, into a zip where no folder is given. */
export async function createFolderWriter(
  folder: FileSystemDirectoryHandle | null,
  open: OpenSpace,
  notes: NoteList,
): Promise<StoreWriter> {
  return new FolderWriter(folder ? await createDirectorySink(folder) : await createZipSink(open), notes);
}

class FolderWriter implements StoreWriter {
  /** Experiment id → its folder. */
  private readonly homes = new Map<string, string>();
  private readonly datasets = new Set<string>();
  private readonly modelFolders: KeyPaths;
  /** Run folder → paths of its artifacts, one run at a time. */
  private files: { readonly root: string; readonly paths: KeyPaths } | null = null;

  constructor(
    private readonly sink: FileSink,
    private readonly notes: NoteList,
  ) {
    this.modelFolders = new KeyPaths(sink.rules, toSegment);
  }

  get bytes(): number {
    return this.sink.bytes;
  }

  async addExperiment(one: OutExperiment): Promise<void> {
    const home = one.lifecycle === 'deleted' ? `mlruns/.trash/${one.id}` : `mlruns/${one.id}`;
    this.homes.set(one.id, home);
    await this.writeMeta(home, {
      experiment_id: one.id,
      name: one.name,
      artifact_location: one.location,
      lifecycle_stage: one.lifecycle,
      creation_time: one.createdMs,
      // MLflow sorts experiments by it, and those before 2.0 fail on one that has none.
      last_update_time: one.updatedMs ?? 0,
    });
    await this.writePairs(`${home}/tags`, one.tags);
  }

  async addRun(run: OutRun, series: AsyncIterable<OutSeries>): Promise<void> {
    const folder = `${this.homes.get(run.experimentId)}/${run.id}`;
    await this.writeMeta(folder, {
      run_id: run.id,
      // MLflow before 3 knows it by this.
      run_uuid: run.id,
      run_name: run.name,
      experiment_id: run.experimentId,
      user_id: run.user,
      status: STATUS_NUMBERS[run.status],
      start_time: run.startMs,
      end_time: run.endMs,
      lifecycle_stage: run.lifecycle,
      ...(run.deletedMs === null ? {} : { deleted_time: run.deletedMs }),
      artifact_uri: run.artifactUri,
      source_type: SOURCE_LOCAL,
      source_name: '',
      source_version: '',
      entry_point_name: '',
      tags: [],
    });
    for (const name of RUN_FOLDERS) await this.sink.addFolder(`${folder}/${name}`);
    await this.writePairs(`${folder}/params`, run.params);
    await this.writePairs(`${folder}/tags`, run.tags);
    for (const input of run.inputs) await this.writeInput(run, folder, input);
    const paths = new KeyPaths(this.sink.rules);
    for await (const { key, columns } of series) {
      // MLflow takes an empty file for a damaged one.
      if (columns.steps.length === 0) continue;
      const path = `${folder}/metrics/${this.pathOf(paths, key)}`;
      if (columns.steps.length > LINES_AT_ONCE) await this.sink.addStream(path, metricLines(columns));
      else for await (const bytes of metricLines(columns)) await this.sink.addBytes(path, bytes);
    }
  }

  async addModel(model: OutModel): Promise<void> {
    const name = this.modelName(model.name);
    const folder = `mlruns/models/${name}`;
    await this.writeMeta(folder, {
      name,
      creation_timestamp: model.createdMs,
      last_updated_timestamp: model.updatedMs,
      description: model.description || null,
      aliases: new Map(model.aliases.map(({ alias, version }) => [alias, String(version)])),
    });
    await this.writePairs(`${folder}/tags`, model.tags);
    const aliases = model.aliases.map(({ alias, version }): Pair => [alias, String(version)]);
    await this.writePairs(`${folder}/aliases`, aliases);
    for (const version of model.versions) await this.writeVersion(folder, name, version);
  }

  async addFile(path: string, chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void> {
    // mlruns/<experiment>/<run>/artifacts/<path>
    const [, experiment = '', run = '', artifacts = '', ...rest] = path.split('/');
    const root = `${this.homes.get(experiment)}/${run}/${artifacts}`;
    if (this.files?.root !== root) this.files = { root, paths: new KeyPaths(this.sink.rules, toSegment) };
    await this.sink.addStream(`${root}/${this.pathOf(this.files.paths, rest.join('/'))}`, chunks);
  }

  async finish(): Promise<{ readonly file: Blob; readonly ending: 'zip' } | null> {
    const file = await this.sink.finish();
    return file && { file, ending: 'zip' };
  }

  /** MLflow finds a model by its folder, so both have one name. */
  private modelName(name: string): string {
    const path = this.modelFolders.pathOf(name.replaceAll('/', '_'));
    if (path !== name) this.notes.add('name-changed', `${name} → ${path}`);
    return path;
  }

  private async writeVersion(folder: string, name: string, version: OutVersion): Promise<void> {
    const own = `${folder}/version-${version.number}`;
    await this.writeMeta(own, {
      name,
      version: version.number,
      creation_timestamp: version.createdMs,
      last_updated_timestamp: version.updatedMs,
      description: version.description || null,
      user_id: version.user || null,
      current_stage: version.stage,
      source: version.source,
      run_id: version.runId || null,
      run_link: version.runLink || null,
      status: version.status || 'READY',
      status_message: version.statusMessage || null,
      storage_location: version.source,
      aliases: [],
    });
    await this.writePairs(`${own}/tags`, version.tags);
  }

  private async writeInput(run: OutRun, folder: string, { dataset, tags }: OutInput): Promise<void> {
    const id = md5HexOf(dataset.name + dataset.digest);
    const home = `${this.homes.get(run.experimentId)}/datasets/${id}`;
    if (!this.datasets.has(home)) {
      this.datasets.add(home);
      await this.writeMeta(home, {
        name: dataset.name,
        digest: dataset.digest,
        source_type: dataset.sourceType,
        source: dataset.source,
        schema: dataset.schema || null,
        profile: dataset.profile || null,
      });
    }
    await this.writeMeta(`${folder}/inputs/${md5HexOf(id + run.id)}`, {
      source_type: 'DATASET',
      source_id: id,
      destination_type: 'RUN',
      // As MLflow writes it; the run is known by the folder.
      destination_id: id,
      tags: new Map(tags),
    });
  }

  private async writePairs(folder: string, pairs: readonly Pair[]): Promise<void> {
    const paths = new KeyPaths(this.sink.rules);
    for (const [key, value] of pairs)
      await this.sink.addBytes(`${folder}/${this.pathOf(paths, key)}`, toUtf8(value));
  }

  private pathOf(paths: KeyPaths, key: string): string {
    const path = paths.pathOf(key);
    if (path !== key) this.notes.add('name-changed', `${key} → ${path}`);
    return path;
  }

  private writeMeta(folder: string, fields: Readonly<Record<string, YamlValue>>): Promise<void> {
    return this.sink.addBytes(`${folder}/meta.yaml`, toUtf8(toYaml(fields)));
  }
}

/** `time value step`, in the order they were logged. */
async function* metricLines({
  steps,
  timesMs,
  values,
}: PointColumns): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let from = 0; from < steps.length; from += LINES_AT_ONCE) {
    const to = Math.min(steps.length, from + LINES_AT_ONCE);
    const lines: string[] = [];
    for (let i = from; i < to; i++) lines.push(`${timesMs[i]} ${toPythonFloat(values[i]!)} ${steps[i]}\n`);
    yield toUtf8(lines.join(''));
  }
}
