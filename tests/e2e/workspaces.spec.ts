import { expect, test } from './fixtures.ts';

test('each workspace has its own table: another one does not take over how this one looks', async ({
  page,
}) => {
  await page.getByRole('button', { name: 'Load sample' }).click();
  await expect(page.getByRole('link', { name: 'xgb-long-run' })).toBeVisible();
  const goTo = async (from: string, to: string) => {
    await page.getByRole('button', { name: `Workspace ${from}` }).click();
    await page.getByRole('menuitemcheckbox', { name: to }).click();
    await expect(page.getByRole('button', { name: `Workspace ${to}` })).toBeVisible();
  };
  const layout = (name: string) =>
    page.getByRole('radiogroup', { name: 'Layout' }).getByRole('radio', { name });
  await layout('Split').check();
  await expect(page).toHaveURL(/view=1/);

  // An empty one says how to begin.
  await page.getByRole('button', { name: 'Workspace Sample: taxi trips' }).click();
  await page.getByRole('menuitem', { name: 'New workspace' }).click();
  await expect(page.getByRole('dialog').getByRole('textbox')).toBeFocused();
  await page.keyboard.type('Second');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Drop your training here' })).toBeVisible();

  await goTo('Second', 'Sample: taxi trips');
  await expect(layout('Split')).toBeChecked();
  await page.getByRole('link', { name: 'Experiments', exact: true }).click();
  await layout('Charts').check();
  await goTo('Sample: taxi trips', 'Second');
  await expect(page.getByRole('heading', { name: 'Drop your training here' })).toBeVisible();
});
