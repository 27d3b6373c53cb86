import { type Remote, wrap } from 'comlink';
import type { QueryApi } from './query-api.ts';

/** The query worker, for as long as the tab lives. Every call is a message; answers come as plain data. */
export function makeQueryClient(): QueryApi {
  const worker = new Worker(new URL('../../workers/query.worker.ts', import.meta.url), { type: 'module' });
  const api: Remote<QueryApi> = wrap<QueryApi>(worker);
  return {
    open: (workspace) => api.open(workspace),
    setEdits: (edits) => api.setEdits(edits),
    experiments: () => api.experiments(),
    table: (query) => api.table(query),
    rows: (table, start, end, columns) => api.rows(table, start, end, columns),
    keys: (table) => api.keys(table),
    indexOf: (table, run) => api.indexOf(table, run),
    csv: (table, runs) => api.csv(table, runs),
    run: (run) => api.run(run),
    registry: () => api.registry(),
    series: (query) => api.series(query),
    seriesCsv: (query) => api.seriesCsv(query),
    artifact: (chunks) => api.artifact(chunks),
  };
}
