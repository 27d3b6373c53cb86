import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { makeExperiment, makeRun, RUN } from '../support/mlruns-notation.ts';
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
  expect(rows[SPIKE_AT + 1]).toBe(`${RUN},train/loss,${SPIKE_AT},50,${1_700_000_000_000 + SPIKE_AT * 1000}`);
  expect((await download('SVG')).toString()).toMatch(/^<svg .*train\/loss.*<\/svg>$/s);
  expect((await download('PNG')).subarray(1, 4).toString()).toBe('PNG');
});

test('one choice of the x axis is for all charts, in the large one too', async ({ page, site }) => {
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
