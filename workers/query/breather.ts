/** A worker that works longer than this lets questions wait that take no time. */
const BREATH_MS = 12;

/** Gives way to the worker's other questions when the work has gone on for a while. */
export class Breather {
  private sinceMs = performance.now();

  async breathe(): Promise<void> {
    if (performance.now() - this.sinceMs < BREATH_MS) return;
    await nextMessage();
    this.sinceMs = performance.now();
  }
}

/** After the messages that have come meanwhile; a timer would rest for 4 ms each time. */
function nextMessage(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Does some work for each item, a few at a time, and gives the results in the order of the items. */
export async function mapFew<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const at = next;
      next += 1;
      results[at] = await work(items[at]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane));
  return results;
}
