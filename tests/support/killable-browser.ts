import { spawn } from 'node:child_process';
import { type BrowserContext, chromium } from '@playwright/test';
import { launchOptions } from './browser.js';
import { killBrowser } from './kill-browser.ts';

/**
 * A browser on a profile that can be killed in the middle of anything. Driven over a socket: the pipe that Playwright
 * launches with takes a dead browser for an error of the test.
 */
export async function launchKillable(
  profile: string,
  extraArgs: readonly string[],
): Promise<{ readonly context: BrowserContext; kill(): void; close(): Promise<void> }> {
  const { executablePath, args, env } = launchOptions(process.env.CAIRN_BROWSER ?? '');
  const own = [
    '--headless',
    '--no-first-run',
    '--disable-background-networking',
    '--remote-debugging-port=0',
  ];
  const child = spawn(
    executablePath,
    [...args, ...own, ...extraArgs, `--user-data-dir=${profile}`, 'about:blank'],
    {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const address = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stderr.on('data', (data) => {
      text += String(data);
      const found = /ws:\/\/\S+/.exec(text)?.[0];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error(`The browser ended before it listened: ${text}`)));
  });
  const browser = await chromium.connectOverCDP(address);
  const context = browser.contexts()[0];
  if (!context) throw new Error('The browser has no context');
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    context,
    kill: () => killBrowser(profile),
    close: async () => {
      const session = await browser.newBrowserCDPSession();
      await session.send('Browser.close').catch(() => undefined);
      await gone;
    },
  };
}
