import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { makeExperiment, makeRun, RUN } from '../support/mlruns-notation.ts';
import { findSerious } from './axe.ts';
import { expect, test } from './fixtures.ts';

const POINTS = 20_000;
const SPIKE_AT = 12_345;

/** 20,000 steps with one spike, and a short metric that is negative, zero and not a number in turn. */
function writeStore(folder: string): void {
  const spiky = Array.from({ length: POINTS }, (_, i) => {
    const value = i === SPIKE_AT ? 50 : 1 + ((i * 7919) % 97) / 1000;
    return `${1_700_000_000_000 + i * 1000} ${value} ${i}\n`;
  });
  const mixed = [-10, 0, 1000, 'nan', 'nan', 'inf', 5].map((value, i) => `1700000000000 ${value} ${i}\n`);
  const files = {
    ...makeExperiment('1'),
    ...makeRun(`1/${RUN}`, {
      'metrics/train/loss': spiky.join(''),
      'metrics/gain': mixed.join(''),
      'metrics/best': '1700000000000 0.25 0\n',
      'metrics/epoch': Array.from(
        { length: POINTS },
        (_, i) => `${1_700_000_000_000 + i * 1000} ${Math.floor(i / 1000)} ${i}\n`,
      ).join(''),
    }),
  };
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, 'mlruns', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

async function openCharts(page: Page, url: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-charts-'));
  try {
    writeStore(folder);
    await page.getByLabel('Folder to import').setInputFiles(join(folder, 'mlruns'));
    await expect(page.getByRole('status').filter({ hasText: 'Imported 1 run' })).toBeVisible();
  } finally {
    rmSync(folder, { recursive: true });
  }
  await page.goto(`${url}#/runs/${RUN}`);
  await chart(page, 'train/loss').scrollIntoViewIfNeeded();
  await expect(chart(page, 'train/loss').getByRole('application')).toBeVisible();
}

const chart = (page: Page, metric: string): Locator =>
  page.getByRole('figure', { name: metric, exact: true });

/** Drags from one share of the plotting area to another. */
async function dragAcross(page: Page, figure: Locator, from: number, to: number): Promise<void> {
  await figure.scrollIntoViewIfNeeded();
  const box = await figure.locator('.u-over').boundingBox();
  if (!box) throw new Error('The chart is not on the screen.');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * from, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * to, y, { steps: 4 });
  await page.mouse.up();
}

test('a long metric shows its spike, zooms by dragging and by keys, and goes back', async ({
  page,
  site,
}) => {
  await openCharts(page, site.url);
  const figure = chart(page, 'train/loss');
  const lines = figure.getByRole('application');
  await expect(figure).toContainText(/of 20,000 points, min\/max per pixel/);
  await expect(lines).toHaveAccessibleDescription(/^0 to 19,999\. .*highest 50\./);

  await dragAcross(page, figure, 0.1, 0.4);
  await expect(figure.getByRole('button', { name: 'Show all' })).toBeAttached();
  await expect(lines).not.toHaveAccessibleDescription(/highest 50\./);
  await figure.locator('.u-over').dblclick();
  await expect(lines).toHaveAccessibleDescription(/^0 to 19,999\. .*highest 50\./);

  await lines.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await expect(figure.locator('[aria-live]')).toHaveText(/^Step \d+, quiet-owl-7 1 … 1\.\d/);
  await page.keyboard.press('+');
  await expect(figure.getByRole('button', { name: 'Show all' })).toBeAttached();
  await page.keyboard.press('0');
  await expect(figure.getByRole('button', { name: 'Show all' })).toHaveCount(0);
});

test('values that are no numbers are marked, and a log scale keeps those at and below zero', async ({
  page,
  site,
}) => {
  await openCharts(page, site.url);
  const figure = chart(page, 'gain');
  await expect(figure).toContainText('3 NaN, ∞');
  await figure.hover();
  await figure.getByRole('button', { name: 'Log scale' }).click();
  await expect(figure).toContainText('log scale is linear around 0');
  await expect(figure.getByRole('application')).toHaveAccessibleDescription(/lowest -10, highest 1000/);
  await expect(chart(page, 'best')).toContainText('0.25');
});

test('every point of the view leaves as CSV, the chart as SVG and PNG', async ({ page, site }) => {
  await openCharts(page, site.url);
  const figure = chart(page, 'train/loss');
  const download = async (item: string | RegExp): Promise<Buffer> => {
    await figure.hover();
    await figure.getByRole('button', { name: 'Download' }).click();
    const coming = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: item }).click();
    return readFileSync(await (await coming).path());
  };
  const rows = (await download(/^CSV/)).toString().trimEnd().split('\n');
  expect(rows).toHaveLength(POINTS + 1);
  expect(rows[SPIKE_AT + 1]).toBe(
    `${RUN},quiet-owl-7,train/loss,${SPIKE_AT},50,${1_700_000_000_000 + SPIKE_AT * 1000}`,
  );
  expect((await download('SVG')).toString()).toMatch(/^<svg .*train\/loss.*<\/svg>$/s);
  expect((await download('PNG')).subarray(1, 4).toString()).toBe('PNG');
});

