import { countFrames } from './frames.js';
import { watchWorkers } from './page-targets.js';
import { residentOfRenderers } from './share-people.js';

const MEGABYTE = 1e6;
const FILTERS = ['metrics.loss < 0.31', "params.param_00 = 'adam'", 'metrics.loss < 0.32', 'sgd'];
const PX_PER_FRAME = 240;
const GROUP_FIELD = /param_00/;

/** What a person waits for at a table of so many runs, by name. The workspace has been seeded. */
export async function measureFindPage(bench, context, profile, runs) {
  const figures = new Map();
  const first = await context.newPage();
  figures.set('page open, from records', { ms: [await openTable(first, bench.app, runs)] });
  await waitUntilKept(first);
  await first.close();
  const again = [];
  let page = null;
  for (let turn = 0; turn < 2; turn++) {
    await page?.close();
    page = await context.newPage();
    again.push(await openTable(page, bench.app, runs));
  }
  figures.set('page open, again', { ms: again });
  for (const [name, measure] of STEPS) {
    try {
      figures.set(name, await measure(page, bench));
    } catch (error) {
      figures.set(name, { text: 'failed' });
      console.log(`    ${name}: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
    }
  }
  for (const [name, one] of await weigh(page, profile)) figures.set(name, one);
  await page.close();
  return figures;
}

/** The blocks of runs are kept after the table is there, a little at a time: until no more are written. */
async function waitUntilKept(page) {
  let kept = -1;
  for (let count = await countKept(page); count !== kept; count = await countKept(page)) {
    kept = count;
    await page.waitForTimeout(1500);
  }
}

function countKept(page) {
  return page.evaluate(async () => {
    const { name } = (await indexedDB.databases()).find((one) => one.name?.startsWith('cairn-views-')) ?? {};
    if (!name) return 0;
    const settle = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const db = await settle(indexedDB.open(name));
    const count = await settle(db.transaction('views').objectStore('views').count());
    db.close();
    return count;
  });
}

const STEPS = [
  ['page filter, typed to rows', filterTimes],
  ['page sort, click to rows', sortTimes],
  ['page group, click to rows', groupTimes],
  ['page star, click to mark', starTimes],
  ['page select all', selectTimes],
  ['frames idle over 32 ms', (page) => frames(page, 0)],
  ['frames scrolling 8 rows each over 32 ms', (page) => frames(page, PX_PER_FRAME)],
];

/** From the navigation to rows in the grid, which says how many there are. */
async function openTable(page, app, runs) {
  await page.goto(`${app}#/experiments/all`);
  await page.waitForFunction(
    (least) => {
      const grid = document.querySelector('[role=grid][aria-label=Runs]');
      const hasRows = grid?.querySelector('[role=row][aria-rowindex="5"]') !== null;
      return grid && hasRows && Number(grid.getAttribute('aria-rowcount')) > least;
    },
    // A few of the runs are deleted and not shown.
    runs * 0.9,
    { timeout: 120_000, polling: 'raf' },
  );
  return page.evaluate(() => performance.now());
}

/** Typed like a person who pastes: all at once; until the grid has another number of rows and shows them. */
async function filterTimes(page, { repeats }) {
  const box = page.getByRole('searchbox', { name: 'Filter runs' });
  const ms = [];
  for (let turn = 0; turn < repeats; turn++) {
    await page.evaluate(() => {
      const count = () =>
        document.querySelector('[role=grid][aria-label=Runs]')?.getAttribute('aria-rowcount');
      const before = count();
      window.answered = new Promise((resolve) => {
        addEventListener(
          'input',
          () => {
            const startedMs = performance.now();
            const poll = () =>
              count() !== before ? resolve(performance.now() - startedMs) : setTimeout(poll, 1);
            poll();
          },
          { once: true, capture: true },
        );
      });
    });
    await box.fill(FILTERS[turn % FILTERS.length]);
    ms.push(await page.evaluate(() => window.answered));
    await page.waitForTimeout(100);
  }
  await box.fill('');
  await page.waitForTimeout(500);
  return { ms };
}

async function sortTimes(page, { repeats }) {
  const ms = [];
  for (let turn = 0; turn < repeats; turn++) {
    ms.push(
      await page.evaluate(async () => {
        const grid = document.querySelector('[role=grid][aria-label=Runs]');
        const header = grid.querySelector('[role=columnheader][data-head="metrics.loss"]');
        if (!header) throw new Error('The table shows no column of the loss');
        const rows = () =>
          [...grid.querySelectorAll('[role=row][aria-rowindex="2"]')].map((row) => row.textContent);
        const before = rows().join('|');
        const startedMs = performance.now();
        header.click();
        while (rows().join('|') === before || rows().join('').trim() === '')
          await new Promise((resolve) => setTimeout(resolve, 1));
        return performance.now() - startedMs;
      }),
    );
    await page.waitForTimeout(100);
  }
  return { ms };
}

/** A field of the open panel, chosen; until the first row is a group with numbers. Then without it again. */
async function groupTimes(page, { repeats }) {
  const ms = [];
  await page.getByRole('button', { name: 'Group by' }).click();
  const panel = page.getByRole('dialog', { name: 'Group by' });
  for (let turn = 0; turn < repeats; turn++) {
    const field = panel.getByRole('checkbox', { name: GROUP_FIELD }).first();
    ms.push(
      await field.evaluate(async (box) => {
        const first = () =>
          document.querySelector(
            '[role=grid][aria-label=Runs] [role=row][aria-rowindex="2"]:not([aria-hidden])',
          );
        const startedMs = performance.now();
        box.click();
        while (!first()?.classList.contains('is-group') || !/\d/.test(first().textContent))
          await new Promise((resolve) => setTimeout(resolve, 1));
        return performance.now() - startedMs;
      }),
    );
    await field.uncheck();
    await page.locator('[role=grid][aria-label=Runs] .is-group').first().waitFor({ state: 'hidden' });
    await page.waitForTimeout(100);
  }
  await page.keyboard.press('Escape');
  return { ms };
}

/** The run of the second row, chosen and starred below the table; until its row tells of it. */
async function starTimes(page, { repeats }) {
  const ms = [];
  const row = page.locator('[role=grid][aria-label=Runs] [role=row][aria-rowindex="3"]');
  await row.getByRole('checkbox').click();
  const actions = page.getByRole('contentinfo').or(page.locator('.runs-foot'));
  for (let turn = 0; turn < repeats; turn++) {
    const button = actions.getByRole('button', { name: /^(Star|Unstar)$/ }).first();
    ms.push(
      await button.evaluate(async (star) => {
        const shown = document.querySelector('[role=grid][aria-label=Runs] [role=row][aria-rowindex="3"]');
        const before = shown.textContent;
        const startedMs = performance.now();
        star.click();
        while (shown.textContent === before) await new Promise((resolve) => setTimeout(resolve, 1));
        return performance.now() - startedMs;
      }),
    );
    await page.waitForTimeout(200);
  }
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  return { ms };
}

async function selectTimes(page, { repeats }) {
  const ms = [];
  const all = page.getByRole('checkbox', { name: 'Select all' });
  for (let turn = 0; turn < Math.min(repeats, 3); turn++) {
    const startedMs = await page.evaluate(() => performance.now());
    await all.click();
    await page.waitForFunction(() => /[\d,]+ runs selected/.test(document.body.textContent), null, {
      polling: 'raf',
    });
    ms.push((await page.evaluate(() => performance.now())) - startedMs);
    await all.click();
    await page.getByText('No runs selected').waitFor();
  }
  return { ms };
}

async function frames(page, px) {
  const { frames: count, slow } = await countFrames(page, px);
  return { text: `${slow} of ${count}`, slow };
}

/** By the engine after a collection; and what the operating system counts, which includes the engine itself. */
async function weigh(page, profile) {
  const targets = await watchWorkers(page);
  try {
    const memory = await targets.memory();
    const inMb = ({ heap, buffers }) => (heap + buffers) / MEGABYTE;
    const workers = memory.workers.map((one) => [one.url.split('/').at(-1).split('-')[0], inMb(one)]);
    const all = inMb(memory.page) + workers.reduce((sum, [, mb]) => sum + mb, 0);
    const entries = [['page', inMb(memory.page)], ...workers, ['page and workers in all', all]];
    const figures = entries.map(([name, mb]) => [
      `memory of ${name}`,
      { text: `${Math.round(mb)} MB`, megabytes: mb },
    ]);
    const resident = residentOfRenderers(profile);
    if (resident !== null)
      figures.push([
        'memory of the largest renderer, resident',
        { text: `${Math.round(resident / MEGABYTE)} MB` },
      ]);
    return figures;
  } finally {
    await targets.end();
  }
}
