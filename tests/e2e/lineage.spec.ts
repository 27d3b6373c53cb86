import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expectGood } from './axe.ts';
import { expect, test } from './fixtures.ts';

test.use({ viewport: { width: 1440, height: 900 } });

/** Opens the sample at the lineage of one of its runs. */
async function openLineage(page: Page, run: string) {
  await page.getByRole('button', { name: 'Load sample' }).click();
  const grid = page.getByRole('grid', { name: 'Runs' });
  await grid.getByRole('link', { name: run }).click();
  await page.getByRole('button', { name: 'Lineage', exact: true }).click();
  const region = page.getByRole('region', { name: 'Lineage' });
  const figure = region.getByRole('figure', { name: 'Lineage' });
  await expect(figure).toBeVisible();
  return { region, figure };
}

async function download(page: Page, item: string): Promise<string> {
  await page.getByRole('button', { name: 'Download lineage' }).click();
  const started = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: item }).click();
  return readFileSync(await (await started).path(), 'utf8');
}

test('a run leads to its version, a dataset to all its runs; by keys, and as files', async ({ page }) => {
  const { region } = await openLineage(page, 'xgb-long-run');
  await region.getByRole('link', { name: 'Open on its own screen' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Lineage of run xgb-long-run' })).toBeVisible();
  const tree = page.getByRole('tree', { name: 'Lineage, picture' });
  const active = tree.locator('[aria-selected="true"]');

  await tree.focus();
  await expect(active).toHaveAccessibleName(/^Run xgb-long-run, .*Running/);
  await page.keyboard.press('ArrowLeft');
  await expect(active).toHaveAccessibleName(/^Dataset green-tripdata-2021-0/);
  await page.keyboard.press('Home');
  await expect(active).toHaveAccessibleName(/^Run xgb-long-run/);
  await page.keyboard.press('ArrowLeft');
  await page.getByRole('link', { name: 'Its lineage' }).click();
  await expect(
    page.getByRole('heading', { level: 1, name: /^Lineage of dataset green-tripdata/ }),
  ).toBeVisible();

  const fold = tree.getByRole('treeitem', { name: /^Runs 20 more runs, in xgb-sweep/ });
  await expect(fold).toBeVisible();
  await expectGood(page, 'lineage of a dataset', '.lineage-screen');
  const inWords = page.getByRole('list', { name: 'Lineage in words' });
  await expect(inWords).toContainText('model version nyc-taxi-regressor v3 is in stage Production.');
  await page.getByRole('button', { name: /^Node:/ }).click();
  await page.getByRole('combobox', { name: 'Find node' }).fill('20 more');
  await page.keyboard.press('Enter');
  await tree.focus();
  await page.keyboard.press('Space');
  await expect(fold).toHaveCount(0);
  await expect(tree.getByRole('treeitem', { name: /^Run xgb-08/ })).toBeAttached();

  const svg = await download(page, 'Picture (SVG)');
  expect(svg).toContain('<title>Lineage of dataset green-tripdata');
  expect(svg).toContain('fill:#fff');
  const events: unknown = JSON.parse(await download(page, 'OpenLineage events (JSON)'));
  expect(events).toHaveLength(40);

  await page.getByRole('button', { name: /^Node:/ }).click();
  await page.getByRole('combobox', { name: 'Find node' }).fill('(model version)');
  await page.keyboard.press('Enter');
  await tree.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/models\/nyc-taxi-regressor\/\d/);
});
