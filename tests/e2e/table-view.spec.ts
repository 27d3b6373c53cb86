import type { Page } from '@playwright/test';
import { findSerious } from './axe.ts';
import { expect, openApp, test } from './fixtures.ts';

const grid = (page: Page) => page.getByRole('grid', { name: 'Runs' });
const box = (page: Page) => page.getByRole('searchbox', { name: 'Filter runs' });
const layout = (page: Page, name: string) =>
  page.getByRole('radiogroup', { name: 'Layout' }).getByRole('radio', { name });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function loadSample(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Load sample' }).click();
  await expect(page.getByRole('link', { name: 'xgb-long-run' })).toBeVisible();
}

test('layouts share eyes, and Back and Forward go through them', async ({ page }) => {
  await loadSample(page);
  await layout(page, 'Split').check();
  await expect(page.locator('figure').first()).toBeVisible();
  await expect(grid(page)).toBeVisible();

  // The first ten are drawn; one more eye, one less.
  await expect(page.getByText('10 of 41 runs drawn')).toBeVisible();
  await button(page, 'Hide xgb-long-run in charts').click();
  await expect(page.getByText('9 of 41 runs drawn')).toBeVisible();
  await expect(button(page, 'Show xgb-long-run in charts')).toBeVisible();
  // By keyboard as well: E on the row.
  await grid(page).focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('e');
  await expect(page.getByText('8 of 41 runs drawn')).toBeVisible();

  const bar = page.getByRole('separator', { name: 'Width of the table' });
  const before = Number(await bar.getAttribute('aria-valuenow'));
  await bar.press('ArrowLeft');
  await expect(bar).toHaveAttribute('aria-valuenow', String(before - 2));

  await layout(page, 'Charts').check();
  await expect(grid(page)).toHaveCount(0);
  await expect(page).toHaveURL(/view=1/);
  await page.goBack();
  await expect(layout(page, 'Split')).toBeChecked();
  await page.goBack();
  await expect(layout(page, 'Table')).toBeChecked();
  await page.goForward();
  await expect(layout(page, 'Split')).toBeChecked();
});

test('runs are grouped over levels, folded, selected with their group, and sorted by several keys', async ({
  page,
}) => {
  await loadSample(page);
  await button(page, 'Group by').click();
  const panel = page.getByRole('dialog', { name: 'Group by' });
  await panel.getByRole('checkbox', { name: 'tags.model' }).check();
  await panel.getByRole('checkbox', { name: 'params.max_depth' }).check();
  await panel.getByRole('combobox', { name: 'Show in group rows' }).selectOption('Median');
  await page.keyboard.press('Escape');
  const rowCount = async () => Number(await grid(page).getAttribute('aria-rowcount'));
  const open = await rowCount();
  expect(open).toBeGreaterThan(42);

  // A group folds by keyboard and selects its runs.
  await grid(page).getByRole('checkbox', { name: 'Select the 27 runs of xgboost' }).click();
  await expect(page.getByText('27 runs selected')).toBeVisible();
  await grid(page).press('Control+Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(rowCount).toBeLessThan(open - 27);
  await expect(grid(page).getByRole('gridcell', { expanded: false })).toHaveCount(1);
  await page.keyboard.press('ArrowRight');
  await expect.poll(rowCount).toBe(open);

  await page.getByRole('button', { name: 'Group by model, max_depth' }).click();
  await panel.getByRole('button', { name: 'Ungroup' }).click();
  await page.keyboard.press('Escape');
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '42');

  // Several keys: by press with Shift, then in the panel.
  await grid(page).getByRole('columnheader', { name: 'Status' }).click();
  await grid(page)
    .getByRole('columnheader', { name: 'Duration' })
    .click({ modifiers: ['Shift'] });
  await button(page, 'Sort: 2 keys').click();
  const sort = page.getByRole('dialog', { name: 'Sort' });
  await sort.getByRole('combobox', { name: 'Order of Status' }).selectOption('Descending');
  await sort.getByRole('button', { name: 'Move Duration up' }).click();
  expect(await findSerious(page), 'the panel of sort keys').toEqual([]);
  await page.keyboard.press('Escape');
  await expect(grid(page).getByRole('columnheader', { name: 'Duration' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  await expect(grid(page).getByRole('columnheader', { name: 'Duration' })).toContainText('1');
  // Columns that are scrolled away do not exist.
  await grid(page).evaluate((element) => element.scrollTo({ left: 0 }));
  await page.keyboard.press('Home');
  await expect(grid(page).getByRole('columnheader', { name: 'Status' })).toContainText('2');
});

test('a column shows another statistic, or its metric where another was best', async ({ page }) => {
  await loadSample(page);
  const rmse = grid(page).getByRole('columnheader', { name: 'metrics.validation-rmse', exact: true });
  await rmse.click({ button: 'right' });
  await page.getByRole('menuitemcheckbox', { name: 'Minimum' }).click();
  const least = grid(page).getByRole('columnheader', { name: 'min(metrics.validation-rmse)' });
  await least.click({ button: 'right' });
  await page.getByRole('menuitemcheckbox', { name: 'At best step of…' }).click();
  const asked = page.getByRole('dialog', { name: 'validation-rmse at the best step of…' });
  expect(await findSerious(page), 'which metric was best').toEqual([]);
  await asked.getByRole('button', { name: /^train-rmse/ }).click();
  await expect(
    grid(page).getByRole('columnheader', { name: 'metrics.validation-rmse at best step of train-rmse' }),
  ).toBeVisible();
  await button(page, 'Columns').click();
  await page.getByRole('combobox', { name: /^Statistic of metrics.validation-rmse at/ }).selectOption('Last');
  await expect(rmse).toBeVisible();
});

test('runs of several experiments stand in one table, narrowed to when they began', async ({ page }) => {
  await loadSample(page);
  await page
    .getByRole('list', { name: 'Experiments' })
    .getByRole('link', { name: /baselines/ })
    .click();
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '15');
  await button(page, 'Add experiments').click();
  await page.getByRole('checkbox', { name: /tuning/ }).check();
  expect(await findSerious(page), 'which experiments').toEqual([]);
  await button(page, 'Show').click();
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '41');
  await expect(grid(page).getByRole('columnheader', { name: 'Experiment' })).toBeVisible();
  await expect(page).toHaveURL(/experiments\/\w[^/?]*,\w/);

  await button(page, 'Started: any time').click();
  await page.getByRole('radio', { name: 'Last hour' }).check();
  expect(await findSerious(page), 'when runs began').toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.getByText('No run matches')).toBeVisible();
  await button(page, 'Clear the filter').click();
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '41');
});

