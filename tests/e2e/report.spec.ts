import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { launchOptions } from '../support/browser.js';
import { makeExperiment, makeRun, OTHER, RUN } from '../support/mlruns-notation.ts';
import { expectGood, findSerious, OVER_SCREEN } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { importMlruns } from './import-mlruns.ts';

const HOSTILE = '</script><img src=x onerror=alert(1)> "best"';
const course = (from: number) =>
  Array.from({ length: 40 }, (_, i) => `${1_700_000_000_000 + i} ${from / (i + 1)} ${i}\n`).join('');
const STORE = {
  ...makeExperiment('1', { name: 'taxi' }),
  ...makeRun(`1/${RUN}`, { 'metrics/loss': course(8), 'params/lr': '0.1' }, { run_name: `'${HOSTILE}'` }),
  ...makeRun(`1/${OTHER}`, { 'metrics/loss': course(4), 'params/lr': '0.01' }, { run_name: 'second' }),
};

/** What a page asked for, complained of or broke with. */
function watch(page: Page): string[] {
  const seen: string[] = [];
  page.on('request', (request) => request.url().startsWith('file:') || seen.push(request.url()));
  page.on('console', (message) => seen.push(message.text()));
  page.on('pageerror', (error) => seen.push(String(error)));
  return seen;
}

test('a report that was composed here is read from a disk, with no network, point by point', async ({
  page,
}) => {
  await importMlruns(page, STORE, 2);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.getByRole('list', { name: 'Experiments' }).getByRole('link', { name: 'taxi' }).click();
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: 'HTML report' }).click();
  const dialog = page.getByRole('dialog', { name: 'HTML report' });
  await dialog.getByRole('textbox', { name: 'Title of the report' }).fill('Which lr');
  await dialog.getByRole('textbox', { name: 'Text in Markdown' }).fill('A **small** one wins.');
  await dialog.getByRole('button', { name: 'Move Table of runs down' }).click();
  const preview = page.frameLocator('iframe[title="Preview of the report"]').last();
  await expect(preview.getByRole('heading', { name: 'Which lr' })).toBeVisible();
  await expect(preview.getByText('A small one wins.')).toBeVisible();
  await expectGood(page, 'report dialog', OVER_SCREEN);
  const coming = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download report' }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe('Which-lr.html');

  const folder = mkdtempSync(join(tmpdir(), 'cairn-report-'));
  const path = join(folder, 'report.html');
  await download.saveAs(path);
  const browser = await chromium.launch(launchOptions(process.env.CAIRN_BROWSER ?? ''));
  try {
    const context = await browser.newContext({ offline: true, viewport: { width: 1280, height: 900 } });
    const report = await context.newPage();
    const seen = watch(report);
    await report.goto(pathToFileURL(path).href);
    await expect(report.getByRole('heading', { level: 1, name: 'Which lr' })).toBeVisible();
    await expect(report.getByRole('rowheader', { name: HOSTILE }).first()).toBeVisible();

    const figure = report.getByRole('figure', { name: 'loss' });
    const plot = figure.getByRole('group', { name: 'arrow keys' });
    await expect(figure.getByRole('button', { name: 'Log scale' })).toBeVisible();
    const box = (await plot.boundingBox())!;
    await report.mouse.move(box.x + box.width - 16, box.y + 60);
    await expect(figure.getByRole('status')).toContainText('Step 39');
    await expect(figure.getByRole('status')).toContainText('0.2');
    await report.mouse.move(box.x + box.width * 0.5, box.y + 60);
    await report.mouse.down();
    await report.mouse.move(box.x + box.width * 0.75, box.y + 60, { steps: 3 });
    await report.mouse.up();
    const reset = figure.getByRole('button', { name: 'Reset zoom' });
    await expect(reset).toBeVisible();
    await expect(plot.getByText('35', { exact: true })).toBeHidden();
    await reset.click();
    await figure.getByRole('button', { name: 'second' }).click();
    await expect(plot.locator('path.line')).toHaveCount(1);
    await plot.focus();
    await report.keyboard.press('ArrowRight');
    await expect(figure.getByRole('status')).toContainText(HOSTILE);

    await report.getByRole('button', { name: 'loss' }).first().click();
    await expect(report.getByRole('rowheader').first()).toHaveText('second');
    expect(await findSerious(report), 'report').toEqual([]);
    await report.emulateMedia({ colorScheme: 'dark' });
    expect(await findSerious(report, { rules: ['color-contrast'] }), 'report, dark').toEqual([]);
    await report.setViewportSize({ width: 390, height: 844 });
    expect(await report.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    expect(seen, 'requests, refusals of the policy and errors').toEqual([]);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
});
