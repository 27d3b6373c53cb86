import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { DIST } from '../support/project.js';
import { expect, test, waitUntilOffline } from './fixtures.ts';

/** Read by hosts or by people, never by the app; and what the service worker keeps by itself. */
const NOT_STORED =
  /^(?:_headers|hosting\/.*|screenshot\.png|sw\.js|(?:sandbox|share|notification)-worker\.js|workbox-.*\.js|assets\/sqlite3-(?:worker1|opfs).*)$/;

test.use({ visit: 'first' });

test('Chromium finds nothing that keeps it from being installed, and the first visit stores every file', async ({
  page,
  context,
  site,
}) => {
  await waitUntilOffline(page);
  const session = await context.newCDPSession(page);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  expect(installabilityErrors).toEqual([]);
  const { errors, url } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  expect(url).toMatch(/\/manifest\.webmanifest$/);

  const stored = await page.evaluate(async () => {
    const urls: string[] = [];
    for (const name of await caches.keys()) {
      for (const request of await (await caches.open(name)).keys())
        urls.push(request.url.split('?')[0] ?? '');
    }
    return urls;
  });
  const files = readdirSync(DIST, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      relative(DIST, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join('/'),
    );
  const missing = files.filter((file) => !NOT_STORED.test(file) && !stored.includes(site.url + file));
  expect(missing).toEqual([]);
  expect(stored.length).toBeGreaterThan(5);
});

test.describe('under a sub-path', () => {
  test.use({ siteOptions: { base: '/teams/vision/cairn/' } });

  test('it works, is installable and names itself by its folder', async ({ page, context, site }) => {
    await waitUntilOffline(page);
    expect(site.url).toMatch(/\/teams\/vision\/cairn\/$/);
    const session = await context.newCDPSession(page);
    expect((await session.send('Page.getInstallabilityErrors')).installabilityErrors).toEqual([]);
    const { url, manifest } = await session.send('Page.getAppManifest');
    expect(url).toBe(`${site.url}manifest.webmanifest`);
    // A headless shell installs nothing and so names nothing.
    const { appId = manifest.startUrl } = await session.send('Page.getAppId');
    expect(appId).toBe(site.url);
    const scope = await page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
    expect(scope).toBe(site.url);
  });
});

test.describe('on a host that sends no headers', () => {
  test.use({ siteOptions: { bare: true }, allowedErrors: [/example\.org.*Content Security Policy/] });

  test('the policy in the page holds', async ({ page }) => {
    const refused = await page.evaluate(async () => {
      const violated = new Promise<string>((resolve) => {
        addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
      });
      await fetch('http://example.org/').catch(() => {});
      return await violated;
    });
    expect(refused).toBe('connect-src');
  });
});
