import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { launchKillable } from '../support/killable-browser.ts';
import { writeManyRuns } from '../support/many-runs.ts';
import { limitQuota } from '../support/quota.ts';
import { makeProfile } from '../support/ready-profile.ts';
import { expect, openApp, test } from './fixtures.ts';

/** Set for a long session at it; each round is a browser killed at another moment. */
const KILLS = Number(process.env.CAIRN_KILLS ?? 4);
const RUNS = 400;
const POINTS = 300;

let folder = '';
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cairn-tables-'));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Chooses the file and takes what was guessed of it. */
async function startImport(page: Page, path: string): Promise<void> {
  await page.getByLabel('Files to import').setInputFiles(path);
  await page.getByRole('dialog').getByRole('button', { name: 'Import', exact: true }).click();
}

/** Runs that the table says it has, once it has said the same twice. */
async function countRuns(page: Page): Promise<number> {
  await page.evaluate(() => {
    location.hash = '#/experiments/all';
  });
  let last = -1;
  await expect
    .poll(async () => {
      const before = last;
      last = await page.evaluate(() => {
        const grid = document.querySelector('[role=grid][aria-label=Runs]');
        if (grid) return Number(grid.getAttribute('aria-rowcount')) - 1;
        return document.body.innerText.includes('Drop an mlruns folder') ? 0 : -1;
      });
      return last >= 0 && last === before;
    })
    .toBe(true);
  return last;
}

test('a browser killed at any moment of an import leaves all of it or nothing', async ({
  site,
  outsideWorld,
}) => {
  test.setTimeout(KILLS * 40_000 + 120_000);
  const path = writeManyRuns(folder, 'killed', RUNS, POINTS);
  const profiles = [makeProfile('measured', site), makeProfile('killed', site)] as const;
  let wholeMs = 0;
  for (let round = 0; round <= KILLS; round++) {
    // The first round measures how long a whole import takes here, in a profile of its own.
    const browser = await launchKillable(profiles[round === 0 ? 0 : 1], outsideWorld.args);
    const page = await openApp(browser.context, site);
    expect([0, RUNS], `runs after ${round} kills`).toContain(await countRuns(page));
    const startedMs = performance.now();
    await startImport(page, path);
    if (round === 0) {
      await expect(page.getByText(/^Imported 400 runs/)).toBeVisible({ timeout: 90_000 });
      wholeMs = performance.now() - startedMs;
      await browser.close();
      continue;
    }
    await page.waitForTimeout(wholeMs * ((round * 0.618) % 1));
    browser.kill();
  }
  const last = await launchKillable(profiles[1], outsideWorld.args);
  const page = await openApp(last.context, site);
  expect([0, RUNS]).toContain(await countRuns(page));
  await startImport(page, path);
  const done = page.getByText(/^(Imported 400 runs|400 runs, nothing new)/);
  await expect(done).toBeVisible({ timeout: 90_000 });
  expect(await countRuns(page)).toBe(RUNS);
  await last.close();
  for (const profile of profiles) rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
});

test.describe('a full disk', () => {
  // What the service worker stores counts too: a limit that holds from the first byte on.
  test.use({ visit: 'first', allowedErrors: [/Quota|quota/] });

  test('pauses the import, says so, and the import goes on', async ({ site, context }) => {
    const path = writeManyRuns(folder, 'full', 300, 5000);
    const quota = await limitQuota(context, site.url, 20_000_000);
    const page = await openApp(context, site);
    await startImport(page, path);
    await expect(page.getByRole('alert')).toContainText('The disk is full', { timeout: 90_000 });
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect(page.getByRole('alert')).toContainText('The disk is full');
    await quota.lift();
    const goOn = page.getByRole('button', { name: 'Go on' });
    const done = page.getByText(/^Imported 300 runs/);
    // The try of before may have met the space already.
    await expect(goOn.or(done).first()).toBeVisible({ timeout: 90_000 });
    if (await goOn.isVisible()) await goOn.click();
    await expect(done).toBeVisible({ timeout: 90_000 });
    expect(await countRuns(page)).toBe(300);
  });

  test('or the import is cancelled and leaves nothing', async ({ site, context }) => {
    const path = writeManyRuns(folder, 'cancelled', 300, 5000);
    await limitQuota(context, site.url, 20_000_000);
    const page = await openApp(context, site);
    await startImport(page, path);
    await expect(page.getByRole('alert')).toContainText('The disk is full', { timeout: 90_000 });
    await page.getByRole('button', { name: 'Cancel import' }).click();
    await expect(page.getByText('Import cancelled. Nothing was kept of it.')).toBeVisible();
    expect(await countRuns(page)).toBe(0);
  });
});

test('two tabs that import at once wait for one another, and both see all', async ({ context, site }) => {
  const one = await openApp(context, site);
  const two = await openApp(context, site);
  await Promise.all([
    startImport(one, writeManyRuns(folder, 'one', 200, 500)),
    startImport(two, writeManyRuns(folder, 'two', 150, 500)),
  ]);
  await expect(one.getByText(/^Imported 200 runs/)).toBeVisible();
  await expect(two.getByText(/^Imported 150 runs/)).toBeVisible();
  for (const page of [one, two]) await expect.poll(() => countRuns(page)).toBe(350);
});
