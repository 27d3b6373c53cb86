import { proxy, type Remote, transfer, wrap } from 'comlink';
import type { ImportProgress, ImportReport } from '../domain/import-report.ts';
import type { DroppedItem, ImportOptions, ImportWorkerApi, Inspection } from './import-api.ts';

const SWEEP_AFTER_MS = 500;

/** One import in two workers of its own; `close` ends them and every call that waits for them. */
export interface ImportClient {
  inspect(items: readonly DroppedItem[]): Promise<Inspection>;
  run(options: ImportOptions, onProgress: (progress: ImportProgress) => void): Promise<ImportReport>;
  cancel(): Promise<void>;
  resume(): Promise<void>;
  close(): void;
}

export function makeImportClient(): ImportClient {
  const worker = new Worker(new URL('../../workers/import.worker.ts', import.meta.url), { type: 'module' });
  const staging = new Worker(new URL('../../workers/staging.worker.ts', import.meta.url), { type: 'module' });
  const api: Remote<ImportWorkerApi> = wrap<ImportWorkerApi>(worker);
  // A worker that cannot start (blocked, missing chunk) would leave every call pending for ever.
  let end!: (reason: unknown) => void;
  const ended = new Promise<never>((_, reject) => {
    end = reject;
  });
  ended.catch(() => undefined);
  for (const one of [worker, staging]) {
    one.addEventListener('error', (event) => end(new Error(event.message || 'The import worker stopped')));
  }
  const { port1, port2 } = new MessageChannel();
  staging.postMessage(port1, [port1]);
  // Messages keep their order: what is asked next finds the way there.
  void Promise.race([api.stageBy(transfer(port2, [port2])), ended]).catch(() => undefined);
  return {
    inspect: (items) => Promise.race([api.inspect(items), ended]),
    run: (options, onProgress) => Promise.race([api.run(options, proxy(onProgress)), ended]),
    cancel: () => api.cancel(),
    resume: () => api.resume(),
    close: () => {
      worker.terminate();
      staging.terminate();
      end(new DOMException('The import was closed.', 'AbortError'));
      // Locks of a worker are given back a moment after its end.
      setTimeout(
        () => void import('../storage/unpacked-folder.ts').then((one) => one.sweepUnpacked()),
        SWEEP_AFTER_MS,
      );
    },
  };
}
