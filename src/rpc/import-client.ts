import { proxy, type Remote, releaseProxy, wrap } from 'comlink';
import type { ImportProgress, ImportReport } from '../domain/import-report.ts';
import type { DroppedItem, ImportApi, ImportOptions, Inspection } from './import-api.ts';

/** One import in a worker of its own; `close` ends the worker whatever it is doing. */
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
  const broken = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) =>
      reject(new Error(event.message || 'The import worker stopped')),
    );
  });
  broken.catch(() => undefined);
  return {
    inspect: (items) => Promise.race([api.inspect(items), broken]),
    run: (options, onProgress) => Promise.race([api.run(options, proxy(onProgress)), broken]),
    cancel: () => api.cancel(),
    resume: () => api.resume(),
    close: () => {
      api[releaseProxy]();
      worker.terminate();
    },
  };
}
