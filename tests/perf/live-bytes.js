import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { figure } from './figures.js';

/** Files of a training folder by what writes them; the first that fits. */
const FORMATS = [
  ['event files', /\.tfevents\./],
  ['W&B', /\.wandb$/],
  ['SQLite', /\.db(?:-journal|-wal|-shm)?$/],
  ['CSV', /\.csv$/],
  ['hparams.yaml', /^hparams\.yaml$/],
  ['other files', /^(?:wandb-.*|config\.ya?ml|requirements\.txt|.*\.log|.*\.json)$/],
  ['mlruns', /./],
];

/**
 * Counts in the watch worker what it reads, by the name of the file: `folder` of `WatchedFolderView` knows the sum only.
 * What was read before it is asked is not counted.
 */
export async function countBytes(workers) {
  await workers.until('watch.worker');
  await workers.worker('watch.worker', 'Runtime.evaluate', {
    expression: `(${countInWorker})()`,
  });
}

function countInWorker() {
  const names = new WeakMap();
  const bytes = {};
  globalThis.benchBytes = bytes;
  const { slice, arrayBuffer } = Blob.prototype;
  Blob.prototype.slice = function (...range) {
    const part = slice.apply(this, range);
    names.set(part, names.get(this) ?? this.name ?? '');
    return part;
  };
  Blob.prototype.arrayBuffer = async function () {
    const found = await arrayBuffer.call(this);
    const name = names.get(this) ?? this.name ?? '';
    bytes[name] = (bytes[name] ?? 0) + found.byteLength;
    return found;
  };
}

/**
 * What was read of each format against what its files are by now: the folder was empty at the start. `written`: what the
 * processes of the writers wrote, by kind, where that is known.
 */
export async function tellBytes(page, workers, folder, written = {}) {
  const view = await page.evaluate(() => window.live.folder ?? null);
  if (view !== null) {
    const read = view.bytesRead - view.bytesAtStart;
    tellRatio('bytes read / appended', read, view.bytesAppended);
  }
  const { result } = await workers.worker('watch.worker', 'Runtime.evaluate', {
    expression: 'globalThis.benchBytes',
    returnByValue: true,
  });
  const read = byFormat(Object.entries(result?.value ?? {}));
  const there = byFormat(filesBelow(folder));
  for (const [format, bytes] of there)
    if (bytes > 0) tellRatio(`  ${format}: read / size of its files`, read.get(format) ?? 0, bytes);
  const sqlite = written['mlflow-sqlite'];
  if (sqlite)
    tellRatio('  SQLite: read / written by its process, with journal', read.get('SQLite') ?? 0, sqlite);
}

function tellRatio(name, read, appended) {
  const value = read / Math.max(1, appended);
  const text = `${value.toFixed(2)}× (${read.toLocaleString('en')} of ${appended.toLocaleString('en')})`;
  figure(name, text, { text: 'at most 1.1×', isMet: value <= 1.1 });
}

function byFormat(files) {
  const sums = new Map(FORMATS.map(([format]) => [format, 0]));
  for (const [name, bytes] of files) {
    const [format] = FORMATS.find(([, pattern]) => pattern.test(name));
    sums.set(format, sums.get(format) + bytes);
  }
  return sums;
}

/** Names and sizes. */
function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).flatMap((one) =>
    one.isFile() ? [[one.name, statSync(join(one.parentPath, one.name)).size]] : [],
  );
}
