import type { Page } from '@playwright/test';
import { expectGood, findSerious, OVER_SCREEN } from './axe.ts';
import { expect, test } from './fixtures.ts';

test.use({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });

test('rules find what does not keep them, and help to mend it', async ({ page }) => {
  await page.getByRole('button', { name: 'Load sample' }).click();
  await expect(page.getByRole('grid', { name: 'Runs' }).getByRole('link').first()).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('go to rules');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Rules', level: 1 })).toBeVisible();
  await test.step('what is in Production', () => seePromotions(page));
  await test.step('names and tags', () => seeNamesAndTags(page));
});

const parts = (page: Page) => ({
  grid: page.getByRole('grid', { name: 'Rules' }),
  dialog: page.getByRole('dialog', { name: 'New rule' }),
  breaches: page.getByRole('region', { name: 'Breaches' }),
});

async function seePromotions(page: Page): Promise<void> {
  const { grid, dialog, breaches } = parts(page);
  await page.getByRole('button', { name: 'New rule' }).click();
  await dialog.getByRole('radio', { name: 'Promotion' }).check({ force: true });
  const filter = dialog.getByLabel('Filter that its run must match');
  await filter.fill('metric.rmse < six');
  await expect(dialog.getByText('Character 15: “six” is not a number.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Add rule' })).toBeDisabled();
  await filter.fill('metrics.rmse < 1');
  await expect(dialog.getByRole('status', { name: 'In this workspace' })).toContainText(
    '0 of 1 versions that are in Production now keep it.',
  );
  await dialog.getByRole('button', { name: 'Add rule' }).click();
  await expect(breaches.getByRole('listitem')).toContainText(
    /^Version 3 of nyc-taxi-regressor: metrics\.rmse is [\d.]+, and the rule wants metrics\.rmse < 1\.$/,
  );
  await grid.getByRole('button', { name: /^Remove Version may/ }).click();
  await expect(page.getByText('No rules yet')).toBeVisible();
  await page.getByRole('log').getByRole('button', { name: 'Undo' }).click();
  await expect(grid.getByRole('row', { name: /metrics\.rmse < 1/ })).toContainText('1 of 1');

  await page.setViewportSize({ width: 390, height: 844 });
  await grid.getByRole('button', { name: /^Edit Version may/ }).click();
  const editing = page.getByRole('dialog', { name: 'Edit rule' });
  await editing.getByLabel('Filter that its run must match').fill('metrics.rmse < 100');
  await editing.getByRole('button', { name: 'Save rule' }).click();
  await expect(page.getByText('Every rule is kept.')).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await page.setViewportSize({ width: 1440, height: 900 });
  await grid.getByRole('button', { name: /^Remove Version may/ }).click();
}

async function seeNamesAndTags(page: Page): Promise<void> {
  const { grid, dialog, breaches } = parts(page);
  await expect(page.getByRole('button', { name: 'validation-rmse < 6.5 before Production' })).toBeVisible();
  await page.getByRole('button', { name: 'New rule' }).press('Enter');
  await expect(dialog.getByRole('radio', { name: 'Names' })).toBeFocused();
  await expect(dialog.getByRole('button', { name: 'Add rule' })).toBeDisabled();
  const pattern = dialog.getByLabel('Pattern of the whole name');
  await pattern.fill('(xgb|rf');
  await expect(dialog.getByRole('alert')).toContainText('character 1: a group is not closed');
  await expect(pattern).toHaveAccessibleDescription(/a group is not closed/);
  await pattern.fill('xgb-.+');
  await expect(dialog.getByRole('status', { name: 'In this workspace' })).toContainText(
    '26 of 41 run names match.',
  );
  expect(await findSerious(page, { within: OVER_SCREEN }), 'the dialog').toEqual([]);
  await page.keyboard.press('Enter');
  const named = grid.getByRole('row', { name: /Runs are named like “xgb-\.\+”/ });
  await expect(named).toContainText('15 of 41');

  await page.getByRole('button', { name: 'New rule' }).click();
  await dialog.getByRole('radio', { name: 'A tag' }).check({ force: true });
  await dialog.getByLabel('Tag that must be there').fill('owner');
  await dialog.getByLabel('Value to offer').fill('ana');
  await dialog.getByRole('button', { name: 'Add rule' }).click();
  const tagged = grid.getByRole('row', { name: /tag “owner”/ });
  await expect(tagged).toContainText('41 of 41');
  await expectGood(page, 'rules', 'main');

  await breaches.getByRole('searchbox', { name: 'Filter breaches' }).fill('lasso-0.1” is not named');
  await expect(breaches.getByRole('listitem')).toHaveCount(1);
  const file = page.waitForEvent('download');
  await breaches.getByRole('button', { name: 'Export CSV' }).click();
  expect((await file).suggestedFilename()).toBe('breaches.csv');

  await breaches.getByRole('link', { name: 'Run “lasso-0.1”' }).click();
  await page.getByText('2 rules are not kept').press('Enter');
  await page.getByRole('button', { name: 'Set tag owner' }).press('Enter');
  await expect(page.getByRole('textbox', { name: 'Value of owner' })).toHaveValue('ana');
  await page.keyboard.press('Enter');
  await expect(page.getByText('1 rule is not kept')).toBeVisible();
  await expect(page.getByText('Run “lasso-0.1” is not named like “xgb-.+”.')).toBeVisible();
  expect(await findSerious(page, { within: '.breach-notes' }), 'notes on a run').toEqual([]);
  await page.getByRole('link', { name: 'See the rule' }).click();

  await expect(tagged).toContainText('40 of 41');
  await tagged.getByRole('button', { name: 'Set owner where it is missing' }).click();
  await expect(tagged).toContainText('0 of 41');
  await page.getByRole('log').getByRole('button', { name: 'Undo' }).click();
  await expect(tagged).toContainText('40 of 41');
  await named.getByRole('switch').press('Space');
  await expect(named).toContainText('not checked');
}
