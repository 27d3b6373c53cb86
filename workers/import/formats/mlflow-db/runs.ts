import { toModelKey, toRunKey } from '../../../../src/domain/ids.ts';
import type { ExperimentRecord } from '../../../../src/domain/records.ts';
import type { Lifecycle, Pair, RunRecord, RunStatus } from '../../../../src/domain/run.ts';
import type { RowSource } from '../../sqlite/row-source.ts';
import { makeMissingExperiment, toLifecycle } from './experiments.ts';
import type { RunInputs, RunLinks } from './inputs.ts';
import { ByteIntern } from './intern.ts';
import { PairTable } from './pairs.ts';
import type { Store } from './schema.ts';

export const RUN_COLUMNS = [
  'run_uuid',
  'name',
  'source_type',
  'source_name',
  'entry_point_name',
  'user_id',
  'status',
  'start_time',
  'end_time',
  'source_version',
  'lifecycle_stage',
  'artifact_uri',
  'experiment_id',
] as const;

/** What the table of runs says of one. */
export interface RunRow {
  readonly id: string;
  readonly name: string;
  readonly sourceType: string;
  readonly sourceName: string;
  readonly entryPoint: string;
  readonly user: string;
  readonly status: RunStatus;
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly sourceVersion: string;
  readonly lifecycle: Lifecycle;
  readonly artifactUri: string;
  readonly experimentId: string;
}

export interface RunParts {
  readonly experiment: ExperimentRecord;
  readonly params: readonly Pair[];
  readonly tags: readonly Pair[];
  readonly links: RunLinks | undefined;
}

/** All runs of a database by number, in the order they were created; a run becomes a record when it is asked for. */
export class Runs {
  private readonly ids = new ByteIntern();
  private readonly spans = new Map<string, { from: number; to: number }>();
  readonly experiments: Map<string, ExperimentRecord>;
  private readonly rows: RunRow[] = [];
  /** Where each run stands in its table. */
  readonly rowIds: number[] = [];
  private params = new PairTable(0);
  private tags = new PairTable(0);
  private inputs: RunInputs = new Map();
  private readonly path: string;

  constructor(store: Store, experiments: Map<string, ExperimentRecord>) {
    this.path = store.path;
    this.experiments = experiments;
    this.readRows(store);
  }

  get count(): number {
    return this.rows.length;
  }

  experimentIdOf(run: number): string {
    return this.rows[run]!.experimentId;
  }

  artifactUriOf(run: number): string {
    return this.rows[run]!.artifactUri;
  }

  idOf(run: number): string {
    return this.rows[run]!.id;
  }

  /** The number of the run whose id stands in this column, or -1. */
  find(rows: RowSource, column: number): number {
    return this.ids.find(rows, column);
  }

  /** Old experiments do not know when they were made: their runs do. */
  withTimes(experiment: ExperimentRecord): ExperimentRecord {
    const span = experiment.createdMs === null ? this.spans.get(experiment.id) : undefined;
    if (span === undefined) return experiment;
    return { ...experiment, createdMs: span.from, updatedMs: experiment.updatedMs ?? span.to };
  }

  /** Params, tags and inputs, once read by their own walks. */
  attach(params: PairTable, tags: PairTable, inputs: RunInputs): void {
    this.params = params;
    this.tags = tags;
    this.inputs = inputs;
  }

  rowOf(run: number): RunRow {
    return this.rows[run]!;
  }

  toRecord(run: number): RunRecord {
    const row = this.rows[run]!;
    return toRunRecord(row, this.path, {
      experiment: this.experiments.get(row.experimentId)!,
      params: this.params.take(run),
      tags: this.tags.take(run),
      links: this.inputs.get(row.id),
    });
  }

  private noteSpan(experimentId: string, startMs: number | null, endMs: number | null): void {
    if (startMs === null) return;
    const to = endMs ?? startMs;
    const span = this.spans.get(experimentId);
    if (span === undefined) {
      this.spans.set(experimentId, { from: startMs, to });
      return;
    }
    span.from = Math.min(span.from, startMs);
    span.to = Math.max(span.to, to);
  }

  private readRows(store: Store): void {
    store.each('runs', RUN_COLUMNS, (row) => {
      const number = this.ids.add(row, 0);
      if (number < this.rows.length) return;
      const experimentId = row.text(12);
      experimentOf(this.experiments, experimentId);
      const found = readRunRow(row, this.ids.text(number));
      this.noteSpan(experimentId, found.startMs, found.endMs);
      this.rows.push(found);
      this.rowIds.push(row.rowId);
    });
  }
}

/** The current row of a scan over `RUN_COLUMNS`. */
export function readRunRow(row: RowSource, id: string): RunRow {
  return {
    id,
    name: row.text(1),
    sourceType: row.text(2),
    sourceName: row.text(3),
    entryPoint: row.text(4),
    user: row.text(5),
    status: toStatus(row.text(6)),
    startMs: row.numberOrNull(7),
    endMs: row.numberOrNull(8),
    sourceVersion: row.text(9),
    lifecycle: toLifecycle(row.text(10)),
    artifactUri: row.text(11),
    experimentId: row.text(12),
  };
}

/** Pairs are sorted by key. */
export function toRunRecord(row: RunRow, path: string, parts: RunParts): RunRecord {
  const { experiment, params, tags, links } = parts;
  const tag = (key: string): string => findPair(tags, key);
  const parent = tag('mlflow.parentRunId');
  return {
    kind: 'run',
    key: toRunKey(row.id),
    experiment: experiment.key,
    name: row.name || tag('mlflow.runName'),
    status: row.status,
    startMs: row.startMs,
    endMs: row.endMs,
    lifecycle: experiment.lifecycle === 'deleted' ? 'deleted' : row.lifecycle,
    user: row.user || tag('mlflow.user'),
    source: {
      name: tag('mlflow.source.name') || row.sourceName,
      type: tag('mlflow.source.type') || (row.sourceType === 'UNKNOWN' ? '' : row.sourceType),
      entryPoint: tag('mlflow.project.entryPoint') || row.entryPoint,
      gitCommit: tag('mlflow.source.git.commit') || row.sourceVersion,
      gitBranch: tag('mlflow.source.git.branch'),
      gitRepo: tag('mlflow.source.git.repoURL'),
    },
    parent: parent === '' || parent === row.id ? null : toRunKey(parent),
    artifactUri: row.artifactUri,
    origin: { format: 'mlflow-db', path },
    params,
    tags,
    datasets: links?.datasets ?? [],
    models: (links?.models ?? []).map((link) => ({ ...link, model: toModelKey(link.model) })),
  };
}

/** The experiment with this id; one that is spoken of but not there is made up, so that its runs have a place. */
export function experimentOf(experiments: Map<string, ExperimentRecord>, id: string): ExperimentRecord {
  let experiment = experiments.get(id);
  if (experiment === undefined) {
    experiment = makeMissingExperiment(id);
    experiments.set(id, experiment);
  }
  return experiment;
}

function toStatus(text: string): RunStatus {
  switch (text) {
    case 'RUNNING':
      return 'running';
    case 'SCHEDULED':
      return 'scheduled';
    case 'FINISHED':
      return 'finished';
    case 'FAILED':
      return 'failed';
    case 'KILLED':
      return 'killed';
    default:
      return 'unknown';
  }
}

/** Pairs are sorted by key. */
function findPair(pairs: readonly Pair[], key: string): string {
  let low = 0;
  let high = pairs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pairs[middle]![0] < key) low = middle + 1;
    else high = middle;
  }
  return pairs[low]?.[0] === key ? pairs[low]![1] : '';
}
