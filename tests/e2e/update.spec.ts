import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { FIXTURES } from '../support/project.js';
import { limitQuota } from '../support/quota.ts';
import { deployBuild, deploySecondBuild } from '../support/second-build.ts';
import { test as base, expect, openApp, waitUntilOffline } from './fixtures.ts';

const MIB = 1024 * 1024;
/** Room for two builds, which an update needs, and not for the large store. */
const QUOTA_BYTES = 32 * MIB;
const RUN_ID = '0123456789abcdef0123456789abcdef';
const DATABASE = join(FIXTURES, 'mlflow-db', 'mlflow-3.4.0', 'mlflow.db');

/** The app from a folder that can be replaced by the next version while it is served. */
const test = base.extend<{ deployNext: () => string; largeFolder: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of a fixture's needs from here.
  siteOptions: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'cairn-site-'));
    deployBuild(folder);
    // A host that lets nothing be cached: otherwise the browser's own cache hides files that are gone.
    await use({ root: folder, bare: true });
    rmSync(folder, { recursive: true, force: true });
  },
  deployNext: async ({ siteOptions }, use) => await use(() => deploySecondBuild(siteOptions.root ?? '')),
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  largeFolder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'cairn-large-'));
    makeLargeStore(folder);
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
});

/** One run with artifacts that the quota cannot hold; random, because zeros would be compressed away. */
function makeLargeStore(folder: string): void {
  const run = join(folder, 'mlruns', '1', RUN_ID);
  mkdirSync(join(run, 'metrics'), { recursive: true });
  mkdirSync(join(run, 'artifacts'));
  writeFileSync(
    join(folder, 'mlruns', '1', 'meta.yaml'),
    "experiment_id: '1'\nname: large\nlifecycle_stage: active\n",
  );
  writeFileSync(
    join(run, 'meta.yaml'),
    `run_id: ${RUN_ID}\nexperiment_id: '1'\nstart_time: 1\nend_time: 2\nstatus: 3\nlifecycle_stage: active\n`,
  );
  writeFileSync(join(run, 'metrics', 'rmse'), '1 0.5 0\n');
  for (const name of ['a.bin', 'b.bin']) writeFileSync(join(run, 'artifacts', name), randomBytes(20 * MIB));
}

function readBuild(page: Page): Promise<string | null> {
  return page.locator('meta[name="cairn-build"]').getAttribute('content');
}

/** What a browser does by itself at the next visit. */
async function lookForUpdate(page: Page): Promise<void> {
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
}

const importDone = (page: Page) => page.getByRole('status').filter({ hasText: /^Imported 14 runs/ });

test('an update waits for the person, and then for a running import', async ({
  context,
  site,
  deployNext,
  largeFolder,
}) => {
  // A full disk will hold the import in its middle for as long as the test needs.
  const quota = await limitQuota(context, site.url, QUOTA_BYTES);
  const page = await openApp(context, site);
  await waitUntilOffline(page);
  const first = await readBuild(page);
  const next = deployNext();
  await lookForUpdate(page);
  const prompt = page.getByRole('status', { name: 'Update' });
  await expect(prompt).toContainText('A new version of Cairn is ready.');
  await expect(prompt).toContainText(next.slice(0, 8));
  await page.reload();
  expect(await readBuild(page)).toBe(first);

  await page.getByLabel('Folder to import').setInputFiles(largeFolder);
  await expect(page.getByRole('button', { name: 'Go on' })).toBeVisible();

  await page.evaluate(() => document.body.setAttribute('data-before', ''));
  await prompt.getByRole('button', { name: 'Update' }).click();
  await expect(prompt).toContainText('Cairn updates when the import is done.');
  await page.waitForTimeout(1500);
  await expect(page.locator('body[data-before]')).toHaveCount(1);

  await quota.lift();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.locator('body[data-before]')).toHaveCount(0);
  expect(await readBuild(page)).toContain(next);

  // The import that the update waited for is there.
  await page.getByLabel('Folder to import').setInputFiles(largeFolder);
  await expect(page.getByRole('status').filter({ hasText: /^1 run, nothing new/ })).toBeVisible();
});

test('another tab keeps working on the old version and is told', async ({
  page,
  context,
  site,
  deployNext,
}) => {
  await waitUntilOffline(page);
  const other = await openApp(context, site);
  const first = await readBuild(other);
  deployNext();
  await lookForUpdate(page);
  await page.getByRole('status', { name: 'Update' }).getByRole('button', { name: 'Update' }).click();

  await expect(other.getByRole('status', { name: 'Update' })).toContainText('updated in another tab');
  expect(await readBuild(other)).toBe(first);
  // The readers and Settings are loaded only now, by a tab whose files are gone from the host.
  await other.getByRole('link', { name: 'Settings', exact: true }).click();
  await expect(other.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await other.getByLabel('Files to import').setInputFiles(DATABASE);
  await expect(importDone(other)).toBeVisible();
  await other.getByRole('status', { name: 'Update' }).getByRole('button', { name: 'Reload' }).click();
  await expect.poll(() => readBuild(other)).not.toBe(first);
});