test('an x axis that was chosen holds in the large chart too, and is remembered', async ({ page, site }) => {
  await openCharts(page, site.url);
  const figure = chart(page, 'train/loss');
  await figure.hover();
  await figure.getByRole('button', { name: 'Expand' }).click();
  const large = page.getByRole('dialog', { name: 'train/loss' });
  await large.getByRole('button', { name: 'X axis' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Relative time' }).click();
  await expect(large.getByRole('application')).toHaveAccessibleDescription(/^0 to 5:33:19/);
  await page.keyboard.press('Escape');
  await expect(figure.getByRole('application')).toHaveAccessibleDescription(/^0 to 5:33:19/);
  await page.reload();
  await figure.scrollIntoViewIfNeeded();
  await expect(figure.getByRole('application')).toHaveAccessibleDescription(/^0 to 5:33:19/);
});

/** Presses a button of a chart's toolbar, which appears with the pointer. */
async function pressTool(figure: Locator, name: string | RegExp): Promise<void> {
  await figure.hover();
  await figure.getByRole('button', { name }).click();
}

test('smoothing flattens a spike in all charts, but for the one that has its own', async ({ page, site }) => {
  await openCharts(page, site.url);
  const lines = chart(page, 'train/loss').getByRole('application');
  const amount = page.getByRole('spinbutton', { name: 'Amount of smoothing' });
  const wall = page.getByRole('button', { name: /^Smoothing.* of all charts$/ });
  await wall.click();
  await amount.fill('0.9');
  await amount.press('Enter');
  await expect(lines).toHaveAccessibleDescription(/highest 5\.\d/);
  await page.keyboard.press('Escape');

  await pressTool(chart(page, 'train/loss'), 'Smoothing');
  await amount.fill('0');
  await amount.press('Enter');
  await expect(lines).toHaveAccessibleDescription(/highest 50\./);
  await page.getByRole('button', { name: 'As all charts' }).click();
  await expect(lines).toHaveAccessibleDescription(/highest 5\.\d/);
  await page.keyboard.press('Escape');
  await page.reload();
  await chart(page, 'train/loss').scrollIntoViewIfNeeded();
  await expect(wall).toHaveText('Smoothing: 0.9');
});

test('another metric can be the x axis, and metrics are reckoned with one another', async ({
  page,
  site,
}) => {
  await openCharts(page, site.url);
  await pressTool(chart(page, 'train/loss'), /^X axis/);
  await page.getByRole('menuitem', { name: 'Another metric …' }).click();
  await page.getByRole('searchbox', { name: 'Search metrics' }).fill('epo');
  await page.keyboard.press('Enter');
  await expect(chart(page, 'train/loss').getByRole('application')).toHaveAccessibleDescription(/^0 to 19\. /);

  await page.getByRole('button', { name: 'Add chart' }).click();
  await page.getByRole('menuitem', { name: 'Line' }).click();
  await page.getByRole('textbox', { name: 'Title' }).fill('Gap');
  await page.getByRole('combobox', { name: 'Metric or expression 1' }).fill('= train/loss - 2 * train/loss');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(chart(page, 'Gap').getByRole('application')).toHaveAccessibleDescription(/lowest -50/);
  await pressTool(chart(page, 'Gap'), 'More');
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(chart(page, 'Gap')).toHaveCount(0);
});

test('sections are named and moved, searched by an expression, and remembered', async ({ page, site }) => {
  await openCharts(page, site.url);
  const headings = page
    .getByRole('region')
    .filter({ has: page.getByRole('figure') })
    .locator('.chart-fold');
  await expect(headings).toHaveText([/^Metric charts/, /^train/]);
  const menu = page.getByRole('button', { name: 'Section train' });
  await menu.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Rename …' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Training');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Section Training' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Move up' }).click();
  await expect(headings).toHaveText([/^Training/, /^Metric charts/]);

  const search = page.getByRole('searchbox', { name: 'Search charts' });
  await search.fill('(loss');
  await expect(page.getByRole('status', { name: 'Search of charts' })).toContainText('is not closed');
  await search.fill('loss$|^ga');
  await expect(page.getByRole('status', { name: 'Search of charts' })).toHaveText('2 metrics');
  await search.fill('');
  await page.reload();
  await expect(headings).toHaveText([/^Training/, /^Metric charts/]);
});

test('the crosshair and the zoom of one chart are those of the others', async ({ page, site }) => {
  await openCharts(page, site.url);
  const other = chart(page, 'epoch');
  const box = await chart(page, 'train/loss').locator('.u-over').boundingBox();
  if (!box) throw new Error('The chart is not on the screen.');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await expect(other.locator('.chart-readout')).toHaveText(/^(9|10)/);
  await dragAcross(page, chart(page, 'train/loss'), 0.1, 0.4);
  await expect(other.getByRole('button', { name: 'Show all' })).toBeAttached();
  await other.locator('.u-over').dblclick();
  await expect(chart(page, 'train/loss').getByRole('button', { name: 'Show all' })).toHaveCount(0);
});

test('what was logged once is a bar for each run, beside lines of what was logged often', async ({
  page,
}) => {
  await page.getByRole('button', { name: 'Load sample' }).click();
  await expect(page.getByRole('link', { name: 'xgb-long-run' })).toBeVisible();
  await page.getByRole('radiogroup', { name: 'Layout' }).getByRole('radio', { name: 'Charts' }).check();
  const bars = chart(page, 'best_iteration');
  await expect(bars.getByRole('button', { name: 'xgb-20-depth-7-eta-0.009362: 999' })).toBeVisible();
  await expect(bars).toContainText('3 of 10 runs have no');
  await expect(bars.getByRole('button', { name: 'Smoothing' })).toHaveCount(0);
  await expect(chart(page, 'bias').getByRole('application')).toBeVisible();
  await bars.getByRole('button', { name: 'Expand' }).click();
  await expect(page.getByRole('dialog', { name: 'best_iteration' })).toContainText('3 of 10 runs');
  expect(await findSerious(page), 'bars, large').toEqual([]);
  await page.keyboard.press('Escape');
  await expect(bars.getByRole('button', { name: 'Expand' })).toBeFocused();
});
