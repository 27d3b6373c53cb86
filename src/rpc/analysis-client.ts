import { proxy, type Remote, wrap } from 'comlink';
import type { AnalysisApi, ImportanceQuery, ImportanceResult } from './analysis-api.ts';

/** How many may be computed at once: each has a worker of its own, ended with its answer. */
const MOST_WORKERS = 1;

let running = 0;
const waiting: (() => void)[] = [];

/**
 * Starts a worker for this question and ends it with the answer, or when the signal says so: then it throws an
 * AbortError. Further questions wait for their turn.
 */
export async function askImportance(
  query: ImportanceQuery,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<ImportanceResult> {
  while (running >= MOST_WORKERS) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    signal.throwIfAborted();
    return await compute(query, signal, onProgress);
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

async function compute(
  query: ImportanceQuery,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<ImportanceResult> {
  const worker = new Worker(new URL('../../workers/analysis.worker.ts', import.meta.url), { type: 'module' });
  const api: Remote<AnalysisApi> = wrap<AnalysisApi>(worker);
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    worker.addEventListener('error', (event) =>
      reject(new Error(event.message || 'The analysis worker stopped')),
    );
  });
  stopped.catch(() => undefined);
  try {
    return await Promise.race([api.importance(query, proxy(onProgress)), stopped]);
  } finally {
    worker.terminate();
  }
}
