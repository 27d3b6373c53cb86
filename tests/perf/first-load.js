import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from '../support/project.js';
import { figure, inMs } from './figures.js';

const AIM_KB = 120;

/** Script that a first visit waits for, and how long a later visit takes from the service worker. */
export async function measureFirstLoad(bench) {
  const times = [];
  await bench.withProfile(async (context) => {
    const page = await context.newPage();
    const scripts = new Set();
    page.on('request', (request) => {
      if (request.resourceType() === 'script') scripts.add(new URL(request.url()).pathname);
    });
    await page.goto(bench.app);
    await page.getByRole('heading', { name: 'Drop your training here' }).waitFor();
    const before = [...scripts];
    const sizes = before.map((path) => gzipSync(readFileSync(join(ROOT, 'dist', path)), { level: 9 }).length);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    figure(
      'gzip bytes of script before the first screen',
      `${(total / 1024).toFixed(1)} KB in ${before.length} files`,
      { text: `at most ${AIM_KB} KB`, isMet: total <= AIM_KB * 1024 },
    );
    for (const [index, path] of before.entries())
      figure(`  ${path}`, `${(sizes[index] / 1024).toFixed(1)} KB`);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 20));
    });
    for (let repeat = 0; repeat < bench.repeats; repeat++) {
      await page.goto('about:blank');
      await page.goto(bench.app);
      await page.getByRole('heading', { name: 'Drop your training here' }).waitFor();
      times.push(await page.evaluate(() => performance.now()));
    }
  });
  figure('service worker to usable first screen', inMs(times));
}
