/** Makes public/screenshot.png for the README: an experiment of the sample, table and charts side by side. Run by hand. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { findBrowser, launchOptions } from './browser.js';
import { ensureBuilt, ROOT, runMain } from './project.js';
import { listen, makeServer } from './serve.js';

const WINDOW = { width: 1440, height: 900 };

/** @param {import('@playwright/test').Page} page */
async function showSample(page) {
  await page.getByRole('button', { name: 'Load sample' }).click();
  await page
    .getByRole('status')
    .filter({ hasText: /^Imported/ })
    .waitFor();
  await page
    .getByRole('link', { name: /^(?:nyc-taxi-duration\/)?tuning/ })
    .first()
    .click();
  await page.getByRole('heading', { level: 1, name: /tuning/ }).waitFor();
  await page.getByRole('radio', { name: 'Split' }).check({ force: true });
  await page.getByRole('figure', { name: 'train-rmse', exact: true }).waitFor();
  // What has been said leaves the picture; toasts go by themselves after seven seconds.
  for (const name of ['Not now', 'Dismiss']) {
    const button = page.getByRole('button', { name }).first();
    if (await button.isVisible()) await button.click();
  }
  // What the service worker says comes when it has everything, on a slow machine long after the sample.
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForTimeout(8000);
  await page.getByText('works without a network').waitFor({ state: 'hidden' });
}

await runMain(async () => {
  await ensureBuilt();
  const server = makeServer();
  const port = await listen(server, 0);
  const profile = mkdtempSync(join(tmpdir(), 'cairn-screenshot-'));
  const options = { ...launchOptions(await findBrowser()), viewport: WINDOW, locale: 'en-US' };
  const context = await chromium.launchPersistentContext(profile, options);
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(`http://127.0.0.1:${port}/`);
    await showSample(page);
    await page.screenshot({ path: join(ROOT, 'public', 'screenshot.png') });
  } finally {
    await context.close();
    server.close();
    rmSync(profile, { recursive: true, force: true });
  }
});
