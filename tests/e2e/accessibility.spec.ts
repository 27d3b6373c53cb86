import { join } from 'node:path';
import { FIXTURES } from '../support/project.js';
import { expectGood } from './axe.ts';
import { expect, test } from './fixtures.ts';

const DATABASE = join(FIXTURES, 'mlflow-db', 'mlflow-3.4.0', 'mlflow.db');

for (const width of [1440, 390]) {
  test.describe(`${width} pixels wide`, () => {
    test.use({ colorScheme: 'light', viewport: { width, height: 860 } });

    test('axe finds nothing serious on any screen, light or dark', async ({ page, site }) => {
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await expect(page.getByRole('button', { name: 'Load sample' })).toBeVisible();
      await expectGood(page, 'empty workspace');

      await page.getByLabel('Files to import').setInputFiles(DATABASE);
      await expect(page.getByRole('status').filter({ hasText: /^Imported 14 runs/ })).toBeVisible();
      // A phone shows the same runs as cards.
      const runs = page.getByRole(width < 640 ? 'list' : 'grid', { name: 'Runs' });
      await expect(runs.getByRole('link').first()).toBeVisible();
      await expectGood(page, 'runs');

      await runs.getByRole('link').first().click();
      await expect(page.getByRole('region', { name: 'Parameters' })).toBeVisible();
      await expectGood(page, 'run');

      for (const [hash, heading] of [
        ['#/models', 'Models'],
        ['#/models/nyc-taxi-regressor', 'nyc-taxi-regressor'],
        ['#/models/nyc-taxi-regressor/2', 'nyc-taxi-regressor version 2'],
        ['#/data', 'Data'],
        ['#/rules', 'Rules'],
        ['#/settings', 'Settings'],
      ] as const) {
        await page.goto(site.url + hash);
        await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible();
        await expectGood(page, heading);
      }
    });
  });
}
