import { rmSync } from 'node:fs';
import {
  type Browser,
  type BrowserContext,
  test as base,
  type ConsoleMessage,
  chromium,
  expect,
  type Page,
} from '@playwright/test';
import { launchOptions } from '../support/browser.js';
import { type OutsideWorld, startOutsideWorld } from '../support/outside-world.ts';
import { DIST } from '../support/project.js';
import { makeProfile, readySite } from '../support/ready-profile.ts';
import { type Site, startSite } from '../support/site.ts';

export { expect } from '@playwright/test';

/** What went wrong in any page of a test without the page noticing. Checked after every test. */
export interface Watch {
  readonly requests: string[];
  readonly errors: string[];
}

export interface AppFixtures {
  /** Where the built app is served from, and how. Set with `test.use`. */
  siteOptions: { readonly root?: string; readonly base?: string; readonly bare?: boolean };
  /**
   * `first`: nobody was here before, and the site is this test's own, which it may stop. `again`: the service worker is
   * in charge and holds everything, nothing else is stored. Any other site than the build as it is has first visits.
   * `passing`: as a first one, in a browser that the visits of other tests share and that keeps nothing.
   */
  visit: 'first' | 'again' | 'passing';
  site: Site;
  /** Console errors that a test causes on purpose. */
  allowedErrors: readonly RegExp[];
  /** Addresses elsewhere that files ask for and a policy refuses: whether they were reached is told by who is asked. */
  refusedRequests: readonly RegExp[];
  /** Starts a browser on this test's profile. Close it before the next launch: a profile has one browser. */
  launch: () => Promise<BrowserContext>;
  /** The app, opened and ready. */
  page: Page;
}

interface WorkerFixtures {
  outsideWorld: OutsideWorld;
  /** For visits in passing; started when the first one comes. */
  sharedBrowser: () => Promise<Browser>;
}

export const test = base.extend<AppFixtures, WorkerFixtures>({
  siteOptions: [{}, { option: true }],
  visit: ['again', { option: true }],
  allowedErrors: [[], { option: true }],
  refusedRequests: [[], { option: true }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of a fixture's needs from here.
  outsideWorld: [async ({}, use) => await use(await startOutsideWorld()), { scope: 'worker' }],

  sharedBrowser: [
    async ({ outsideWorld }, use) => {
      const started: Promise<Browser>[] = [];
      await use(() => {
        const options = launchOptions(process.env.CAIRN_BROWSER ?? '');
        if (started.length === 0)
          started.push(chromium.launch({ ...options, args: [...options.args, ...outsideWorld.args] }));
        return started[0] as Promise<Browser>;
      });
      for (const browser of started) await (await browser).close();
    },
    { scope: 'worker' },
  ],

  site: async ({ siteOptions, visit }, use) => {
    if (visit === 'again' && Object.keys(siteOptions).length === 0) return await use(readySite());
    const site = await startSite({ root: DIST, ...siteOptions });
    await use(site);
    await site.stop();
  },

  launch: async (
    { site, visit, outsideWorld, sharedBrowser, allowedErrors, refusedRequests, colorScheme, viewport },
    use,
  ) => {
    const profile = makeProfile('profile', site);
    const watch: Watch = { requests: [], errors: [] };
    const contexts: BrowserContext[] = [];
    outsideWorld.asked.length = 0;

    await use(async () => {
      const options = launchOptions(process.env.CAIRN_BROWSER ?? '');
      const place = {
        colorScheme: colorScheme ?? null,
        viewport: viewport ?? null,
        locale: 'en-US',
        timezoneId: 'UTC',
      };
      const context =
        visit === 'passing'
          ? await (await sharedBrowser()).newContext(place)
          : await chromium.launchPersistentContext(profile, {
              ...options,
              args: [...options.args, ...outsideWorld.args],
              ...place,
            });
      contexts.push(context);
      watchContext(context, new URL(site.url).origin, watch);
      return context;
    });

    for (const context of contexts) await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    const requests = watch.requests.filter((url) => !refusedRequests.some((pattern) => pattern.test(url)));
    expect(requests, 'requests that left the origin of the page').toEqual([]);
    expect(outsideWorld.asked, 'hosts that anything in the browser asked for').toEqual([]);
    const errors = watch.errors.filter((text) => !allowedErrors.some((pattern) => pattern.test(text)));
    expect(errors, 'page errors, policy violations and console errors').toEqual([]);
  },

  context: async ({ launch }, use) => await use(await launch()),

  page: async ({ context, site }, use) => await use(await openApp(context, site)),
});

/** Opens the app in the first tab, or in another one, and waits until it can be used. */
export async function openApp(context: BrowserContext, site: Site, hash = ''): Promise<Page> {
  const blank = context.pages().find((page) => page.url() === 'about:blank');
  const page = blank ?? (await context.newPage());
  await page.goto(site.url + hash);
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  return page;
}

/** Waits until the first visit has stored everything, so that the server may go away. */
export async function waitUntilOffline(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 20));
  });
}

export function watchContext(context: BrowserContext, origin: string, watch: Watch): void {
  context.on('request', (request) => {
    const address = new URL(request.url());
    const isLocal = ['blob:', 'data:', 'about:'].includes(address.protocol);
    if (!isLocal && address.origin !== origin) watch.requests.push(request.url());
  });
  context.on('weberror', (error) => watch.errors.push(String(error.error().stack ?? error.error())));
  context.on('console', (message) => {
    if (isBad(message)) watch.errors.push(`${message.text()} (${message.location().url})`);
  });
}

/** A refusal of the Content Security Policy comes as an error, or as a warning where the browser goes on. */
function isBad(message: ConsoleMessage): boolean {
  return message.type() === 'error' || /content security policy|permissions-policy/i.test(message.text());
}
