import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { makeExperiment, makeRun, RUN } from '../support/mlruns-notation.ts';
import { FIXTURES } from '../support/project.js';
import { expectGood } from './axe.ts';
import { expect, test } from './fixtures.ts';

const MODELS = join(FIXTURES, 'models');
const ROWS = 50_000;
/** As MLflow's `log_table` writes it. */
const LOGGED = {
  columns: ['question', 'answer', 'picture'],
  data: [
    ['How far?', '12 km', { type: 'image', filepath: 'table_images/map.png', compressed_filepath: 'x' }],
    ['How long?', null, null],
  ],
};

function writeStore(folder: string): void {
  const lines = Array.from({ length: ROWS }, (_, row) => `${row},trip ${row % 997},${(row * 7919) % ROWS}\n`);
  const files = {
    ...makeExperiment('1'),
    ...makeRun(`1/${RUN}`, {
      'artifacts/trips.csv': `id,name,metres\n${lines.join('')}`,
      'artifacts/answers.json': JSON.stringify(LOGGED),
      'artifacts/plain.json': '{"columns": 3}',
    }),
  };
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, 'mlruns', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const artifacts = join(folder, 'mlruns', '1', RUN, 'artifacts');
  cpSync(join(MODELS, 'mlflow-3.4.0', 'model'), join(artifacts, 'model'), { recursive: true });
  // It was saved without a run.
  appendFileSync(join(artifacts, 'model', 'MLmodel'), `run_id: ${RUN}\nartifact_path: model\n`);
  for (const path of [
    'numpy-2.2.6/f4.npy',
    'numpy-2.2.6/cube.npy',
    'numpy-2.2.6/objects.npy',
    'numpy-2.2.6/two.npz',
    'safetensors-0.5.3/model.safetensors',
    'onnx-1.18.0/model.onnx',
    'other/weights.pt',
    'other/net.keras',
    'other/weights.h5',
    'other/tiny.gguf',
  ]) {
    cpSync(join(MODELS, path), join(artifacts, path.slice(path.indexOf('/') + 1)));
  }
}

async function openRun(page: Page, address: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-previews-'));
  try {
    writeStore(folder);
    await page.getByLabel('Folder to import').setInputFiles(join(folder, 'mlruns'));
    await expect(page.getByRole('status').filter({ hasText: 'Imported 1 run' })).toBeVisible();
  } finally {
    rmSync(folder, { recursive: true });
  }
  await page.goto(`${address}#/experiments/all`);
  await page.getByRole('link', { name: 'quiet-owl-7' }).click();
  await expect(page.getByRole('tree', { name: 'Artifact files' })).toBeVisible();
}

const choose = async (page: Page, name: string | RegExp): Promise<void> => {
  await page.getByRole('treeitem', { name }).click();
};

/** The row of a table that begins with this. */
const row = (page: Page, list: string, text: string | RegExp): Locator =>
  page.getByRole('region', { name: list, exact: true }).getByRole('row').filter({ hasText: text });

test('files of data and models show what their headers say, pickles stay closed, and a large table is read', async ({
  page,
  site,
}) => {
  await openRun(page, site.url);
  await test.step('data and models', () => seeDataAndModels(page));
  await test.step('tables', () => seeTables(page));
});

async function seeDataAndModels(page: Page): Promise<void> {
  await choose(page, /^f4\.npy/);
  await expect(page.getByRole('img', { name: /^Values as shades: 40 rows/ })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Values' })).toHaveAttribute('aria-rowcount', '41');

  await choose(page, /^cube\.npy/);
  const values = page.getByRole('table', { name: 'Values' });
  await expect(values.getByRole('row').nth(1)).toHaveText(/^001234$/);
  await page.getByLabel('Axis 0').fill('1');
  await page.getByLabel('Axis 0').press('Tab');
  await expect(values.getByRole('row').nth(1)).toHaveText(/^06061626364$/);

  await choose(page, /^objects\.npy/);
  await expect(page.getByText('Values not opened: they are Python objects')).toBeVisible();

  await choose(page, /^two\.npz/);
  await page.getByRole('button', { name: 'days.npy' }).click();
  await expect(page.getByRole('table', { name: 'Values' })).toContainText('2024-02-29');

  await choose(page, /^model\.safetensors/);
  await expect(row(page, 'Tensors', 'encoder.weight')).toContainText('16 × 8');

  await choose(page, /^model\.onnx/);
  await expect(row(page, 'Inputs', 'x')).toContainText('float32 (batch, 4)');
  await expect(row(page, 'Operators', 'Add')).toContainText('2');

  await choose(page, /^weights\.pt/);
  await expect(page.getByText('Not opened: the pickle in it can run code')).toBeVisible();
  await expect(row(page, 'Files', 'archive/data.pkl')).toBeVisible();
  await choose(page, /^net\.keras/);
  await expect(row(page, 'Layers', 'dense')).toContainText('Dense');
  await choose(page, /^tiny\.gguf/);
  await expect(row(page, 'Metadata', 'general.name')).toContainText('tiny');
  await choose(page, /^weights\.h5/);
  await expect(page.getByText('Not opened: HDF5')).toBeVisible();

  // Its folder is enough to see what a model is.
  await choose(page, /^model \d/);
  await expect(row(page, 'Inputs', 'stops')).toContainText('array<{id: long, tag?: string}>');
  await expect(page.getByText(`mlflow.pyfunc.load_model('runs:/${RUN}/model')`)).toBeVisible();
  await expect(row(page, 'Params', 'temperature')).toContainText('0.5');
  await expect(row(page, 'Requirements', 'pandas>=2')).toContainText('not pinned');
  await expect(page.getByRole('region', { name: 'Input example', exact: true })).toContainText('"distance"');
  await expectGood(page, 'a model', '.artifact-pane');
}

async function seeTables(page: Page): Promise<void> {
  await choose(page, /^answers\.json/);
  const table = page.getByRole('table', { name: 'Table', exact: true });
  await expect(table.getByRole('row', { name: /How far/ })).toContainText('map.png');

  await choose(page, /^trips\.csv/);
  await expect(page.getByText('50,000 rows, 3 columns')).toBeVisible();
  const box = page.getByRole('region', { name: 'Table, scrolls' });
  await box.focus();
  await page.keyboard.press('End');
  await expect(table.getByRole('row').filter({ hasText: '49999' })).toContainText('trip');
  await page.getByLabel('Go to row').fill('40001');
  await page.getByLabel('Go to row').press('Enter');
  await expect(table.getByRole('rowheader', { name: '40,001', exact: true })).toBeInViewport();

  await page.getByRole('button', { name: 'metres, column menu' }).click();
  await page.getByRole('menuitem', { name: 'Statistics' }).click();
  await expect(page.getByRole('region', { name: 'Statistics of metres' })).toContainText('0, 49999');
  await page.getByRole('button', { name: 'metres, column menu' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Sort descending' }).click();
  await expect(page.getByRole('columnheader', { name: /^metres/ })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  await expect(table.getByRole('row').nth(1)).toContainText('49999');
  await page.getByRole('searchbox', { name: 'Search rows' }).fill('TRIP 996');
  await expect(page.getByText('50 of 50,000 rows')).toBeVisible();
  await expectGood(page, 'a table', '.artifact-pane');
}
