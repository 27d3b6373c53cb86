/**
 * Web Locks of one origin, as far as Cairn uses them: exclusive, first come first served, given up by a signal, or not taken
 * at all where somebody has them.
 */
export class WebLocks {
  private readonly queues = new Map<string, Promise<unknown>>();
  private readonly waiting = new Map<string, number>();

  async request<T>(
    name: string,
    options: { readonly signal?: AbortSignal; readonly ifAvailable?: boolean },
    work: (lock: object) => Promise<T>,
  ): Promise<T> {
    const holders = this.waiting.get(name) ?? 0;
    // Only who does not want to wait is told that there is nothing.
    if (options.ifAvailable && holders > 0) return work(null as unknown as object);
    this.waiting.set(name, holders + 1);
    const before = this.queues.get(name) ?? Promise.resolve();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.queues.set(
      name,
      before.then(() => held),
    );
    const asked = new AbortController();
    try {
      await Promise.race([before, aborted(options.signal, asked.signal)]);
      asked.abort();
      return await work({ name });
    } finally {
      asked.abort();
      this.waiting.set(name, (this.waiting.get(name) ?? 1) - 1);
      release();
    }
  }
}

/** `answered`: nobody listens any more. */
function aborted(signal: AbortSignal | undefined, answered: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(new DOMException('Given up', 'AbortError'));
    if (signal?.aborted) fail();
    signal?.addEventListener('abort', fail, { once: true, signal: answered });
  });
}
