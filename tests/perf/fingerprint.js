import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  fsyncSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { figure, inMs, median, ratio } from './figures.js';
import { peakOfRenderers } from './share-people.js';

/** The file's size; `BENCH_MB=100` for a quick look. */
const MEGABYTES = Number(process.env.BENCH_MB ?? 1024);
const MB = 1024 * 1024;
const GROUP_ROWS = 250_000;
/** What the renderer may hold, whatever the size of the file. */
const MEMORY_AIM_MB = 700;
/** Against a program of the system that is compiled for this processor. */
const HASH_AIM = 4;

export function fingerprintCases() {
  return [
    {
      part: 'fingerprint',
      name: `Fingerprint of a Parquet file of ${MEGABYTES} MB`,
      limitS: [240, 90],
      makesInput: true,
      measure: measureFingerprint,
    },
  ];
}

async function measureFingerprint(bench) {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-fingerprint-'));
  try {
    const file = join(folder, 'trips.parquet');
    const rows = writeTrips(file);
    const sizeMb = statSync(file).size / MB;
    const times = { sum: [], hash: [], all: [] };
    const peaks = [];
    for (let repeat = 0; repeat < bench.repeats; repeat++) {
      const sum = await sha256sum(file);
      times.sum.push(sum.ms);
      await bench.withProfile(async (context, profile) => {
        const taken = await takeOnce(context, bench, file);
        if (taken.sha256 !== sum.sha256) throw new Error('The app and sha256sum do not agree');
        if (!taken.words.includes(rows.toLocaleString('en')))
          throw new Error(`Not ${rows} rows: ${taken.words}`);
        times.hash.push(taken.hashMs);
        times.all.push(taken.allMs);
        peaks.push(peakOfRenderers(profile) / MB);
      });
    }
    const speed = (list) => `${Math.round(sizeMb / (median(list) / 1000))} MB/s`;
    figure('the file', `${Math.round(sizeMb)} MB, ${rows.toLocaleString('en')} rows × 10 columns`);
    figure('sha256sum', `${inMs(times.sum)}, ${speed(times.sum)}`);
    figure('hashing in the app', `${inMs(times.hash)}, ${speed(times.hash)}`);
    figure('from the choice to the verdict', `${inMs(times.all)}, ${speed(times.all)}`);
    ratio('hashing / sha256sum', times.hash, times.sum, HASH_AIM);
    const peak = Math.max(...peaks);
    figure('peak memory of the renderer', `${Math.round(peak)} MB`, {
      text: `at most ${MEMORY_AIM_MB} MB`,
      isMet: peak <= MEMORY_AIM_MB,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Trips with times, places, texts and decimals: one row group of random rows, again and again, under one footer. */
function writeTrips(path) {
  const random = makeRandom(5);
  const zones = Array.from({ length: 260 }, (_, zone) => `Zone ${zone}, borough ${zone % 6}`);
  const of = (make) => Array.from({ length: GROUP_ROWS }, make);
  const decimals = (scale) => of(() => Math.round(random() ** 3 * scale * 100) / 100);
  const columnData = [
    { name: 'pickup', data: of((_, row) => new Date(1.7e12 + row * 3100)), type: 'TIMESTAMP' },
    { name: 'pickup_zone', data: of(() => zones[Math.floor(random() * zones.length)]), type: 'STRING' },
    { name: 'dropoff_zone', data: of(() => zones[Math.floor(random() ** 2 * zones.length)]), type: 'STRING' },
    { name: 'passengers', data: of(() => Math.floor(random() * 7)), type: 'INT32' },
    { name: 'distance', data: decimals(40), type: 'DOUBLE' },
    { name: 'duration', data: of(() => random() * 5000), type: 'DOUBLE' },
    { name: 'fare', data: decimals(200), type: 'DOUBLE' },
    { name: 'tip', data: of(() => random() * 30), type: 'DOUBLE' },
    { name: 'speed', data: of(() => random() * 60), type: 'DOUBLE' },
    { name: 'trip', data: of((_, row) => BigInt(row) * 7919n), type: 'INT64' },
  ].map((column) => ({ ...column, offsetIndex: false }));
  const group = new ByteWriter();
  const writer = new ParquetWriter({ writer: group, schema: schemaFromColumnData({ columnData }) });
  writer.write({ columnData, rowGroupSize: GROUP_ROWS });
  const [first] = writer.row_groups;
  const bytes = new Uint8Array(group.getBytes()).slice(4);
  const count = Math.max(1, Math.round((MEGABYTES * MB) / bytes.length));
  const out = openSync(path, 'w');
  try {
    writeSync(out, 'PAR1');
    for (let at = 0; at < count; at++) writeSync(out, bytes);
    const footer = new ByteWriter();
    writer.writer = footer;
    writer.row_groups = Array.from({ length: count }, (_, at) => moved(first, BigInt(at * bytes.length)));
    writer.num_rows = BigInt(count * GROUP_ROWS);
    writer.finish();
    writeSync(out, new Uint8Array(footer.getBytes()));
    // What is still being written would slow down whoever reads first.
    fsyncSync(out);
  } finally {
    closeSync(out);
  }
  return count * GROUP_ROWS;
}

/** The same row group further on in the file. */
function moved(group, by) {
  const columns = group.columns.map((chunk) => {
    const meta = { ...chunk.meta_data };
    for (const key of ['data_page_offset', 'dictionary_page_offset'])
      if (meta[key] !== undefined) meta[key] += by;
    return { ...chunk, file_offset: chunk.file_offset + by, meta_data: meta };
  });
  const offset = group.file_offset === undefined ? {} : { file_offset: group.file_offset + by };
  return { ...group, ...offset, columns };
}

function makeRandom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** By the program where there is one, else by Node's own. */
async function sha256sum(file) {
  const startedMs = performance.now();
  try {
    const { stdout } = await promisify(execFile)('sha256sum', [file]);
    return { sha256: stdout.slice(0, 64), ms: performance.now() - startedMs };
  } catch {
    const hash = createHash('sha256');
    await pipeline(createReadStream(file), hash);
    return { sha256: hash.digest('hex'), ms: performance.now() - startedMs };
  }
}

/** From the choice of the file to its verdict on the screen of the dataset that it made. */
async function takeOnce(context, bench, file) {
  const page = await context.newPage();
  await page.goto(`${bench.app}#/data`);
  await page.getByRole('heading', { level: 1, name: 'Data' }).waitFor();
  await page.evaluate(() => {
    const input = document.querySelector('input[aria-label="Data file to fingerprint"]');
    input.addEventListener('change', () => (window.chosenAt = performance.now()), { capture: true });
    const watch = new MutationObserver(() => {
      const words = document.querySelector('.data-progress')?.textContent ?? '';
      if (!window.hashedAt && words.startsWith('Reading')) window.hashedAt = performance.now();
      if (!window.toldAt && document.querySelector('.data-verdict')) window.toldAt = performance.now();
    });
    watch.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await page.getByLabel('Data file to fingerprint').setInputFiles(file, { timeout: 300_000 });
  await page.waitForFunction(() => window.toldAt !== undefined, null, { timeout: 300_000 });
  const taken = await page.evaluate(() => ({
    hashMs: (window.hashedAt ?? window.toldAt) - window.chosenAt,
    allMs: window.toldAt - window.chosenAt,
    sha256: document.querySelector('.data-print .data-facts code').textContent,
    words: document.querySelector('.data-print-head .muted').textContent,
  }));
  await page.close();
  return taken;
}
