import type { PointColumns } from '../../src/base/columns.ts';
import type { DatasetKey, Hash, MetricKey, RunKey, VersionRef, WorkspaceId } from '../../src/domain/ids.ts';
import type { LineageFocus, LineageGraph, LineageOptions } from '../../src/domain/lineage/lineage-graph.ts';
import type { RegistryView } from '../../src/domain/registry/registry-view.ts';
import type { Reproduction } from '../../src/domain/reproduce/reproduction.ts';
import type { Breach, Breaches, BreachPlace, RuleTrial } from '../../src/domain/rules/breach.ts';
import type { Rule } from '../../src/domain/rules/rule.ts';
import type { StoredRun, StoredSeries } from '../../src/domain/run.ts';
import type {
  ArtifactResult,
  ColumnId,
  ColumnValues,
  DatasetDetail,
  DatasetSummary,
  DifferenceSection,
  Differences,
  ExperimentSummary,
  FirstRows,
  GroupRow,
  LineageFile,
  LoggedImage,
  MetricOverview,
  Origins,
  QueryApi,
  RunDetail,
  RunFound,
  RunGroup,
  SeriesQuery,
  SeriesResult,
  TableFileQuery,
  TableQuery,
  TableRow,
  TableSummary,
  ToldEdits,
  ValueCount,
  ValueQuery,
  WorkspaceEdits,
} from '../../src/rpc/query-api.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import type { ForeignPack } from '../../src/storage/foreign-records.ts';
import { AtBestLoader } from './at-best.ts';
import { countUnlisted, inTableOrder } from './chosen-runs.ts';
import { columnValues, rowsOfRuns } from './column-values.ts';
import { listDatasets, loadDataset } from './dataset-list.ts';
import { makeDifferences, wholeText } from './differences.ts';
import { editedModelTexts } from './edited-models.ts';
import { EditedTable } from './edited-table.ts';
import { listExperiments } from './experiment-list.ts';
import { FactReader, type VisitBlock } from './fact-reader.ts';
import { listValues } from './filter/list-values.ts';
import { findRuns } from './find-runs.ts';
import { listImages } from './image-list.ts';
import type { LineageParts, LineageReader } from './lineage/lineage-reader.ts';
import { listMetrics } from './metrics-of.ts';
import { makeRunTexts } from './model-texts.ts';
import { nestedUnder } from './nested-under.ts';
import { PackShelf } from './pack-shelf.ts';
import { RegistryReader } from './registry-reader.ts';
import { RuleQuestions } from './rules/rule-questions.ts';
import { loadRunDetail } from './run-detail.ts';
import { RunTable } from './run-table.ts';
import type { Selection } from './select-runs.ts';
import { makeSeriesReader, type SeriesReader } from './series.ts';
import { TableQuestions } from './table-questions.ts';
import { innermostGroups, runRow } from './table-rows.ts';

/** More than this many records of runs are not kept between charts. */
const RUN_CACHE = 200;

/** Fewer are searched and ordered in a moment. */
const MANY_RUNS = 10_000;
/** Between two steps of what can wait: questions come first. */
const REST_MS = 120;

const NO_POINTS: PointColumns = {
  steps: new Float64Array(),
  timesMs: new Float64Array(),
  values: new Float64Array(),
};

const NO_SERIES: ReadonlyMap<MetricKey, StoredSeries> = new Map();

/** One workspace open for questions: what the query worker exposes. */
export class QuerySession implements QueryApi {
  /** Ends when the last opening has left nothing more to do; no question waits for it. */
  settled: Promise<void> = Promise.resolve();
  private store: FactStore | null = null;
  private workspace: WorkspaceId | null = null;
  private facts: FactReader | null = null;
  private table_ = new EditedTable(new RunTable());
  private readonly registry_ = new RegistryReader(() => this.facts);
  private readonly rules = new RuleQuestions(() => {
    const { facts, store, table_: table } = this;
    return facts && store
      ? { facts, store, table, registry: this.registry_.view(table.edits.registry, null) }
      : null;
  });
  private readonly atBest = new AtBestLoader();
  private readonly questions = new TableQuestions({
    table: () => this.table_,
    reader: () => this.facts,
    atBest: this.atBest,
  });
  private lineage_: LineageReader | null = null;
  private readonly runs = new Map<RunKey, Promise<StoredRun | null>>();
  private readonly packs = new PackShelf((hashes) => this.facts?.loadChunks(hashes) ?? Promise.resolve([]));
  private readonly seriesByKey = new WeakMap<StoredRun, ReadonlyMap<MetricKey, StoredSeries>>();
  private readonly series_: SeriesReader = makeSeriesReader({
    isMetric: (metric) => this.table_.facts.metrics.has(metric),
    loadMetrics: async (run) => [...(await this.seriesOf(run)).keys()],
    loadSummary: async (run, metric) => (await this.seriesOf(run)).get(metric) ?? null,
    load: async (run, metric) => {
      const record = await this.runRecord(run);
      if (!record || !this.facts) return { columns: NO_POINTS, missing: [] };
      const parts = (await this.seriesOf(run)).get(metric)?.parts ?? [];
      return this.facts.points(record, metric, this.packs.loaderFor(parts));
    },
    startMs: (run) => {
      const row = this.table_.facts.rowOf(run);
      const startMs = row === undefined ? Number.NaN : this.table_.facts.starts[row]!;
      return Number.isNaN(startMs) ? null : startMs;
    },
    runName: (run) => {
      const row = this.table_.facts.rowOf(run);
      return row === undefined ? '' : this.table_.name(row);
    },
  });

