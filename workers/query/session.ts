import type { PointColumns } from '../../src/base/columns.ts';
import type { ExperimentKey, Hash, RunKey, WorkspaceId } from '../../src/domain/ids.ts';
import type { StoredRun } from '../../src/domain/run.ts';
import type {
  ArtifactResult,
  ColumnId,
  ColumnInfo,
  ExperimentSummary,
  QueryApi,
  Registry,
  RunDetail,
  SeriesQuery,
  SeriesResult,
  TableQuery,
  TableRow,
  TableSummary,
  ValueCount,
  ValueQuery,
  WorkspaceEdits,
} from '../../src/rpc/query-api.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import type { ForeignPack } from '../../src/storage/foreign-records.ts';
import { describeColumns } from './describe-columns.ts';
import { EditedTable } from './edited-table.ts';
import { FactReader, isStandIn } from './fact-reader.ts';
import { ActiveFilter } from './filter/active-filter.ts';
import { listValues } from './filter/list-values.ts';
import { markRuns } from './filter/mark-runs.ts';
import { makeRunTexts } from './model-texts.ts';
import { loadRunDetail } from './run-detail.ts';
import { RunTable } from './run-table.ts';
import { RunSelector, type Selection } from './select-runs.ts';
import { makeSeriesReader, type SeriesReader } from './series.ts';
import { tableToCsv } from './table-csv.ts';

/** More than this many records of runs are not kept between charts. */
const RUN_CACHE = 200;

const NO_POINTS: PointColumns = {
  steps: new Float64Array(),
  timesMs: new Float64Array(),
  values: new Float64Array(),
};

interface Described {
  readonly table: EditedTable;
  readonly about: string;
  readonly columns: readonly ColumnInfo[];
}

/** One workspace open for questions: what the query worker exposes. */
export class QuerySession implements QueryApi {
  private store: FactStore | null = null;
  private workspace: WorkspaceId | null = null;
  private facts: FactReader | null = null;
  private table_ = new EditedTable(new RunTable());
  private selection: Selection | null = null;
  private summary: TableSummary | null = null;
  private described: Described | null = null;
  private readonly selector = new RunSelector();
  private readonly filter = new ActiveFilter();
  private tableNumber = 0;
  private readonly runs = new Map<RunKey, Promise<StoredRun | null>>();
  private readonly series_: SeriesReader = makeSeriesReader({
    loadSummary: async (run, metric) => {
      const record = await this.runRecord(run);
      return record?.series.find((series) => series.key === metric) ?? null;
    },
    load: async (run, metric) => {
      const record = await this.runRecord(run);
      return record && this.facts ? this.facts.points(record, metric) : { columns: NO_POINTS, missing: [] };
    },
    startMs: (run) => {
      const row = this.table_.facts.rowOf(run);
      const startMs = row === undefined ? Number.NaN : this.table_.facts.starts[row]!;
      return Number.isNaN(startMs) ? null : startMs;
    },
  });

