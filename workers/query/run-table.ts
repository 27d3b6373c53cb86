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
import { BEGIN, FactIndexes, METRIC } from './fact-indexes.ts';
import { FamilySigns } from './family-signs.ts';
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
  /** When a run was first heard of; NaN where nothing tells. Asked of those that do not say when they began. */
  readonly cameMs: (run: RunKey) => number;
}

/** Instead of its row: a run of a block that another version of it stands for. */
const LEFT_OUT = -1;

export interface WatchedLife {
  readonly lastSignMs: number;
  /** Usual time between two signs; NaN where there is none. */
  readonly gapMs: number;
}

const NOTE = 'mlflow.note.content';

export interface RunNow {
  readonly run: StoredRun;
  /** Of this run alone. */
  readonly block: RunBlock;
  readonly packs: readonly Hash[];
  readonly texts: RunTexts;
  readonly cameMs: number;
  /** Of a run that somebody watches. */
  readonly life: WatchedLife | null;
}

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
  /** By what runs are ordered in time: their start, or when they were first heard of here. NaN where nothing tells. */
  readonly begins: number[] = [];
  readonly ends: number[] = [];
  readonly lastSigns: number[] = [];
  readonly signGaps: number[] = [];
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
  /** Rows of runs that somebody watches. */
  readonly watched = new Set<number>();
  /** Counts changes of rows that were there. */
  version = 0;
  /** The version at which a column last changed in rows that were there, by the names that `FactIndexes.forget` takes. */
  readonly changedAt = new Map<string, number>();
  /** Runs that are put again and again, as they were put last. */
  private readonly shown = new Map<RunKey, StoredRun>();
  private readonly rowByKey = new Map<RunKey, number>();
  private expected = 0;
  /** What the text columns' values stand for. */
  readonly pool = new TextPool();
  readonly indexes = new FactIndexes(this);
  readonly family = new FamilySigns(this);

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

  /** When a run or one of those nested under it was last heard of; NaN where nothing tells. */
  lastSignMs(row: number, nowMs: number): number {
    const ownMs = this.lastSigns[row]!;
    const belowMs = this.family.below(row, nowMs);
    return Number.isFinite(belowMs) && !(ownMs >= belowMs) ? belowMs : ownMs;
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
    const from = { packsOf: () => packs, textsOf: () => texts, cameMs: () => Number.NaN };
    this.addBlock(makeRunBlock([run]), [run.key], from);
  }

  /** The runs of a block under their keys; null leaves the run out. */
  addBlock(
    block: RunBlock,
    keys: readonly (RunKey | null)[],
    { packsOf, textsOf, cameMs }: BlockOrigin,
  ): void {
    const rows = new Int32Array(block.count).fill(LEFT_OUT);
    const ids = Uint32Array.from(block.texts, (text) => this.pool.idOf(text));
    for (let place = 0; place < block.count; place++) {
      const key = keys[place];
      if (!key) continue;
      rows[place] = this.keys.length;
      this.addAttributes(block, place, key, ids);
      const start = block.starts[place]!;
      this.begins.push(Number.isNaN(start) ? cameMs(key) : start);
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
    this.lastSigns.push(block.lastSigns[place]!);
    this.signGaps.push(block.signGaps[place]!);
    this.deleted.push(block.deleted[place] === 1);
    this.users.push(text(block.users));
    this.sources.push(text(block.sources));
    this.sourceTypes.push(text(block.sourceTypes));
    this.versions.push(text(block.versions));
    this.origins.push(text(block.origins));
    this.parents.push(parent === '' ? null : toRunKey(parent));
    this.artifactUris.push(ids[block.artifactUris[place]!]!);
  }

  /**
   * A run as it is now: in the row that it has, or in a new one. Costs what is different.
   */
  put({ run, block, packs, texts, cameMs, life }: RunNow): void {
    const before = this.shown.get(run.key);
    const there = this.rowOf(run.key);
    const row = there ?? this.count;
    const from = { packsOf: () => packs, textsOf: () => texts, cameMs: () => cameMs };
    if (there === undefined) this.addBlock(block, [run.key], from);
    else {
      const changed = new Set<string>();
      this.putAttributes(row, run, block, texts, changed);
      this.putBegin(row, run.startMs ?? cameMs, changed);
      this.putMetrics(row, run, before ?? null, changed);
      this.putTexts(row, run, before ?? null, changed);
      this.packs[row] = packs;
      this.indexes.forget(changed);
      if (changed.size > 0) this.version += 1;
      for (const what of changed) this.changedAt.set(what, this.version);
    }
    if (life) this.shown.set(run.key, run);
    else this.shown.delete(run.key);
    if (life) this.watched.add(row);
    else this.watched.delete(row);
    if (!life) return;
    this.lastSigns[row] = life.lastSignMs;
    this.signGaps[row] = life.gapMs;
  }

  private putAttributes(
    row: number,
    run: StoredRun,
    block: RunBlock,
    { models, datasets }: RunTexts,
    changed: Set<string>,
  ): void {
    const put = <T>(column: T[], value: T, ...names: string[]): void => {
      if (Object.is(column[row], value)) return;
      column[row] = value;
      for (const name of names) changed.add(name);
    };
    put(this.experiments, run.experiment, 'home');
    put(this.names, run.name, 'name');
    put(this.statuses, run.status, 'status');
    put(this.starts, run.startMs ?? Number.NaN, 'started', 'duration');
    put(this.ends, run.endMs ?? Number.NaN, 'ended', 'duration');
    put(this.deleted, run.lifecycle === 'deleted', 'deleted');
    put(this.users, run.user, 'user');
    put(this.sources, run.source.name, 'source');
    put(this.sourceTypes, run.source.type, 'source-type');
    put(this.versions, run.source.gitCommit, 'version');
    put(this.origins, run.origin.path, 'origin');
    put(this.parents, run.parent, 'parents');
    put(this.models, models, 'models');
    put(this.datasets, datasets.map(({ name }) => name).join(', '), 'datasets');
    this.lastSigns[row] = block.lastSigns[0]!;
    this.signGaps[row] = block.signGaps[0]!;
    this.datasetUses[row] = datasets;
    this.artifactUris[row] = this.pool.idOf(run.artifactUri.replaceAll(run.key, KEY_MARK));
    if (run.models.length !== (this.modelLinks.get(row)?.length ?? 0)) changed.add('links');
    if (run.models.length > 0) this.modelLinks.set(row, run.models);
    else this.modelLinks.delete(row);
  }

  private putBegin(row: number, beginMs: number, changed: Set<string>): void {
    if (Object.is(this.begins[row], beginMs)) return;
    this.begins[row] = beginMs;
    changed.add(BEGIN);
  }

  private putMetrics(row: number, run: StoredRun, before: StoredRun | null, changed: Set<string>): void {
    const told = new Map(before?.series.map((one) => [one.key, one]));
    const gone = new Set(before ? told.keys() : this.metrics.keys());
    for (const one of run.series) {
      gone.delete(one.key);
      if (told.get(one.key)?.fingerprint === one.fingerprint) continue;
      this.metric(one.key).putSummary(row, one);
      changed.add(`${METRIC}${one.key}`);
    }
    for (const key of gone) if (this.metrics.get(key)!.remove(row) >= 0) changed.add(`${METRIC}${key}`);
  }

  private putTexts(row: number, run: StoredRun, before: StoredRun | null, changed: Set<string>): void {
    const isSystem = (key: string) => SYSTEM_TAG.test(key);
    const kinds = [
      ['params.', this.params, run.params, before?.params],
      [
        'tags.',
        this.tags,
        run.tags.filter(([key]) => !isSystem(key)),
        before?.tags.filter(([key]) => !isSystem(key)),
      ],
      [
        'system.',
        this.systemTags,
        run.tags.filter(([key]) => isSystem(key)),
        before?.tags.filter(([key]) => isSystem(key)),
      ],
    ] as const;
    for (const [kind, columns, pairs, told] of kinds) {
      const gone = new Set(told ? told.map(([key]) => key) : columns.keys());
      for (const [key, text] of pairs) {
        gone.delete(key);
        if (this.text(columns, key).put(row, text)) changed.add(kind + key);
      }
      for (const key of gone) if (columns.get(key)?.remove(row)) changed.add(kind + key);
    }
    // The note of a run is a tag of MLflow's and an attribute here.
    if (changed.has(`system.${NOTE}`)) changed.add('note');
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
