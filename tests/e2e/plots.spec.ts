import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { expectGood } from './axe.ts';
import { expect, test } from './fixtures.ts';

test.use({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });

const RUNS = 41;
const plot = (page: Page, name: string): Locator => page.getByRole('figure', { name, exact: true });
const grid = (page: Page): Locator => page.getByRole('grid', { name: 'Runs' });
const layout = (page: Page, name: string): Locator =>
  page.getByRole('radiogroup', { name: 'Layout' }).getByRole('radio', { name });

async function add(page: Page, kind: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Add chart' }).click();
  await page.getByRole('menuitem', { name: kind, exact: true }).click();
  await expect(plot(page, kind)).toHaveAttribute('aria-busy', 'false');
  return plot(page, kind);
}

/** Drags from one share of an axis to another. */
async function brush(page: Page, axis: Locator, from: number, to: number): Promise<void> {
  await axis.scrollIntoViewIfNeeded();
  const box = await axis.boundingBox();
  if (!box) throw new Error('The axis is not on the screen.');
  const x = box.x + box.width / 2;
  await page.mouse.move(x, box.y + box.height * from);
  await page.mouse.down();
  await page.mouse.move(x, box.y + box.height * to, { steps: 4 });
  await page.mouse.up();
}

async function download(page: Page, figure: Locator, what: RegExp): Promise<Buffer> {
  await figure.getByRole('button', { name: 'Download' }).click();
  const coming = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: what }).click();
  return readFileSync(await (await coming).path());
}

test('plots of the table: added, brushed to narrow it, downloaded, and kept', async ({ page }) => {
  page.setDefaultTimeout(20_000);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.getByRole('button', { name: 'Load sample' }).click();
  await expect(page.getByRole('link', { name: 'xgb-long-run' })).toBeVisible();
  await layout(page, 'Split').check();

  const parallel = await add(page, 'Parallel coordinates');
  await brush(page, parallel.locator('.parallel-strip').last(), 0.3, 0.7);
  await expect(parallel.getByText(/^\d+ of \d+ runs in the ranges/)).toBeVisible();
  const box = page.getByRole('searchbox', { name: 'Filter runs' });
  await expect(box).toHaveValue(/ BETWEEN | IN \(/);
  await expect.poll(async () => Number(await grid(page).getAttribute('aria-rowcount'))).toBeLessThan(RUNS);
  await parallel.getByRole('button', { name: 'Clear ranges' }).click();
  await expect(box).toHaveValue('');
  await expect(grid(page)).toHaveAttribute('aria-rowcount', String(RUNS + 1));

  const scatter = await add(page, 'Scatter');
  const csv = (await download(page, scatter, /^CSV/)).toString();
  expect(csv.trimEnd().split('\r\n')).toHaveLength(RUNS + 1);
  const svg = (await download(page, scatter, /^SVG/)).toString();
  expect(svg).toMatch(/^<svg .*<circle.*<\/svg>$/s);
  expect(svg).not.toMatch(/var\(|="[^"]*NaN|undefined/);
  expect((await download(page, scatter, /^PNG/)).subarray(1, 4).toString()).toBe('PNG');

  const importance = await add(page, 'Parameter importance');
  await expect(importance.getByRole('button', { name: /: importance / }).first()).toBeVisible();
  await expectGood(page, 'table and plots side by side');

  await layout(page, 'Charts').check();
  await expect(importance).toHaveAttribute('aria-busy', 'false');
  await expectGood(page, 'charts and plots');
  await expect(page).toHaveURL(/view=1/);
  await page.reload();
  const made = page.getByRole('region', { name: 'Your charts' });
  for (const name of ['Parallel coordinates', 'Scatter', 'Parameter importance'])
    await expect(made.getByRole('figure', { name, exact: true })).toBeVisible();
});
