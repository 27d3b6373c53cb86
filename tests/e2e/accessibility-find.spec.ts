import { expectGood, OVER_SCREEN } from './axe.ts';
import { expect, test } from './fixtures.ts';

test.use({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });

test('axe finds nothing serious while finding, organising and comparing', async ({ page }) => {
  test.slow();
  page.setDefaultTimeout(20_000);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.getByRole('button', { name: 'Load sample' }).click();
  const grid = page.getByRole('grid', { name: 'Runs' });
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  await expect(grid.getByRole('link').first()).toBeVisible();

  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Command palette' });
  await palette.getByRole('combobox').fill('xgb');
  await expect(palette.getByRole('option').first()).toBeVisible();
  await expectGood(page, 'palette', OVER_SCREEN);
  await page.keyboard.press('Escape');

  await press('Save view');
  await page.getByRole('textbox', { name: 'Name of the view' }).fill('all of it');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Saved view: all of it')).toBeVisible();
  await press('Save view');
  await expect(page.getByRole('button', { name: 'More for all of it' })).toBeVisible();
  await expectGood(page, 'saved views', OVER_SCREEN);
  await page.keyboard.press('Escape');

  await press('Group by');
  await page
    .getByRole('dialog', { name: 'Group by' })
    .getByRole('checkbox', { name: 'params.max_depth' })
    .check();
  await expectGood(page, 'panel of groups', OVER_SCREEN);
  await page.keyboard.press('Escape');
  // A group of a few.
  await grid
    .getByRole('checkbox', { name: /^Select the [3-6] runs of / })
    .first()
    .click();
  await expect(page.getByText(/^\d+ runs selected$/)).toBeVisible();
  await expectGood(page, 'grouped table with runs selected');
  await press('Tag');
  await expect(page.getByRole('dialog', { name: /^Tag \d+ runs$/ })).toBeVisible();
  await expectGood(page, 'tag dialog', OVER_SCREEN);
  await page.keyboard.press('Escape');

  await press('Compare');
  await expect(page.getByRole('table', { name: 'Differences' })).toBeVisible();
  await expectGood(page, 'differences');
  const tab = (name: string) => page.getByRole('tab', { name, exact: true }).click();
  const panel = page.getByRole('tabpanel');
  await tab('Charts');
  await expect(panel.getByRole('application').first()).toBeVisible();
  await expectGood(page, 'charts of a comparison', '[role=tabpanel]');
  await tab('Plots');
  await expect(panel.getByRole('figure')).toHaveCount(5);
  await expect(panel.getByRole('figure').and(page.locator('[aria-busy=true]'))).toHaveCount(0);
  await expectGood(page, 'plots of a comparison', '[role=tabpanel]');
  await tab('Artifacts');
  await expect(panel.getByRole('region', { name: 'Artifacts' })).toBeVisible();
  await expectGood(page, 'artifacts of a comparison', '[role=tabpanel]');
});
