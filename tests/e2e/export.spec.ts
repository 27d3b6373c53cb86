import { readFileSync } from 'node:fs';
import initSqlite from '@sqlite.org/sqlite-wasm';
import { makeExperiment, makeRun, OTHER, RUN } from '../support/mlruns-notation.ts';
import { readFolder, stubFilePicker, stubFolderPicker } from '../support/opfs-folder.ts';
import { expectGood, OVER_SCREEN } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { importMlruns } from './import-mlruns.ts';

const STORE = {
  ...makeExperiment('1'),
  ...makeRun(`1/${RUN}`, { 'metrics/loss': '1 nan 0\n2 inf 1\n', 'params/lr': '0.1' }, { run_name: 'first' }),
  ...makeRun(`1/${OTHER}`, { 'metrics/loss': '1 0.25 -3\n' }, { run_name: 'second' }),
};

async function query(bytes: Uint8Array, sql: string): Promise<unknown[]> {
  const sqlite = await initSqlite();
  const database = new sqlite.oo1.DB(':memory:', 'c');
  const pointer = sqlite.wasm.allocFromTypedArray(bytes);
  const flags = sqlite.capi.SQLITE_DESERIALIZE_FREEONCLOSE;
  sqlite.capi.sqlite3_deserialize(database.pointer!, 'main', pointer, bytes.length, bytes.length, flags);
  try {
    return database.exec(sql, { rowMode: 'array', returnValue: 'resultRows' });
  } finally {
    database.close();
  }
}

test('what was renamed here is renamed in the mlflow.db and the mlruns that are exported', async ({
  page,
  site,
}) => {
  await page.evaluate(stubFolderPicker);
  await importMlruns(page, STORE, 2);
  await page.goto(`${site.url}#/runs/${RUN}`);
  await page.getByRole('button', { name: 'Rename run' }).click();
  await page.getByRole('textbox', { name: 'Run name' }).fill('best of all');
  await page.keyboard.press('Enter');
  await page.goto(`${site.url}#/experiments/all`);

  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: 'MLflow database' }).click();
  const dialog = page.getByRole('dialog', { name: 'MLflow database' });
  await expectGood(page, 'export dialog', OVER_SCREEN);
  const coming = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download mlflow.db' }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe('mlflow.db');
  await expect(dialog.getByText('2 runs, 3 points')).toBeVisible();
  const bytes = new Uint8Array(readFileSync(await download.path()));
  expect(await query(bytes, 'SELECT name FROM runs ORDER BY name')).toEqual([['best of all'], ['second']]);
  expect(await query(bytes, 'SELECT value, step, is_nan FROM metrics ORDER BY step')).toEqual([
    [0.25, -3, 0],
    [0, 0, 1],
    [Number.MAX_VALUE, 1, 0],
  ]);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: 'MLflow folder' }).click();
  const folder = page.getByRole('dialog', { name: 'MLflow folder' });
  await folder.getByRole('button', { name: 'Write into a folder' }).click();
  await expect(folder.getByText('2 runs, 3 points')).toBeVisible();
  const files = await readFolder(page);
  expect(atob(files[`mlruns/1/${RUN}/tags/mlflow.runName`] ?? '')).toBe('best of all');
  expect(atob(files[`mlruns/1/${RUN}/metrics/loss`] ?? '')).toBe('1 nan 0\n2 inf 1\n');
});

test('the runs that a filter finds come as tables, every point of them', async ({ page, site }) => {
  await page.evaluate(stubFilePicker);
  await importMlruns(page, STORE, 2);
  await page.goto(`${site.url}#/experiments/all`);
  await page.getByRole('searchbox', { name: 'Filter runs' }).fill("params.lr = '0.1'");
  await expect(page.getByRole('grid', { name: 'Runs' })).toHaveAttribute('aria-rowcount', '2');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Command palette' }).getByRole('combobox').fill('export: csv');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'CSV' });
  await expect(dialog.getByLabel('What goes in')).toHaveValue('matching');
  await dialog.getByLabel('Runs', { exact: false }).first().uncheck();
  await expectGood(page, 'dialog of tables', OVER_SCREEN);
  const coming = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download metrics.csv' }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe('All-runs-metrics.csv');
  const rows = [
    'run_id,run_name,experiment_name,metric,step,time,value',
    `${RUN},first,exp-1,loss,0,1970-01-01T00:00:00.001Z,NaN`,
    `${RUN},first,exp-1,loss,1,1970-01-01T00:00:00.002Z,inf`,
    '',
  ].join('\r\n');
  expect(readFileSync(await download.path(), 'utf8')).toBe(rows);
  await expect(dialog.getByText('1 run, 2 points')).toBeVisible();
  await dialog.getByRole('button', { name: 'Save as' }).click();
  await expect.poll(async () => atob((await readFolder(page))['All-runs-metrics.csv'] ?? '')).toBe(rows);
});
