import { chromium } from '@playwright/test';
import { findBrowser, launchOptions } from '../support/browser.js';
import { ensureBuilt, ensureInstalled } from '../support/project.js';
import { listen, makeServer } from '../support/serve.js';

/**
 * The built app in Chromium, one fresh profile per import, so that cases cannot help one another.
 * @returns {Promise<{ importPaths: (paths: string | string[]) => Promise<Imported>, close: () => Promise<void> }>}
 * @typedef {{ text: string, facts: object[], problems: { code: string, path: string }[], ms: number }} Imported
 */
export async function openApp() {
  await ensureInstalled();
  await ensureBuilt();
  const server = makeServer();
  const port = await listen(server, 0);
  const browser = await chromium.launch(launchOptions(await findBrowser()));
  return {
    importPaths: (paths) => importPaths(browser, `http://127.0.0.1:${port}/`, paths),
    close: async () => {
      await browser.close();
      server.close();
    },
  };
}

async function importPaths(browser, address, paths) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const errors = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(address);
    const input = Array.isArray(paths) ? 'Files to import' : 'Folder to import';
    const startedMs = performance.now();
    await page.getByLabel(input).setInputFiles(paths, { timeout: 120_000 });
    const status = page.locator('.import-panel [role=status]');
    const review = page.getByRole('dialog').getByRole('button', { name: /^Import/ });
    await status.or(review).first().waitFor({ timeout: 300_000 });
    if (await review.isVisible()) {
      await takeDataTables(page);
      await review.click();
      await status.waitFor({ timeout: 300_000 });
    }
    const ms = performance.now() - startedMs;
    const text = (await status.textContent()) ?? '';
    if (errors.length > 0) throw new Error(`The page failed: ${errors.join('; ')}`);
    return { text, ms, ...(await page.evaluate(readFacts)) };
  } finally {
    await context.close();
  }
}

/** Tables that were guessed to be data start as left out; a corpus case wants them as the guess read them. */
async function takeDataTables(page) {
  for (const box of await page.getByRole('dialog').getByLabel('Leave this file out').all()) {
    if (await box.isChecked()) await box.uncheck();
  }
}

/** Runs in the page: all records and reports of the committed imports, straight from the database the app wrote. */
async function readFacts() {
  const database = await new Promise((resolve, reject) => {
    const request = indexedDB.open('cairn-workspace-first');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const all = (store) =>
    new Promise((resolve, reject) => {
      const request = database.transaction(store).objectStore(store).getAll();
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const imports = (await all('imports')).filter((row) => row.state === 'committed');
  const chunks = new Map((await all('chunks')).map((chunk) => [chunk.hash, chunk.bytes]));
  const fields = ['count', 'last', 'lastStep', 'lastTimeMs', 'min', 'minStep', 'max', 'maxStep', 'mean'];
  fields.push('firstStep', 'first', 'nonFiniteCount', 'backwardSteps', 'fingerprint');
  /** Series lie as rows without field names. */
  const readable = (record) => {
    if (record.kind !== 'run') return record;
    const series = record.series.map(([key, ...row]) => ({
      key,
      ...Object.fromEntries(fields.map((field, index) => [field, row[index]])),
    }));
    return { ...record, series };
  };
  const records = [];
  for (const hash of imports.flatMap((row) => row.packs)) {
    for (const line of new TextDecoder().decode(chunks.get(hash)).split('\n')) {
      if (line) records.push(readable(JSON.parse(line)));
    }
  }
  database.close();
  return { facts: records, problems: imports.flatMap(({ report }) => report?.problems ?? []) };
}
