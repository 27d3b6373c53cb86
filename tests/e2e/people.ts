import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { LOOPBACK_ARGS, launchOptions } from '../support/browser.js';
import { watchConnections } from '../support/connection-watch.ts';
import { launchKillable } from '../support/killable-browser.ts';

import type { OutsideWorld } from '../support/outside-world.ts';
import { FIXTURES } from '../support/project.js';
import { makeProfile } from '../support/ready-profile.ts';
import { type SignalProcess, startSignalProcess } from '../support/signal-process.ts';
import type { Site } from '../support/site.ts';
import { test as base, expect, type Watch, watchContext } from './fixtures.ts';

export { expect } from './fixtures.ts';

export const DATABASE = join(FIXTURES, 'mlflow-db', 'mlflow-2.8.1', 'mlflow.db');
/** Console errors of a browser whose signaling server is gone. */
export const SERVER_GONE = /^WebSocket connection to 'ws:\/\/127\.0\.0\.1/;

/** A tab that somebody sits at. */
export abstract class Tab {
  abstract readonly name: string;
  abstract readonly page: Page;
  /** Folder of the browser's profile. */
  abstract readonly profile: string;

  /** Goes to an address of the app, such as `#/runs/abc`. */
  async goTo(hash: string): Promise<void> {
    await this.page.evaluate((to) => {
      location.hash = to;
    }, hash);
  }

  /** Connections of this tab that stand now. */
  countConnections(): Promise<number> {
    return this.page.evaluate(
      () => window.connectionWatch.connections.filter((one) => one.connectionState === 'connected').length,
    );
  }

  /** Connections that this tab ever began to make. */
  countConstructed(): Promise<number> {
    return this.page.evaluate(() => window.connectionWatch.connections.length);
  }
}

class OtherTab extends Tab {
  constructor(
    readonly name: string,
    readonly profile: string,
    readonly page: Page,
  ) {
    super();
  }
}

/** Somebody with a browser process and a profile of their own, who can reach others on this machine. */
export class Person extends Tab {
  /** Addresses that WebSockets were opened to, over all lives of the browser. */
  readonly sockets: string[] = [];
  /** Requests with their method, to the page's origin as well. */
  readonly requests: string[] = [];
  readonly profile: string;
  private browser: { context: BrowserContext; close(): Promise<void>; kill(): void } | null = null;
  private shown: Page | null = null;

  constructor(
    readonly name: string,
    private readonly site: Site,
    private readonly outsideWorld: OutsideWorld,
    private readonly watch: Watch,
  ) {
    super();
    this.profile = makeProfile(name.toLowerCase(), site);
  }

  get page(): Page {
    if (!this.shown) throw new Error(`${this.name} is not here`);
    return this.shown;
  }

  get context(): BrowserContext {
    if (!this.browser) throw new Error(`${this.name} is not here`);
    return this.browser.context;
  }

  /** Opens the browser on the profile, and the app in it; `hash` as of a link that was clicked elsewhere. */
  async come(hash = '', isKillable = false): Promise<this> {
    const { context } = await this.launch(isKillable);
    watchContext(context, new URL(this.site.url).origin, this.watch);
    context.on('request', (request) => this.requests.push(`${request.method()} ${request.url()}`));
    context.on('page', (page) => this.watchPage(page));
    for (const page of context.pages()) this.watchPage(page);
    await context.addInitScript(watchConnections);
    this.shown = await this.openPage(hash);
    return this;
  }

  /** Another tab of the same browser, with the app in it. */
  async openTab(hash = ''): Promise<Tab> {
    return new OtherTab(`${this.name}'s other tab`, this.profile, await this.openPage(hash));
  }

  private async openPage(hash = ''): Promise<Page> {
    const blank = this.context.pages().find((page) => page.url() === 'about:blank');
    const page = blank ?? (await this.context.newPage());
    await page.goto(this.site.url + hash);
    // A dialog may stand before it.
    await expect(page.locator('nav[aria-label=Main]')).toBeVisible();
    return page;
  }

  /** Closes the browser as a person does; the profile stays. */
  async leave(): Promise<void> {
    const { browser } = this;
    this.browser = null;
    this.shown = null;
    await browser?.close();
  }

  /** SIGKILL to all of the browser. Only for who came killable. */
  kill(): void {
    this.browser?.kill();
    this.browser = null;
    this.shown = null;
  }

  async end(): Promise<void> {
    await this.leave();
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  private async launch(isKillable: boolean) {
    const args = [...LOOPBACK_ARGS, ...this.outsideWorld.args];
    if (isKillable) {
      const browser = await launchKillable(this.profile, args);
      await browser.context.grantPermissions(['microphone']);
      this.browser = browser;
      return browser;
    }
    const options = launchOptions(process.env.CAIRN_BROWSER ?? '');
    const context = await chromium.launchPersistentContext(this.profile, {
      ...options,
      args: [...options.args, ...args],
      // Without leave to use the microphone a browser names no address that another on this machine can reach.
      permissions: ['microphone'],
      locale: 'en-US',
      timezoneId: 'UTC',
    });
    const kill = () => {
      throw new Error(`${this.name} came without being killable`);
    };
    this.browser = { context, close: () => context.close(), kill };
    return this.browser;
  }

  private watchPage(page: Page): void {
    page.on('websocket', (socket) => this.sockets.push(new URL(socket.url()).host));
  }
}

interface PeopleFixtures {
  signal: SignalProcess;
  /** A new person, not there yet: see `come`. */
  meet: (name: string) => Person;
}

export const test = base.extend<PeopleFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of a fixture's needs from here.
  signal: async ({}, use) => {
    const signal = await startSignalProcess();
    await use(signal);
    await signal.kill();
  },

  meet: async ({ site, signal, outsideWorld, allowedErrors }, use) => {
    const people: Person[] = [];
    const watch: Watch = { requests: [], errors: [] };
    outsideWorld.asked.length = 0;
    await use((name) => {
      const person = new Person(name, site, outsideWorld, watch);
      people.push(person);
      return person;
    });
    await Promise.all(people.map((person) => person.end()));
    expect(watch.requests, 'requests that left the origin of the page').toEqual([]);
    expect(outsideWorld.asked, 'hosts that anything in a browser asked for').toEqual([]);
    const elsewhere = people.flatMap((person) => person.sockets).filter((host) => host !== hostOf(signal));
    expect(elsewhere, 'WebSockets to anywhere but the signaling server').toEqual([]);
    const errors = watch.errors.filter((text) => !allowedErrors.some((pattern) => pattern.test(text)));
    expect(errors, 'page errors, policy violations and console errors').toEqual([]);
  },
});

function hostOf(signal: SignalProcess): string {
  return new URL(signal.url).host;
}
