import { type Remote, wrap } from 'comlink';
import type { GraphLayout, LayoutQuery } from '../base/graph-layout.ts';
import type { LayoutApi } from './layout-api.ts';

interface Client {
  readonly api: Remote<LayoutApi>;
  /** Never resolves; rejects when the worker cannot go on. */
  readonly broken: Promise<never>;
}

let client: Client | null = null;

/** Places a graph in a worker, which starts with the first graph and stays for the next ones. */
export function placeInWorker(query: LayoutQuery): Promise<GraphLayout> {
  client ??= startClient();
  return Promise.race([client.api.place(query), client.broken]);
}

function startClient(): Client {
  const worker = new Worker(new URL('../../workers/layout.worker.ts', import.meta.url), { type: 'module' });
  const broken = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => {
      client = null;
      worker.terminate();
      reject(new Error(event.message || 'The layout worker stopped'));
    });
  });
  broken.catch(() => undefined);
  return { api: wrap<LayoutApi>(worker), broken };
}
