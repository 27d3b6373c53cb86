import { figure, inMs, median } from './figures.js';
import { watchWorkers } from './page-targets.js';
import { withSeed } from './share-people.js';

const ANSWER_MS = 100;
const REDRAW_MS = 50;
const MEGABYTES = 300;
const MEGABYTE = 1e6;
const SIZES = [
  { name: '50 runs × 10,000 points', runs: 50, metrics: 1, points: 10_000 },
  { name: '10 runs × 1,000,000 points', runs: 10, metrics: 1, points: 1_000_000 },
  { name: '50 runs × 8,000 metrics', runs: 50, metrics: 8000, points: 3, sections: 80 },
];
/** Longer than this a step has not worked. */
const STEP_MS = 30_000;

/** Charts over the table, from the click to what is drawn. */
export function drawCases() {
  return SIZES.map(({ name, ...shape }) => ({
    part: 'draw',
    name: `Draw: ${name}`,
    limitS: [180, 40],
    makesInput: true,
    measure: (bench) => measureDraw(bench, { ...shape, files: 0, fileBytes: 0 }),
  }));
}

async function measureDraw(bench, shape) {
  await bench.withProfile(async (context) => {
    await withSeed(context, bench, (page) => page.evaluate((one) => window.seed.facts(one), shape));
    await drawFifty(context, bench.app, shape.runs);
    const first = [];
    const zoom = [];
    const smoothing = [];
    let page = null;
    for (let repeat = 0; repeat < bench.repeats; repeat++) {
      await page?.close();
      page = await context.newPage();
      first.push(await openCharts(page, bench.app, shape.runs));
      await checkLines(page, shape.runs);
      zoom.push(await zoomOnce(page));
      smoothing.push(await smoothOnce(page, `0.${repeat + 3}`));
    }
    figure('click on Charts to the first chart drawn', inMs(first), atMost(first, ANSWER_MS));
    figure('end of a drag to the zoomed chart', inMs(zoom), atMost(zoom, REDRAW_MS));
    figure('another smoothing to the chart', inMs(smoothing), atMost(smoothing, ANSWER_MS));
    const { slow, count } = await scrollFrames(page);
    figure('frames scrolling the charts over 32 ms', `${slow} of ${count}`, {
      text: 'none',
      isMet: slow === 0,
    });
    const counts = await page.evaluate(() => [
      document.querySelectorAll('figure').length,
      document.querySelectorAll('*').length,
    ]);
    figure('charts and elements in the page', counts.map((one) => one.toLocaleString('en')).join(' and '));
    await weigh(page);
    await page.close();
  });
}

function atMost(times, limitMs) {
  return { text: `at most ${limitMs} ms`, isMet: median(times) <= limitMs };
}

/** A table draws its first ten runs until somebody says otherwise, and remembers what was said. */
async function drawFifty(context, app, runs) {
  const page = await context.newPage();
  await openCharts(page, app, runs);
  await page.getByRole('button', { name: /^Drawn: / }).click();
  await page.getByRole('menuitemcheckbox', { name: 'First 50' }).click();
  await checkLines(page, runs);
  // What is remembered is written a moment later.
  await page.waitForTimeout(1000);
  await page.close();
}

/** Fails unless the first figure has a line for every run. */
async function checkLines(page, runs) {
  await page.getByText(`${runs} of ${runs} runs drawn`).waitFor({ timeout: STEP_MS });
  await page.waitForFunction(
    (wanted) => {
      const text =
        document.querySelector('figure[aria-busy=false] [role=application] > p')?.textContent ?? '';
      const described = text.match(/: from /g)?.length ?? 0;
      return described + Number(/(\d+) more lines\./.exec(text)?.[1] ?? 0) === wanted;
    },
    runs,
    { timeout: STEP_MS },
  );
}