  async open(
    workspace: WorkspaceId,
  ): Promise<{ readonly runCount: number; readonly problemsAtLoad: number }> {
    const known = this.workspace === workspace ? this.store : null;
    const store = known ?? new FactStore(workspace);
    const before = known ? this.facts : null;
    const facts = new FactReader(store);
    let table = this.table_.facts;
    try {
      await facts.load(before);
      const textsOf = makeRunTexts(facts);
      const packsOf = (run: RunKey) => facts.packsOfRun(run);
      const add: VisitBlock = (block, keys) =>
        table.addBlock(block, keys, { packsOf, textsOf: textsOf(block, keys) });
      // While others' runs come in, the table grows many times: each of them is read once.
      if (!before || !(await facts.forEachNewBlock(before, add))) {
        table = new RunTable();
        table.expect(facts.runCount);
        await facts.forEachBlock(add);
      }
      table.experimentRecords = facts.experiments;
      table.trim();
    } catch (error) {
      if (store !== known) store.close();
      throw error;
    }
    // Until here every question was answered from what was open before.
    if (store !== known) {
      this.store?.close();
      this.series_.clear();
      this.packs.clear();
      this.atBest.clear();
    }
    this.store = store;
    this.workspace = workspace;
    this.facts = facts;
    this.table_ = this.edited(table, this.table_.edits);
    this.questions.forget();
    this.runs.clear();
    this.settled = this.settle(facts, table);
    return { runCount: table.count, problemsAtLoad: 0 };
  }

  async setEdits(edits: ToldEdits): Promise<void> {
    const registry = edits.registry ?? this.table_.edits.registry;
    this.table_ = this.edited(this.table_.facts, { ...edits, registry });
  }

  private edited(table: RunTable, edits: WorkspaceEdits): EditedTable {
    const view = this.registry_.view(edits.registry, null);
    const models = editedModelTexts(edits.registry, view, this.facts, table);
    return new EditedTable(table, edits, this.atBest, models);
  }

  async experiments(): Promise<readonly ExperimentSummary[]> {
    return listExperiments(this.table_, this.facts?.experiments ?? new Map());
  }

  async table(query: TableQuery, first?: FirstRows): Promise<TableSummary> {
    const summary = await this.questions.ask(query);
    const rows = first && this.questions.rowsAtHand(summary.table, first);
    return rows ? { ...summary, firstRows: { columns: first.columns, rows } } : summary;
  }

  rows(
    table: number,
    start: number,
    end: number,
    columns: readonly ColumnId[],
  ): Promise<readonly (TableRow | GroupRow)[]> {
    return this.questions.rows(table, start, end, columns);
  }

  async values(query: ValueQuery): Promise<readonly ValueCount[]> {
    return listValues(this.table_, query);
  }

  async keys(table: number): Promise<readonly RunKey[]> {
    const selection = this.current(table);
    if (!selection) return [];
    // What folded parents hide is not chosen by accident; a group is chosen with all that is in it.
    const rows = selection.groups ? selection.matching : selection.rows;
    return Array.from(rows, (row) => this.table_.facts.keys[row]!);
  }

  async matchingKeys(table: number): Promise<readonly RunKey[] | null> {
    const selection = this.current(table);
    return selection && Array.from(selection.matching, (row) => this.table_.facts.keys[row]!);
  }

  async indexOf(table: number, run: RunKey): Promise<number> {
    const row = this.table_.facts.rowOf(run);
    return row === undefined ? -1 : (this.current(table)?.rows.indexOf(row) ?? -1);
  }

