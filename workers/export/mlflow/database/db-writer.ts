import type { Pair } from '../../../../src/domain/run.ts';
import type { ByteSpace, OpenSpace } from '../../bytes/byte-space.ts';
import { ZipFile } from '../../bytes/zip-file.ts';
import { toSegment } from '../folder/key-paths.ts';
import { hexId } from '../plan/made-ids.ts';
import type {
  OutExperiment,
  OutInput,
  OutModel,
  OutRun,
  OutSeries,
  OutVersion,
  StoreWriter,
} from '../store-content.ts';
import { MetricRows } from './metric-rows.ts';
import { type Insert, OutputDatabase, type Value } from './output-database.ts';
import { INDEXES, TABLES } from './schema.ts';

const DATABASE_NAME = 'mlflow.db';

/** Writes `mlflow.db`; with files beside it, a zip of both. */
export async function createDbWriter(open: OpenSpace): Promise<StoreWriter> {
  const space = await open();
  const database = await OutputDatabase.create(space);
  for (const table of TABLES) database.run(table);
  return new DbWriter(database, space, open);
}

class DbWriter implements StoreWriter {
  private readonly experiment: Insert;
  private readonly experimentTag: Insert;
  private readonly run: Insert;
  private readonly param: Insert;
  private readonly tag: Insert;
  private readonly dataset: Insert;
  private readonly input: Insert;
  private readonly inputTag: Insert;
  private readonly metrics: MetricRows;
  /** Prepared with the first model. */
  private readonly registry = new Map<string, Insert>();
  private zip: ZipFile | null = null;

  constructor(
    private readonly database: OutputDatabase,
    private readonly space: ByteSpace,
    private readonly open: OpenSpace,
  ) {
    const insert = (target: string) => database.insert(target);
    this.experiment = insert(
      'experiments(experiment_id,name,artifact_location,lifecycle_stage,creation_time,last_update_time)',
    );
    this.experimentTag = insert('experiment_tags(key,value,experiment_id)');
    this.run = insert(
      'runs(run_uuid,name,source_type,source_name,entry_point_name,user_id,status,start_time,end_time,source_version,' +
        'lifecycle_stage,artifact_uri,experiment_id,deleted_time)',
    );
    this.param = insert('params(key,value,run_uuid)');
    this.tag = insert('tags(key,value,run_uuid)');
    this.dataset = insert(
      'datasets(dataset_uuid,experiment_id,name,digest,dataset_source_type,dataset_source,dataset_schema,dataset_profile)',
    );
    this.input = insert('inputs(input_uuid,source_type,source_id,destination_type,destination_id)');
    this.inputTag = insert('input_tags(input_uuid,name,value)');
    this.metrics = new MetricRows(database);
  }

  get bytes(): number {
    return this.space.size + (this.zip?.size ?? 0);
  }

  addExperiment(one: OutExperiment): void {
    const { id, name, location, lifecycle, createdMs, updatedMs } = one;
    this.experiment.row(id, name, location, lifecycle, createdMs, updatedMs);
    for (const [key, value] of one.tags) this.experimentTag.row(key, value, id);
  }

  async addRun(run: OutRun, series: AsyncIterable<OutSeries>): Promise<void> {
    // Where MLflow keeps what it once kept in these columns: in tags.
    const [sourceType, sourceName, entryPoint, sourceVersion] = ['UNKNOWN', '', '', ''];
    this.run.row(
      run.id,
      run.name,
      sourceType,
      sourceName,
      entryPoint,
      run.user,
      run.status,
      run.startMs,
      run.endMs,
      sourceVersion,
      run.lifecycle,
      run.artifactUri,
      run.experimentId,
      run.deletedMs,
    );
    this.addPairs(this.param, run.params, run.id);
    this.addPairs(this.tag, run.tags, run.id);
    for (const input of run.inputs) this.addInput(run, input);
    for await (const { key, columns } of series) this.metrics.add(run.id, key, columns);
  }

  addModel(model: OutModel): void {
    const { name } = model;
    const insert = (target: string, ...values: readonly Value[]) => {
      const one = this.registry.get(target) ?? this.database.insert(target);
      this.registry.set(target, one);
      one.row(...values);
    };
    insert(
      'registered_models(name,creation_time,last_updated_time,description)',
      name,
      model.createdMs,
      model.updatedMs,
      model.description,
    );
    for (const [key, value] of model.tags) insert('registered_model_tags(key,value,name)', key, value, name);
    for (const { alias, version } of model.aliases)
      insert('registered_model_aliases(alias,version,name)', alias, version, name);
    for (const version of model.versions) {
      insert(VERSION, ...versionRow(name, version));
      for (const [key, value] of version.tags)
        insert('model_version_tags(key,value,name,version)', key, value, name, version.number);
    }
  }

  async addFile(path: string, chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void> {
    this.zip ??= new ZipFile(await this.open());
    const safe = path.split('/').map((part) => toSegment(part, 'any'));
    await this.zip.addStream(safe.join('/'), chunks);
  }

  async finish(): Promise<{ readonly file: Blob; readonly ending: 'db' | 'zip' }> {
    this.database.commit();
    for (const index of INDEXES) this.database.run(index);
    this.database.close();
    const file = await this.space.finish();
    if (!this.zip) return { file, ending: 'db' };
    await this.zip.addStream(DATABASE_NAME, file.stream());
    return { file: await this.zip.finish(), ending: 'zip' };
  }

  private addPairs(insert: Insert, pairs: readonly Pair[], run: string): void {
    for (const [key, value] of pairs) insert.row(key, value, run);
  }

  private addInput({ id, experimentId }: OutRun, { dataset, tags }: OutInput): void {
    const datasetId = hexId('dataset', experimentId, dataset.name, dataset.digest);
    const { name, digest, sourceType, source, schema, profile } = dataset;
    this.dataset.row(
      datasetId,
      experimentId,
      name,
      digest,
      sourceType,
      source,
      schema || null,
      profile || null,
    );
    const inputId = hexId('input', datasetId, id);
    this.input.row(inputId, 'DATASET', datasetId, 'RUN', id);
    for (const [key, value] of tags) this.inputTag.row(inputId, key, value);
  }
}

const VERSION =
  'model_versions(name,version,creation_time,last_updated_time,description,user_id,current_stage,source,run_id,status,' +
  'status_message,run_link,storage_location)';

function versionRow(name: string, version: OutVersion): readonly Value[] {
  return [
    name,
    version.number,
    version.createdMs,
    version.updatedMs,
    version.description,
    version.user,
    version.stage,
    version.source,
    version.runId || null,
    version.status,
    version.statusMessage || null,
    version.runLink || null,
    version.source,
  ];
}
