import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { build } from 'vite';
import { ROOT } from '../support/project.js';
import { findSerious } from './axe.ts';
import { expect, test } from './fixtures.ts';

const PLOTS = join(ROOT, 'tests', '.cache', 'plots');
const NAMES = [
  'Parallel coordinates',
  'Scatter',
  'Contour',
  'Box plot',
  'Parameter importance',
  'Bar chart',
  'Histogram',
  'Images',
];

// One worker: the page is built once.
test.describe.configure({ mode: 'default' });
test.use({ siteOptions: { root: PLOTS }, visit: 'passing' });
test.beforeAll(async () => {
  // A build on a busy machine.
  test.setTimeout(5 * 60_000);
  await build({ configFile: join(ROOT, 'tests', 'gallery', 'plots', 'vite.config.js') });
});

const figure = (page: Page, name: string): Locator => page.getByRole('figure', { name, exact: true });
const filterOf = (page: Page): Locator => page.locator('code').first();

async function open(page: Page, url: string, query: string): Promise<void> {
  await page.goto(`${url}?${query}`);
  await expect(page.getByRole('figure').first()).toHaveAttribute('aria-busy', 'false');
}

for (const [theme, width, height] of [
  ['light', 1440, 900],
  ['dark', 390, 844],
] as const) {
  test.describe(`${theme}, ${width} pixels wide`, () => {
    test.use({ viewport: { width, height } });

    test('every plot is there, axe finds nothing serious, nothing is wider than the window', async ({
      context,
      site,
    }) => {
      const page = await context.newPage();
      await open(page, site.url, `theme=${theme}&group=params.optimizer`);
      for (const name of NAMES) await expect(figure(page, name)).toHaveAttribute('aria-busy', 'false');
      expect(await findSerious(page)).toEqual([]);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0);
    });
  });
}

test('a brush on an axis filters the runs, can be moved and is taken back', async ({ context, site }) => {
  const page = await context.newPage();
  await open(page, site.url, 'kind=parallel');
  const plot = figure(page, 'Parallel coordinates');
  const axis = plot.locator('.parallel-strip').last();
  const box = (await axis.boundingBox())!;
  const drag = async (from: number, to: number): Promise<void> => {
    await page.mouse.move(box.x + box.width / 2, box.y + from);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + to, { steps: 4 });
    await page.mouse.up();
  };
  await drag(40, 100);
  await expect(filterOf(page)).toHaveText(/^metrics\.accuracy BETWEEN 0\.\d+ AND 0\.\d+$/);
  await expect(plot.getByText(/\d+ of 60 runs in the ranges/)).toBeVisible();
  const first = await filterOf(page).textContent();
  await drag(70, 110);
  await expect(filterOf(page)).not.toHaveText(first!);
  await expect(plot.getByText(/\d+ of 60 runs in the ranges/)).toBeVisible();
  await plot.getByRole('button', { name: 'Clear ranges' }).click();
  await expect(filterOf(page)).toHaveText('none');
});

test('the same by keyboard: ranges, order of axes, log scale', async ({ context, site }) => {
  const page = await context.newPage();
  await open(page, site.url, 'kind=parallel');
  const plot = figure(page, 'Parallel coordinates');
  await plot.getByText('Ranges as numbers').press('Enter');
  await plot.getByRole('group', { name: 'metrics.accuracy' }).getByLabel('from').fill('0.4');
  await page.keyboard.press('Enter');
  await expect(filterOf(page)).toHaveText(/^metrics\.accuracy BETWEEN 0\.4 AND /);
  const heads = plot.getByRole('button', { name: /^Axis / });
  const second = await heads.nth(1).getAttribute('aria-label');
  await heads.nth(1).focus();
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(heads.first()).toHaveAttribute('aria-label', second!);
  await expect(heads.first()).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitemcheckbox', { name: 'Flip' }).press('Enter');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitemcheckbox', { name: 'Flip' })).toBeChecked();
});

test('a scatter is read, opened and brushed', async ({ context, site }) => {
  const page = await context.newPage();
  await open(page, site.url, 'kind=scatter&x=params.max_depth&y=metrics.loss');
  const plot = figure(page, 'Scatter');
  await expect(plot.getByText(/\d+ of 60 runs have no params\.max_depth/)).toBeVisible();
  const marks = plot.getByRole('application');
  await marks.focus();
  await page.keyboard.press('ArrowRight');
  await expect(plot.locator('[aria-live]')).toHaveText(/^sweep-\d+, params\.max_depth \S+, metrics\.loss /);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').first()).toContainText('opened: run');
  const box = (await marks.boundingBox())!;
  await page.mouse.move(box.x + 80, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.7, { steps: 4 });
  await page.mouse.up();
  await expect(plot.getByRole('status')).toHaveText(/^[1-9]\d* runs selected$/);
  await plot.getByRole('button', { name: 'Filter the table to these ranges' }).click();
  await expect(filterOf(page)).toHaveText(/params\.max_depth IN \(.*\) AND metrics\.loss BETWEEN/);
});

test('the right parameters are found, with how far to trust it', async ({ context, site }) => {
  const page = await context.newPage();
  await open(page, site.url, 'kind=importance&target=metrics.loss&runs=200');
  const plot = figure(page, 'Parameter importance');
  await expect(plot.getByText(/trees explain \d+ % of the variance/)).toBeVisible();
  await expect(plot.getByRole('button', { name: /^lr: importance .* above chance/ })).toBeVisible();
  await expect(plot.getByRole('button', { name: /^seed: importance .* no more than chance/ })).toBeVisible();
});

test('images of one step side by side, large on demand', async ({ context, site }) => {
  const page = await context.newPage();
  await open(page, site.url, 'kind=images');
  const plot = figure(page, 'Images');
  await expect(plot.getByText('of step 10, the last before')).toBeVisible();
  await expect(plot.getByText('The import listed this image without its bytes.')).toBeVisible();
  await plot.getByRole('slider', { name: 'Step' }).focus();
  await page.keyboard.press('Home');
  await expect(plot.getByText('step 0').first()).toBeVisible();
  await plot.getByRole('button', { name: /^sweep-0, eval\/sample, step 0/ }).click();
  await expect(page.getByRole('dialog').getByRole('img')).toBeVisible();
});
