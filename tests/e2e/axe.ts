import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';
import { ROOT } from '../support/project.js';

const AXE = readFileSync(join(ROOT, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');

/** What lies over the screen right now: its topmost dialog, and panels and menus. */
export const OVER_SCREEN = 'dialog[open], :popover-open';

export interface AxeChoice {
  /** Only these. */
  readonly rules?: readonly string[];
  /** A selector: only what matches is looked at. A screen that was looked at before need not be again. */
  readonly within?: string;
}

/** Serious and critical findings as lines to read: rule, where, and why. */
export async function findSerious(page: Page, { rules, within }: AxeChoice = {}): Promise<string[]> {
  // Run through the debugger, which the page's policy does not bind; no script tag is added.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  const options: RunOptions = { resultTypes: ['violations'], ...(rules ? { runOnly: [...rules] } : {}) };
  const { violations } = await page.evaluate(
    async (given) => {
      const { axe } = globalThis as unknown as {
        axe: { run(context: unknown, options: RunOptions): Promise<AxeResults> };
      };
      const parts = given.within ? [...document.querySelectorAll(given.within)] : [document];
      return await axe.run(parts.length === 1 ? parts[0] : { include: parts }, given.options);
    },
    { options, within },
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
    );
}

/**
 * Nothing serious, and no sideways scrolling of the page. Light and dark at the same place: of the dark one, the
 * colours are all that differs.
 */
export async function expectGood(page: Page, what: string, within?: string): Promise<void> {
  const place = within === undefined ? {} : { within };
  expect.soft(await findSerious(page, place), what).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect.soft(await findSerious(page, { ...place, rules: ['color-contrast'] }), `${what}, dark`).toEqual([]);
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect.soft(overflow, `${what}: pixels wider than the window`).toBeLessThanOrEqual(0);
}
