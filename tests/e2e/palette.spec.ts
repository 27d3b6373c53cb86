import { findSerious } from './axe.ts';
import { expect, test } from './fixtures.ts';

test('anything is found by a few letters, and the keys are listed', async ({ page }) => {
  await page.getByRole('button', { name: 'Load sample' }).click();
  const grid = page.getByRole('grid', { name: 'Runs' });
  await expect(grid.getByRole('link').first()).toBeVisible();

  const palette = page.getByRole('dialog', { name: 'Command palette' });
  await page.keyboard.press('Control+k');
  const field = palette.getByRole('combobox', { name: 'Find anything' });
  await expect(field).toBeFocused();
  await field.fill('long-run');
  await expect(palette.getByRole('option', { name: /^xgb-long-run/ })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('xgb-long-run');

  await page.keyboard.press('Control+k');
  await field.fill('drift');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('nyc-taxi-duration/drift');

  await page.keyboard.press('Control+k');
  await field.fill('tripdata-2021-01');
  await expect(palette.getByRole('option', { name: /dataset$/ })).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('green-tripdata-2021-01');

  await page.keyboard.press('Control+k');
  await field.fill('theme: dark');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(palette).toBeHidden();

  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('nyc-taxi-duration/drift');
  const here = page.url();
  await page.keyboard.press('Control+k');
  await field.fill('no such thing');
  await expect(palette.getByText('Nothing has this in its name.')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(palette).toBeVisible();
  expect(page.url()).toBe(here);
  await field.fill('layout: charts');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('radio', { name: 'Charts' })).toBeChecked();
  await page.keyboard.press('Control+k');
  await field.fill('columns');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Columns' })).toBeVisible();
  await page.keyboard.press('Escape');

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText('Rename the run');
  expect(await findSerious(page), 'keys').toEqual([]);
});