  async open(
    workspace: WorkspaceId,
  ): Promise<{ readonly runCount: number; readonly problemsAtLoad: number }> {
    const known = this.workspace === workspace ? this.store : null;
    const store = known ?? new FactStore(workspace);
    const facts = new FactReader(store);
    let table = this.table_.facts;
    try {
      await facts.load();
      const textsOf = makeRunTexts(facts);
      const add = (run: StoredRun, packs: readonly Hash[]) => table.add(run, packs, textsOf(run));
      // While others' runs come in, the table grows many times: each of them is read once.
      if (!known || !this.facts || !(await facts.forEachNewRun(this.facts, add))) {
        table = new RunTable();
        await facts.forEachRun(add);
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
    }
    this.store = store;
    this.workspace = workspace;
    this.facts = facts;
    this.table_ = new EditedTable(table, this.table_.edits);
    this.selection = null;
    this.runs.clear();
    return { runCount: table.count, problemsAtLoad: 0 };
  }

  async setEdits(edits: WorkspaceEdits): Promise<void> {
    this.table_ = new EditedTable(this.table_.facts, edits);
  }

  async experiments(): Promise<readonly ExperimentSummary[]> {
    const counts = new Map<ExperimentKey, { active: number; deleted: number; lastMs: number | null }>();
    const { facts } = this.table_;
    for (let row = 0; row < facts.count; row++) {
      const key = facts.experiments[row]!;
      const count = counts.get(key) ?? { active: 0, deleted: 0, lastMs: null };
      if (this.table_.deleted(row)) count.deleted += 1;
      else count.active += 1;
      const startMs = facts.starts[row]!;
      if (startMs > (count.lastMs ?? Number.NEGATIVE_INFINITY)) count.lastMs = startMs;
      counts.set(key, count);
    }
    // A stand-in whose runs have turned out to belong elsewhere is nothing to show.
    const records = [...(this.facts?.experiments.values() ?? [])].filter(
      (record) => counts.has(record.key) || !isStandIn(record),
    );
    return records.map((record) => {
      const count = counts.get(record.key);
      const name = this.table_.edits.experimentNames.get(record.key);
      return {
        record: name === undefined ? record : { ...record, name },
        activeRuns: count?.active ?? 0,
        deletedRuns: count?.deleted ?? 0,
        lastRunMs: count?.lastMs ?? null,
      };
    });
  }

  async table(query: TableQuery): Promise<TableSummary> {
    const filter = this.filter.read(query, Date.now());
    const marks = filter.isEverything ? null : markRuns(this.table_, filter.expression);
    const selection = this.selector.select(this.table_, query, marks);
    this.selection = selection;
    this.tableNumber += 1;
    this.summary = {
      table: this.tableNumber,
      rowCount: selection.rows.length,
      matchCount: selection.matching.length,
      filter: filter.text,
      mistake: filter.mistake,
      totalCount: selection.scope.length,
      deletedCount: selection.deletedCount,
      columns: this.describe(query, selection.scope),
    };
    return this.summary;
  }

  /** Sorting and filtering ask for the same columns again; they differ only with the scope, the facts or the edits. */
  private describe(query: TableQuery, scope: Uint32Array): readonly ColumnInfo[] {
    const about = JSON.stringify([query.experiments, query.lifecycle]);
    if (this.described?.table !== this.table_ || this.described.about !== about) {
      this.described = { table: this.table_, about, columns: describeColumns(this.table_, scope) };
    }
    return this.described.columns;
  }

  async rows(
    table: number,
    start: number,
    end: number,
    columns: readonly ColumnId[],
  ): Promise<readonly TableRow[]> {
    const selection = this.current(table);
    if (!selection) return [];
    const to = Math.min(end, selection.rows.length);
    const rows: TableRow[] = [];
    for (let at = Math.max(0, start); at < to; at++) rows.push(this.row(selection, at, columns));
    return rows;
  }

  async values(query: ValueQuery): Promise<readonly ValueCount[]> {
    return listValues(this.table_, query);
  }

  async keys(table: number): Promise<readonly RunKey[]> {
    const rows = this.current(table)?.rows ?? [];
    return Array.from(rows, (row) => this.table_.facts.keys[row]!);
  }

  async indexOf(table: number, run: RunKey): Promise<number> {
    const row = this.table_.facts.rowOf(run);
    return row === undefined ? -1 : (this.current(table)?.rows.indexOf(row) ?? -1);
  }

  async csv(table: number, runs?: readonly RunKey[]): Promise<Blob> {
    const all = this.current(table)?.matching;
    if (!all) throw new Error('The table has changed in the meantime. Try again.');
    const { experiments, keys } = this.table_.facts;
    const wanted = runs && new Set(runs);
    const rows = wanted ? all.filter((row) => wanted.has(keys[row]!)) : all;
    return tableToCsv(this.table_, rows, this.summary?.columns ?? [], (row) =>
      this.facts?.experiments.get(experiments[row]!),
    );
  }

  async run(run: RunKey): Promise<RunDetail | null> {
    const record = await this.runRecord(run);
    return record && this.facts ? loadRunDetail(record, this.facts, this.table_) : null;
  }

  async registry(): Promise<Registry> {
    return {
      models: [...(this.facts?.registeredModels.values() ?? [])],
      versions: [...(this.facts?.modelVersions.values() ?? [])],
    };
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

  /** The selection that a table number names; an older number finds nothing, its screen is about to ask again. */
  private current(table: number): Selection | null {
    return table === this.tableNumber ? this.selection : null;
  }

  private row(selection: Selection, at: number, columns: readonly ColumnId[]): TableRow {
    const row = selection.rows[at]!;
    const { facts } = this.table_;
    const run = facts.keys[row]!;
    return {
      run,
      experiment: facts.experiments[row]!,
      name: this.table_.name(row),
      status: facts.statuses[row]!,
      deleted: this.table_.deleted(row),
      depth: selection.depths[at]!,
      childCount: selection.childCounts.get(row) ?? 0,
      folded: selection.folded.has(run),
      cells: columns.map((column) => this.table_.cell(row, column)),
    };
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
