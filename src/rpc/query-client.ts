import { type Remote, wrap } from 'comlink';
import type { QueryApi } from './query-api.ts';

/** Starts the query worker, for as long as the tab lives. Every call is a message; answers come as plain data. */
export function makeQueryClient(): QueryApi {
  const worker = new Worker(new URL('../../workers/query.worker.ts', import.meta.url), { type: 'module' });
  const api: Remote<QueryApi> = wrap<QueryApi>(worker);
  // A worker that cannot start (blocked, missing chunk) would leave the first calls pending for ever.
  const broken = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) =>
      reject(new Error(event.message || 'The query worker stopped')),
    );
  });
  broken.catch(() => undefined);
  return {
    open: (workspace) => Promise.race([api.open(workspace), broken]),
    setEdits: (edits) => Promise.race([api.setEdits(edits), broken]),
    experiments: () => api.experiments(),
    table: (query, first) => api.table(query, first),
    rows: (table, start, end, columns) => api.rows(table, start, end, columns),
    values: (query) => api.values(query),
    keys: (table) => api.keys(table),
    indexOf: (table, run) => api.indexOf(table, run),
    findRuns: (typed, limit) => api.findRuns(typed, limit),
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
    registry: () => api.registry(),
    series: (query) => api.series(query),
    seriesCsv: (query) => api.seriesCsv(query),
    artifact: (chunks) => api.artifact(chunks),
    missingChunks: (chunks) => api.missingChunks(chunks),
    adopt: (pack, holds) => api.adopt(pack, holds),
  };
}
