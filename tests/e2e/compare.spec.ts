import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { makeExperiment, makeRun, OTHER, RUN } from '../support/mlruns-notation.ts';
import { findSerious } from './axe.ts';
import { expect, test } from './fixtures.ts';

const PROMPT = 'You are a careful assistant. Answer in one sentence, and say so when you do not know.';
const REQUIREMENTS = Array.from({ length: 20 }, (_, i) => `package-${i}==1.${i}\n`).join('');

/** Two runs that differ in a param, a metric, a prompt and a package; one more of which only the name is the same. */
function writeStore(folder: string): void {
  const logged = (loss: string, lr: string, prompt: string, numpy: string) => ({
    'metrics/loss': `1700000000000 ${loss} 0\n`,
    'metrics/acc': '1700000000000 0.5 0\n',
    'params/lr': lr,
    'params/depth': '6',
    'params/prompt': prompt,
    'artifacts/model/requirements.txt': `mlflow==2.8.1\nnumpy==${numpy}\n${REQUIREMENTS}`,
    'artifacts/notes.txt': 'the same in both\n',
  });
  const files = {
    ...makeExperiment('1'),
    ...makeRun(`1/${RUN}`, logged('0.5', '0.1', PROMPT, '1.26.0'), { run_name: 'first' }),
    ...makeRun(`1/${OTHER}`, logged('0.4', '0.01', PROMPT.replace('one', 'two'), '2.0.1'), {
      run_name: 'second',
    }),
  };
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, 'mlruns', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

async function importStore(page: Page): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-compare-'));
  try {
    writeStore(folder);
    await page.getByLabel('Folder to import').setInputFiles(join(folder, 'mlruns'));
    await expect(page.getByRole('status').filter({ hasText: 'Imported 2 runs' })).toBeVisible();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const table = (page: Page): Locator => page.getByRole('table', { name: 'Differences' });
const row = (page: Page, name: string): Locator =>
  table(page)
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name, exact: true }) });

test('two runs are chosen in the table and compared against one of them', async ({ page, site }) => {
  await importStore(page);
  await page.goto(`${site.url}#/experiments/all`);
  const runs = page.getByRole('grid', { name: 'Runs' });
  await expect(runs.getByRole('link', { name: 'first' })).toBeVisible();
  await runs.getByRole('row').filter({ hasText: 'first' }).getByRole('checkbox').check();
  await runs.getByRole('row').filter({ hasText: 'second' }).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Compare' }).click();

  await expect(page.getByRole('heading', { name: 'Compare 2 runs' })).toBeVisible();
  await expect(row(page, 'lr')).toContainText('0.01');
  await expect(row(page, 'depth')).toBeVisible();
  await expect(row(page, 'numpy')).toContainText('1.26.0');
  await page.getByRole('switch', { name: 'Only differences' }).check();
  await expect(row(page, 'depth')).toHaveCount(0);
  await expect(row(page, 'mlflow')).toHaveCount(0);
  await expect(row(page, 'lr')).toBeVisible();

  await page.getByRole('combobox', { name: 'Baseline' }).selectOption({ label: 'first' });
  await expect(row(page, 'loss')).toContainText('−0.1 (−20.0 %) better');
  await expect(row(page, 'lr')).toContainText('−0.09 (−90.0 %)');
  await expect(page).toHaveURL(new RegExp(`baseline=${RUN}`));
  expect(await findSerious(page)).toEqual([]);

  await row(page, 'prompt').getByRole('button', { name: 'All of prompt, second' }).click();
  const detail = page.getByRole('region', { name: 'prompt, second, against first' });
  await expect(detail.locator('mark')).toHaveText(['one', 'two']);

  await page.getByRole('switch', { name: 'Runs as rows' }).check();
  await expect(table(page).getByRole('columnheader', { name: /lr$/ })).toBeVisible();
  await expect(table(page)).toHaveAttribute('aria-colcount', /\d+/);
  await page.reload();
  await expect(table(page).getByRole('columnheader', { name: /lr$/ })).toBeVisible();
  await expect(page.getByRole('switch', { name: 'Only differences' })).toBeChecked();
});

test('runs leave a comparison and come to it, and the way back leads to the table', async ({
  page,
  site,
}) => {
  await importStore(page);
  await page.goto(`${site.url}#/experiments/all?filter=metrics.loss+%3E+0`);
  const runs = page.getByRole('grid', { name: 'Runs' });
  await runs.getByRole('row').filter({ hasText: 'first' }).getByRole('checkbox').check();
  await runs.getByRole('row').filter({ hasText: 'second' }).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Compare' }).click();
  await page.getByRole('combobox', { name: 'Baseline' }).selectOption({ label: 'first' });
  await table(page).getByRole('button', { name: 'Remove first' }).click();
  await expect(page.getByRole('heading', { name: 'Compare 1 run' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Differences, scrolls' })).toBeFocused();
  await expect(page).not.toHaveURL(/baseline/);

  await page.getByRole('button', { name: 'Add runs' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add runs' });
  await dialog.getByRole('searchbox', { name: 'Find runs' }).fill('fir');
  await dialog.getByRole('checkbox', { name: /^first/ }).check();
  expect(await findSerious(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'Compare 2 runs' })).toBeVisible();
  await page.reload();
  await page.getByRole('link', { name: 'All runs' }).last().click();
  await expect(page).toHaveURL(/#\/experiments\/all\?filter=metrics\.loss/);

  await page.goto(`${site.url}#/compare?runs=${RUN}`);
  await expect(page.locator('.compare-back')).not.toHaveText('All runs');
});

test('files of two runs are compared line by line', async ({ page, site }) => {
  await importStore(page);
  await page.goto(`${site.url}#/compare?runs=${RUN},${OTHER}&tab=artifacts`);
  const files = page.getByRole('region', { name: 'Artifacts' });
  await expect(files.getByRole('button', { name: /requirements\.txt .*changed/ })).toBeVisible();
  await expect(files.getByRole('button', { name: /notes\.txt .*same/ })).toBeVisible();
  const pair = page.getByRole('region', { name: 'model/requirements.txt' });
  await expect(pair).toContainText('1 line left and 1 line right differ.');
  await expect(pair.locator('mark').first()).toHaveText('1.26.0');
  await pair.getByRole('button', { name: /Show \d+ equal lines/ }).click();
  await expect(pair.getByText('package-19==1.19').first()).toBeVisible();
  expect(await findSerious(page)).toEqual([]);

  await page.getByRole('tab', { name: 'Artifacts' }).focus();
  await page.keyboard.press('Home');
  await expect(page.getByRole('tab', { name: 'Differences' })).toBeFocused();
  await expect(table(page)).toBeVisible();
});

test('an address that was damaged on the way says so', async ({ page, site }) => {
  await importStore(page);
  await page.goto(`${site.url}#/compare?set=AQgA`);
  await expect(page.getByText('The address is damaged')).toBeVisible();
});
