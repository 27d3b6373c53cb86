import type { DatasetField } from '../../src/domain/filter/fields.ts';
import {
  type ExperimentKey,
  type Hash,
  type MetricKey,
  type RunKey,
  toExperimentKey,
  toRunKey,
} from '../../src/domain/ids.ts';
import type { ExperimentRecord } from '../../src/domain/records.ts';
import type { ModelLink, RunStatus, StoredRun } from '../../src/domain/run.ts';
import { TextColumn, TextPool } from './columns.ts';
import { FactIndexes } from './fact-indexes.ts';
import { makeRunBlock } from './make-run-block.ts';
import { MetricColumn } from './metric-column.ts';
import { type BlockTexts, KEY_MARK, type RunBlock } from './run-block.ts';

/** A dataset input by what filters ask of it; '' where the source does not say. */
export type DatasetUse = Readonly<Record<DatasetField, string>>;

/** What a run's record alone does not tell of it. */
export interface RunTexts {
  /** Names of logged models and registered versions. */
  readonly models: string;
  readonly datasets: readonly DatasetUse[];
}

const RESERVED_AT = 16;
/** A few more runs will come later. */
const SPARE_ROOM = 1.03;

/** What a block does not tell of its runs. */
export interface BlockOrigin {
  readonly packsOf: (run: RunKey) => readonly Hash[];
  /** By the place in the block. */
  readonly textsOf: (place: number) => RunTexts;
}

/** Instead of its row: a run of a block that another version of it stands for. */
const LEFT_OUT = -1;

/** Tags that the screen shows elsewhere are not columns: MLflow hides them as well. */
const SYSTEM_TAG = /^(mlflow\.|_mlflow_|cairn\.x\.)/;

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
  /** Paths, in what was dropped, of the store or file that a run was read from. */
  readonly origins: string[] = [];
  readonly models: string[] = [];
  /** Names of the inputs, for the column. */
  readonly datasets: string[] = [];
  readonly datasetUses: (readonly DatasetUse[])[] = [];
  readonly parents: (RunKey | null)[] = [];
  /** Logged models that runs made or took, by row. */
  readonly modelLinks = new Map<number, readonly ModelLink[]>();
  /** The packs that hold the run's versions. */
  readonly packs: (readonly Hash[])[] = [];
  readonly metrics = new Map<MetricKey, MetricColumn>();
  readonly params = new Map<string, TextColumn>();
  readonly tags = new Map<string, TextColumn>();
  readonly systemTags = new Map<string, TextColumn>();
  private readonly artifactUris: number[] = [];
  experimentRecords: ReadonlyMap<ExperimentKey, Pick<ExperimentRecord, 'id' | 'name' | 'lifecycle'>> =
    new Map();
  private readonly rowByKey = new Map<RunKey, number>();
  private expected = 0;
  /** What the text columns' values stand for. */
  readonly pool = new TextPool();
  readonly indexes = new FactIndexes(this);

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

  /**
   * How many runs are to come: columns that most of the first ones have get their room in one step, before they are
   * long.
   */
  expect(count: number): void {
    this.expected = count;
  }

  /** To be called when the last run was added. */
  trim(): void {
    for (const column of this.columns()) column.trim();
    // What the first table would have to wait for.
    this.indexes.prepare();
  }

  private *columns(): Iterable<MetricColumn | TextColumn> {
    yield* this.metrics.values();
    yield* this.params.values();
    yield* this.tags.values();
    yield* this.systemTags.values();
  }

  /** Once, when a part of what is expected is there and tells which columns the rest will have. */
  private makeRoom(): void {
    const { count, expected } = this;
    if (count < expected / RESERVED_AT) return;
    this.expected = 0;
    for (const column of this.columns())
      if (column.length > count / 2) column.reserve(Math.ceil(expected * SPARE_ROOM));
  }

  add(run: StoredRun, packs: readonly Hash[], texts: RunTexts): void {
    const from = { packsOf: () => packs, textsOf: () => texts };
    this.addBlock(makeRunBlock([run]), [run.key], from);
  }

  /** The runs of a block under their keys; null leaves the run out. */
  addBlock(block: RunBlock, keys: readonly (RunKey | null)[], { packsOf, textsOf }: BlockOrigin): void {
    const rows = new Int32Array(block.count).fill(LEFT_OUT);
    const ids = Uint32Array.from(block.texts, (text) => this.pool.idOf(text));
    for (let place = 0; place < block.count; place++) {
      const key = keys[place];
      if (!key) continue;
      rows[place] = this.keys.length;
      this.addAttributes(block, place, key, ids);
      this.packs.push(packsOf(key));
      const { models, datasets } = textsOf(place);
      this.models.push(models);
      this.datasets.push(datasets.map(({ name }) => name).join(', '));
      this.datasetUses.push(datasets);
    }
    this.addMetrics(block, rows);
    for (const texts of block.params) addTexts(this.text(this.params, texts.key), texts, rows, ids);
    for (const texts of block.tags) {
      const columns = SYSTEM_TAG.test(texts.key) ? this.systemTags : this.tags;
      addTexts(this.text(columns, texts.key), texts, rows, ids);
    }
    if (this.expected > 0) this.makeRoom();
  }

  private addAttributes(block: RunBlock, place: number, key: RunKey, ids: Uint32Array): void {
    const text = (column: Uint32Array) => this.pool.textOf(ids[column[place]!]!);
    const parent = text(block.parents);
    const models = block.models[place];
    if (models) this.modelLinks.set(this.keys.length, models);
    this.rowByKey.set(key, this.keys.length);
    this.keys.push(key);
    this.experiments.push(toExperimentKey(text(block.experiments)));
    this.names.push(block.names[place]!);
    this.statuses.push(block.statuses[place]!);
    this.starts.push(block.starts[place]!);
    this.ends.push(block.ends[place]!);
    this.deleted.push(block.deleted[place] === 1);
    this.users.push(text(block.users));
    this.sources.push(text(block.sources));
    this.sourceTypes.push(text(block.sourceTypes));
    this.versions.push(text(block.versions));
    this.origins.push(text(block.origins));
    this.parents.push(parent === '' ? null : toRunKey(parent));
    this.artifactUris.push(ids[block.artifactUris[place]!]!);
  }

  private addMetrics(block: RunBlock, rows: Int32Array): void {
    for (const { key, places, counts, last, first, min, max, mean } of block.metrics) {
      const column = this.metric(key);
      for (let i = 0; i < last.length; i++) {
        const row = rows[places ? places[i]! : i]!;
        if (row === LEFT_OUT) continue;
        const count = typeof counts === 'number' ? counts : counts[i]!;
        column.pushSummary(row, count, last[i]!, first[i]!, min[i]!, max[i]!, mean[i]!);
      }
    }
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

function addTexts(
  column: TextColumn,
  { places, ids: own }: BlockTexts,
  rows: Int32Array,
  ids: Uint32Array,
): void {
  for (let i = 0; i < own.length; i++) {
    const row = rows[places ? places[i]! : i]!;
    if (row !== LEFT_OUT) column.pushId(row, ids[own[i]!]!);
  }
}
