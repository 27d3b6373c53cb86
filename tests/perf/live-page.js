/**
 * What is measured inside the page, as a script that runs before the app: when the answers of its workers bring newer
 * points of a metric whose value is the second at which it was written, and how long frames take. Other metrics of these
 * trainings stay below `LEAST_CLOCK`.
 */
export function watchLive() {
  const LEAST_CLOCK = 3;
  const seen = { latencies: {}, lastClock: new Map(), frames: [], answers: 0, startedMs: 0 };
  window.live = seen;
  const take = (result) => {
    if (seen.startedMs === 0) return;
    for (const line of result.lines) {
      const values = line.raw ?? line.y;
      const known = seen.lastClock.get(line.of) ?? 0;
      const newer = [...values].filter((value) => value >= LEAST_CLOCK && value > known);
      if (newer.length === 0) continue;
      seen.lastClock.set(line.of, newer.at(-1));
      // Of a run that was there before anybody looked nothing can be said.
      if (known === 0) continue;
      requestAnimationFrame(() => {
        seen.latencies[line.of] ??= [];
        const now = Date.now();
        for (const value of newer) seen.latencies[line.of].push(now - seen.startedMs - value * 1000);
      });
    }
  };
  const listen = Worker.prototype.addEventListener;
  Worker.prototype.addEventListener = function (type, listener, ...rest) {
    if (type === 'message')
      listen.call(this, 'message', ({ data }) => {
        const value = data?.value;
        if (!(value?.x instanceof Float64Array) || !Array.isArray(value.lines)) return;
        seen.answers += 1;
        take(value);
      });
    return listen.call(this, type, listener, ...rest);
  };
  // What the watch worker tells of its folders comes as calls over a port.
  const listenPort = MessagePort.prototype.addEventListener;
  MessagePort.prototype.addEventListener = function (type, listener, ...rest) {
    if (type === 'message')
      listenPort.call(this, 'message', ({ data }) => {
        const views = data?.argumentList?.[0]?.value;
        if (Array.isArray(views) && views[0]?.bytesRead !== undefined) seen.folder = views[0];
      });
    return listenPort.call(this, type, listener, ...rest);
  };
  let before = 0;
  const frame = (now) => {
    if (before > 0 && seen.startedMs > 0) seen.frames.push(now - before);
    before = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/**
 * The runs that are stored, by key: content and points of each series, of the version that has most. Read from the
 * browser's database as it lies there.
 */
export async function readStoredRuns() {
  const open = indexedDB.open('cairn-workspace-first');
  const db = await new Promise((resolve, reject) => {
    open.onsuccess = () => resolve(open.result);
    open.onerror = () => reject(open.error);
  });
  const all = (store) =>
    new Promise((resolve, reject) => {
      const request = db.transaction(store).objectStore(store).getAll();
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const get = (key) =>
    new Promise((resolve, reject) => {
      const request = db.transaction('chunks').objectStore('chunks').get(key);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const imports = (await all('imports')).filter(({ state }) => state === 'committed');
  const named = new Set(imports.flatMap(({ packs }) => packs));
  const runs = {};
  let bytes = 0;
  for (const pack of await all('packs')) {
    if (pack.holds !== 'runs' || !named.has(pack.hash)) continue;
    const chunk = await get(pack.hash);
    bytes += chunk.bytes.byteLength;
    for (const line of new TextDecoder().decode(chunk.bytes).split('\n').filter(Boolean)) {
      const { key, name, content, status, origin, series } = JSON.parse(line);
      const counts = Object.fromEntries(series.map((row) => [row[0], row[1]]));
      const points = Object.values(counts).reduce((sum, count) => sum + count, 0);
      const rank = points * 2 + Number(status === 'finished');
      if (!runs[key] || rank > runs[key].rank)
        runs[key] = { name, content, status, format: origin.format, counts, points, rank };
    }
  }
  db.close();
  return { runs, imports: imports.length, recordBytes: bytes };
}
