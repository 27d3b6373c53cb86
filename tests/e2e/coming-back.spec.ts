import { expect, test } from './fixtures.ts';

test('a run and back: search, choice and the place of the keyboard stay', async ({ page }) => {
  await page.getByRole('button', { name: 'Load sample' }).click();
  const grid = page.getByRole('grid', { name: 'Runs' });
  const filter = page.getByRole('searchbox', { name: 'Filter runs' });
  await filter.fill('xgb-2');
  await expect(grid).toHaveAttribute('aria-rowcount', '6');
  await grid.getByRole('checkbox', { name: 'Select xgb-22' }).click();
  await grid.press('ArrowRight');
  await grid.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('xgb-22');

  await page.goBack();
  await expect(filter).toHaveValue('xgb-2');
  await expect(page.getByText('1 run selected')).toBeVisible();
  await expect(grid).toBeFocused();
  await grid.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('xgb-22');
});

test('only the newest edit offers Undo, and undoing it leaves the older ones', async ({ page }) => {
  await page.getByRole('button', { name: 'Load sample' }).click();
  await page.getByRole('link', { name: 'xgb-long-run' }).click();
  await page.getByRole('button', { name: 'Rename run' }).click();
  await page.getByRole('textbox', { name: 'Run name' }).fill('the long one');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('the long one');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();

  const undo = page.getByRole('log').getByRole('button', { name: 'Undo' });
  await expect(undo).toHaveCount(1);
  await undo.click();
  await expect(page.getByRole('button', { name: 'Delete', exact: true })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('the long one');
});
