import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pickFolder } from '../support/picked-folder.js';
import { cpuOfBrowserS } from './cpu-of-browser.js';
import { figure, median } from './figures.js';
import { countBytes, tellBytes } from './live-bytes.js';
import { importFresh, nameOf, settle, tellEquality } from './live-check.js';
import { watchLive } from './live-page.js';
import { watchWorkers } from './page-targets.js';

/** How long real trackers train, and the many runs. */
const SECONDS = Number(process.env.BENCH_LIVE_SECONDS ?? 120);
const MANY_SECONDS = Number(process.env.BENCH_LIVE_SECONDS ?? 600);
const KINDS = ['mlflow-file', 'mlflow-sqlite', 'tensorboardx', 'wandb', 'lightning'];
const MANY = { runs: 50, metrics: 20, perSecond: 10 };
const MEGABYTE = 1024 * 1024;
const RUNS = '#/experiments/all';
/** Beyond the training: until all is stored, and a fresh import. */
const AFTER_S = 600;

export function liveCases() {
  const python = process.env.BENCH_PYTHON;
  const makesInput = true;
  const limitS = [SECONDS + AFTER_S, 0];
  const real = KINDS.map((kind) => ({
    part: 'live',
    name: `Watching ${kind} write for ${SECONDS} s`,
    limitS,
    makesInput,
    measure: (bench) => measureWriters(bench, [kind], python),
  }));
  const together = {
    part: 'live',
    name: `Watching all of them write at once for ${SECONDS} s`,
    limitS,
    makesInput,
    measure: (bench) => measureWriters(bench, KINDS, python),
  };
  const { runs, metrics, perSecond } = MANY;
  return [
    ...(python ? [...real, together] : []),
    {
      part: 'live',
      name: `Watching ${runs} runs × ${metrics} metrics × ${perSecond} points a second for ${MANY_SECONDS} s`,
      limitS: [MANY_SECONDS + AFTER_S, 0],
      makesInput,
      measure: measureMany,
    },
  ];
}

/**
 * Real writers into one folder: how old points are when they are drawn, what was read for them, and whether what is there
 * at the end is what a fresh import makes of the folder.
 */
async function measureWriters(bench, kinds, python) {
  await withWatched(bench, async ({ page, folder, workers }) => {
    const startedMs = await start(page);
    const script = join(import.meta.dirname, 'live-writers.py');
    const args = (kind) => [script, kind, folder, String(SECONDS), String(startedMs)];
    const writing = Promise.all(kinds.map((kind) => outputOf(python, args(kind), folder)));
    await Promise.race([showCharts(page), failureOf(writing)]);
    const told = (await writing).map((out) => JSON.parse(out.trim().split('\n').at(-1)));
    const lastMs = Date.now();
    const of = (field) => Object.fromEntries(kinds.map((kind, at) => [kind, told[at][field]]));
    const fresh = await importFresh(bench, folder);
    const settled = await settle(page, fresh, lastMs);
    const latencies = Object.entries(await page.evaluate(() => window.live.latencies));
    if (kinds.length > 1)
      for (const [key, ofRun] of latencies) {
        const run = settled.watched.runs[key] ?? fresh.runs[key];
        tellLatencies(ofRun, `  ${run ? nameOf(run) : key.slice(0, 12)}`);
      }
    tellLatencies(latencies.flatMap(([, ofRun]) => ofRun));
    tellLatencies(await page.evaluate(() => window.live.read), '  of that until it was read and told');
    await tellBytes(page, workers, folder, of('written'));
    const steps = of('steps');
    tellEquality(settled, fresh, (run) => steps[kindOf(run)] ?? null);
  });
}

/** By which of the writers a run was logged. */
function kindOf({ format, name }) {
  if (KINDS.includes(name)) return name;
  if (format !== 'tensorboard') return format === 'wandb' ? 'wandb' : 'lightning';
  return /lightning|version_/.test(name) ? 'lightning' : 'tensorboardx';
}

