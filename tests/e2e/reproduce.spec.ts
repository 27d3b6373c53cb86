import { readFileSync } from 'node:fs';
import type { Download } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { findSerious } from './axe.ts';
import { expect, test } from './fixtures.ts';

test.use({ viewport: { width: 1440, height: 900 } });

async function entriesOf(download: Download): Promise<ReadonlyMap<string, string>> {
  const bytes = new Uint8Array(readFileSync(await download.path()));
  return new Map(Object.entries(unzipSync(bytes)).map(([path, content]) => [path, strFromU8(content)]));
}

test('a run says what is recorded of it, how to make it again, and leaves as a zip', async ({
  page,
  context,
  site,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(site.url).origin });
  await page.getByRole('button', { name: 'Load sample' }).click();
  const grid = page.getByRole('grid', { name: 'Runs' });
  await page.getByRole('searchbox', { name: 'Filter runs' }).fill("attributes.run_name = 'ridge-0.1'");
  await grid.getByRole('link', { name: 'ridge-0.1', exact: true }).click();

  const region = page.getByRole('region', { name: 'Reproduce' });
  await expect(region.getByRole('meter', { name: 'Recorded to reproduce this run' })).toBeVisible();
  const commit = region.getByRole('row', { name: /^Commit/ });
  await expect(commit).toContainText('Commit c47e02d95a on main.');
  await expect(region.getByRole('row', { name: /^Repository/ })).toContainText('−8');

  await region.getByRole('button', { name: 'Copy reproduce.sh' }).click();
  await expect(region.getByRole('button', { name: 'Copied' })).toBeVisible();
  const script = await page.evaluate(() => navigator.clipboard.readText());
  expect(script).toContain('git checkout --detach c47e02d95ab81f3360e9d7246fb5a0183c9e6d21\n');
  expect(script).toContain('jupyter nbconvert --to notebook --execute');

  await region.getByRole('tab', { name: 'Shell script' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(region.getByRole('tabpanel', { name: 'MLproject' })).toContainText('entry_points:');
  const [project] = await Promise.all([
    page.waitForEvent('download'),
    region.getByRole('button', { name: 'Download zip' }).click(),
  ]);
  expect(project.suggestedFilename()).toBe('ridge-0.1 MLproject.zip');
  expect([...(await entriesOf(project)).keys()].slice(0, 2)).toEqual(['MLproject', 'python_env.yaml']);
  await region.getByRole('tab', { name: 'MLproject' }).focus();
  await page.keyboard.press('End');
  const panel = region.getByRole('tabpanel', { name: 'Dockerfile' });
  await expect(panel).toContainText('CMD ["jupyter", "nbconvert", "--to", "notebook"');
  const [recipe] = await Promise.all([
    page.waitForEvent('download'),
    panel.getByRole('button', { name: 'Download Dockerfile' }).click(),
  ]);
  expect(recipe.suggestedFilename()).toBe('Dockerfile');

  await region.getByRole('button', { name: 'Choose run B' }).click();
  const dialog = page.getByRole('dialog', { name: 'Compare with run' });
  await expect(dialog.getByRole('searchbox', { name: 'Find runs' })).toBeFocused();
  await expect(dialog.getByRole('list', { name: 'Runs found' }).getByRole('listitem')).toHaveCount(12);
  await page.keyboard.type('ridge-10');
  await dialog.getByRole('button', { name: /ridge-10/ }).click();
  await expect(region.getByRole('heading', { name: 'What differs from ridge-10' })).toBeVisible();
  await expect(region.getByRole('list', { name: 'What could explain the difference' })).toContainText(
    'alpha',
  );
  expect(await findSerious(page, { within: '#run-reproduce, #run-artifacts' })).toEqual([]);

  const artifacts = page.getByRole('region', { name: 'Artifacts' });
  const folderButton = artifacts.getByRole('button', { name: 'Download folder' });
  await expect(folderButton).toBeDisabled();
  await artifacts.getByRole('treeitem', { name: /predicted-vs-actual/ }).focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(artifacts.getByRole('treeitem', { name: /^plots/ })).toHaveAttribute('aria-expanded', 'true');
  const [folder] = await Promise.all([page.waitForEvent('download'), folderButton.click()]);
  expect(folder.suggestedFilename()).toBe('ridge-0.1 plots.zip');
  expect([...(await entriesOf(folder)).keys()]).toEqual(['plots/predicted-vs-actual.png']);

  const [all] = await Promise.all([
    page.waitForEvent('download'),
    artifacts.getByRole('button', { name: 'Download all' }).click(),
  ]);
  await expect(artifacts.getByRole('status')).toContainText('ridge-0.1.zip:');
  const entries = await entriesOf(all);
  expect([...entries.keys()].sort()).toEqual([
    'artifacts/plots/predicted-vs-actual.png',
    'metrics.csv',
    'params.csv',
    'run.json',
  ]);
  expect(entries.get('params.csv')).toContain('alpha,0.1\r\n');
  expect(entries.get('metrics.csv')?.split('\n', 1)[0]).toContain('metric,step,value,timestamp');
  expect(JSON.parse(entries.get('run.json')!)).toMatchObject({ name: 'ridge-0.1', kind: 'run' });

  await region.getByRole('link', { name: 'Compare' }).click();
  await expect(page.getByRole('heading', { name: 'Compare 2 runs' })).toBeVisible();
});
