import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { figure, heading, inMs, median, ratio } from './figures.js';
import { makeInputs } from './inputs.js';
import { timeOthers } from './other-readers.js';

// The readers under Node, bundled as the browser gets them, in processor time, beside other readers in theirs: what
// else the machine does changes little. `BENCH_PYTHON=… node tests/perf/decode.js [input]`
const CASES = [
  { input: 'wandb', name: 'W&B log, 100,000 rows of five metrics', script: 'wandb-loader.py' },
  { input: 'events', name: 'TensorBoard, 1 M points in one event file', script: 'tensorboard-loader.py' },
  { input: 'parquet', name: 'Parquet, 1 M rows × 10 columns', script: 'table-loader.py' },
  { input: 'rows', name: 'CSV, 1 M rows × 6 columns', script: 'table-loader.py' },
];
const REPEATS = Number(process.env.BENCH_REPEATS ?? 5);

const outDir = await mkdtemp(join(tmpdir(), 'cairn-decode-figures-'));
try {
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: { ssr: 'tests/perf/decode-figures.ts', outDir, minify: false, emptyOutDir: true },
  });
  const { measureDecode } = await import(pathToFileURL(join(outDir, 'decode-figures.js')).href);
  for (const { input, name, script } of CASES) {
    if (process.argv[2] && process.argv[2] !== input) continue;
    const path = (await makeInputs([input]))[input];
    const sizeBytes = statSync(path).size;
    const times = { raw: [], decode: [], others: new Map() };
    let points = 0;
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const one = await measureDecode(path, sizeBytes);
      times.raw.push(one.rawMs);
      times.decode.push(one.decodeMs);
      points = one.points;
      timeOthers(script, path, times.others, 'cpuMs');
    }
    heading(`${name}: ${(sizeBytes / 1e6).toFixed(0)} MB, ${points.toLocaleString('en')} points`);
    figure('raw read', inMs(times.raw));
    figure('decode by the reader', inMs(times.decode));
    figure('  MB/s', (sizeBytes / 1e3 / median(times.decode)).toFixed(0));
    ratio('decode / raw', times.decode, times.raw);
    for (const [other, theirs] of times.others) {
      figure(other, inMs(theirs));
      ratio(`decode / ${other}`, times.decode, theirs);
    }
  }
} finally {
  await rm(outDir, { recursive: true });
}
