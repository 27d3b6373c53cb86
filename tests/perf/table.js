import { figure, inMs } from './figures.js';
import { countFrames } from './frames.js';
import { importOnce } from './imports.js';

/** 5,000 runs in the table: sorting by a metric, and scrolling through all rows frame by frame. */
export async function measureTable(bench) {
  await bench.withProfile(async (context) => {
    await importOnce(context, bench, [bench.inputs.database]);
    const page = await context.newPage();
    await page.goto(`${bench.app}#/experiments/all`);
    await page
      .locator('[role=grid][aria-label=Runs] [role=row][aria-rowindex="5"]')
      .waitFor({ timeout: 60_000 });
    const sorts = [];
    for (let repeat = 0; repeat < bench.repeats * 2; repeat++) sorts.push(await sortOnce(page));
    figure('sort by a metric, click to rows', inMs(sorts));
    const idle = await countFrames(page, 0);
    const scroll = await countFrames(page, 240);
    figure(
      'frames while idle, over 32 ms',
      `${idle.slow} of ${idle.frames}, median ${idle.median.toFixed(1)} ms`,
    );
    figure(
      'frames while scrolling 8 rows a frame, over 32 ms',
      `${scroll.slow} of ${scroll.frames}, median ${scroll.median.toFixed(1)} ms`,
    );
  });
  const bare = await sortInWorker(bench);
  figure('the same sort in the worker alone', inMs(bare));
}

/** From the click on the header to the first rows being others. */
function sortOnce(page) {
  return page.evaluate(async () => {
    const grid = document.querySelector('[role=grid][aria-label=Runs]');
    const header = grid.querySelector('[role=columnheader][data-head="metrics.loss"]');
    if (!header) throw new Error('The table shows no column of the loss');
    const rowsNow = () =>
      [...grid.querySelectorAll('[role=row][aria-rowindex]')].slice(1, 6).map((row) => row.textContent);
    const before = rowsNow().join('|');
    const isNew = (rows) => rows.join('|') !== before && rows.every((text) => text.includes('run-'));
    const startedMs = performance.now();
    header.click();
    while (!isNew(rowsNow())) await new Promise((resolve) => setTimeout(resolve, 1));
    return performance.now() - startedMs;
  });
}

async function sortInWorker(bench) {
  const times = [];
  await bench.withProfile(async (context) => {
    const page = await context.newPage();
    await page.goto(bench.bare);
    for (let repeat = 0; repeat < bench.repeats; repeat++) {
      times.push((await page.evaluate(() => window.measure('Files', 'sort'))).ms);
    }
  });
  return times;
}
