import { stubWatchedFolder, TrainingFolder } from '../support/training-folder.ts';
import { findSerious, OVER_SCREEN } from './axe.ts';
import { expect, test } from './fixtures.ts';

test('a watched folder: its run is followed as it is written, also after a reload', async ({ page }) => {
  await page.addInitScript(stubWatchedFolder);
  await page.reload();
  const training = new TrainingFolder(page);
  await training.begin(20);

  await page.getByRole('button', { name: 'Watch folder' }).click();
  const row = page.getByRole('grid', { name: 'Runs' }).getByRole('row').nth(1);
  await expect(row).toContainText('Running · ');
  await expect(row).toContainText('0.98');
  const mark = page.getByRole('button', { name: /^Watched folders:/ });
  await expect(mark).toHaveAccessibleName('Watched folders: 1 live run');

  // The row and the chart move; what has the focus keeps it.
  await page.getByRole('radio', { name: 'Split' }).click();
  const chart = page.getByRole('application', { name: /^loss/ });
  await expect(chart).toHaveAccessibleDescription(/from 0\.999 to 0\.98,/);
  await page.getByRole('grid', { name: 'Runs' }).press('ArrowDown');
  await training.grow(30);
  await expect(row).toContainText('0.95');
  await expect(chart).toHaveAccessibleDescription(/from 0\.999 to 0\.95,/);
  await expect(page.getByRole('grid', { name: 'Runs' })).toBeFocused();

  // The run's own page: how far it is and when it will be done.
  await row.getByRole('link', { name: 'quiet-owl-7' }).click();
  await expect(page.getByRole('progressbar', { name: 'Progress of this run' })).toHaveAttribute(
    'aria-valuetext',
    /^step 50 of 500/,
  );
  await page.goBack();

  // The list says how it stands, and the keyboard gets there and back.
  await mark.press('Enter');
  const folder = page.getByRole('list', { name: 'Watched folders' }).getByRole('listitem');
  await expect(folder).toContainText('Watching');
  await expect(folder).toContainText('1 live run of 1');
  expect(await findSerious(page, { within: OVER_SCREEN })).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(mark).toBeFocused();

  // After a reload the browser wants a click; what was written meanwhile is read then.
  await page.reload();
  const resume = page.getByRole('button', { name: 'Resume watching 1 folder' });
  await expect(resume).toBeVisible();
  await training.grow(10);
  await resume.click();
  await expect(row).toContainText('0.94');
  await expect(row).toContainText('Running · ');
  await training.end();
  await expect(row).toContainText('Finished');
});
