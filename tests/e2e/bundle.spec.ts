import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expandArchives } from '../../workers/import/source/expand-archives.ts';
import { makeMemoryFile } from '../support/memory-source.ts';
import { makeExperiment, makeRun, OTHER, RUN } from '../support/mlruns-notation.ts';
import { expect, test } from './fixtures.ts';
import { importMlruns } from './import-mlruns.ts';

const STORE = {
  ...makeExperiment('1'),
  ...makeRun(`1/${RUN}`, { 'metrics/loss': '1 nan 0\n2 inf 1\n', 'params/lr': '0.1' }, { run_name: 'first' }),
  ...makeRun(`1/${OTHER}`, { 'metrics/loss': '1 0.25 -3\n' }, { run_name: 'second' }),
};

/** Asks for a bundle of the whole workspace, and returns it. */
async function takeBundle(
  page: Page,
  button: 'Download bundle' | 'Save as …',
): Promise<Uint8Array<ArrayBuffer>> {
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Cairn bundle' }).click();
  const dialog = page.getByRole('dialog', { name: 'Cairn bundle' });
  const coming = button === 'Download bundle' ? page.waitForEvent('download') : null;
  await dialog.getByRole('button', { name: button }).click();
  await expect(dialog.getByText('2 runs, 3 points')).toBeVisible();
  const download = await coming;
  const bytes = download ? new Uint8Array(readFileSync(await download.path())) : await chosenBytes(page);
  await page.keyboard.press('Escape');
  return bytes;
}

async function contentHashOf(bundle: Uint8Array<ArrayBuffer>): Promise<string> {
  const { files } = await expandArchives([makeMemoryFile('b.cairn', bundle)], new AbortController().signal);
  const manifest = files.find((one) => one.path === 'b.cairn/manifest.json')!;
  const text = new TextDecoder().decode(await manifest.slice(0, manifest.sizeBytes));
  return (JSON.parse(text) as { contentHash: string }).contentHash;
}

/** Has the browser's picker of files choose one in its own file system. */
async function stubFilePicker(page: Page): Promise<void> {
  await page.evaluate(() => {
    const choose = async () =>
      (await navigator.storage.getDirectory()).getFileHandle('chosen.cairn', { create: true });
    Object.assign(window, { showSaveFilePicker: choose });
  });
}

async function chosenBytes(page: Page): Promise<Uint8Array<ArrayBuffer>> {
  const text = await page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    const file = await (await folder.getFileHandle('chosen.cairn')).getFile();
    const bytes = new Uint8Array(await file.arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  });
  return new Uint8Array(Buffer.from(text, 'base64'));
}

/** As clearing the site's data in the browser does. */
async function wipe(page: Page, url: string): Promise<void> {
  await page.goto('about:blank');
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(url);
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
}

test('a workspace that was exported comes back after everything was wiped', async ({ page, site }) => {
  await importMlruns(page, STORE, 2);
  await page.goto(`${site.url}#/runs/${RUN}`);
  await page.getByRole('button', { name: 'Rename run' }).click();
  await page.getByRole('textbox', { name: 'Run name' }).fill('best of all');
  await page.keyboard.press('Enter');
  await page.goto(`${site.url}#/experiments/all`);
  await expect(page.getByRole('gridcell', { name: 'Select best of all' })).toBeVisible();
  const bundle = await takeBundle(page, 'Download bundle');

  await wipe(page, site.url);
  await page.goto(site.url);
  const buffer = Buffer.from(bundle);
  const upload = { name: 'backup.cairn', mimeType: 'application/octet-stream', buffer };
  await page.getByLabel('Files to import').setInputFiles(upload);
  await expect(page.getByRole('status').filter({ hasText: 'Imported 2 runs' })).toBeVisible();
  await page.goto(`${site.url}#/experiments/all`);
  await expect(page.getByRole('gridcell', { name: 'Select best of all' })).toBeVisible();
  await stubFilePicker(page);
  const again = await takeBundle(page, 'Save as …');
  expect(await contentHashOf(again)).toBe(await contentHashOf(bundle));
});
