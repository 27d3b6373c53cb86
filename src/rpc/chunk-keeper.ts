import { type Remote, transfer, wrap } from 'comlink';
import type { WorkspaceId } from '../domain/ids.ts';
import type { StoredChunk } from '../storage/workspace-db.ts';
import { buffersOf, type KeepingApi } from './staging-api.ts';

export interface ChunkKeeper {
  /** Takes the bytes with it; each chunk must have its own buffer. Rejects with QuotaExceededError on a full disk. */
  readonly keep: (chunks: readonly StoredChunk[]) => Promise<void>;
  close(): void;
}

interface Started {
  readonly api: Remote<KeepingApi>;
  /** Rejects when the worker is no more: calls that wait for it would wait for ever. */
  readonly ended: Promise<never>;
  end(reason: unknown): void;
}

/**
 * Stores what other browsers send in a worker: the database copies and packs every byte in the thread that writes, which
 * would hold up the page for 9 ms a megabyte. Started by the first chunk.
 */
export function makeChunkKeeper(workspace: WorkspaceId): ChunkKeeper {
  let started: Started | null = null;
  let isClosed = false;
  return {
    keep: async (chunks) => {
      if (isClosed) throw makeClosedError();
      started ??= start();
      const kept = started.api.keepFetched(workspace, transfer([...chunks], buffersOf(chunks)));
      const answer = await Promise.race([kept, started.ended]);
      if (answer === 'full') throw new DOMException('There is no space left.', 'QuotaExceededError');
    },
    close: () => {
      isClosed = true;
      started?.end(makeClosedError());
    },
  };
}

function start(): Started {
  const worker = new Worker(new URL('../../workers/staging.worker.ts', import.meta.url), { type: 'module' });
  let end!: (reason: unknown) => void;
  const ended = new Promise<never>((_, reject) => {
    end = (reason) => {
      worker.terminate();
      reject(reason);
    };
  });
  ended.catch(() => undefined);
  worker.addEventListener('error', (event) =>
    end(new Error(event.message || 'The worker that stores chunks stopped')),
  );
  const { port1, port2 } = new MessageChannel();
  worker.postMessage(port1, [port1]);
  return { api: wrap<KeepingApi>(port2), ended, end };
}

function makeClosedError(): DOMException {
  return new DOMException('The workspace was closed.', 'AbortError');
}
