import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expectGood } from './axe.ts';
import { expect, test } from './fixtures.ts';

const DIGESTS = join(
  dirname(fileURLToPath(import.meta.url)),
  '..',
  'fixtures',
  'data-digests',
  'mlflow-3.3.2',
);
const TRIPS = 'PULocationID,DOLocationID,trip_distance,duration\n74,75,1.5,9.2\n41,42,3.25,17\n74,7,2,11.5\n';
const MORE_TRIPS = `${TRIPS}10,11,40,95\n12,13,55,\n`;

/** As if files were let go over an element: real drops need a hand. */
async function drop(page: Page, over: string, name: string, text: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([file, content]) => {
      const made = new DataTransfer();
      made.items.add(new File([content], file));
      return made;
    },
    [name, text] as const,
  );
  await page.dispatchEvent(over, 'dragenter', { dataTransfer: transfer });
  await page.dispatchEvent(over, 'drop', { dataTransfer: transfer });
}

test('a data file makes a dataset of its own, or is held against the one that runs used', async ({
  page,
}) => {
  await test.step('of its own', () => fingerprintAlone(page));
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Experiments' }).click();
  await test.step('held against', () => compareFiles(page));
});

/** A file of no dataset makes one of its own, and is found again. */
async function fingerprintAlone(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Data' }).click();
  await expect(page.getByText('No dataset yet')).toBeVisible();
  const file = page.getByLabel('Data file to fingerprint');
  await file.setInputFiles(join(DIGESTS, 'mixed_order.parquet'));
  await expect(page.getByRole('heading', { level: 1, name: 'mixed_order.parquet' })).toBeVisible();
  const prints = page.getByRole('region', { name: 'Fingerprints' });
  await expect(prints).toContainText('The same data');
  await prints.getByText('Profile of 4 columns').click();
  await expect(
    page.getByRole('table', { name: 'Column profile' }).getByRole('row', { name: /^Fare/ }),
  ).toContainText('double');
  await page.reload();
  await expect(prints).toContainText('The same data');

  await page.getByRole('navigation', { name: 'Where this dataset belongs' }).getByRole('link').click();
  await expect(page.getByRole('grid', { name: 'Datasets' }).getByRole('row')).toHaveCount(2);
  await expectGood(page, 'datasets', '.data-screen');
  await file.setInputFiles(join(DIGESTS, 'mixed_order.parquet'));
  await expect(page.getByRole('heading', { level: 1, name: 'mixed_order.parquet' })).toBeVisible();
  await expect(prints.getByRole('heading', { level: 3 })).toHaveCount(1);
}

/** Held against the dataset that the sample's runs used; two versions against one another. */
async function compareFiles(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Load sample' }).click();
  await expect(page.getByRole('grid', { name: 'Runs' }).getByRole('link').first()).toBeVisible();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Data' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Data' })).toBeVisible();
  const datasets = page.getByRole('grid', { name: 'Datasets' });
  await expect(datasets.getByRole('row', { name: /green-tripdata-2021-01/ })).toContainText('40');

  await datasets.getByRole('link', { name: 'green-tripdata-2021-01' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'green-tripdata-2021-01' })).toBeVisible();
  await expect(page.getByRole('grid', { name: 'Runs of this version' }).getByRole('row')).toHaveCount(41);

  // Held against this version whatever it is; else it would become a version of its own.
  await page.getByRole('checkbox', { name: /is kept as a new version of/ }).uncheck();
  await drop(page, '.data-screen', 'trips.csv', TRIPS);
  const prints = page.getByRole('region', { name: 'Fingerprints' });
  await expect(prints.getByRole('heading', { name: 'trips.csv' })).toBeVisible();
  await expect(prints).toContainText('Differs');
  await expect(prints).toContainText('3 rows, recorded were 11,942');
  await expect(prints).toContainText('Column hour (long) is missing');
  // It was no import: nothing was asked and no run came.
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await drop(page, '.data-screen', 'more.csv', MORE_TRIPS);
  await expect(prints.getByRole('heading', { name: 'more.csv' })).toBeVisible();
  const compare = page.getByRole('region', { name: 'Compare versions' });
  await compare.getByLabel('Before').selectOption({ label: '37d318af: file trips.csv' });
  await compare.getByLabel('After').selectOption({ label: '37d318af: file more.csv' });
  await expect(compare).toContainText('3 → 5 rows (+2)');
  await expect(compare.getByRole('row', { name: /duration/ })).toContainText('+20 %');
  await expectGood(page, 'dataset', '.data-screen');

  await prints.getByRole('button', { name: 'Remove more.csv' }).click();
  await expect(prints.getByRole('heading', { name: 'more.csv' })).toBeHidden();
  await page.keyboard.press('Control+z');
  await expect(prints.getByRole('heading', { name: 'more.csv' })).toBeVisible();

  await page.getByRole('link', { name: 'Show them in the table of runs' }).click();
  await expect(page.getByRole('grid', { name: 'Runs' })).toHaveAttribute('aria-rowcount', '41');
}
