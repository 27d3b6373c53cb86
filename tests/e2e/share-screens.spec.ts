import { chromium, type Page } from '@playwright/test';
import { CODE } from '../gallery/made-share.ts';
import { buildGallery, GALLERY, openScene } from '../gallery/open-scene.ts';
import { SCENES, type Scene, type SceneName } from '../gallery/scenes.ts';
import { launchOptions } from '../support/browser.js';
import { withCamera } from '../support/camera.ts';
import { findSerious, OVER_SCREEN } from './axe.ts';
import { expect, test } from './fixtures.ts';

// One worker: the gallery is built once.
test.describe.configure({ mode: 'default' });
test.use({ siteOptions: { root: GALLERY }, visit: 'passing' });
test.beforeAll(async () => {
  // A build on a busy machine.
  test.setTimeout(5 * 60_000);
  await buildGallery();
});

for (const [colorScheme, width, height] of [
  ['light', 1440, 900],
  ['dark', 390, 844],
] as const) {
  test.describe(`${colorScheme}, ${width} pixels wide`, () => {
    test.use({ colorScheme, viewport: { width, height } });

    test('axe finds nothing serious in any state of sharing', async ({ context, site }) => {
      const page = await context.newPage();
      for (const name of Object.keys(SCENES) as SceneName[]) {
        await openScene(page, site.url, name);
        const { dialog } = SCENES[name] as Scene;
        expect.soft(await findSerious(page, dialog ? { within: OVER_SCREEN } : {}), name).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect.soft(overflow, `${name}: pixels wider than the window`).toBeLessThanOrEqual(0);
        const inner = page.locator('dialog[open] .dialog-body');
        if (dialog)
          expect
            .soft(await inner.evaluate((body) => body.scrollWidth - body.clientWidth), `${name}: dialog`)
            .toBeLessThanOrEqual(0);
      }
    });
  });
}

test('the names of the contract are there, and buttons ask the share state', async ({ context, site }) => {
  const page = await context.newPage();
  await openScene(page, site.url, 'share-8');
  const dialog = page.getByRole('dialog', { name: 'Share workspace' });
  for (const name of ['Pair without a server', 'Export for a teammate'])
    await expect(dialog.getByRole('button', { name })).toBeEnabled();
  await dialog.getByRole('button', { name: 'Create viewer link' }).click();
  await expect(dialog.getByRole('textbox', { name: 'Viewer link' })).toHaveValue(/#join=/);
  await dialog.getByRole('button', { name: 'Invite editor' }).click();
  await expect(dialog.getByRole('textbox', { name: 'Editor invitation' })).toHaveValue(/#join=/);

  const servers = dialog.getByRole('textbox', { name: 'Signaling server' });
  await servers.fill('http://signal.example.org');
  await dialog.getByRole('button', { name: 'Save signaling server' }).click();
  await expect(dialog.getByRole('alert').filter({ hasText: 'does not begin with wss://' })).toBeVisible();
  await servers.fill('wss://signal.example.org\nws://localhost:4444');
  await dialog.getByRole('button', { name: 'Save signaling server' }).click();
  await expect(dialog.getByRole('alert').filter({ hasText: 'wss://' })).toBeHidden();

  await dialog.getByRole('button', { name: 'Role of Ben: Editor' }).click();
  await page.getByRole('menuitem', { name: 'Remove …' }).click();
  const removing = page.getByRole('dialog', { name: 'Remove Ben?' });
  await expect(removing).toContainText('They keep what they already have; they get nothing new.');
  expect(await callsOf(page)).not.toContain('setRole ["device-1","removed"]');
  await removing.getByRole('button', { name: 'Remove' }).click();
  const calls = await callsOf(page);
  expect(calls).toContain('setServers [["wss://signal.example.org","ws://localhost:4444"]]');
  expect(calls).toContain('setRole ["device-1","removed"]');

  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'Share', exact: true })).toBeFocused();
  const here = page.getByRole('list', { name: 'People here' }).getByRole('listitem');
  await expect(here).toHaveCount(3);
  await page.getByRole('button', { name: '5 more' }).click();
  await expect(here).toHaveCount(8);
});

test('who only looks sees alerts and changes none', async ({ context, site }) => {
  const page = await context.newPage();
  const ways = /^(New rule|Acknowledge|Edit|Duplicate|Remove)/;
  await openScene(page, site.url, 'alerts-editor');
  await expect(page.getByRole('button', { name: ways })).toHaveCount(10);
  await openScene(page, site.url, 'alerts-viewer');
  await expect(page.getByRole('list', { name: 'Alerts' }).getByRole('listitem')).toHaveCount(2);
  await expect(page.getByRole('button', { name: ways })).toHaveCount(0);
  const rules = page.getByRole('grid', { name: 'Alert rules' });
  for (const one of await rules.getByRole('switch').all()) await expect(one).toBeDisabled();
  // What this device is told is the person's own.
  await expect(rules.getByRole('button', { name: /^I am told of Stuck.*: Notification$/ })).toBeEnabled();
});

test('nothing of sharing is shown as present while not sharing', async ({ context, site }) => {
  const page = await context.newPage();
  await openScene(page, site.url, 'alone');
  await expect(page.getByRole('status', { name: 'Sync' })).toHaveText('Only on this device');
  await expect(page.getByRole('list', { name: 'People here' })).toBeHidden();
  expect(await callsOf(page)).toEqual([]);
});

