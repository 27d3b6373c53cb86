import type { Page } from '@playwright/test';
import { makeExperiment, makeRun, OTHER, RUN, type StoreFiles } from '../support/mlruns-notation.ts';
import { expectGood, findSerious, OVER_SCREEN } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { importMlruns } from './import-mlruns.ts';

test.use({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });

const DAY_MS = 24 * 60 * 60 * 1000;

test('a rule is tried, waits, tells, and leads to the very step', async ({ page }) => {
  await importMlruns(page, nightOf(Date.now() - 5 * DAY_MS, '1', { broken: RUN, failed: OTHER }), 2);
  await page.getByRole('link', { name: 'Alerts' }).click();
  await test.step('rules are made and tried', () => makeRules(page));
  // After the rules: what was before is no news.
  const other = { broken: RUN.replace('a', 'c'), failed: OTHER.replace('b', 'd') };
  await importMlruns(page, nightOf(Date.now() + 1000, '2', other), 2);
  await test.step('what came is told, listed and dealt with', () => dealWithAlerts(page));
});

async function makeRules(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'New rule' });
  const trial = dialog.getByRole('status', { name: 'Test against history' });
  await page.getByRole('button', { name: 'Loss is NaN' }).click();
  await expect(trial).toContainText('Would have fired once in the last 30 days (2 runs looked at).');
  await expect(trial).toContainText('val_loss of run “quiet-owl-7” was NaN at step 3.');
  expect(await findSerious(page, { within: OVER_SCREEN }), 'the dialog').toEqual([]);
  await dialog.getByRole('button', { name: 'Add rule' }).click();

  const grid = page.getByRole('grid', { name: 'Alert rules' });
  await expect(grid.getByRole('row', { name: /Loss is NaN/ })).toContainText('In the app');
  await page.getByRole('button', { name: 'New rule' }).press('Enter');
  await dialog.getByLabel('Tell me when').selectOption({ label: 'A metric goes above or below a bound' });
  await dialog.getByLabel('Metric').fill('val_loss');
  await dialog.getByLabel('Bound').fill('much');
  await expect(dialog.getByRole('alert')).toHaveText('The bound: “much” is not a number.');
  await expect(dialog.getByRole('button', { name: 'Add rule' })).toBeDisabled();
  // Less is better of a loss, so one wants to be told of more.
  await expect(dialog.getByRole('radio', { name: 'Above' })).toBeChecked();
  await dialog.getByLabel('Bound').fill('0.95');
  await expect(trial).toContainText('Would not have fired in the last 30 days (2 runs looked at).');
  await dialog.getByLabel('Tell me when').selectOption({ label: 'A run has ended' });
  await expect(trial).toContainText('Would have fired once');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'New rule' }).click();
  await dialog.getByLabel('Tell me when').selectOption({ label: 'A run has ended' });
  await dialog.getByRole('button', { name: 'Add rule' }).click();
  await expect(grid.getByRole('row', { name: /A run fails or is killed/ })).toBeVisible();
}

async function dealWithAlerts(page: Page): Promise<void> {
  const link = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Alerts/ });
  await expect(link).toHaveAccessibleName('Alerts 2 not acknowledged');
  const told = page.getByRole('log', { name: 'Messages' });
  await expect(told).toContainText('2 alerts:');
  await told.getByRole('link', { name: 'Show alerts' }).click();
  const list = page.getByRole('list', { name: 'Alerts' });
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await expectGood(page, 'alerts', 'main');

  await list.getByRole('link', { name: 'val_loss of run “quiet-owl-7” was NaN at step 3.' }).click();
  await expect(page.getByRole('heading', { name: 'quiet-owl-7', level: 1 })).toBeVisible();
  const asked = page.getByRole('region', { name: 'Metrics' }).locator('tr.is-asked').first();
  await expect(asked.getByRole('rowheader', { name: /val_loss/ })).toBeVisible();
  // The chart that opens below the row marks the step with its value alone, as soon as it is drawn.
  await expect(page.getByRole('region', { name: 'Metrics' })).toContainText('Step 3: NaN');
  await expect(page).toHaveURL(/metric=val_loss&step=3$/);
  await page.goBack();

  const failed = list.getByRole('listitem').filter({ hasText: 'failed.' });
  await failed.getByRole('button', { name: /^Snooze/ }).click();
  await page.getByRole('menuitem', { name: 'Until tomorrow' }).click();
  await expect(link).toHaveAccessibleName('Alerts 1 not acknowledged');
  await list.getByRole('button', { name: /^Acknowledge/ }).press('Enter');
  await expect(page.getByText('Everything has been dealt with.')).toBeVisible();
  await expect(link).toHaveAccessibleName('Alerts');
  await page.reload();
  await page.getByRole('radio', { name: 'Acknowledged 1' }).check({ force: true });
  await expect(list.getByRole('listitem')).toContainText('was NaN at step 3.');
  await page.getByRole('radio', { name: 'Snoozed 1' }).check({ force: true });
  await expect(list.getByRole('listitem')).toContainText('failed.');
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
}

/** Two runs of one night: one whose loss is gone, one that failed. */
function nightOf(
  beganMs: number,
  experiment: string,
  runs: { readonly broken: string; readonly failed: string },
): StoreFiles {
  const line = (step: number, value: string) => `${beganMs + step * 10} ${value} ${step}\n`;
  const values = ['0.9', '0.8', '0.7'];
  const good = values.map((value, step) => line(step, value)).join('');
  const times = { start_time: String(beganMs), end_time: String(beganMs + 100) };
  return {
    ...makeExperiment(experiment),
    ...makeRun(`${experiment}/${runs.broken}`, { 'metrics/val_loss': good + line(3, 'nan') }, times),
    ...makeRun(
      `${experiment}/${runs.failed}`,
      { 'metrics/val_loss': good },
      { ...times, status: '4', run_name: 'loud-crow-9' },
    ),
  };
}
