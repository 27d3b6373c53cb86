import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { findBrowser, launchOptions } from '../support/browser.js';
import { binArgs, ensureBuilt, ensureInstalled, PlainError, ROOT, run, runMain } from '../support/project.js';
import { listen, makeServer } from '../support/serve.js';
import { measureCharts } from './charts.js';
import { drawCases } from './draw.js';
import { heading } from './figures.js';
import { findCases } from './find.js';
import { fingerprintCases } from './fingerprint.js';
import { measureFirstLoad } from './first-load.js';
import { importCases } from './imports.js';
import { makeInputs } from './inputs.js';
import { makeLimit } from './limit.js';
import { liveCases } from './live.js';
import { measureReaders } from './reader-sizes.js';
import { seriesCases } from './series.js';
import { shareCases } from './share.js';
import { SOCIABLE } from './share-people.js';
import { measureTable } from './table.js';

const REPEATS = Number(process.env.BENCH_REPEATS ?? 5);
/** Time limits are for a quiet machine; a busy one takes so many times as long. */
const PATIENCE = Number(process.env.BENCH_PATIENCE ?? 1);
const [ONLY_PART = '', ONLY_NAME = ''] = process.argv.slice(2);
/** Closing a browser that hangs must not take the limit's place. */
const CLOSE_MS = 10_000;

/** Every measurement with its time limit in seconds: `once`, and for each repeat; about five times a quiet machine's. */
function cases() {
  return [
    { part: 'first', name: 'First load', limitS: [60, 15], makesInput: true, measure: measureFirstLoad },
    {
      part: 'sizes',
      name: 'What each reader adds',
      limitS: [120, 0],
      makesInput: true,
      measure: measureReaders,
    },
    ...importCases(),
    { part: 'table', name: 'Table of 5,000 runs', limitS: [120, 20], measure: measureTable },
    {
      part: 'charts',
      name: '10 runs × 100,000 points on one chart',
      limitS: [90, 30],
      measure: measureCharts,
    },
    ...findCases(),
    ...drawCases(),
    ...seriesCases(),
    ...shareCases(),
    ...fingerprintCases(),
    ...liveCases(),
  ];
}

/** A browser with a profile on the disk: storage of a private window lies in memory and would flatter every write. */
function makeBrowsers(options) {
  const open = new Set();
  return {
    withProfile: async (use, { args = [], ...more } = {}) => {
      const profile = mkdtempSync(join(tmpdir(), 'cairn-bench-'));
      const all = { ...options, ...more, args: [...options.args, ...args] };
      const context = await chromium.launchPersistentContext(profile, all);
      open.add(context);
      try {
        return await use(context, profile);
      } finally {
        open.delete(context);
        await closeContext(context);
        rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
      }
    },
    /** So many private windows of one browser: as many processes of their own are too much for a small machine. */
    withPeople: async (count, use) => {
      const { args, permissions } = SOCIABLE;
      const { viewport, ...launch } = options;
      const browser = await chromium.launch({ ...launch, args: [...launch.args, ...args] });
      open.add(browser);
      try {
        const contexts = Array.from({ length: count }, () => browser.newContext({ viewport, permissions }));
        return await use(await Promise.all(contexts));
      } finally {
        open.delete(browser);
        await closeContext(browser);
      }
    },
    /** What is under way in them fails at once. */
    closeAll: () => Promise.all([...open].map(closeContext)),
  };
}

/** Never fails: it may have been closed for its time limit. */
async function closeContext(context) {
  const late = new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref());
  await Promise.race([context.close(), late]).catch(() => undefined);
}

async function serveFolder(root) {
  const server = makeServer({ root });
  const address = `http://127.0.0.1:${await listen(server, 0)}/`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { address, close };
}

/** The readers alone, built from the sources of now: an old build would measure an old reader. */
async function buildBareReaders() {
  const args = [binArgs('vite'), 'build', '--config', 'tests/perf/vite.config.js'];
  const { code, output } = await run(process.execPath, args, { quiet: true });
  if (code !== 0)
    throw new PlainError(`${output.trim()}\n\nThe page of the bare readers could not be built.`);
}

/** One case within its time; whatever becomes of it, the next one goes on. True when it was measured. */
async function runCase(one, bench, browsers) {
  heading(one.name);
  const [onceS, repeatS] = one.limitS;
  const limit = makeLimit((onceS + repeatS * REPEATS) * 1000 * PATIENCE);
  const work = one.measure({ ...bench, limit });
  try {
    await Promise.race([work, limit.reached]);
    return true;
  } catch (error) {
    const text = error instanceof Error ? error.message.split('\n')[0] : String(error);
    console.log(`    STOPPED: ${limit.isReached() ? limit.sentence : text}`);
    await browsers.closeAll();
    await work.catch(() => undefined);
    return false;
  } finally {
    limit.end();
  }
}

await runMain(async () => {
  await ensureInstalled();
  await ensureBuilt();
  await buildBareReaders();
  const asked = cases().filter(({ part, name }) => part.includes(ONLY_PART) && name.includes(ONLY_NAME));
  const inputs = asked.every(({ makesInput }) => makesInput) ? null : await makeInputs();
  const options = { ...launchOptions(await findBrowser()), viewport: { width: 1440, height: 900 } };
  const browsers = makeBrowsers(options);
  const servers = [];
  const serve = async (...path) => {
    servers.push(await serveFolder(join(ROOT, ...path)));
    return servers.at(-1).address;
  };
  const startedMs = Date.now();
  try {
    const bench = {
      app: await serve('dist'),
      bare: await serve('tests', '.cache', 'decode'),
      inputs,
      repeats: REPEATS,
      withProfile: browsers.withProfile,
      withPeople: browsers.withPeople,
    };
    let measured = 0;
    for (const one of asked) if (await runCase(one, bench, browsers)) measured += 1;
    const seconds = Math.round((Date.now() - startedMs) / 1000);
    console.log(`\n${measured} of ${asked.length} cases measured in ${seconds} s, ${REPEATS} times each.`);
    if (measured < asked.length || asked.length === 0) process.exitCode = 1;
  } finally {
    for (const server of servers) server.close();
  }
});
