import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { build } from 'vite';
import { ROOT } from '../support/project.js';
import { NOW_MS } from './made-share.ts';
import { SCENES, type Scene, type SceneName } from './scenes.ts';

export const GALLERY = join(ROOT, 'tests', '.cache', 'gallery');

export async function buildGallery(): Promise<void> {
  await build({ configFile: join(ROOT, 'tests', 'gallery', 'vite.config.js') });
}

/** Goes to a scene and presses its way to what is looked at. */
export async function openScene(page: Page, url: string, name: SceneName): Promise<void> {
  const scene: Scene = SCENES[name];
  await page.clock.setSystemTime(NOW_MS);
  await page.goto(`${url}?scene=${name}`);
  await expect(page.getByRole('status', { name: 'Sync', includeHidden: true })).toHaveText(/./);
  const isElsewhere = scene.hash !== undefined;
  const main = isElsewhere
    ? page.locator('.runpage, .alerts-table')
    : page.getByText('xgb-depth-9', { exact: true }).last();
  await expect(main).toBeAttached();
  for (const button of scene.press ?? []) {
    const exact = { name: button, exact: true };
    await page.getByRole('button', exact).or(page.getByRole('menuitem', exact)).click();
  }
  if (scene.dialog) await expect(page.getByRole('dialog', { name: scene.dialog })).toBeVisible();
}
