/**
 * What is measured inside the page, as a script that runs before the app: when the answers of its workers bring newer
 * points of a metric whose value is the second at which it was written, when the watch worker told of them, and how long frames take. Other metrics of these
 * trainings stay below `LEAST_CLOCK`.
 */
export function watchLive() {
  const LEAST_CLOCK = 3;
  const seen = { latencies: {}, read: [], lastClock: new Map(), frames: [], answers: 0, startedMs: 0 };
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
  // What the watch worker tells everybody, as soon as it was read.
  new BroadcastChannel('cairn-live-first').addEventListener('message', ({ data }) => {
    if (data?.kind !== 'news' || seen.startedMs === 0) return;
    for (const { isWhole, series } of data.runs)
      for (const { key, points } of series)
        if (key === 'clock' && !isWhole)
          for (const value of points.values) seen.read.push(Date.now() - seen.startedMs - value * 1000);
  });
  let before = 0;
  const frame = (now) => {
    if (before > 0 && seen.startedMs > 0) seen.frames.push(now - before);
    before = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/**
 * The runs that are stored, by key: record and points of each series, of the version that knows most, of equal ones the
 * last. Read from the browser's database as it lies there.
 */
export async function readStoredRuns() {
  const open = indexedDB.open('cairn-workspace-first');
  const db = await new Promise((resolve, reject) => {
    open.onsuccess = () => resolve(open.result);
    open.onerror = () => reject(open.error);
  });
  const answer = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const store = (name) => db.transaction(name).objectStore(name);
  const imports = (await answer(store('imports').getAll()))
    .filter(({ state }) => state === 'committed')
    .sort((a, b) => a.startedMs - b.startedMs);
  const holds = new Map((await answer(store('packs').getAll())).map((pack) => [pack.hash, pack.holds]));
  const ranks = {};
  const runs = {};
  let bytes = 0;
  for (const hash of imports.flatMap(({ packs }) => packs)) {
    if (holds.get(hash) !== 'runs') continue;
    const chunk = await answer(store('chunks').get(hash));
    bytes += chunk.bytes.byteLength;
    for (const line of new TextDecoder().decode(chunk.bytes).split('\n').filter(Boolean)) {
      const { packs, parts, series, content, ...record } = JSON.parse(line);
      const { key, name, status, endMs, origin } = record;
      const counts = Object.fromEntries(series.map((row) => [row[0], Number(row[1])]));
      const points = Object.values(counts).reduce((sum, count) => sum + count, 0);
      const rank = [Number(['finished', 'failed', 'killed'].includes(status)), endMs ?? -1, points];
      const at = rank.findIndex((value, place) => value !== ranks[key]?.[place]);
      if (ranks[key] && at >= 0 && rank[at] < ranks[key][at]) continue;
      ranks[key] = rank;
      // Where the points lie is no part of what they are.
      const fields = {
        ...record,
        origin: { ...origin, path: '' },
        series: series.map((row) => row.slice(0, -1)),
      };
      runs[key] = { name, content, format: origin.format, counts, points, fields };
    }
  }
  db.close();
  return { runs, imports: imports.length, recordBytes: bytes };
}
