import { startSignal } from '../support/signal.js';
import { figure, inMs, median } from './figures.js';
import { measureRawChannel } from './raw-channel.js';
import {
  makeLink,
  openLink,
  openWatched,
  peakOfRenderers,
  SOCIABLE,
  stallsBetween,
  withSeed,
} from './share-people.js';

/** 2 GB of artifacts in the lists. Nobody has their bytes: they are not fetched by joining, and spare the disk. */
const SHAPE = { runs: 10_000, metrics: 20, points: 200, files: 2, fileBytes: 100_000 };
/** Points are followed for so long after the table is there. */
const POINTS_MS = 20_000;
const THROUGHPUT_AIM = 0.8;
const STALL_MS = 50;

/** Somebody opens a link to 10,000 runs: until the table is there, what it costs, and how fast the points follow. */
export async function measureJoin(bench) {
  const signal = await startSignal({ port: 0 });
  try {
    await bench.withProfile(async (sharer) => {
      const facts = await withSeed(sharer, bench, (page) =>
        page.evaluate((shape) => window.seed.facts(shape), SHAPE),
      );
      const page = await openWatched(sharer, bench.app);
      await page
        .locator(`[role=grid][aria-label=Runs][aria-rowcount="${SHAPE.runs + 1}"]`)
        .waitFor({ timeout: 60_000 });
      const link = await makeLink(page, signal.url, 'Create viewer link', 'Viewer link');
      const visits = [];
      try {
        for (let repeat = 0; repeat < bench.repeats; repeat++)
          visits.push(
            await bench.withProfile(
              (joiner, profile) => joinOnce(bench, page, joiner, profile, link),
              SOCIABLE,
            ),
          );
      } finally {
        if (visits.length > 0) report(facts, visits);
      }
    }, SOCIABLE);
  } finally {
    await signal.stop();
  }
}

async function joinOnce(bench, sharer, context, profile, link) {
  const page = await openWatched(context, bench.app);
  await page.getByRole('heading', { name: 'Drop your training here' }).waitFor();
  const rawMs = await page.evaluate(() => performance.now());
  const rawRate = await measureRawChannel(sharer, page);
  const rawUntilMs = await page.evaluate(() => performance.now());
  const button = await openLink(page, link, 'Ben');
  await page.evaluate(watchTable, SHAPE.runs);
  await button.click();
  const table = await page.evaluate(() => window.watched.table);
  const peakBytes = peakOfRenderers(profile);
  const first = await page.evaluate(() => window.watched.received());
  await page.waitForTimeout(POINTS_MS);
  const last = await page.evaluate(() => window.watched.received());
  const { stalls, joinedMs } = await page.evaluate(() => window.watched);
  return {
    rawRate,
    rate: (last.blobs - first.blobs) / (last.atMs - first.atMs),
    firstRowMs: table.firstRowMs - joinedMs,
    allRowsMs: table.allRowsMs - joinedMs,
    received: table.received,
    before: stallsBetween(stalls, rawMs, rawUntilMs),
    whileJoining: stallsBetween(stalls, joinedMs, table.allRowsMs),
    whileFetching: stallsBetween(stalls, first.atMs, last.atMs),
    peakBytes,
  };
}

/** Runs in the page. */
function watchTable(runs) {
  const { watched } = window;
  const join = [...document.querySelectorAll('dialog button')].find(
    (one) => one.textContent.trim() === 'Join',
  );
  join.addEventListener('click', () => (watched.joinedMs = performance.now()), { capture: true });
  watched.table = new Promise((resolve) => {
    let firstRowMs = 0;
    const look = async () => {
      const grid = document.querySelector('[role=grid][aria-label=Runs]');
      if (grid?.querySelector('[role=row][aria-rowindex="2"]:not([aria-hidden])')) {
        const nowMs = performance.now();
        firstRowMs ||= nowMs;
        if (grid.getAttribute('aria-rowcount') === String(runs + 1))
          return resolve({ firstRowMs, allRowsMs: nowMs, received: await watched.received() });
      }
      setTimeout(look, 10);
    };
    void look();
  });
}

function report(facts, visits) {
  const all = (pick) => visits.map(pick);
  const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  const perSecond = (rates) => `${(median(rates) / 1000).toFixed(1)} MB/s`;
  figure('records of the table', mb(facts.tableBytes));
  figure('records of artifacts, points', `${mb(facts.artifactRecordBytes)}, ${mb(facts.pointBytes)}`);
  figure('listed artifacts, bytes with nobody', mb(SHAPE.runs * SHAPE.files * SHAPE.fileBytes));
  figure('Join to the first row', inMs(all((one) => one.firstRowMs)));
  figure('Join to all 10,000 counted', inMs(all((one) => one.allRowsMs)));
  const rawMs = facts.tableBytes / median(all((one) => one.rawRate));
  figure('the same bytes through a bare channel', `${Math.round(rawMs).toLocaleString('en')} ms`);
  figure('  Join / bare channel', `${(median(all((one) => one.allRowsMs)) / rawMs).toFixed(1)}×`);
  const payload = median(all(({ received }) => received.log + received.blobs));
  figure(
    'came in by then (both lanes)',
    `${mb(payload)}, ${(payload / facts.tableBytes).toFixed(2)}× the table`,
  );
  const wire = median(all(({ received }) => received.wire));
  figure('  on the wire', `${mb(wire)}, ${(wire / facts.tableBytes).toFixed(2)}× the table`);
  reportStalls(
    'stalls while joining',
    all((one) => one.whileJoining),
  );
  figure(
    'peak memory of the renderer when the table is there',
    all(({ peakBytes }) => (peakBytes === null ? 'unknown' : mb(peakBytes))).join(', '),
  );
  figure('points while they come', perSecond(all((one) => one.rate)));
  figure('bare channel between the same pages', perSecond(all((one) => one.rawRate)));
  const share = median(all((one) => one.rate)) / median(all((one) => one.rawRate));
  figure('  points / bare channel', `${Math.round(share * 100)} %`, {
    text: `at least ${THROUGHPUT_AIM * 100} %`,
    isMet: share >= THROUGHPUT_AIM,
  });
  reportStalls(
    'stalls while points come',
    all((one) => one.whileFetching),
  );
}

/** Long tasks are measured by the clock: on a busy machine even an idle page has some. */
function reportStalls(name, stalls, hasAim = true) {
  const { count, sumMs, longestMs } = [...stalls].sort((a, b) => a.sumMs - b.sumMs)[
    Math.floor(stalls.length / 2)
  ];
  const text = `${count} over ${STALL_MS} ms, ${Math.round(sumMs)} ms in all, longest ${Math.round(longestMs)} ms`;
  figure(name, text, hasAim && { text: 'none', isMet: count === 0 });
}
