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
    table: (query) => api.table(query),
    rows: (table, start, end, columns) => api.rows(table, start, end, columns),
    values: (query) => api.values(query),
    keys: (table) => api.keys(table),
    indexOf: (table, run) => api.indexOf(table, run),
    csv: (table, runs) => api.csv(table, runs),
    run: (run) => api.run(run),
    registry: () => api.registry(),
    series: (query) => api.series(query),
    seriesCsv: (query) => api.seriesCsv(query),
    artifact: (chunks) => api.artifact(chunks),
    missingChunks: (chunks) => api.missingChunks(chunks),
    adopt: (pack, holds) => api.adopt(pack, holds),
  };
}
