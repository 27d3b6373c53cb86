import { proxy, type Remote, wrap } from 'comlink';
import type { ArchiveRequest, ArchiveResult, DownloadApi } from './download-api.ts';

/** Time that a stopped worker has to throw away what it wrote. */
const STOP_MS = 3_000;

/** Starts a worker that writes one archive and ends it after that; throws an AbortError when the signal says so. */
export async function writeArchive(
  request: ArchiveRequest,
  target: FileSystemFileHandle | null,
  signal: AbortSignal,
  onProgress: (doneBytes: number) => void,
): Promise<ArchiveResult> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('../../workers/download.worker.ts', import.meta.url), { type: 'module' });
  const api: Remote<DownloadApi> = wrap<DownloadApi>(worker);
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener(
      'abort',
      () => {
        const giveUp = () => reject(signal.reason);
        setTimeout(giveUp, STOP_MS);
        api.stop().then(giveUp, giveUp);
      },
      { once: true },
    );
    worker.addEventListener('error', (event) =>
      reject(new Error(event.message || 'The download worker stopped')),
    );
  });
  stopped.catch(() => undefined);
  try {
    return await Promise.race([api.write(request, target, proxy(onProgress)), stopped]);
  } catch (error) {
    // What a stopped worker throws arrives as an error like any other.
    throw signal.aborted ? signal.reason : error;
  } finally {
    worker.terminate();
  }
}
