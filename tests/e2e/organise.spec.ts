import type { Page } from '@playwright/test';
import { findSerious } from './axe.ts';
import { expect, test } from './fixtures.ts';

test.use({ viewport: { width: 1440, height: 900 } });

const RUNS = ['champion-by-month', 'xgb-long-run'];

async function openSample(page: Page) {
  await page.getByRole('button', { name: 'Load sample' }).click();
  const grid = page.getByRole('grid', { name: 'Runs' });
  await expect(grid.getByRole('link').first()).toBeVisible();
  const foot = page.locator('footer.runs-foot');
  const list = page.getByRole('list', { name: 'Experiments', exact: true });
  const choose = async () => {
    for (const name of RUNS) await grid.getByRole('checkbox', { name: `Select ${name}` }).click();
    await expect(foot.getByText('2 runs selected')).toBeVisible();
  };
  return { grid, foot, list, choose };
}

async function undo(page: Page, label: string): Promise<void> {
  await page.getByRole('button', { name: `Undo: ${label}` }).click();
}

test('runs are starred, coloured and tagged together, and every step can be taken back', async ({ page }) => {
  const { grid, foot, choose } = await openSample(page);
  await choose();
  await foot.getByRole('button', { name: 'Star', exact: true }).click();
  const row = grid.getByRole('row', { name: /xgb-long-run/ });
  await expect(row.getByText('starred')).toBeAttached();

  await foot.getByRole('button', { name: 'Colour' }).click();
  const palette = page.getByRole('menu', { name: 'Colour' });
  await expect(palette).toBeVisible();
  expect(await findSerious(page), 'palette').toEqual([]);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(palette).toBeHidden();

  await foot.getByRole('button', { name: 'Tag', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Tag 2 runs' });
  await expect(dialog.getByRole('list', { name: 'Their tags' })).toContainText('team');
  await dialog.getByLabel('Tag name').fill('verdict');
  await dialog.getByLabel('Tag value').fill('keep');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('log')).toContainText('Set tag verdict of 2 runs.');

  await undo(page, 'Set tag verdict of 2 runs');
  await undo(page, 'Colour 2 runs');
  await undo(page, 'Star 2 runs');
  await expect(row.getByText('starred')).toHaveCount(0);
  await page.getByRole('button', { name: 'Redo: Star 2 runs' }).click();
  await expect(row.getByText('starred')).toBeAttached();
});

test('a run is renamed where its name stands, by F2 and from its menu', async ({ page }) => {
  const { grid } = await openSample(page);
  await grid.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('F2');
  const field = page.getByRole('textbox', { name: 'Run name' });
  await expect(field).toBeFocused();
  await field.fill('the champion');
  await page.keyboard.press('Enter');
  await expect(grid.getByRole('link', { name: 'the champion' })).toBeVisible();
  await expect(grid).toBeFocused();

  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menu', { name: 'Menu of the champion' })).toBeVisible();
  expect(await findSerious(page), 'menu of a row').toEqual([]);
  await page.getByRole('menuitem', { name: 'Rename…' }).click();
  await expect(field).toHaveValue('the champion');
  await field.fill('nobody');
  await page.keyboard.press('Escape');
  await expect(grid.getByRole('link', { name: 'the champion' })).toBeVisible();
});

test('experiments stand in a tree and on shelves, have stars and notes', async ({ page }) => {
  const { list } = await openSample(page);
  const tuning = list.getByRole('link', { name: /^nyc-taxi-duration\/tuning 26 runs/ });
  const folder = list.getByRole('button', { name: /^nyc-taxi-duration, folder/ });
  await folder.click();
  await expect(tuning).toHaveCount(0);
  await page.reload();
  await expect(folder).toHaveAttribute('aria-expanded', 'false');
  await folder.click();

  await tuning.hover();
  await list.getByRole('button', { name: 'Menu of nyc-taxi-duration/tuning' }).click();
  await page.getByRole('menuitem', { name: 'Star', exact: true }).click();
  await expect(list.getByRole('link', { name: /tuning 26 runs, starred/ })).toBeVisible();

  await list.getByRole('button', { name: 'Menu of nyc-taxi-duration/tuning' }).click();
  await page.getByRole('menuitem', { name: 'Add to new collection…' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('For the paper');
  await page.keyboard.press('Enter');
  const shelf = page.getByRole('region', { name: 'For the paper' });
  await shelf.getByRole('link', { name: /^nyc-taxi-duration\/tuning/ }).click();

  await page.getByRole('button', { name: 'Edit notes' }).click();
  await page
    .getByRole('textbox', { name: 'Experiment notes in Markdown' })
    .fill('What the **tuning** is for');
  await page.keyboard.press('Control+Enter');
  const notes = page.getByRole('region', { name: 'Experiment notes' });
  await expect(notes.getByText('tuning').last()).toBeVisible();
  expect(await findSerious(page), 'experiment with notes').toEqual([]);
});

test('runs move to a new experiment and come back, and archived ones are out of the way', async ({
  page,
}) => {
  const { grid, foot, list, choose } = await openSample(page);
  await list.getByRole('link', { name: /^nyc-taxi-duration\/tuning/ }).click();
  await expect(grid).toHaveAttribute('aria-rowcount', '27');
  await grid.getByRole('checkbox', { name: 'Select xgb-long-run' }).click();
  await foot.getByRole('button', { name: 'Move', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Move 1 run' });
  await dialog.getByRole('searchbox').fill('nyc-taxi-duration/best');
  expect(await findSerious(page), 'move dialog').toEqual([]);
  await dialog.getByRole('button', { name: /New experiment/ }).click();
  await expect(list.getByRole('link', { name: 'nyc-taxi-duration/best 1 run' })).toBeVisible();
  await expect(grid).toHaveAttribute('aria-rowcount', '26');
  await page.keyboard.press('Control+z');
  await expect(grid).toHaveAttribute('aria-rowcount', '27');
  await expect(list.getByRole('link', { name: /best/ })).toHaveCount(0);
  // Rows follow their number a moment later: until then a press may land on another run.
  await expect(grid.getByRole('link', { name: 'xgb-long-run' })).toBeVisible();
  await expect(grid.getByRole('checkbox', { name: 'Select xgb-sweep' })).toHaveCount(1);

  // What is nested under a run goes with it.
  await grid.getByRole('checkbox', { name: 'Select xgb-sweep' }).click();
  await foot.getByRole('button', { name: 'Move', exact: true }).click();
  await expect(dialog).toContainText('24 nested runs will move along');
  await dialog.getByRole('searchbox').fill('sweeps');
  await dialog.getByRole('button', { name: /New experiment/ }).click();
  await expect(list.getByRole('link', { name: 'sweeps 25 runs' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(grid).toHaveAttribute('aria-rowcount', '27');

  await list.getByRole('link', { name: /^All runs/ }).click();
  await choose();
  await foot.getByRole('button', { name: 'Archive', exact: true }).click();
  await expect(grid.getByRole('link', { name: 'champion-by-month' })).toHaveCount(0);
  await page.getByRole('switch', { name: 'Archived runs (2)' }).click();
  await expect(grid.getByRole('link', { name: 'champion-by-month' })).toBeVisible();
});

test('an experiment is deleted with its runs, found among the deleted ones, and restored', async ({
  page,
}) => {
  const { list } = await openSample(page);
  const experiment = list.getByRole('link', { name: /nyc-taxi-duration\/baselines/ });
  const menu = list.getByRole('button', { name: 'Menu of nyc-taxi-duration/baselines' });
  const all = list.getByRole('link', { name: /^All runs/ });
  await expect(all).toHaveAccessibleName('All runs 41 runs');
  await experiment.hover();
  await menu.click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(experiment).toHaveCount(0);
  await expect(all).toHaveAccessibleName('All runs 27 runs');
  await undo(page, 'Delete experiment');
  await expect(all).toHaveAccessibleName('All runs 41 runs');
  await page.getByRole('button', { name: 'Redo: Delete experiment' }).click();

  await page.getByRole('switch', { name: 'Deleted experiments' }).click();
  await expect(experiment).toHaveAccessibleName('nyc-taxi-duration/baselines 15 runs, deleted');
  await experiment.hover();
  await menu.click();
  await page.getByRole('menuitem', { name: 'Restore' }).click();
  await expect(experiment).toHaveAccessibleName('nyc-taxi-duration/baselines 14 runs');
  await expect(all).toHaveAccessibleName('All runs 41 runs');
});

test('an address of another workspace says that its experiment is not here', async ({ page }) => {
  await openSample(page);
  await page.evaluate(() => {
    location.hash = '#/experiments/of-elsewhere';
  });
  await expect(page.getByText('This experiment is not in this workspace')).toBeVisible();
  await page.getByRole('button', { name: 'Go to all runs' }).click();
  await expect(page.getByRole('grid', { name: 'Runs' }).getByRole('link').first()).toBeVisible();
});
