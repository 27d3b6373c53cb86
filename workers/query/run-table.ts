import type { ExperimentKey, Hash, MetricKey, RunKey } from '../../src/domain/ids.ts';
import type { RunStatus, StoredRun } from '../../src/domain/run.ts';
import { NumberColumn, TextColumn, TextPool } from './columns.ts';

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
  readonly versions: string[] = [];
  readonly models: string[] = [];
  readonly datasets: string[] = [];
  readonly parents: (RunKey | null)[] = [];
  /** The packs that hold the run's versions. */
  readonly packs: (readonly Hash[])[] = [];
  readonly metrics = new Map<MetricKey, NumberColumn>();
  readonly params = new Map<string, TextColumn>();
  readonly tags = new Map<string, TextColumn>();
  private readonly rowByKey = new Map<RunKey, number>();
  /** What the text columns' values stand for. */
  readonly pool = new TextPool();

  get count(): number {
    return this.keys.length;
  }

  rowOf(run: RunKey): number | undefined {
    return this.rowByKey.get(run);
  }

  add(
    run: StoredRun,
    packs: readonly Hash[],
    texts: { readonly models: string; readonly datasets: string },
  ): void {
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
    this.versions.push(run.source.gitCommit);
    this.models.push(texts.models);
    this.datasets.push(texts.datasets);
    this.parents.push(run.parent);
    this.packs.push(packs);
    for (const series of run.series) this.metric(series.key).push(row, series.last);
    for (const [key, value] of run.params) this.text(this.params, key).push(row, value);
    for (const [key, value] of run.tags)
      if (!SYSTEM_TAG.test(key)) this.text(this.tags, key).push(row, value);
  }

  private metric(key: MetricKey): NumberColumn {
    let column = this.metrics.get(key);
    if (!column) {
      column = new NumberColumn();
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
