import { expect, test } from './fixtures.ts';

test('a saved view is renamed where it stands: Enter keeps the name, Escape does not', async ({ page }) => {
  await page.getByRole('button', { name: 'Load sample' }).click();
  await expect(page.getByRole('link', { name: 'xgb-long-run' })).toBeVisible();
  await page.getByRole('button', { name: 'Save view', exact: true }).click();
  await page.getByRole('textbox', { name: 'Name of the view' }).fill('mine');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Save view', exact: true }).click();
  const field = page.getByRole('textbox', { name: 'New name of mine' });
  const rename = async (end: string) => {
    await page.getByRole('button', { name: 'More for mine' }).click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await expect(field).toBeFocused();
    await page.keyboard.type('ours');
    await page.keyboard.press(end);
    await expect(field).toHaveCount(0);
  };
  await rename('Escape');
  await expect(page.getByRole('button', { name: 'mine', exact: true })).toBeFocused();
  await rename('Enter');
  await expect(page.getByRole('button', { name: 'ours', exact: true })).toBeVisible();
});
