import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { FIXTURES } from '../support/project.js';
import { expect, openApp, test, waitUntilOffline } from './fixtures.ts';

const DATABASE = join(FIXTURES, 'mlflow-db', 'mlflow-3.4.0', 'mlflow.db');
const FOLDER = join(FIXTURES, 'mlruns', 'mlflow-2.8.1', 'mlruns');

const grid = (page: Page) => page.getByRole('grid', { name: 'Runs' });
const done = (page: Page) => page.getByRole('status').filter({ hasText: /^Imported \d+ runs|nothing new/ });

/** Runs that match, as the grid tells screen readers: its rows without the header. */
async function countRuns(page: Page): Promise<number> {
  await expect(grid(page)).toBeVisible();
  return Number(await grid(page).getAttribute('aria-rowcount')) - 1;
}

async function importFiles(page: Page, path: string): Promise<void> {
  await page.getByLabel('Files to import').setInputFiles(path);
  await expect(done(page)).toBeVisible();
}

/** Opens a run with histories and waits for one of them to be drawn; charts out of sight are not. */
async function showChart(page: Page): Promise<void> {
  await grid(page).getByRole('link', { name: 'depth-8', exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'depth-8' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Parameters' })).toBeVisible();
  const chart = page.getByRole('figure', { name: 'validation-rmse' });
  await chart.scrollIntoViewIfNeeded();
  await expect(chart.locator('canvas').first()).toBeVisible();
}

test('a database becomes a table and charts, and stays after a reload', async ({ page }) => {
  await importFiles(page, DATABASE);
  await expect.poll(() => countRuns(page)).toBe(12);
  await importFiles(page, DATABASE);
  await expect(page.getByRole('status').filter({ hasText: '14 runs, nothing new' })).toBeVisible();
  expect(await countRuns(page)).toBe(12);
  await page.reload();
  await expect.poll(() => countRuns(page)).toBe(12);
  await showChart(page);
});

test("a folder imported while the sample is open goes to a workspace of one's own, and the screen with it", async ({
  page,
}) => {
  await page.getByRole('button', { name: 'Load sample' }).click();
  await grid(page).getByRole('link').first().click();
  await expect(page.getByRole('region', { name: 'Parameters' })).toBeVisible();
  await page.getByLabel('Folder to import').setInputFiles(FOLDER);
  await expect(
    page.getByRole('status').filter({ hasText: /^Imported \d+ runs into My runs · / }),
  ).toBeVisible();
  await expect(page.getByRole('button', { name: 'Workspace My runs' })).toBeVisible();
  await expect.poll(() => countRuns(page)).toBeGreaterThan(5);
});

test.describe('a first visit', () => {
  test.use({ visit: 'first' });

  test('with the server gone and the browser restarted, runs are there and more can be imported', async ({
    launch,
    site,
  }) => {
    const first: BrowserContext = await launch();
    const before = await openApp(first, site);
    await waitUntilOffline(before);
    await importFiles(before, DATABASE);
    await expect.poll(() => countRuns(before)).toBe(12);
    await first.close();
    await site.stop();
    await expect(fetch(site.url)).rejects.toThrow();

    // Opened at a screen that no one has been at.
    const after = await openApp(await launch(), site, '#/settings');
    await expect(after.getByRole('heading', { name: 'Settings' })).toBeVisible();
    await after.goto(`${site.url}#/experiments/all`);
    await expect.poll(() => countRuns(after)).toBe(12);
    await after.getByLabel('Folder to import').setInputFiles(FOLDER);
    await expect(done(after)).toBeVisible();
    await expect.poll(() => countRuns(after)).toBeGreaterThan(12);
    // The rows follow the count: a click in between meets another run.
    await expect(grid(after).getByRole('link', { name: 'depth-8', exact: true })).toHaveCount(2);
    await showChart(after);
  });
});
