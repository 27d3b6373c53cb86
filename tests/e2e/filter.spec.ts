import type { Page } from '@playwright/test';
import { findSerious } from './axe.ts';
import { expect, openApp, test } from './fixtures.ts';

const box = (page: Page) => page.getByRole('searchbox', { name: 'Filter runs' });
const grid = (page: Page) => page.getByRole('grid', { name: 'Runs' });
const note = (page: Page) => page.locator('.filter-note').getByRole('status');
const suggestions = (page: Page) => page.getByRole('listbox', { name: 'Suggestions' });

async function expectRows(page: Page, count: number): Promise<void> {
  await expect(grid(page)).toHaveAttribute('aria-rowcount', String(count + 1));
}

test('runs are filtered, a mistake is mended by a key, and the address carries the filter', async ({
  page,
  context,
  site,
}) => {
  await page.getByRole('button', { name: 'Load sample' }).click();
  await expect(grid(page)).toBeVisible();
  await box(page).fill("params.max_depth > 4 OR status = 'FAILED'");
  await expect(page.getByText('23 of 41')).toBeVisible();
  await expectRows(page, 23);

  // A mistake: the rows stay, the line below says where and what may have been meant.
  await box(page).fill('xgb AND rmse < 6.5');
  await expect(note(page)).toContainText('Character 9: Runs have no attribute “rmse”.');
  await expect(box(page)).toHaveAttribute('aria-invalid', 'true');
  await expectRows(page, 23);
  expect(await findSerious(page), 'with a mistake').toEqual([]);
  await box(page).press('Alt+Enter');
  await expect(box(page)).toHaveValue('xgb AND metrics.rmse < 6.5');
  await expect(note(page)).toHaveText('');
  await expect(page.getByText('23 of 41')).toHaveCount(0);
  const rows = await grid(page).getAttribute('aria-rowcount');

  await page.getByRole('switch', { name: 'Strict MLflow' }).click();
  await expect(note(page)).toContainText(
    'MLflow would refuse this: it has no search for words such as “xgb”.',
  );
  expect(await findSerious(page), 'with the marks of the strict reading').toEqual([]);

  // Whoever is given the address sees the same rows.
  await expect(page).toHaveURL(/[?&]filter=xgb/);
  const { hash } = new URL(page.url());
  await page.reload();
  await expect(box(page)).toHaveValue('xgb AND metrics.rmse < 6.5');
  await expect(grid(page)).toHaveAttribute('aria-rowcount', rows ?? '');
  await page.close();
  const other = await openApp(context, site, hash);
  await expect(box(other)).toHaveValue('xgb AND metrics.rmse < 6.5');
  await expect(grid(other)).toHaveAttribute('aria-rowcount', rows ?? '');
  // A field that no run has is no mistake; what may have been meant is offered, by a press too.
  await box(other).fill('metrics.rsme > 6.5');
  await expect(note(other)).toHaveText('No run here has metrics.rsme.');
  await other.getByRole('button', { name: 'Use metrics.rmse' }).click();
  await expect(box(other)).toHaveValue('metrics.rmse > 6.5');
  await expect(box(other)).toBeFocused();
  // The browser would empty the box; what was offered and taken can be undone.
  await box(other).press('Escape');
  await box(other).press('Escape');
  await expect(box(other)).toHaveValue('metrics.rmse > 6.5');
  await box(other).press('ControlOrMeta+z');
  await expect(box(other)).toHaveValue('metrics.rsme > 6.5');
  await box(other).press('Alt+Enter');
  // Another address in the same tab is another filter.
  await other.evaluate(() => {
    location.hash = '#/experiments/all?filter=status%20%3D%20FAILED';
  });
  await expect(box(other)).toHaveValue('status = FAILED');
  await expectRows(other, 2);
});

test('a filter is written with the keyboard alone', async ({ page }) => {
  await page.getByRole('button', { name: 'Load sample' }).click();
  await expect(grid(page)).toBeVisible();
  const input = box(page);
  await input.focus();
  await page.keyboard.type('stat');
  await expect(suggestions(page).getByRole('option').first()).toContainText('status');
  await page.keyboard.press('ArrowDown');
  await expect(suggestions(page).getByRole('option', { selected: true })).toContainText('status');
  expect(await findSerious(page), 'with the list open').toEqual([]);
  await page.keyboard.press('Enter');
  await expect(input).toHaveValue('status ');
  await page.keyboard.type('= ');
  await expect(suggestions(page).getByRole('option')).toHaveText([
    /'FINISHED'/,
    /'FAILED'/,
    /'KILLED'/,
    /'RUNNING'/,
  ]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await expect(input).toHaveValue("status = 'FAILED' ");
  await expect(input).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(suggestions(page)).toBeHidden();
  await expectRows(page, 2);

  // What was used is offered again.
  await input.fill('');
  await expect(page.getByText('2 of 41')).toHaveCount(0);
  await page.keyboard.press('ArrowDown');
  await expect(suggestions(page).getByRole('option').first()).toContainText("status = 'FAILED'");
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expectRows(page, 2);
  // Escape closes the list first and clears the box after that.
  await page.keyboard.press('ArrowDown');
  await expect(suggestions(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(suggestions(page)).toBeHidden();
  await expect(input).toHaveValue("status = 'FAILED'");
});
