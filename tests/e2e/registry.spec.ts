import type { Page } from '@playwright/test';
import { expectGood, OVER_SCREEN } from './axe.ts';
import { expect, test } from './fixtures.ts';

test.use({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });

/** The lineage has journeys of its own. */
const VERSION_PARTS =
  '.models-head, .models-side, .models-main > *, .models-screen > .models-part:not(.models-lineage)';

async function setStage(page: Page, stage: string, why: string): Promise<void> {
  await page.getByRole('button', { name: 'Set stage', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: /^Set stage of/ });
  await dialog.getByRole('combobox', { name: 'Stage' }).selectOption(stage);
  await dialog.getByRole('textbox', { name: 'Why' }).fill(why);
  await dialog.getByRole('button', { name: 'Set stage', exact: true }).click();
  await expect(dialog).toBeHidden();
}

test('a model is registered, staged with a reason, aliased, deleted and restored, and its past is answered', async ({
  page,
}) => {
  test.slow();
  page.setDefaultTimeout(15_000);
  await page.getByRole('button', { name: 'Load sample' }).click();
  await page.getByRole('grid', { name: 'Runs' }).getByRole('link', { name: 'xgb-long-run' }).click();
  await page.getByRole('button', { name: 'Register model', exact: true }).click();
  const register = page.getByRole('dialog', { name: 'Register model' });
  await register.getByLabel('Model', { exact: true }).fill('nyc/taxi');
  await expect(register.getByRole('status')).toContainText('may not hold /');
  await expect(register.getByRole('button', { name: 'Register', exact: true })).toBeDisabled();
  await register.getByLabel('Model', { exact: true }).fill('regr');
  await register.getByRole('button', { name: 'nyc-taxi-regressor' }).click();
  await expect(register.getByRole('status')).toContainText('version 6 of nyc-taxi-regressor');
  await register.getByRole('textbox', { name: 'Why' }).fill('longest training');
  await expectGood(page, 'register dialog', OVER_SCREEN);
  await register.getByRole('button', { name: 'Register', exact: true }).click();
  await page.getByRole('button', { name: 'Open version 6' }).click();

  await expect(page.getByRole('heading', { level: 1, name: 'nyc-taxi-regressor version 6' })).toBeVisible();
  await setStage(page, 'Production', 'beats the one before');
  const history = page.getByRole('region', { name: 'History' });
  await expect(
    history.getByRole('row', { name: /Version 6: stage None Production beats the one before/ }),
  ).toContainText('You');
  await expectGood(page, 'a version', VERSION_PARTS);

  // A value leads back to its step.
  await page
    .getByRole('link', { name: /^6\.305 at step 699/ })
    .first()
    .click();
  await expect(page.getByText('At step 699: 6.30')).toBeVisible();
  await expect(page.locator('.chart-readout.is-mark')).toHaveText(/^Step 699: 6\.30/);
  await page.goBack();

  await page.getByRole('link', { name: 'nyc-taxi-regressor', exact: true }).click();
  const versions = page.getByRole('grid', { name: 'Versions' });
  const row = (number: number) => versions.getByRole('row', { name: new RegExp(`Version ${number} `) });
  await expect(row(6)).toContainText('Production');
  // "Archive the others" was on.
  await expect(row(3)).toContainText('Archived');

  const aliases = page.getByRole('region', { name: 'Aliases' });
  await aliases.getByRole('button', { name: 'Add alias' }).click();
  const alias = page.getByRole('dialog', { name: 'Add alias' });
  await alias.getByRole('combobox', { name: 'Alias' }).fill('champion');
  await expect(alias.getByRole('status')).toContainText(
    '@champion is on version 3 now: it moves to version 6.',
  );
  await alias.getByRole('button', { name: 'Move alias' }).click();
  await expect(row(6)).toContainText('@champion');
  await expectGood(page, 'a model');

  const moment = page.getByRole('region', { name: 'At a moment' });
  await expect(moment.getByRole('status')).toContainText('Version 6, since');
  await expect(moment.getByRole('status')).toContainText('“beats the one before”');
  await moment.getByLabel('Date and time').fill('2095-01-01T12:00');
  await expect(moment.getByRole('status')).toHaveText('1 Jan 2095, 12:00:00 is yet to come: nobody knows.');
  await moment.getByLabel('Date and time').fill('2025-01-01T12:00');
  await expect(moment.getByRole('status')).toContainText(
    'Version 3 (imported with this stage; when it came there is not recorded)',
  );

  await history.getByRole('combobox', { name: 'Kind of change' }).selectOption('Alias');
  await expect(history.getByRole('row')).toHaveCount(2);
  await expect(history.getByRole('row').last()).toContainText('Version 3Version 6');
  const download = page.waitForEvent('download');
  await history.getByRole('button', { name: 'Download history as CSV' }).click();
  expect((await download).suggestedFilename()).toBe('nyc-taxi-regressor-history.csv');

  // By keyboard: from cell to cell, and the menu of a row.
  await row(6).getByRole('link', { name: 'Version 6' }).focus();
  await page.keyboard.press('End');
  await expect(row(6).getByRole('button', { name: 'Menu of Version 6' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  const deletion = page.getByRole('dialog', { name: 'Delete nyc-taxi-regressor version 6' });
  await expect(deletion).toContainText('In use: Production, @champion.');
  await deletion.getByRole('textbox', { name: 'Why' }).fill('a mistake');
  await deletion.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(row(6)).toHaveCount(0);
  await page.getByRole('switch', { name: 'Deleted versions (1)' }).click();
  await row(6).getByRole('button', { name: 'Menu of Version 6' }).click();
  await page.getByRole('menuitem', { name: 'Restore' }).click();
  await expect(page.getByRole('switch', { name: /Deleted versions/ })).toHaveCount(0);
  // One step each: the restoring, the deleting, the alias.
  for (const label of ['Restore', 'Delete'])
    await page.getByRole('button', { name: `Undo: ${label} nyc-taxi-regressor version 6` }).click();
  await page.getByRole('button', { name: 'Undo: Set @champion to nyc-taxi-regressor version 6' }).click();
  await expect(row(3)).toContainText('@champion');

  for (const number of [5, 3])
    await versions.getByRole('checkbox', { name: `Choose Version ${number}` }).check();
  await page.getByRole('button', { name: 'Compare versions' }).click();
  const differences = page.getByRole('table', { name: 'Differences' });
  await expect(differences.getByRole('columnheader')).toHaveText([
    'What',
    'Version 3',
    'Version 5',
    'Difference',
  ]);
  await expect(differences.getByRole('row', { name: 'Files of the model' })).toBeVisible();

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Models' }).click();
  const search = page.getByRole('searchbox', { name: 'Search models' });
  await search.fill("name ILIKE 'NYC%' AND tags.task = 'regression'");
  await expect(page.getByRole('grid', { name: 'Models' }).getByRole('row')).toHaveCount(2);
  await search.fill("name ILIKE 'NYC%' OR tags.task = 'x'");
  await expect(page.getByText('Character 19:')).toContainText('conditions are joined by AND');
  await expectGood(page, 'models');
});
