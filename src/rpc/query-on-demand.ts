import type { WorkspaceEdits } from '../domain/edits.ts';
import type { WorkspaceId } from '../domain/ids.ts';
import type { QueryApi } from './query-api.ts';

export interface QueryOnDemand {
  readonly api: QueryApi;
  /** Starts the worker if the workspace has facts, ahead of `api.open` and beside whatever else opening it takes. */
  startFor(workspace: WorkspaceId): Promise<void>;
  /** Starts the worker: an import is about to bring facts. */
  start(): void;
}

/**
 * The query worker, started when there is something to ask it: the first screen of an empty workspace does without.
 * What was opened and edited before its start is the first thing it hears.
 */
export function makeQueryOnDemand(
  startWorker: () => QueryApi,
  hasFacts: (workspace: WorkspaceId) => Promise<boolean>,
): QueryOnDemand {
  let worker: QueryApi | null = null;
  let edits: WorkspaceEdits | null = null;
  let onLive: Parameters<QueryApi['onLive']>[0] | null = null;
  /** Opened without a worker, for it has no facts. */
  let openedEmpty: WorkspaceId | null = null;
  let caughtUp: Promise<unknown> = Promise.resolve();

  const start = (): QueryApi => {
    if (worker) return worker;
    worker = startWorker();
    const toldEdits = edits && worker.setEdits(edits);
    const toldLive = onLive && worker.onLive(onLive);
    caughtUp = Promise.all([toldEdits, toldLive, openedEmpty && worker.open(openedEmpty)]);
    caughtUp.catch(() => undefined);
    return worker;
  };
  const ask = async <Answer>(question: (started: QueryApi) => Promise<Answer>): Promise<Answer> => {
    const started = start();
    await caughtUp;
    return question(started);
  };
  /** A question may have started the worker while the storage was asked. */
  const isNeededFor = async (workspace: WorkspaceId): Promise<boolean> =>
    worker !== null || (await hasFacts(workspace)) || worker !== null;

  const api: QueryApi = {
    open: async (workspace) => {
      if (!(await isNeededFor(workspace))) {
        openedEmpty = workspace;
        return { runCount: 0, problemsAtLoad: 0 };
      }
      openedEmpty = null;
      const started = start();
      // Whatever came of the workspace before is over.
      caughtUp = Promise.resolve();
      return started.open(workspace);
    },
    setEdits: async (newest) => {
      edits = newest;
      await worker?.setEdits(newest);
    },
    onLive: async (tell) => {
      onLive = tell;
      await worker?.onLive(tell);
    },
    liveRuns: async (runs) => (worker ? ask((started) => started.liveRuns(runs)) : []),
    checkAlerts: async (nowMs, seenPacks) =>
      worker ? ask((started) => started.checkAlerts(nowMs, seenPacks)) : { alerts: [], seenPacks },
    rest: (ms) => (worker ? worker.rest(ms) : new Promise((resolve) => setTimeout(resolve, ms))),
    tryAlert: (rule, sinceMs) => ask((started) => started.tryAlert(rule, sinceMs)),
    experiments: async () => (worker ? ask((started) => started.experiments()) : []),
    table: (query, first) => ask((started) => started.table(query, first)),
    rows: (table, from, to, columns) => ask((started) => started.rows(table, from, to, columns)),
    values: (query) => ask((started) => started.values(query)),
    keys: (table) => ask((started) => started.keys(table)),
    matchingKeys: (table) => ask((started) => started.matchingKeys(table)),
    indexOf: (table, run) => ask((started) => started.indexOf(table, run)),
    findRuns: async (typed, limit, beside) =>
      worker ? ask((started) => started.findRuns(typed, limit, beside)) : [],
    groups: (table, limit) => ask((started) => started.groups(table, limit)),
    firstRuns: (table, limit) => ask((started) => started.firstRuns(table, limit)),
    runRows: (runs, columns) => ask((started) => started.runRows(runs, columns)),
    unlisted: (table, runs) => ask((started) => started.unlisted(table, runs)),
    nestedUnder: (runs) => ask((started) => started.nestedUnder(runs)),
    columnValues: (table, columns, runs) => ask((started) => started.columnValues(table, columns, runs)),
    metricsOf: (runs) => ask((started) => started.metricsOf(runs)),
    imagesOf: (runs) => ask((started) => started.imagesOf(runs)),
    differences: (runs) => ask((started) => started.differences(runs)),
    origins: (runs) => ask((started) => started.origins(runs)),
    differenceText: (section, key, run) => ask((started) => started.differenceText(section, key, run)),
    tableFile: (query) => ask((started) => started.tableFile(query)),
    run: (run) => ask((started) => started.run(run)),
    datasets: async () => (worker ? ask((started) => started.datasets()) : []),
    dataset: (key) => ask((started) => started.dataset(key)),
    registry: (atMs) => ask((started) => started.registry(atMs)),
    lineage: (focus, options) => ask((started) => started.lineage(focus, options)),
    openLineage: (focus, depth) => ask((started) => started.openLineage(focus, depth)),
    breaches: () => ask((started) => started.breaches()),
    breachesFile: () => ask((started) => started.breachesFile()),
    breachesAt: (place) => ask((started) => started.breachesAt(place)),
    tryRule: (rule) => ask((started) => started.tryRule(rule)),
    runsBreaking: (rule) => ask((started) => started.runsBreaking(rule)),
    promotionBreaches: (model, version, stage, why) =>
      ask((started) => started.promotionBreaches(model, version, stage, why)),
    reproduction: (run) => ask((started) => started.reproduction(run)),
    series: (query) => ask((started) => started.series(query)),
    seriesCsv: (query) => ask((started) => started.seriesCsv(query)),
    artifact: (chunks) => ask((started) => started.artifact(chunks)),
    missingChunks: (chunks) => ask((started) => started.missingChunks(chunks)),
    adopt: (pack, holds) => ask((started) => started.adopt(pack, holds)),
  };
  return {
    api,
    startFor: async (workspace) => {
      if (await isNeededFor(workspace)) start();
    },
    start: () => void start(),
  };
}
