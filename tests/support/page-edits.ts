import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { EditLog } from '../../src/sync/edit-log.ts';
import { DIST } from './project.js';

/** The modules of the build that keep edits: the page's, and what the import worker has of it. */
function editLogAddresses(): readonly string[] {
  const names = readdirSync(join(DIST, 'assets')).filter((file) => /^edit-log-.*\.js$/.test(file));
  return names.map((name) => `assets/${name}`);
}

/**
 * Edits the open workspace with the app's own module, as another tab would, many at a time: `runs` notes of `letters`
 * letters each, then one change that marks `deleted` made-up runs as deleted.
 */
export async function editInBulk(
  page: Page,
  made: { readonly runs: number; readonly letters: number; readonly deleted: number },
): Promise<void> {
  await page.evaluate(
    async ({ addresses, runs, letters, deleted }) => {
      const modules: Record<string, unknown>[] = await Promise.all(
        addresses.map((address) => import(new URL(address, document.baseURI).href)),
      );
      // The bundler may wrap what a dynamic import gets, under a name of its own.
      const found = modules
        .flatMap((module) => [module, ...Object.values(module)])
        .find((one) => Object.hasOwn(Object(one), 'EditLog'));
      const Log = (found as { readonly EditLog: typeof EditLog } | undefined)?.EditLog;
      if (!Log) throw new Error('The module for edits has another shape');
      const workspace = JSON.parse(localStorage.getItem('cairn/workspace') ?? '"first"');
      const log = await Log.open(workspace);
      const random = new Uint8Array(letters);
      for (let run = 0; run < runs; run++) {
        for (let at = 0; at < letters; at += 65_536)
          crypto.getRandomValues(random.subarray(at, Math.min(letters, at + 65_536)));
        log.docs.setNote(`made-${run}` as never, Array.from(random, (n) => (n % 36).toString(36)).join(''));
      }
      const keys = Array.from({ length: deleted }, () => crypto.randomUUID().replaceAll('-', '') as never);
      log.docs.setDeleted(keys, true);
      await log.close();
    },
    { addresses: editLogAddresses(), ...made },
  );
}
