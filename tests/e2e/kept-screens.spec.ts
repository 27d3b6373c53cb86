import { expect, test } from './fixtures.ts';

test.use({ viewport: { width: 1440, height: 900 } });

const MODEL = 'nyc-taxi-regressor';

test('the focus and what is being typed stay where they are while the registry is read anew', async ({
  page,
  site,
}) => {
  await page.getByRole('button', { name: 'Load sample' }).click();
  await expect(page.getByRole('grid', { name: 'Runs' }).getByRole('link').first()).toBeVisible();
  await page.goto(`${site.url}#/models/${MODEL}`);
  const menuOf = (number: number) =>
    page.getByRole('grid', { name: 'Versions' }).getByRole('button', { name: `Menu of Version ${number}` });
  const row = (number: number) =>
    page.getByRole('grid', { name: 'Versions' }).getByRole('row', { name: new RegExp(`Version ${number} `) });

  // A tag is being edited while something else changes.
  const tags = page.getByRole('region', { name: 'Tags' });
  await tags.getByRole('button', { name: 'Edit task' }).click();
  await tags.getByRole('textbox', { name: 'Tag value' }).fill('not saved yet');
  await menuOf(5).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(row(5)).toHaveCount(0);
  await expect(tags.getByRole('textbox', { name: 'Tag value' })).toHaveValue('not saved yet');
  await tags.getByRole('textbox', { name: 'Tag value' }).press('Enter');
  await expect(tags.getByRole('button', { name: 'Edit task' })).toBeFocused();
  await expect(tags).toContainText('not saved yet');

  // The menu of a row by keyboard, and back to it after a dialog that changed the row.
  await menuOf(4).press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'Open' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: `Set stage of ${MODEL} version 4` });
  await dialog.getByRole('combobox', { name: 'Stage' }).selectOption('Production');
  await expect(dialog.getByRole('button', { name: 'Set stage' })).toBeEnabled();
  // A second press while the rules are asked is no second change.
  await dialog.locator('form').evaluate((form: HTMLFormElement) => {
    form.requestSubmit();
    form.requestSubmit();
  });
  await expect(dialog).toBeHidden();
  await expect(row(4)).toContainText('Production');
  await expect(menuOf(4)).toBeFocused();
  const history = page.getByRole('region', { name: 'History' });
  await expect(history.getByRole('row', { name: /Version 4: stage \S+ Production/ })).toHaveCount(1);
});
