import { proxy, type Remote, wrap } from 'comlink';
import type { ImportProgress, ImportReport } from '../domain/import-report.ts';
import type { DroppedItem, ImportApi, ImportOptions, Inspection } from './import-api.ts';

/** One import in a worker of its own; `close` ends the worker and every call that waits for it. */
export interface ImportClient {
  inspect(items: readonly DroppedItem[]): Promise<Inspection>;
  run(options: ImportOptions, onProgress: (progress: ImportProgress) => void): Promise<ImportReport>;
  cancel(): Promise<void>;
  resume(): Promise<void>;
  close(): void;
}

export function makeImportClient(): ImportClient {
  const worker = new Worker(new URL('../../workers/import.worker.ts', import.meta.url), { type: 'module' });
  const api: Remote<ImportApi> = wrap<ImportApi>(worker);
  // A worker that cannot start (blocked, missing chunk) would leave every call pending for ever.
  let end!: (reason: unknown) => void;
  const ended = new Promise<never>((_, reject) => {
    end = reject;
  });
  ended.catch(() => undefined);
  worker.addEventListener('error', (event) => end(new Error(event.message || 'The import worker stopped')));
  return {
    inspect: (items) => Promise.race([api.inspect(items), ended]),
    run: (options, onProgress) => Promise.race([api.run(options, proxy(onProgress)), ended]),
    cancel: () => api.cancel(),
    resume: () => api.resume(),
    close: () => {
      worker.terminate();
      end(new DOMException('The import was closed.', 'AbortError'));
    },
  };
}
