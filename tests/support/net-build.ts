import { join } from 'node:path';
import { build } from 'vite';
import { ROOT } from './project.js';

export const NET_PAGE = join(ROOT, 'tests', '.cache', 'net');

/** The page of `tests/net`, built for production: the polyfills that simple-peer needs show only there. */
export async function buildNetPage(): Promise<void> {
  await build({ configFile: join(ROOT, 'tests', 'net', 'vite.config.js') });
}
