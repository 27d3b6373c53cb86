import { proxy, type Remote, wrap } from 'comlink';
import type { TableApi } from './table-api.ts';

/** The worker of one table. Questions never settle once the client is closed. */
export interface TableClient extends TableApi {
  /** Ends the worker with whatever it does. */
  close(): void;
}

/** Starts a worker for one table. */
export function createTableClient(): TableClient {
  const worker = new Worker(new URL('../../workers/table.worker.ts', import.meta.url), { type: 'module' });
  const api: Remote<TableApi> = wrap<TableApi>(worker);
  const failed = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) =>
      reject(new Error(event.message || 'The table worker stopped')),
    );
  });
  failed.catch(() => undefined);
  return {
    open: (format, name, file, onProgress) =>
      Promise.race([api.open(format, name, file, proxy(onProgress)), failed]),
    arrange: (question) => Promise.race([api.arrange(question), failed]),
    rows: (...window) => Promise.race([api.rows(...window), failed]),
    statistics: (column) => Promise.race([api.statistics(column), failed]),
    close: () => worker.terminate(),
  };
}