  async findRuns(typed: string, limit: number, beside?: RunKey): Promise<readonly RunFound[]> {
    return findRuns(this.table_, typed, limit, beside);
  }

  async groups(table: number, limit: number): Promise<readonly RunGroup[]> {
    const selection = this.current(table);
    return selection ? innermostGroups(selection, limit) : [];
  }

  async firstRuns(table: number, limit: number): Promise<readonly TableRow[]> {
    const rows = this.current(table)?.matching.subarray(0, Math.max(0, limit)) ?? [];
    return Array.from(rows, (row) => runRow(this.table_, row, []));
  }

  async runRows(runs: readonly RunKey[], columns: readonly ColumnId[]): Promise<readonly TableRow[]> {
    const rowsOf = ({ facts }: EditedTable) => runs.flatMap((run) => facts.rowOf(run) ?? []);
    await this.questions.loadPoints(rowsOf(this.table_), columns, () => true);
    const readers = columns.map((column) => this.table_.reader(column));
    return rowsOf(this.table_).map((row) => runRow(this.table_, row, readers));
  }

  async unlisted(table: number, runs: readonly RunKey[]): Promise<number> {
    const selection = this.current(table);
    return selection ? countUnlisted(selection, runs) : 0;
  }

  async nestedUnder(runs: readonly RunKey[]): Promise<readonly RunKey[]> {
    return nestedUnder(this.table_, runs);
  }

  async columnValues(
    table: number,
    columns: readonly ColumnId[],
    runs: readonly RunKey[] | null,
  ): Promise<ColumnValues> {
    const rowsNow = () => (runs ? rowsOfRuns(this.table_, runs) : this.current(table)?.matching);
    await this.questions.loadPoints(rowsNow() ?? [], columns, () => true);
    const rows = rowsNow();
    return columnValues(this.table_, rows ?? new Uint32Array(), columns);
  }

  async metricsOf(runs: readonly RunKey[]): Promise<readonly MetricOverview[]> {
    const { facts } = this.table_;
    const rows = runs.map((run) => facts.rowOf(run)).filter((row) => row !== undefined);
    return listMetrics(facts, rows);
  }

  async imagesOf(runs: readonly RunKey[]): Promise<readonly LoggedImage[]> {
    const artifacts = await this.facts?.artifactsAmong(new Set(runs));
    return runs.flatMap((run) => listImages(run, artifacts?.get(run) ?? []));
  }

  async differences(runs: readonly RunKey[]): Promise<Differences> {
    return makeDifferences(this.table_, runs);
  }

  async origins(runs: readonly RunKey[]): Promise<Origins> {
    const { loadOrigins } = await import('./origins.ts');
    if (!this.facts || !this.store) return { rows: [], leftOut: 0, unreadFiles: 0 };
    return loadOrigins(runs, this.facts, this.store, this.table_);
  }

  async differenceText(section: DifferenceSection, key: string, run: RunKey): Promise<string | null> {
    if (section !== 'source' && section !== 'environment') return wholeText(this.table_, section, key, run);
    const { loadWholeOrigin } = await import('./origins.ts');
    if (!this.facts || !this.store) return null;
    return loadWholeOrigin(section, key, run, this.facts, this.store, this.table_);
  }

  async tableFile(query: TableFileQuery): Promise<Blob> {
    const { writeTableFile } = await import('./table-files/write-table-file.ts');
    const rowsNow = () => {
      const selection = this.current(query.table);
      if (!selection) throw new Error('The table has changed in the meantime. Try again.');
      return query.runs ? inTableOrder(selection, query.runs) : selection.matching;
    };
    await this.questions.loadPoints(rowsNow(), query.columns ?? [], () => true);
    const rows = rowsNow();
    return writeTableFile({ table: this.table_, infos: this.questions.summary?.columns ?? [] }, rows, query);
  }

  async run(run: RunKey): Promise<RunDetail | null> {
    const record = await this.runRecord(run);
    return record && this.facts
      ? loadRunDetail(record, this.facts, this.table_, this.registry_.view(this.table_.edits.registry, null))
      : null;
  }

  async datasets(): Promise<readonly DatasetSummary[]> {
    return this.facts ? listDatasets(this.table_, this.facts) : [];
  }

  async dataset(key: DatasetKey): Promise<DatasetDetail | null> {
    return this.facts ? loadDataset(key, this.table_, this.facts) : null;
  }

  async registry(atMs: number | null): Promise<RegistryView> {
    return this.registry_.view(this.table_.edits.registry, atMs);
  }

