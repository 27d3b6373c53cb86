import { proxy, type Remote, wrap } from 'comlink';
import type {
  FingerprintApi,
  FingerprintAsk,
  FingerprintProgress,
  FingerprintResult,
} from './fingerprint-api.ts';
import type { DroppedItem } from './import-api.ts';

/** Takes a fingerprint in a worker of its own, which ends with it or when the signal says so: nothing is kept then. */
export async function takeFingerprint(
  items: readonly DroppedItem[],
  ask: FingerprintAsk,
  signal: AbortSignal,
  onProgress: (progress: FingerprintProgress) => void,
): Promise<FingerprintResult> {
  const worker = new Worker(new URL('../../workers/fingerprint.worker.ts', import.meta.url), {
    type: 'module',
  });
  const api: Remote<FingerprintApi> = wrap<FingerprintApi>(worker);
  const cancelled = new Promise<FingerprintResult>((resolve) =>
    signal.addEventListener('abort', () => resolve({ ok: false, code: 'cancelled' }), { once: true }),
  );
  const broken = new Promise<never>((_, reject) =>
    worker.addEventListener('error', (event) =>
      reject(new Error(event.message || 'The fingerprint worker stopped')),
    ),
  );
  broken.catch(() => undefined);
  try {
    return await Promise.race([api.take(items, ask, proxy(onProgress)), cancelled, broken]);
  } finally {
    worker.terminate();
  }
}
