import { type Remote, wrap } from 'comlink';
import type { ReportApi } from './report-api.ts';

/** A worker that is asked until `close`; then every call that waits for it throws an AbortError. */
export interface ReportClient extends ReportApi {
  close(): void;
}

export function makeReportClient(): ReportClient {
  const worker = new Worker(new URL('../../workers/export.worker.ts', import.meta.url), { type: 'module' });
  const api: Remote<ReportApi> = wrap<ReportApi>(worker);
  let end!: (reason: unknown) => void;
  const ended = new Promise<never>((_, reject) => {
    end = reject;
  });
  ended.catch(() => undefined);
  worker.addEventListener('error', (event) => end(new Error(event.message || 'The report worker stopped')));
  return {
    open: (...asked) => Promise.race([api.open(...asked), ended]),
    preview: (...asked) => Promise.race([api.preview(...asked), ended]),
    close: () => {
      worker.terminate();
      end(new DOMException('The report was closed.', 'AbortError'));
    },
  };
}
