import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { launchOptions } from './browser.js';
import { DIST } from './project.js';
import { type Site, startSite } from './site.ts';

/** Where the journeys' global setup says what it prepared. */
const SITE = 'CAIRN_READY_SITE';
const PROFILE = 'CAIRN_READY_PROFILE';

/** A profile from before a first visit. */
export function makeEmptyProfile(name: string): string {
  return mkdtempSync(join(tmpdir(), `cairn-${name}-`));
}

/**
 * Serves the build, and makes a browser profile in which its service worker has stored everything and is in charge.
 * A first visit spends half of a short journey's processor time on that: journeys about something else begin with a
 * copy of this profile. No code of the app has run in it, so it holds no other data.
 * Returns what takes both away.
 */
export async function prepareReadyVisits(): Promise<() => Promise<void>> {
  const site = await startSite({ root: DIST });
  const profile = makeEmptyProfile('ready');
  const context = await chromium.launchPersistentContext(
    profile,
    launchOptions(process.env.CAIRN_BROWSER ?? ''),
  );
  const page = context.pages()[0] ?? (await context.newPage());
  // A picture: the origin without the app.
  await page.goto(`${site.url}icon.svg`);
  await page.evaluate(async () => {
    // As the app says it, so that its own registration changes nothing.
    await navigator.serviceWorker.register('./sw.js');
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 20));
  });
  await context.close();
  // The same bytes lie in the service worker's cache.
  rmSync(join(profile, 'Default', 'Cache'), { recursive: true, force: true });
  process.env[SITE] = site.url;
  process.env[PROFILE] = profile;
  return async () => {
    await site.stop();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
}

/** The site of all journeys that are no first visit. It serves others at the same time, so nobody may stop it. */
export function readySite(): Site {
  const url = process.env[SITE];
  if (!url) throw new Error('Nothing is prepared: is global setup on?');
  return {
    url,
    stop: () => Promise.reject(new Error("Others use this site: test.use({ visit: 'first' }) has its own")),
  };
}

/** A profile for one person: of somebody who was at the ready site before, or an empty one for any other site. */
export function makeProfile(name: string, site: Site): string {
  const profile = makeEmptyProfile(name);
  const ready = process.env[PROFILE];
  if (ready && existsSync(ready) && site.url === process.env[SITE])
    cpSync(ready, profile, { recursive: true });
  return profile;
}
