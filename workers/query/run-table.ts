import type { DatasetField } from '../../src/domain/filter/fields.ts';
import type { ExperimentKey, Hash, MetricKey, RunKey } from '../../src/domain/ids.ts';
import type { ExperimentRecord } from '../../src/domain/records.ts';
import type { RunStatus, StoredRun } from '../../src/domain/run.ts';
import { TextColumn, TextPool } from './columns.ts';
import { MetricColumn } from './metric-column.ts';

/** A dataset input by what filters ask of it; '' where the source does not say. */
export type DatasetUse = Readonly<Record<DatasetField, string>>;

/** What a run's record alone does not tell of it. */
export interface RunTexts {
  /** Names of logged models and registered versions. */
  readonly models: string;
  readonly datasets: readonly DatasetUse[];
}

/** Stands for the run's key in the texts where it occurs, so that runs share one text. */
const KEY_MARK = '\u0000';

/** Tags that the screen shows elsewhere are not columns: MLflow hides them as well. */
const SYSTEM_TAG = /^(mlflow\.|_mlflow_)/;

/**
 * All runs of a workspace as columns: one row a run. The records themselves stay on the disk, a table of a hundred
 * thousand of them would not fit beside the page.
 */
export class RunTable {
  readonly keys: RunKey[] = [];
  readonly experiments: ExperimentKey[] = [];
  readonly names: string[] = [];
  readonly statuses: RunStatus[] = [];
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly deleted: boolean[] = [];
  readonly users: string[] = [];
  readonly sources: string[] = [];
  readonly sourceTypes: string[] = [];
  readonly versions: string[] = [];
  readonly models: string[] = [];
  /** Names of the inputs, for the column. */
  readonly datasets: string[] = [];
  readonly datasetUses: (readonly DatasetUse[])[] = [];
  readonly parents: (RunKey | null)[] = [];
  /** The packs that hold the run's versions. */
  readonly packs: (readonly Hash[])[] = [];
  readonly metrics = new Map<MetricKey, MetricColumn>();
  readonly params = new Map<string, TextColumn>();
  readonly tags = new Map<string, TextColumn>();
  readonly systemTags = new Map<string, TextColumn>();
  private readonly artifactUris: number[] = [];
  experimentRecords: ReadonlyMap<ExperimentKey, Pick<ExperimentRecord, 'id' | 'name'>> = new Map();
  private readonly rowByKey = new Map<RunKey, number>();
  /** What the text columns' values stand for. */
  readonly pool = new TextPool();

  get count(): number {
    return this.keys.length;
  }

  rowOf(run: RunKey): number | undefined {
    return this.rowByKey.get(run);
  }

  /** '' where the source has none. */
  artifactUri(row: number): string {
    return this.pool.textOf(this.artifactUris[row]!).replaceAll(KEY_MARK, this.keys[row]!);
  }

  /** To be called when the last run was added. */
  trim(): void {
    for (const columns of [this.metrics, this.params, this.tags, this.systemTags])
      for (const column of columns.values()) column.trim();
  }

  add(run: StoredRun, packs: readonly Hash[], texts: RunTexts): void {
    const row = this.keys.length;
    this.rowByKey.set(run.key, row);
    this.keys.push(run.key);
    this.experiments.push(run.experiment);
    this.names.push(run.name);
    this.statuses.push(run.status);
    this.starts.push(run.startMs ?? Number.NaN);
    this.ends.push(run.endMs ?? Number.NaN);
    this.deleted.push(run.lifecycle === 'deleted');
    this.users.push(run.user);
    this.sources.push(run.source.name);
    this.sourceTypes.push(run.source.type);
    this.versions.push(run.source.gitCommit);
    this.models.push(texts.models);
    this.datasets.push(texts.datasets.map(({ name }) => name).join(', '));
    this.datasetUses.push(texts.datasets);
    this.parents.push(run.parent);
    this.packs.push(packs);
    this.artifactUris.push(this.pool.idOf(run.artifactUri.replaceAll(run.key, KEY_MARK)));
    for (const series of run.series) this.metric(series.key).pushSummary(row, series);
    for (const [key, value] of run.params) this.text(this.params, key).push(row, value);
    for (const [key, value] of run.tags)
      this.text(SYSTEM_TAG.test(key) ? this.systemTags : this.tags, key).push(row, value);
  }

  private metric(key: MetricKey): MetricColumn {
    let column = this.metrics.get(key);
    if (!column) {
      column = new MetricColumn();
      this.metrics.set(key, column);
    }
    return column;
  }

  private text(columns: Map<string, TextColumn>, key: string): TextColumn {
    let column = columns.get(key);
    if (!column) {
      column = new TextColumn(this.pool);
      columns.set(key, column);
    }
    return column;
  }
}
