import { proxy, type Remote, wrap } from 'comlink';
import type { WatchApi } from './watch-api.ts';

/** The watch worker, until `close`. */
export interface WatchClient extends WatchApi {
  /** Ends it; what was not stored is read again next time. */
  close(): void;
}

export function makeWatchClient(onEnd: (reason: string) => void): WatchClient {
  const worker = new Worker(new URL('../../workers/watch.worker.ts', import.meta.url), { type: 'module' });
  const api: Remote<WatchApi> = wrap<WatchApi>(worker);
  worker.addEventListener('error', (event) => onEnd(event.message || 'The watch worker stopped'));
  return {
    begin: (options, onViews, onStored) => api.begin(options, proxy(onViews), proxy(onStored)),
    add: (id, handle) => api.add(id, handle),
    remove: (id) => api.remove(id),
    look: (id) => api.look(id),
    setVisible: (isVisible) => api.setVisible(isVisible),
    store: () => api.store(),
    close: () => worker.terminate(),
  };
}
