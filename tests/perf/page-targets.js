/**
 * The workers of a page over the debugging protocol: what they hold in memory, and profiles of them. `named` is a part
 * of the worker's address.
 */
export async function watchWorkers(page) {
  const session = await page.context().newCDPSession(page);
  const workers = new Map();
  const waiting = new Map();
  let count = 0;
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.type === 'worker') workers.set(sessionId, targetInfo.url);
  });
  session.on('Target.detachedFromTarget', ({ sessionId }) => workers.delete(sessionId));
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result, error } = JSON.parse(message);
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error) asked?.reject(new Error(error.message));
    else asked?.resolve(result);
  });
  await session.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  });
  const sendTo = (sessionId, method, params = {}) =>
    new Promise((resolve, reject) => {
      const id = ++count;
      waiting.set(id, { resolve, reject });
      const message = JSON.stringify({ id, method, params });
      session.send('Target.sendMessageToTarget', { sessionId, message }).catch(reject);
    });
  return {
    page: (method, params) => session.send(method, params),
    worker: (named, method, params) => {
      const [sessionId] = [...workers].find(([, url]) => url.includes(named)) ?? [];
      if (!sessionId) throw new Error(`No worker of ${named}`);
      return sendTo(sessionId, method, params);
    },
    /** Resolves when there is such a worker. */
    until: async (named) => {
      while (![...workers.values()].some((url) => url.includes(named)))
        await new Promise((resolve) => setTimeout(resolve, 50));
    },
    /** Bytes that are reachable after a collection: heap, what the engine holds outside it, and buffers. */
    memory: async () => {
      const weigh = async (send) => {
        await send('HeapProfiler.collectGarbage');
        const usage = await send('Runtime.getHeapUsage');
        const { usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 } = usage;
        return { heap: usedSize + embedderHeapUsedSize, buffers: backingStorageSize };
      };
      const sums = { page: await weigh((method) => session.send(method)), workers: [] };
      for (const [sessionId, url] of workers)
        sums.workers.push({ url, ...(await weigh((method) => sendTo(sessionId, method))) });
      return sums;
    },
    end: () => session.detach().catch(() => undefined),
  };
}
