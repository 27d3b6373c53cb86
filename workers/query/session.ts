import type { AlertTrial } from '../../src/domain/alerts/alert.ts';
import type { AlertRule } from '../../src/domain/alerts/alert-rule.ts';
import type { DatasetKey, Hash, RunKey, VersionRef, WorkspaceId } from '../../src/domain/ids.ts';
import type { LineageFocus, LineageGraph, LineageOptions } from '../../src/domain/lineage/lineage-graph.ts';
import type { LivePulse, LiveRunView } from '../../src/domain/live/liveness.ts';
import type { RegistryView } from '../../src/domain/registry/registry-view.ts';
import type { Reproduction } from '../../src/domain/reproduce/reproduction.ts';
import type { Breach, Breaches, BreachPlace, RuleTrial } from '../../src/domain/rules/breach.ts';
import type { Rule } from '../../src/domain/rules/rule.ts';
import type { StoredRun } from '../../src/domain/run.ts';
import type { AlertNews } from '../../src/rpc/live-api.ts';
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
import type { AlertGround } from './alerts/alert-ground.ts';
import { AlertQuestions } from './alerts/alert-questions.ts';
import { AtBestLoader } from './at-best.ts';
import { listDatasets, loadDataset } from './dataset-list.ts';
import { makeDifferences, wholeText } from './differences.ts';
import { editedModelTexts } from './edited-models.ts';
import { EditedTable } from './edited-table.ts';
import { listExperiments } from './experiment-list.ts';
import type { FactReader } from './fact-reader.ts';
import { listValues } from './filter/list-values.ts';
import { findRuns } from './find-runs.ts';
import { listImages } from './image-list.ts';
import { LineageQuestions } from './lineage/lineage-questions.ts';
import { tailsOf } from './live/alert-tails.ts';
import type { OpenLiveChannel } from './live/live-channel.ts';
import { LiveOverlay } from './live/live-overlay.ts';
import { listMetrics } from './metrics-of.ts';
import { nestedUnder } from './nested-under.ts';
import { type OpenedFacts, openFacts, settle } from './open-facts.ts';
import { PackShelf } from './pack-shelf.ts';
import { RegistryReader } from './registry-reader.ts';
import { RuleQuestions } from './rules/rule-questions.ts';
import { loadRunDetail } from './run-detail.ts';
import { RunTable } from './run-table.ts';
import { SelectionQuestions } from './selection-questions.ts';
import { makeSeriesReader, type SeriesReader } from './series.ts';
import { loadArtifact, missingChunks } from './stored-artifacts.ts';
import { makeSeriesSource } from './stored-series-source.ts';
import { TableQuestions } from './table-questions.ts';