  async lineage(focus: LineageFocus, options: LineageOptions): Promise<LineageGraph | null> {
    const reader = await this.lineageReader();
    const parts = this.lineageParts();
    return parts && reader.graph(parts, focus, options);
  }

  async openLineage(focus: LineageFocus, depth: number): Promise<LineageFile | null> {
    const reader = await this.lineageReader();
    const { loadOpenLineage } = await import('./lineage/load-open-lineage.ts');
    const parts = this.lineageParts();
    return parts && loadOpenLineage(focus, depth, reader.source(parts), parts);
  }

  async breaches(): Promise<Breaches> {
    return this.rules.breaches();
  }

  breachesFile(): Promise<Blob> {
    return this.rules.file();
  }

  async breachesAt(place: BreachPlace): Promise<readonly Breach[]> {
    return this.rules.at(place);
  }

  async tryRule(rule: Rule): Promise<RuleTrial> {
    return this.rules.attempt(rule);
  }

  async runsBreaking(rule: Rule): Promise<readonly RunKey[]> {
    return this.rules.runs(rule);
  }

  async promotionBreaches(
    model: string,
    version: VersionRef,
    stage: string,
    why: string,
  ): Promise<readonly Breach[]> {
    return this.rules.promotion(model, version, stage, why);
  }

  async reproduction(run: RunKey): Promise<Reproduction | null> {
    const { loadReproduction } = await import('./reproduction.ts');
    const record = await this.runRecord(run);
    return record && this.facts && this.store
      ? loadReproduction(record, this.facts, this.store, this.table_)
      : null;
  }

  series(query: SeriesQuery): Promise<SeriesResult> {
    return this.series_.series(query);
  }

  seriesCsv(query: SeriesQuery): Promise<Blob> {
    return this.series_.seriesCsv(query);
  }

  async artifact(chunks: readonly Hash[]): Promise<ArtifactResult> {
    // Asked before any byte is read: a large file that is coming in is asked for again with every part.
    const missing = await this.missingChunks(chunks);
    const parts = missing.length > 0 ? [] : ((await this.store?.loadChunks(chunks)) ?? []);
    const here = parts.filter((part) => part !== null);
    if (here.length < chunks.length) return { kind: 'missing', chunks: missing };
    return { kind: 'bytes', blob: new Blob(here, { type: 'application/octet-stream' }) };
  }

  async missingChunks(chunks: readonly Hash[]): Promise<readonly Hash[]> {
    const wanted = [...new Set(chunks)];
    const isHere = (await this.store?.has(wanted)) ?? [];
    return wanted.filter((_, i) => isHere[i] !== true);
  }

  async adopt(pack: Hash, holds: 'runs' | 'artifacts' | 'others'): Promise<ForeignPack | null> {
    const { adoptPack } = await import('./adopt-pack.ts');
    return this.store ? adoptPack(this.store, pack, holds) : null;
  }

  private async lineageReader(): Promise<LineageReader> {
    const { LineageReader } = await import('./lineage/lineage-reader.ts');
    this.lineage_ ??= new LineageReader();
    return this.lineage_;
  }

  private lineageParts(): LineageParts | null {
    const { facts, table_: table } = this;
    return facts && { facts, table, registry: this.registry_.view(table.edits.registry, null) };
  }

  /** Does between questions what first ones would wait for, and keeps what was made for the next opening. */
  private async settle(facts: FactReader, table: RunTable): Promise<void> {
    const steps = table.count < MANY_RUNS ? [] : table.indexes.idleSteps();
    for (const step of steps) {
      await new Promise((resolve) => setTimeout(resolve, REST_MS));
      if (this.facts !== facts) return;
      step();
    }
    await facts.keepBlocks();
  }

  /** The selection that a table number names; an older number finds nothing, its screen is about to ask again. */
  private current(table: number): Selection | null {
    return this.questions.current(table);
  }

  private async seriesOf(run: RunKey): Promise<ReadonlyMap<MetricKey, StoredSeries>> {
    const record = await this.runRecord(run);
    if (record === null) return NO_SERIES;
    let series = this.seriesByKey.get(record);
    if (!series) {
      series = new Map(record.series.map((one) => [one.key, one]));
      this.seriesByKey.set(record, series);
    }
    return series;
  }

  private runRecord(run: RunKey): Promise<StoredRun | null> {
    let record = this.runs.get(run);
    if (!record) {
      record = this.facts?.run(run) ?? Promise.resolve(null);
      if (this.runs.size >= RUN_CACHE) this.runs.clear();
      this.runs.set(run, record);
      // What could not be read now may be readable at the next try.
      record.catch(() => this.runs.delete(run));
    }
    return record;
  }
}