async function measureMany(bench) {
  const { runs, metrics, perSecond } = MANY;
  await withWatched(bench, async ({ page, folder, workers, profile }) => {
    const startedMs = await start(page);
    const script = join(import.meta.dirname, 'live-writer.js');
    const numbers = [runs, metrics, perSecond, MANY_SECONDS, startedMs].map(String);
    const cpuBefore = cpuOfBrowserS(profile);
    const writing = outputOf(process.execPath, [script, folder, ...numbers], folder);
    await Promise.race([showCharts(page), failureOf(writing)]);
    await page.waitForTimeout(Math.min(20_000, MANY_SECONDS * 250));
    tellMemory('memory soon after the start', await workers.memory());
    const written = JSON.parse((await writing).trim());
    const lastMs = Date.now();
    const cpuS = cpuOfBrowserS(profile) - cpuBefore;
    tellMemory('memory at the end', await workers.memory());
    const { frames, latencies, read, answers } = await page.evaluate(() => ({
      read: window.live.read,
      frames: window.live.frames,
      latencies: window.live.latencies,
      answers: window.live.answers,
    }));
    const fresh = await importFresh(bench, folder);
    const settled = await settle(page, fresh, lastMs);
    tellLatencies(Object.values(latencies).flat());
    tellLatencies(read, '  of that until it was read and told');
    const slow = frames.filter((ms) => ms > 50).length;
    figure(
      'frames, over 50 ms, longest',
      `${frames.length}, ${slow}, ${Math.round(Math.max(...frames))} ms; median ${median(frames).toFixed(1)} ms`,
    );
    figure('answers for charts', String(answers));
    figure('processor of the browser', `${((100 * cpuS) / (written.ms / 1000)).toFixed(0)} % of one core`);
    figure('steps that the writer itself was late with', `${written.late} of ${written.points}`);
    await tellBytes(page, workers, folder);
    tellEquality(settled, fresh, () => written.points);
  });
}

async function withWatched(bench, measure) {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-live-'));
  try {
    await bench.withProfile(async (context, profile) => {
      const page = await context.newPage();
      await page.addInitScript(watchLive);
      await page.goto(bench.app);
      await page.getByRole('navigation', { name: 'Main' }).waitFor();
      const workers = await watchWorkers(page);
      await pickFolder(page, folder);
      await page.getByRole('button', { name: 'Watch folder' }).first().click();
      await page.evaluate((hash) => {
        location.hash = hash;
      }, RUNS);
      await countBytes(workers);
      await measure({ page, folder, workers, profile });
      await workers.end();
    });
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function start(page) {
  const startedMs = Date.now();
  await page.evaluate((ms) => {
    window.live.startedMs = ms;
  }, startedMs);
  return startedMs;
}

/** Settles only when this work fails. */
function failureOf(work) {
  return new Promise((_, reject) => {
    work.catch(reject);
  });
}

/** The charts of the runs, once there is one. */
async function showCharts(page) {
  await page
    .locator('[role=grid][aria-label=Runs] [role=row][aria-rowindex="2"]')
    .first()
    .waitFor({ timeout: 60_000 });
  await page.getByRole('radiogroup', { name: 'Layout' }).getByRole('radio', { name: 'Charts' }).click();
}

function tellLatencies(latencies, name = 'write to chart') {
  if (latencies.length === 0) return figure(name, 'no point was seen');
  const sorted = [...latencies].sort((a, b) => a - b);
  const p95 = sorted[Math.floor(sorted.length * 0.95)];
  const text = `median ${Math.round(median(sorted))} ms, p95 ${Math.round(p95)} ms, most ${Math.round(sorted.at(-1))} ms (${sorted.length} points)`;
  figure(name, text, { text: 'p95 at most 2,000 ms', isMet: p95 <= 2000 });
}

function tellMemory(name, { page, workers }) {
  const parts = [page, ...workers];
  const total = parts.reduce((all, { heap, buffers }) => all + heap + buffers, 0);
  const of = workers
    .map(
      ({ url, heap, buffers }) => `${/([a-z]+)\.worker/.exec(url)?.[1] ?? 'worker'} ${inMb(heap + buffers)}`,
    )
    .join(', ');
  figure(name, `${inMb(total)} (page ${inMb(page.heap + page.buffers)}, ${of})`);
}

const inMb = (bytes) => `${(bytes / MEGABYTE).toFixed(1)} MB`;

function outputOf(program, args, folder) {
  mkdirSync(folder, { recursive: true });
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: tmpdir(), stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let errors = '';
    child.stdout.on('data', (data) => {
      out += data;
    });
    child.stderr.on('data', (data) => {
      errors += data;
    });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve(out) : reject(new Error(errors.slice(-300)))));
  });
}
