import type { Page } from '@playwright/test';
import { expect, openApp, test } from './fixtures.ts';

test.use({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });

const MODEL = 'taxi-duration';

/** Finds the best finished run by a metric, and opens it. */
async function openBest(page: Page, metric: string, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Experiments' }).click();
  const grid = page.getByRole('grid', { name: 'Runs' });
  await expect(grid.getByRole('link').first()).toBeVisible();
  const filter = page.getByRole('searchbox', { name: 'Filter runs' });
  await filter.fill("status = 'FINISHED' AND metrics.rmse < 7");
  await filter.press('Escape');
  await expect(page.getByText(/^\d+ of 41/)).toBeVisible();
  const head = grid.getByRole('columnheader', { name: metric });
  await head.click();
  await expect(head).toHaveAttribute('aria-sort', 'ascending');
  const best = grid.getByRole('row').nth(1).getByRole('link').first();
  await expect(best).toHaveText(name);
  await best.click();
}

async function register(page: Page, version: number, why: string, description = ''): Promise<void> {
  await page.getByRole('button', { name: 'Register model', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Register model' });
  await dialog.getByLabel('Model', { exact: true }).fill(MODEL);
  await expect(dialog.getByRole('status')).toContainText(`version ${version}`);
  await dialog.getByLabel('Description').fill(description);
  await dialog.getByRole('textbox', { name: 'Why' }).fill(why);
  await dialog.getByRole('button', { name: 'Register', exact: true }).click();
  await page.getByRole('button', { name: `Open version ${version}` }).click();
  await expect(page.getByRole('heading', { level: 1, name: `${MODEL} version ${version}` })).toBeVisible();
}

/** Opens the dialog and fills it; the rules answer there. */
async function askStage(page: Page, stage: string, why: string) {
  await page.getByRole('button', { name: 'Set stage', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: /^Set stage of/ });
  await dialog.getByRole('combobox', { name: 'Stage' }).selectOption(stage);
  await dialog.getByRole('textbox', { name: 'Why' }).fill(why);
  return { dialog, confirm: dialog.getByRole('button', { name: 'Set stage', exact: true }) };
}

async function setStage(page: Page, stage: string, why: string, archived?: number): Promise<void> {
  const { dialog, confirm } = await askStage(page, stage, why);
  const archives = dialog.getByRole('checkbox', { name: `Archive the other versions in ${stage}` });
  if (archived === undefined) await expect(archives).toHaveCount(0);
  else {
    await expect(archives).toBeChecked();
    await expect(dialog).toContainText(`(version ${archived})`);
  }
  await confirm.click();
  await expect(dialog).toBeHidden();
}

async function addPromotionRule(page: Page, need: string, filter?: string): Promise<void> {
  await page.getByRole('button', { name: 'New rule' }).click();
  const dialog = page.getByRole('dialog', { name: 'New rule' });
  await dialog.getByRole('radio', { name: 'Promotion' }).check({ force: true });
  await expect(dialog.getByRole('checkbox', { name: 'Production' })).toBeChecked();
  await dialog.getByRole('radio', { name: need }).check();
  if (filter !== undefined) await dialog.getByLabel('Filter that its run must match').fill(filter);
  await expect(dialog.getByRole('radio', { name: 'Block' })).toBeChecked();
  await dialog.getByRole('button', { name: 'Add rule' }).click();
  await expect(dialog).toBeHidden();
}

/** The page's clock alone; what happened when is written down by the page. */
async function liveOn(page: Page, day: string): Promise<void> {
  await page.clock.setSystemTime(`${day}T09:00:00Z`);
}

test('the course: a run becomes a model, rules stop it, another goes to Production, and the past is known', async ({
  context,
  site,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(site.url).origin });
  const first = context.pages()[0]!;
  await liveOn(first, '2024-05-01');
  const page = await openApp(context, site);
  page.setDefaultTimeout(10_000);
  await page.getByRole('button', { name: 'Load sample' }).click();

  // What it was trained on it knows by heart.
  await openBest(page, 'metrics.train-rmse', 'xgb-21-depth-8-eta-0.2637');
  await register(page, 1, 'lowest error of all');
  await setStage(page, 'Staging', 'to be tried in May');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Command palette' }).getByRole('combobox').fill('go to rules');
  await page.keyboard.press('Enter');
  await addPromotionRule(page, 'Its run matches a filter', 'metrics.validation-rmse < 6.5');
  await addPromotionRule(page, 'It is described');
  await expect(page.getByRole('grid', { name: 'Rules' }).getByRole('row')).toHaveCount(3);

  await liveOn(page, '2024-05-03');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Models' }).click();
  await page.getByRole('grid', { name: 'Models' }).getByRole('link', { name: MODEL }).click();
  await page.getByRole('grid', { name: 'Versions' }).getByRole('link', { name: 'Version 1' }).click();
  const { dialog, confirm } = await askStage(page, 'Production', 'looks good');
  const against = dialog.getByRole('list', { name: 'Rules that are not kept' }).getByRole('listitem');
  await expect(against).toHaveText([
    'Stops this: Version 1 of taxi-duration has no description.',
    /^Stops this: Version 1 of taxi-duration: metrics\.`validation-rmse` is 7\.49\d*, and the rule wants metrics\.validation-rmse < 6\.5\.$/,
  ]);
  await expect(confirm).toBeDisabled();
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  // A description mends one of the two; the other takes another run.
  await page.getByRole('button', { name: 'Add description' }).click();
  await page.getByRole('textbox', { name: 'Description in Markdown' }).fill('Knows January **by heart**.');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const again = await askStage(page, 'Production', 'described now');
  await expect(against).toHaveText([/validation-rmse` is 7\.49/]);
  await expect(again.confirm).toBeDisabled();
  await again.dialog.getByRole('button', { name: 'Cancel' }).click();

  await openBest(page, 'metrics.validation-rmse', 'xgb-01-depth-4-eta-0.042');
  await register(page, 2, 'best on February', 'Shallow trees, slow.');
  await setStage(page, 'Staging', 'instead of version 1', 1);
  await setStage(page, 'Production', 'keeps every rule');

  await liveOn(page, '2024-05-10');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Experiments' }).click();
  await page
    .getByRole('grid', { name: 'Runs' })
    .getByRole('link', { name: /^xgb-22/ })
    .click();
  await register(page, 3, 'the second best', 'A hundred rounds less.');
  await setStage(page, 'Production', 'nearly as good', 2);

  await liveOn(page, '2024-05-17');
  const models = page.getByRole('navigation', { name: 'Where this version belongs' });
  await models.getByRole('link', { name: MODEL }).click();
  const versions = page.getByRole('grid', { name: 'Versions' });
  await versions.getByRole('link', { name: 'Version 2' }).click();
  await setStage(page, 'Production', 'version 3 drifts', 3);
  await models.getByRole('link', { name: MODEL }).click();
  for (const [number, stage] of [
    [3, 'Archived'],
    [2, 'Production'],
    [1, 'Archived'],
  ])
    await expect(versions.getByRole('row', { name: `Version ${number} ` })).toContainText(String(stage));

  const moment = page.getByRole('region', { name: 'At a moment' });
  const was = moment.getByRole('status', { name: 'What it was' });
  await expect(was).toContainText(/^Version 2, since 17 May 2024, 09:.*: “version 3 drifts”$/);
  for (const [day, said] of [
    ['2024-05-18', '18 May 2024, 12:00:00 is yet to come'],
    ['2024-05-02', 'No version is known to have been in Production on 2 May 2024'],
    ['2024-05-04', /^Version 2, since 3 May 2024, 09:.*: “keeps every rule”$/],
    ['2024-05-12', /^Version 3, since 10 May 2024, 09:.*: “nearly as good”$/],
  ] as const) {
    await moment.getByLabel('Date and time').fill(`${day}T12:00`);
    await expect(was).toContainText(said);
  }

  const history = page.getByRole('region', { name: 'History' });
  await history.getByRole('combobox', { name: 'Kind of change' }).selectOption('Stage');
  const changes = history.getByRole('row').filter({ has: page.getByRole('cell') });
  await expect(changes).toHaveText([
    /^17 May 2024, 09:.*YouVersion 2: stageArchivedProductionversion 3 drifts$/,
    /^17 May 2024, 09:.*YouVersion 3: stageProductionArchivedversion 3 drifts$/,
    /^10 May 2024, 09:.*YouVersion 3: stageNoneProductionnearly as good$/,
    /^10 May 2024, 09:.*YouVersion 2: stageProductionArchivednearly as good$/,
    /^3 May 2024, 09:.*YouVersion 2: stageStagingProductionkeeps every rule$/,
    /^3 May 2024, 09:.*YouVersion 2: stageNoneStaginginstead of version 1$/,
    /^3 May 2024, 09:.*YouVersion 1: stageStagingArchivedinstead of version 1$/,
    /^1 May 2024, 09:.*YouVersion 1: stageNoneStagingto be tried in May$/,
  ]);

  // From the version back to its data, by keys.
  await versions.getByRole('link', { name: 'Version 2' }).click();
  await page.getByRole('region', { name: 'Lineage' }).scrollIntoViewIfNeeded();
  const tree = page.getByRole('tree', { name: 'Lineage, picture' });
  await tree.focus();
  const active = tree.locator('[aria-selected="true"]');
  for (const name of [/^Model version taxi-duration v2/, /^Logged model xgb-regressor/, /^Run xgb-01/]) {
    await expect(active).toHaveAccessibleName(name);
    await page.keyboard.press('ArrowLeft');
  }
  await expect(active).toHaveAccessibleName(/^(Dataset green-tripdata-2021-0|Run xgb-sweep)/);
  const words = page.getByRole('list', { name: 'Lineage in words' });
  for (const [month, context] of [
    ['01', 'training'],
    ['02', 'validation'],
  ])
    await expect(words).toContainText(
      `dataset green-tripdata-2021-${month} was used by run xgb-01-depth-4-eta-0.042 (${context}).`,
    );

  const metrics = page.getByRole('table', { name: 'Metrics of its run' });
  await metrics
    .getByRole('row', { name: /^validation-rmse/ })
    .getByRole('link', { name: '6.2403 at step 870' })
    .click();
  await expect(page.getByText('At step 870: 6.2403')).toBeVisible();
  const reproduce = page.getByRole('region', { name: 'Reproduce' });
  await reproduce.getByRole('button', { name: 'Copy reproduce.sh' }).click();
  await expect(reproduce.getByRole('button', { name: 'Copied' })).toBeVisible();
  const script = await page.evaluate(() => navigator.clipboard.readText());
  expect(script).toContain('git checkout --detach c47e02d95ab81f3360e9d7246fb5a0183c9e6d21\n');
  expect(script).toContain('tune.py');
});
