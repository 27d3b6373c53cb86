/** True when the browser refused a write because the disk or the quota is full. */
export function isQuotaError(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error || cause instanceof DOMException; ) {
    if (cause.name === 'QuotaExceededError') return true;
    // Dexie wraps what IndexedDB says: AbortError around the real cause.
    const inner = (cause as { inner?: unknown }).inner ?? (cause as Error).cause;
    if (inner === cause) return false;
    cause = inner;
  }
  return false;
}

/** True when the connection is gone (WebKit drops it in background tabs) and the same call may work on a new one. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ['DatabaseClosedError', 'InvalidStateError', 'UnknownError'].includes(error.name);
}
