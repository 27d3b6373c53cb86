import { proxy, type Remote, wrap } from 'comlink';
import type { QueryApi, QueryWorkerApi, WorkspaceEdits } from './query-api.ts';

/** Starts the query worker, for as long as the tab lives. Every call is a message; answers come as plain data. */
export function makeQueryClient(): QueryApi {
  const worker = new Worker(new URL('../../workers/query.worker.ts', import.meta.url), { type: 'module' });
  const api: Remote<QueryWorkerApi> = wrap<QueryWorkerApi>(worker);
  // A worker that cannot start (blocked, missing chunk) would leave the first calls pending for ever.
  const broken = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) =>
      reject(new Error(event.message || 'The query worker stopped')),
    );
  });
  broken.catch(() => undefined);
  let told: WorkspaceEdits['registry'] | null = null;
  return {
    open: (workspace) => Promise.race([api.open(workspace), broken]),
    setEdits: (edits) => {
      const registry = edits.registry === told ? null : edits.registry;
      told = edits.registry;
      return Promise.race([api.setEdits({ ...edits, registry }), broken]);
    },
    experiments: () => api.experiments(),
    table: (query, first) => api.table(query, first),
    rows: (table, start, end, columns) => api.rows(table, start, end, columns),
    values: (query) => api.values(query),
    keys: (table) => api.keys(table),
    matchingKeys: (table) => api.matchingKeys(table),
    indexOf: (table, run) => api.indexOf(table, run),
    findRuns: (typed, limit, beside) => api.findRuns(typed, limit, beside),
    groups: (table, limit) => api.groups(table, limit),
    firstRuns: (table, limit) => api.firstRuns(table, limit),
    runRows: (runs, columns) => api.runRows(runs, columns),
    unlisted: (table, runs) => api.unlisted(table, runs),
    nestedUnder: (runs) => api.nestedUnder(runs),
    columnValues: (table, columns, runs) => api.columnValues(table, columns, runs),
    metricsOf: (runs) => api.metricsOf(runs),
    imagesOf: (runs) => api.imagesOf(runs),
    differences: (runs) => api.differences(runs),
    origins: (runs) => api.origins(runs),
    differenceText: (section, key, run) => api.differenceText(section, key, run),
    tableFile: (query) => api.tableFile(query),
    run: (run) => api.run(run),
    datasets: () => api.datasets(),
    dataset: (key) => api.dataset(key),
    registry: (atMs) => api.registry(atMs),
    lineage: (focus, options) => api.lineage(focus, options),
    openLineage: (focus, depth) => api.openLineage(focus, depth),
    onLive: (tell) => api.onLive(proxy(tell)),
    liveRuns: (runs) => api.liveRuns(runs),
    checkAlerts: (nowMs, seenPacks) => api.checkAlerts(nowMs, seenPacks),
    rest: (ms) => api.rest(ms),
    tryAlert: (rule, sinceMs) => api.tryAlert(rule, sinceMs),
    breaches: () => api.breaches(),
    breachesFile: () => api.breachesFile(),
    breachesAt: (place) => api.breachesAt(place),
    tryRule: (rule) => api.tryRule(rule),
    runsBreaking: (rule) => api.runsBreaking(rule),
    promotionBreaches: (model, version, stage, why) => api.promotionBreaches(model, version, stage, why),
    reproduction: (run) => api.reproduction(run),
    series: (query) => api.series(query),
    seriesCsv: (query) => api.seriesCsv(query),
    artifact: (chunks) => api.artifact(chunks),
    missingChunks: (chunks) => api.missingChunks(chunks),
    adopt: (pack, holds) => api.adopt(pack, holds),
  };
}