/** From the click on the layout to a figure whose lines are there. */
async function openCharts(page, app, runs) {
  await page.goto(`${app}#/experiments/all`);
  const layout = page.getByRole('radiogroup', { name: 'Layout' });
  // A table is opened as it was left.
  await layout.getByRole('radio', { name: 'Table' }).check({ timeout: STEP_MS });
  const grid = page.locator(`[role=grid][aria-label=Runs][aria-rowcount="${runs + 1}"]`);
  await grid.locator('[role=row][aria-rowindex="3"]').first().waitFor({ timeout: STEP_MS });
  const charts = layout.getByRole('radio', { name: 'Charts' });
  await charts.evaluate((radio) => {
    const startedMs = performance.now();
    const isDrawn = () => document.querySelector('figure[aria-busy=false] canvas') !== null;
    window.drawn = new Promise((resolve) => {
      const poll = () => (isDrawn() ? resolve(performance.now() - startedMs) : setTimeout(poll, 1));
      poll();
    });
    radio.click();
  });
  return soon(page.evaluate(() => window.drawn));
}

/** The first figure is busy from the moment its question changes to the moment its answer is drawn. */
function watchBusy(page) {
  return page.evaluate(() => {
    const panel = document.querySelector('figure[aria-busy]');
    window.answered = new Promise((resolve) => {
      let askedAt = 0;
      const watch = new MutationObserver(() => {
        const isBusy = panel.getAttribute('aria-busy') === 'true';
        if (isBusy && askedAt === 0) askedAt = performance.now();
        if (isBusy || askedAt === 0) return;
        watch.disconnect();
        resolve(performance.now() - askedAt);
      });
      watch.observe(panel, { attributes: true, attributeFilter: ['aria-busy'] });
    });
  });
}

async function zoomOnce(page) {
  const box = await page.locator('figure[aria-busy] .u-over').first().boundingBox();
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.4, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, y, { steps: 3 });
  await watchBusy(page);
  await page.mouse.up();
  return soon(page.evaluate(() => window.answered));
}

async function smoothOnce(page, amount) {
  await page.getByRole('button', { name: 'Smoothing of all charts' }).click();
  const field = page.getByRole('spinbutton', { name: 'Amount of smoothing' });
  await field.fill(amount);
  await watchBusy(page);
  await field.press('Enter');
  const ms = await soon(page.evaluate(() => window.answered));
  await page.keyboard.press('Escape');
  return ms;
}

/** Everything that scrolls and is higher than the window, a good way down. */
async function scrollFrames(page) {
  return page.evaluate(async () => {
    const scrollers = [document.scrollingElement, ...document.querySelectorAll('*')].filter(
      (one) => one.scrollHeight > one.clientHeight + 100 && one.clientHeight > 300,
    );
    const scroller = scrollers.sort((a, b) => b.scrollHeight - a.scrollHeight)[0];
    const times = [];
    let last = await new Promise(requestAnimationFrame);
    for (let frame = 0; frame < 200; frame++) {
      scroller?.scrollBy(0, 60);
      const now = await new Promise(requestAnimationFrame);
      times.push(now - last);
      last = now;
    }
    return { count: times.length, slow: times.filter((ms) => ms > 32).length };
  });
}

async function weigh(page) {
  const targets = await watchWorkers(page);
  try {
    const memory = await targets.memory();
    const inMb = ({ heap, buffers }) => (heap + buffers) / MEGABYTE;
    const all = [memory.page, ...memory.workers].reduce((sum, one) => sum + inMb(one), 0);
    const parts = [inMb(memory.page), ...memory.workers.map(inMb)].map((mb) => Math.round(mb)).join(' + ');
    const aim = { text: `at most ${MEGABYTES} MB`, isMet: all <= MEGABYTES };
    figure('memory of page + workers', `${parts} MB`, aim);
  } finally {
    await targets.end();
  }
}

async function soon(answer) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing was drawn within ${STEP_MS / 1000} s`)), STEP_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
