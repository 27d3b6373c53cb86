/** Web Locks of one origin, as far as Cairn uses them: exclusive, first come first served, given up by a signal. */
export class WebLocks {
  private readonly queues = new Map<string, Promise<unknown>>();

  async request<T>(
    name: string,
    options: { readonly signal?: AbortSignal },
    work: (lock: object) => Promise<T>,
  ): Promise<T> {
    const before = this.queues.get(name) ?? Promise.resolve();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.queues.set(
      name,
      before.then(() => held),
    );
    try {
      await Promise.race([before, aborted(options.signal)]);
      return await work({ name });
    } finally {
      release();
    }
  }
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(new DOMException('Given up', 'AbortError'));
    if (signal?.aborted) fail();
    signal?.addEventListener('abort', fail, { once: true });
  });
}
