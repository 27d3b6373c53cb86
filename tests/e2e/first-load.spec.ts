import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DIST, FIXTURES } from '../support/project.js';
import { expect, test } from './fixtures.ts';

test.use({ visit: 'first' });

const LIMIT_BYTES = 120 * 1024;

test('a first visit waits for at most 120 KB of script, gzipped', async ({ context, site }) => {
  const scripts = new Set<string>();
  context.on('request', (request) => {
    // The workers' too; the service worker stores the rest after the screen is there.
    if (request.resourceType() === 'script' && !request.serviceWorker())
      scripts.add(new URL(request.url()).pathname);
  });
  const page = await context.newPage();
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector('#main h1')) return;
      performance.mark('first-screen');
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(site.url);
  await expect(page.getByRole('heading', { name: 'Drop your training here' })).toBeVisible();

  // What the page asked for once the screen was there kept nobody waiting. The browser lists it when it has come.
  await expect(async () => {
    const later = await page.evaluate(() => {
      const [shown] = performance.getEntriesByName('first-screen');
      if (!shown) throw new Error('The first screen was not seen');
      return performance
        .getEntriesByType('resource')
        .filter(({ startTime }) => startTime > shown.startTime)
        .map(({ name }) => new URL(name).pathname);
    });
    const sizes = [...scripts]
      .filter((path) => !later.includes(path))
      .map((path) => ({ path, bytes: gzipSync(readFileSync(join(DIST, path)), { level: 9 }).length }));
    const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(sizes.length, 'scripts seen').toBeGreaterThan(2);
    expect(total, JSON.stringify(sizes, null, 2)).toBeLessThanOrEqual(LIMIT_BYTES);
  }).toPass({ timeout: 5000 });

  // What was left for later comes when it is needed.
  await page
    .getByLabel('Files to import')
    .setInputFiles(join(FIXTURES, 'mlflow-db', 'mlflow-3.4.0', 'mlflow.db'));
  await expect(page.getByRole('grid', { name: 'Runs' }).getByRole('link').first()).toBeVisible();
  expect([...scripts].some((path) => path.includes('query.worker'))).toBe(true);
});