test('what is being typed or chosen stays while news comes in', async ({ context, site }) => {
  const page = await context.newPage();
  await openScene(page, site.url, 'share-8');
  const tellAgain = () => page.evaluate(() => window.share.tellAgain());
  const dialog = page.getByRole('dialog', { name: 'Share workspace' });
  const servers = dialog.getByRole('textbox', { name: 'Signaling server' });
  await servers.fill('wss://half-ty');
  await tellAgain();
  await expect(servers).toHaveValue('wss://half-ty');
  await servers.fill('');
  await dialog.getByRole('button', { name: 'Change your name' }).click();
  await dialog.getByRole('textbox', { name: 'Your name' }).fill('Mia the F');
  await tellAgain();
  await expect(dialog.getByRole('textbox', { name: 'Your name' })).toHaveValue('Mia the F');
  await dialog.getByRole('button', { name: 'Role of Ben: Editor' }).click();
  await tellAgain();
  await expect(page.getByRole('menuitem', { name: 'Remove …' })).toBeVisible();

  await openScene(page, site.url, 'join');
  const name = page.getByRole('textbox', { name: 'Your name' });
  await name.fill('No');
  await tellAgain();
  await expect(name).toHaveValue('No');
});

test('two browsers pair by two codes, with the keyboard alone', async ({ context, site }) => {
  const page = await context.newPage();
  await openScene(page, site.url, 'pairing-offer');
  await expect(page.getByRole('img', { name: /The code as a picture/ })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Your code' })).toHaveValue(/^Q1Az/);
  await page.getByRole('textbox', { name: 'Their code' }).focus();
  await page.keyboard.type('their answer');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The two browsers are connected.')).toBeVisible();
  expect(await callsOf(page)).toContain('accept ["their answer"]');
});

test('leaving the pairing lets go of the code', async ({ context, site }) => {
  const page = await context.newPage();
  await openScene(page, site.url, 'pairing-offer');
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect(await callsOf(page)).toContain('cancel offer');
  await expect(page.getByRole('button', { name: 'Pair without a server' })).toBeFocused();
});

test('where there is no camera a sentence says so', async ({ context, site }) => {
  const page = await context.newPage();
  await openScene(page, site.url, 'pairing-answer');
  await page.getByRole('button', { name: 'Scan with the camera' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Copy the code as text' })).toBeVisible();
});

test('the camera reads the code of the other browser', async ({ site }) => {
  const browser = await chromium.launch(withCamera(launchOptions(process.env.CAIRN_BROWSER ?? ''), CODE));
  const page = await browser.newPage();
  await openScene(page, site.url, 'pairing-answer');
  await page.getByRole('button', { name: 'Scan with the camera' }).click();
  await expect(page.getByRole('textbox', { name: 'Your code' })).toBeVisible();
  expect(await callsOf(page)).toEqual([`answerPairing ["${CODE}"]`]);
  await browser.close();
});

test('a link is shown before it is joined, and a bad one is explained', async ({ context, site }) => {
  const page = await context.newPage();
  await openScene(page, site.url, 'paste');
  const dialog = page.getByRole('dialog', { name: 'Join workspace' });
  const field = dialog.getByRole('textbox', { name: 'Link that somebody gave you' });
  await field.fill('https://example.org');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(dialog.getByRole('alert').filter({ hasText: 'This is not a link' })).toBeVisible();
  await field.fill('https://example.org/#join=abc');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(dialog).toContainText('Taxi team');
  await dialog.getByRole('textbox', { name: 'Your name' }).fill('Noor');
  await dialog.getByRole('button', { name: 'Join' }).click();
  await expect(dialog).toBeHidden();
  expect(await callsOf(page)).toContain('join ["Noor"]');
});

test('a viewer is offered no edit anywhere, an editor is', async ({ context, site }) => {
  const page = await context.newPage();
  const edits = page.getByRole('button', {
    name: /^(Rename (run|experiment)|Delete|Add tag|Add notes|Edit team|Remove team)$/,
  });
  const quiet = page.getByText('You may look; changes are for editors.');
  await openScene(page, site.url, 'run-editor');
  await expect(edits).toHaveCount(6);
  await expect(quiet).toHaveCount(0);
  await openScene(page, site.url, 'run-viewer');
  await expect(quiet).toBeVisible();
  await expect(edits).toHaveCount(0);
  await openScene(page, site.url, 'runs-viewer');
  await page.getByRole('checkbox', { name: 'Select xgb-depth-9' }).check();
  await expect(page.getByRole('button', { name: 'Download selected' })).toBeVisible();
  await expect(quiet).toBeVisible();
  await expect(edits).toHaveCount(0);
});

test('an artifact that is not here says who can be asked, and asks', async ({ context, site }) => {
  const page = await context.newPage();
  await openScene(page, site.url, 'run-editor');
  await page.getByRole('treeitem', { name: /weights\.csv.*not here/ }).click();
  const region = page.getByRole('region', { name: 'Artifacts' });
  await expect(region).toContainText('Not on this device: Ana Lima can be asked for it.');
  await region.getByRole('button', { name: 'Fetch', exact: true }).click();
  await expect(region.getByRole('progressbar', { name: 'Fetching this file' })).toBeVisible();
  expect(await callsOf(page)).toEqual([`fetchArtifacts [["${'b'.repeat(64)}"]]`]);
  await openScene(page, site.url, 'run-nobody');
  await page.getByRole('treeitem', { name: /weights\.csv/ }).click();
  await expect(region).toContainText('Not on this device. It comes from others');
  await expect(region.getByRole('button', { name: 'Fetch', exact: true })).toBeHidden();
});

function callsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => window.share.calls);
}
