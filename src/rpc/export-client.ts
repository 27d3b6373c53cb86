import { proxy, type Remote, wrap } from 'comlink';
import type { ExportApi, ExportProgress, ExportQuery, ExportResult } from './export-api.ts';

/** Writes in a worker of its own, ended with the answer, or when the signal says so: then it throws an AbortError. */
export async function runExport(
  query: ExportQuery,
  signal: AbortSignal,
  onProgress: (progress: ExportProgress) => void,
): Promise<ExportResult> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('../../workers/export.worker.ts', import.meta.url), { type: 'module' });
  const api: Remote<ExportApi> = wrap<ExportApi>(worker);
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    worker.addEventListener('error', (event) =>
      reject(new Error(event.message || 'The export worker stopped')),
    );
  });
  stopped.catch(() => undefined);
  try {
    return await Promise.race([api.export(query, proxy(onProgress)), stopped]);
  } finally {
    worker.terminate();
  }
}
