import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { findBrowser, launchOptions } from '../support/browser.js';
import { binArgs, ensureBuilt, ensureInstalled, ROOT, run, runMain } from '../support/project.js';
import { listen, makeServer } from '../support/serve.js';
import { measureCharts } from './charts.js';
import { measureFirstLoad } from './first-load.js';
import { measureImport } from './imports.js';
import { makeInputs } from './inputs.js';
import { measureTable } from './table.js';

const REPEATS = Number(process.env.BENCH_REPEATS ?? 5);
const ONLY = process.argv[2] ?? '';

/** A browser with a profile on the disk: storage of a private window lies in memory and would flatter every write. */
async function withProfile(use) {
  const profile = mkdtempSync(join(tmpdir(), 'cairn-bench-'));
  const options = { ...launchOptions(await findBrowser()), viewport: { width: 1440, height: 900 } };
  const context = await chromium.launchPersistentContext(profile, options);
  try {
    return await use(context);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

async function serveFolder(root) {
  const server = makeServer({ root });
  return { address: `http://127.0.0.1:${await listen(server, 0)}/`, close: () => server.close() };
}

await runMain(async () => {
  await ensureInstalled();
  await ensureBuilt();
  await run(process.execPath, [binArgs('vite'), 'build', '--config', 'tests/perf/vite.config.js'], {
    quiet: true,
  });
  const inputs = await makeInputs();
  const app = await serveFolder(join(ROOT, 'dist'));
  const bare = await serveFolder(join(ROOT, 'tests', '.cache', 'decode'));
  const bench = {
    app: app.address,
    bare: bare.address,
    inputs,
    repeats: REPEATS,
    only: process.argv[3] ?? '',
    withProfile,
  };
  const parts = {
    first: measureFirstLoad,
    import: measureImport,
    table: measureTable,
    charts: measureCharts,
  };
  try {
    for (const [name, measure] of Object.entries(parts)) if (name.includes(ONLY)) await measure(bench);
  } finally {
    app.close();
    bare.close();
  }
});
