import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { parquetReadObjects } from 'hyparquet';
import { makeExperiment, makeRun, OTHER, RUN } from '../support/mlruns-notation.ts';
import { expect, test } from './fixtures.ts';
import { importMlruns } from './import-mlruns.ts';

const STORE = {
  ...makeExperiment('1'),
  ...makeRun(
    `1/${RUN}`,
    { 'metrics/loss': '1700000000000 nan 0\n', 'params/lr': '0.1' },
    { run_name: 'first' },
  ),
  ...makeRun(`1/${OTHER}`, { 'metrics/loss': '1700000000000 0.25 0\n' }, { run_name: 'second' }),
};

async function download(page: Page, item: string): Promise<Buffer> {
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Other formats' }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
  return readFileSync(await (await coming).path());
}

test('the table of runs is downloaded as Parquet and Markdown, all runs or the selected', async ({
  page,
  site,
}) => {
  await importMlruns(page, STORE, 2);
  await page.goto(`${site.url}#/experiments/all`);
  const runs = page.getByRole('grid', { name: 'Runs' });
  await expect(runs.getByRole('link', { name: 'first' })).toBeVisible();

  const bytes = await download(page, 'Parquet');
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const records = await parquetReadObjects({ file });
  const byName = new Map(records.map((record) => [record.run_name, record]));
  expect(byName.get('first')).toMatchObject({ 'metrics.loss': Number.NaN, 'params.lr': '0.1' });
  expect(byName.get('second')).toMatchObject({
    'metrics.loss': 0.25,
    start_time: new Date(1_700_000_000_000),
  });

  await runs.getByRole('row').filter({ hasText: 'second' }).getByRole('checkbox').check();
  const text = (await download(page, 'Selected runs: Markdown, columns shown')).toString('utf8');
  expect(text.split('\n')[0]).toContain('| Run name |');
  expect(text).toContain('second');
  expect(text).not.toContain('first');
});
