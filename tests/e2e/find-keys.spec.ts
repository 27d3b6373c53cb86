import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

test.use({ viewport: { width: 1440, height: 900 } });

/** More tab stops than lie between any two places of the screen. */
const MOST_STOPS = 80;

/** Goes on from where the focus is, as a person without a mouse does. */
async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press(key);
    if ((await target.count()) === 1 && (await target.evaluate((one) => one === document.activeElement)))
      return;
  }
  throw new Error(`${MOST_STOPS} times ${key} do not lead to ${target}`);
}

test('runs are found, charted and compared with the keyboard alone', async ({ page }) => {
  const { keyboard } = page;
  const panel = page.getByRole('dialog', { name: 'Group by' });
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
  const grid = page.getByRole('grid', { name: 'Runs' });
  await expect(button('Load sample')).toBeVisible();
  await tabTo(page, button('Load sample'));
  await keyboard.press('Enter');
  await expect(grid.getByRole('link').first()).toBeVisible();

  await keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Filter runs' })).toBeFocused();
  await keyboard.type('status = FINISHED AND xgb');
  await keyboard.press('Enter');
  await expect(page.getByText(/^\d+ of 41$/)).toBeVisible();

  await tabTo(page, button('Group by'));
  await keyboard.press('Enter');
  await tabTo(page, panel.getByRole('checkbox', { name: 'params.max_depth' }));
  await keyboard.press('Space');
  await keyboard.press('Escape');
  await expect(button('Group by max_depth')).toBeFocused();
  await expect(grid.getByRole('gridcell', { expanded: true }).first()).toBeVisible();

  await tabTo(page, page.getByRole('radio', { name: 'Table', exact: true }));
  await keyboard.press('ArrowLeft');
  await expect(page.getByRole('radio', { name: 'Split', exact: true })).toBeFocused();
  const card = page.getByRole('figure').first();
  await expect(card.getByRole('application')).toBeVisible();
  await expect(grid).toBeVisible();

  await tabTo(page, grid);
  await keyboard.press('Control+Home');
  // The first row is its group.
  for (const key of ['ArrowDown', 'Space', 'ArrowDown', 'Space']) await keyboard.press(key);
  await expect(page.getByText('2 runs selected')).toBeVisible();

  const log = card.getByRole('button', { name: 'Log scale', exact: true });
  await tabTo(page, log);
  await keyboard.press('Space');
  await expect(log).toHaveAttribute('aria-pressed', 'true');

  await tabTo(page, button('Compare'), 'Shift+Tab');
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Compare 2 runs' })).toBeVisible();
  const rows = page.getByRole('table', { name: 'Differences' }).getByRole('row');
  await expect(rows.filter({ hasText: 'Status' })).toHaveCount(1);
  const only = page.getByRole('switch', { name: 'Only differences' });
  await tabTo(page, only);
  await keyboard.press('Space');
  await expect(only).toBeChecked();
  await expect(rows.filter({ hasText: 'Status' })).toHaveCount(0);
});