/** More than this many records of runs are not kept between charts. */
const RUN_CACHE = 200;

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
  private readonly alerts = new AlertQuestions(() => this.alertGround());
  private readonly atBest = new AtBestLoader();
  private readonly questions = new TableQuestions({
    table: () => this.table_,
    reader: () => this.facts,
    atBest: this.atBest,
  });
  private readonly chosen = new SelectionQuestions(() => this.table_, this.questions);
  /** Of the workspace that is open. */
  private live: LiveOverlay | null = null;
  private tellLive: ((pulse: LivePulse) => void) | null = null;
  /** Openings: numbers of the last one asked for and of the last one done, and how many are under way. */
  private asked = 0;
  private opened = 0;
  private underWay = 0;
  private readonly lineage_ = new LineageQuestions(() => {
    const { facts, table_: table } = this;
    return facts && { facts, table, registry: this.registry_.view(table.edits.registry, null) };
  });
  private readonly runs = new Map<RunKey, Promise<StoredRun | null>>();
  private readonly packs = new PackShelf((hashes) => this.facts?.loadChunks(hashes) ?? Promise.resolve([]));
  private readonly series_: SeriesReader = makeSeriesReader(
    makeSeriesSource({
      table: () => this.table_,
      facts: () => this.facts,
      record: (run) => this.runRecord(run),
      packs: this.packs,
    }),
  );

  /** `openChannel`: where those who watch runs tell of them; null for facts alone. */
  constructor(
    private readonly openChannel: OpenLiveChannel | null = null,
    private readonly now: () => number = Date.now,
  ) {}

  async open(
    workspace: WorkspaceId,
  ): Promise<{ readonly runCount: number; readonly problemsAtLoad: number }> {
    return this.openWorkspace(workspace, false);
  }

  private async openWorkspace(workspace: WorkspaceId, isAnew: boolean): ReturnType<QuerySession['open']> {
    const known = this.workspace === workspace ? this.store : null;
    const store = known ?? new FactStore(workspace);
    const live = known && this.live ? this.live : this.makeLive(workspace);
    const number = ++this.asked;
    this.underWay += 1;
    const before = known && !isAnew ? this.facts : null;
    let opened: OpenedFacts | null = null;
    try {
      opened = await openFacts(store, before, this.table_.facts, live);
    } finally {
      this.underWay -= 1;
      // Something asked for later may be open by now: another workspace, or newer facts of this one.
      if (number < this.opened) opened = null;
      if (!opened && store !== known) store.close();
      if (!opened && live !== this.live) live.close();
    }
    if (!opened) return { runCount: this.table_.facts.count, problemsAtLoad: 0 };
    // Another opening was quicker and has changed the same table.
    if (opened.before && opened.before !== this.facts) return this.openWorkspace(workspace, isAnew);
    this.opened = number;
    const { facts } = opened;
    // Until here every question was answered from what was open before.
    const table = opened.apply();
    if (store !== known) {
      this.store?.close();
      this.series_.clear();
      this.packs.clear();
      this.atBest.clear();
    }
    if (live !== this.live) this.live?.close();
    this.live = live;
    this.store = store;
    this.workspace = workspace;
    this.facts = facts;
    this.table_ = this.edited(table, this.table_.edits);
    this.questions.forget();
    this.runs.clear();
    this.settled = settle(facts, table, () => this.facts === facts);
    live.plan();
    return { runCount: table.count, problemsAtLoad: 0 };
  }

  /** Nothing is asked after it. */
  close(): void {
    this.live?.close();
    this.live = null;
    this.store?.close();
  }

  /** Live runs of a workspace that is about to be opened: who watches is asked at once. */
  private makeLive(workspace: WorkspaceId): LiveOverlay {
    const live: LiveOverlay = new LiveOverlay(this.openChannel, {
      facts: () => (this.live === live ? this.facts : null),
      table: () => this.table_.facts,
      onShown: (runs) => this.showLive(runs),
      reopen: (isAnew) => this.reopen(isAnew),
      now: this.now,
    });
    live.onPulse((pulse) => this.tellLive?.(pulse));
    live.listen(workspace);
    return live;
  }

  /** Rows of these runs have changed. */
  private showLive(runs: readonly RunKey[]): void {
    for (const run of runs) this.runs.delete(run);
    this.table_ = this.edited(this.table_.facts, this.table_.edits);
  }

  /** Looks for new facts where nobody has said that there are any. */
  private async reopen(isAnew: boolean): Promise<void> {
    const { live, workspace } = this;
    if (!live || !workspace || this.underWay > 0) return;
    await this.openWorkspace(workspace, isAnew).catch((error) => {
      // Closed in the meantime.
      if (live === this.live) throw error;
    });
    live.pulse([]);
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
    const summary = await this.timed(() => this.questions.ask(query));
    const rows = first && this.questions.rowsAtHand(summary.table, first);
    return rows ? { ...summary, firstRows: { columns: first.columns, rows } } : summary;
  }

  rows(
    table: number,
    start: number,
    end: number,
    columns: readonly ColumnId[],
  ): Promise<readonly (TableRow | GroupRow)[]> {
    return this.timed(() => this.questions.rows(table, start, end, columns));
  }

  async values(query: ValueQuery): Promise<readonly ValueCount[]> {
    return listValues(this.table_, query);
  }

  async keys(table: number): Promise<readonly RunKey[]> {
    return this.chosen.keys(table);
  }

  async matchingKeys(table: number): Promise<readonly RunKey[] | null> {
    return this.chosen.matchingKeys(table);
  }

  async indexOf(table: number, run: RunKey): Promise<number> {
    return this.chosen.indexOf(table, run);
  }

  async findRuns(typed: string, limit: number, beside?: RunKey): Promise<readonly RunFound[]> {
    return findRuns(this.table_, typed, limit, beside);
  }

  async groups(table: number, limit: number): Promise<readonly RunGroup[]> {
    return this.chosen.groups(table, limit);
  }

  async firstRuns(table: number, limit: number): Promise<readonly TableRow[]> {
    return this.chosen.firstRuns(table, limit);
  }

  runRows(runs: readonly RunKey[], columns: readonly ColumnId[]): Promise<readonly TableRow[]> {
    return this.chosen.runRows(runs, columns);
  }

  async unlisted(table: number, runs: readonly RunKey[]): Promise<number> {
    return this.chosen.unlisted(table, runs);
  }

  async nestedUnder(runs: readonly RunKey[]): Promise<readonly RunKey[]> {
    return nestedUnder(this.table_, runs);
  }

  columnValues(
    table: number,
    columns: readonly ColumnId[],
    runs: readonly RunKey[] | null,
  ): Promise<ColumnValues> {
    return this.chosen.columnValues(table, columns, runs);
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

  tableFile(query: TableFileQuery): Promise<Blob> {
    return this.chosen.tableFile(query);
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

  lineage(focus: LineageFocus, options: LineageOptions): Promise<LineageGraph | null> {
    return this.lineage_.graph(focus, options);
  }

  openLineage(focus: LineageFocus, depth: number): Promise<LineageFile | null> {
    return this.lineage_.file(focus, depth);
  }

  async onLive(tell: (pulse: LivePulse) => void): Promise<void> {
    this.tellLive = tell;
    this.live?.pulseAll();
  }

  async liveRuns(runs: readonly RunKey[] | null): Promise<readonly LiveRunView[]> {
    return this.live?.views(runs) ?? [];
  }

  checkAlerts(nowMs: number, seenPacks: readonly Hash[]): Promise<AlertNews> {
    return this.alerts.check(nowMs, seenPacks);
  }

  rest(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  tryAlert(rule: AlertRule, sinceMs: number): Promise<AlertTrial> {
    return this.alerts.attempt(rule, sinceMs);
  }

  async breaches(): Promise<Breaches> {
    return this.timed(() => this.rules.breaches());
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
    return this.timed(() => this.series_.series(query));
  }

  seriesCsv(query: SeriesQuery): Promise<Blob> {
    return this.series_.seriesCsv(query);
  }

  async artifact(chunks: readonly Hash[]): Promise<ArtifactResult> {
    return loadArtifact(this.store, chunks);
  }

  async missingChunks(chunks: readonly Hash[]): Promise<readonly Hash[]> {
    return missingChunks(this.store, chunks);
  }

  async adopt(pack: Hash, holds: 'runs' | 'artifacts' | 'others'): Promise<ForeignPack | null> {
    const { adoptPack } = await import('./adopt-pack.ts');
    return this.store ? adoptPack(this.store, pack, holds) : null;
  }

  /** What questions cost decides how soon live runs move again. */
  private timed<T>(ask: () => Promise<T>): Promise<T> {
    return this.live ? this.live.busy.while(ask) : ask();
  }

  private alertGround(): AlertGround | null {
    const { facts, store, table_: table } = this;
    if (!facts || !store) return null;
    return {
      table,
      facts,
      store,
      registry: this.registry_.view(table.edits.registry, null),
      live: tailsOf(this.live, this.now()),
      breaches: () => this.rules.breaches(),
      loaderFor: (parts) => this.packs.loaderFor(parts),
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
