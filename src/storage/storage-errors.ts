/** True when the browser refused a write because the disk or the quota is full. */
export function isQuotaError(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error || cause instanceof DOMException; ) {
    if (cause.name === 'QuotaExceededError') return true;
    // A bulk write names the failure of each of its rows.
    const { failures } = cause as { failures?: unknown };
    if (Array.isArray(failures) && failures.some((failure) => failure !== cause && isQuotaError(failure)))
      return true;
    // Dexie wraps what IndexedDB says: AbortError around the real cause.
    const inner = (cause as { inner?: unknown }).inner ?? (cause as Error).cause;
    if (inner === cause) return false;
    cause = inner;
  }
  return false;
}
