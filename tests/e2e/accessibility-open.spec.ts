import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { FIXTURES } from '../support/project.js';
import { expectGood, OVER_SCREEN } from './axe.ts';
import { expect, test } from './fixtures.ts';

const FOLDER = join(FIXTURES, 'mlruns', 'mlflow-1.11.0', 'mlruns');
/** Of that folder, with artifacts of every kind. */
const RUN_WITH_ARTIFACTS = 'a6c4c9baf20b440cabd8420df95c75b7';
/** A row too short: the review asks, and the import has a problem to list. */
const TABLE = 'step,loss,acc\n0,1,2\n1,5\n2,1,3\n3,1,3\n';

async function openMenu(page: Page, button: RegExp): Promise<void> {
  await page.getByRole('button', { name: button }).first().click();
  await expect(page.getByRole('menu')).toBeVisible();
  await expectGood(page, `menu of ${button}`, OVER_SCREEN);
  await page.keyboard.press('Escape');
}

async function lookAtTable(page: Page): Promise<void> {
  const files = page.getByLabel('Files to import');
  await files.setInputFiles({ name: 'fit.csv', mimeType: 'text/csv', buffer: Buffer.from(TABLE) });
  const review = page.getByRole('dialog', { name: 'Check this table' });
  await expect(review).toBeVisible();
  await expectGood(page, 'table review', OVER_SCREEN);
  await review.getByRole('button', { name: 'Import', exact: true }).click();

  await page.getByRole('button', { name: '1 problem' }).click();
  await expect(page.getByRole('dialog', { name: 'Problems of this import' })).toBeVisible();
  await expectGood(page, 'problems', OVER_SCREEN);
  await page.keyboard.press('Escape');
  await page.locator('.import-panel').getByRole('button', { name: 'Dismiss' }).click();
}

async function lookAtPreviews(page: Page): Promise<void> {
  const tree = page.getByRole('tree', { name: 'Artifact files' });
  // Last first: what opens stands below its folder.
  for (const folder of (await tree.getByRole('treeitem', { expanded: false }).all()).reverse())
    await folder.click();
  for (const [name, heading] of [
    ['report.md', 'report.md'],
    ['pärchen.csv', 'data/pärchen.csv'],
    ['residuals.png', 'plots/residuals.png'],
    ['MLmodel', 'model/MLmodel'],
    ['empty.txt', 'empty.txt'],
  ] as const) {
    await tree.getByRole('treeitem', { name }).click();
    await expect(page.getByRole('heading', { name: heading, exact: true })).toBeVisible();
    await expect(page.locator('.artifact-loading')).toHaveCount(0);
    await expectGood(page, `preview of ${name}`, '.artifact-list, .artifact-preview');
  }
}

for (const [width, height] of [
  [1440, 900],
  [390, 844],
] as const) {
  const isPhone = width < 640;

  test.describe(`${width} pixels wide`, () => {
    test.use({ colorScheme: 'light', viewport: { width, height } });

    test('axe finds nothing serious in what opens over a screen', async ({ page, site }) => {
      test.slow();
      page.setDefaultTimeout(20_000);
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await page.getByLabel('Folder to import').setInputFiles(FOLDER);
      await expect(page.getByRole('status').filter({ hasText: /^Imported/ })).toBeVisible();
      await lookAtTable(page);

      await openMenu(page, /^Workspace/);
      await page.getByRole('button', { name: /^Workspace/ }).click();
      await page.getByRole('menuitem', { name: 'New workspace' }).click();
      await expect(page.getByRole('dialog', { name: 'New workspace' })).toBeVisible();
      await expectGood(page, 'new workspace', OVER_SCREEN);
      await page.keyboard.press('Escape');

      const runs = page.getByRole(isPhone ? 'list' : 'grid', { name: 'Runs' });
      await expect(runs.getByRole('link').first()).toBeVisible();
      if (isPhone) {
        await page.getByRole('button', { name: 'Filter and sort' }).click();
        const sheet = page.getByRole('dialog', { name: 'Filter and sort' });
        for (const part of await sheet.locator('summary').all()) await part.click();
        await expectGood(page, 'filter and sort', OVER_SCREEN);
      } else {
        // The menu of a column shows under the pointer.
        await runs.getByRole('columnheader').nth(2).hover();
        await openMenu(page, /^Column menu/);
        await page.getByRole('button', { name: 'Columns' }).click();
        await expect(page.getByRole('dialog', { name: 'Columns' })).toBeVisible();
        await expectGood(page, 'columns', OVER_SCREEN);
      }
      await page.keyboard.press('Escape');

      await page.goto(`${site.url}#/runs/${RUN_WITH_ARTIFACTS}`);
      await lookAtPreviews(page);

      const experiment = await page.locator('.experiment-entry').nth(1).getAttribute('href');
      await page.goto(site.url + experiment);
      await page.getByRole('button', { name: 'Rename experiment' }).click();
      await expect(page.getByRole('dialog', { name: 'Rename experiment' })).toBeVisible();
      await expectGood(page, 'rename', OVER_SCREEN);
      await page.keyboard.press('Escape');

      await page.goto(`${site.url}#/experiments/all`);
      await expect(runs.getByRole('link').first()).toBeVisible();
      for (const box of (await runs.getByRole('checkbox', { name: /^Select (?!all)/ }).all()).slice(0, 3))
        await box.check();
      await page.getByRole('button', { name: 'Compare' }).click();
      await page.getByRole('tab', { name: 'Charts' }).click();
      await expect(page.locator('figure canvas').first()).toBeVisible();
      await expectGood(page, 'compare');
      if (!isPhone) return await openMenu(page, /^X axis/);
      await page.getByRole('button', { name: 'Chart settings' }).first().click();
      await expect(page.getByRole('dialog', { name: 'Chart settings' })).toBeVisible();
      await expectGood(page, 'settings of a chart', OVER_SCREEN);
    });
  });
}