test('a pasted address shows the same screen, and costs nobody what they had', async ({
  page,
  context,
  site,
}) => {
  await loadSample(page);
  await box(page).fill('xgb');
  await layout(page, 'Split').check();
  await expect(page).toHaveURL(/filter=xgb&view=1\w+/);
  // What is changed last stands in the address as well, a moment later.
  const unsorted = await page.evaluate(() => location.hash);
  await grid(page).getByRole('columnheader', { name: 'Status' }).click();
  await expect.poll(() => page.evaluate(() => location.hash)).not.toBe(unsorted);
  const hash = await page.evaluate(() => location.hash);
  await layout(page, 'Table').check();
  await box(page).fill('');
  await expect(page).not.toHaveURL(/filter=/);
  await page.close();

  const other = await openApp(context, site, hash);
  await expect(box(other)).toHaveValue('xgb');
  await expect(layout(other, 'Split')).toBeChecked();
  await expect(grid(other).getByRole('columnheader', { name: 'Status' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  );
  await other.close();
  // Looked at only: the table is as its own person left it.
  const own = await openApp(context, site, '#/experiments/all');
  await expect(layout(own, 'Table')).toBeChecked();
  await expect(box(own)).toHaveValue('');

  await own.evaluate(() => {
    location.hash = '#/experiments/all?view=1garbage';
  });
  await expect(own.getByText('The view in this address is damaged or was cut short.')).toBeVisible();
  await expect(layout(own, 'Table')).toBeChecked();
});

test('a run opened right after a change of the table stays open', async ({ page }) => {
  await loadSample(page);
  const run = await page.getByRole('link', { name: 'xgb-long-run' }).getAttribute('href');
  await layout(page, 'Split').check();
  await expect(page).toHaveURL(/view=1/);
  // A busy browser tells of a new address late; until then the page believes it is where it was.
  await page.evaluate((address) => {
    const hold = (event: Event): void => {
      event.stopImmediatePropagation();
      removeEventListener('hashchange', hold, true);
      setTimeout(() => dispatchEvent(new HashChangeEvent('hashchange')), 1_000);
    };
    addEventListener('hashchange', hold, true);
    document.querySelector<HTMLElement>('[role=radiogroup][aria-label=Layout] input:not(:checked)')?.click();
    location.hash = address;
  }, run ?? '');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('xgb-long-run');
  expect(await page.evaluate(() => location.hash)).toBe(run);
});

test('a view is saved under a name, left, reset, and shown on a phone in one sheet', async ({ page }) => {
  await loadSample(page);
  await box(page).fill('xgb');
  await button(page, 'Save view').click();
  await page.getByRole('textbox', { name: 'Name of the view' }).fill('the boosted');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Saved view: the boosted')).toBeVisible();
  await expect(page.getByText('changed', { exact: true })).toHaveCount(0);

  await box(page).fill('lasso');
  await expect(page.getByText('changed', { exact: true })).toBeVisible();
  await button(page, 'Reset to the boosted').click();
  await expect(box(page)).toHaveValue('xgb');
  await button(page, 'Save view').click();
  await page.getByRole('button', { name: 'More for the boosted' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'New name of the boosted' }).fill('boosted trees');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Saved view: boosted trees')).toBeVisible();

  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.getByRole('list', { name: 'Runs' })).toBeVisible();
  await page.getByRole('button', { name: 'Filter and sort' }).click();
  await box(page).fill('lasso');
  await page.locator('summary', { hasText: 'Saved views' }).click();
  expect(await findSerious(page), 'the sheet').toEqual([]);
  await page.getByRole('button', { name: /^boosted trees/ }).click();
  await expect(box(page)).toHaveValue('xgb');
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(layout(page, 'Split')).toHaveCount(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});
