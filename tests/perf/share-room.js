import { startSignal } from '../support/signal.js';
import { figure, inMs, median } from './figures.js';
import { makeLink, openLink, openWatched, withSeed } from './share-people.js';

const PEOPLE = 8;
const CHANGES = 5;
const SETTLE_MS = 3000;
const RUNS = { runs: 50, metrics: 2, points: 10, files: 0, fileBytes: 0 };
/** Numbers of messages on the lane of the log. */
const ENVELOPES = 13;
const NAMES = { 10: 'heads', 11: 'pull', 12: 'want', 13: 'envelopes', 14: 'ack', 15: 'list', 23: 'presence' };

/** One person changes a name: how many messages that takes, and when all others see it; with 2 people, then with 8. */
export async function measureRoom(bench) {
  const signal = await startSignal({ port: 0 });
  try {
    await bench.withPeople(PEOPLE, async (contexts) => {
      await withSeed(contexts[0], bench, (page) => page.evaluate((shape) => window.seed.facts(shape), RUNS));
      const pages = [await openWatched(contexts[0], bench.app)];
      await countRows(pages[0]);
      const link = await makeLink(pages[0], signal.url, 'Create viewer link', 'Viewer link');
      pages.push(await join(contexts[1], bench, link, 'Person 2'));
      const two = await change(pages);
      for (let index = 2; index < PEOPLE; index++)
        pages.push(await join(contexts[index], bench, link, `Person ${index + 1}`));
      await Promise.all(pages.map((page) => waitForOthers(page)));
      report(two, await change(pages));
    });
  } finally {
    await signal.stop();
  }
}

async function join(context, bench, link, name) {
  const page = await openWatched(context, bench.app);
  await page.getByRole('heading', { name: 'Drop your training here' }).waitFor();
  await (await openLink(page, link, name)).click();
  await countRows(page);
  return page;
}

function countRows(page) {
  return page
    .locator(`[role=grid][aria-label=Runs][aria-rowcount="${RUNS.runs + 1}"]`)
    .waitFor({ timeout: 60_000 });
}

/** A line for everybody else: the mesh is whole. */
async function waitForOthers(page) {
  await page.waitForFunction(
    (others) =>
      window.watched.connections.filter((one) => one.connectionState === 'connected').length >= others,
    PEOPLE - 1,
    { timeout: 60_000 },
  );
}

/** Renames one run several times, and waits between for all to have said what they say. */
async function change(pages) {
  await pages[0].waitForTimeout(SETTLE_MS);
  const [writer, ...readers] = pages;
  const row = writer.locator('[role=grid][aria-label=Runs] [role=row][aria-rowindex="2"]:not([aria-hidden])');
  await row.getByRole('link').first().click();
  const times = [];
  const sent = [];
  for (let index = 0; index < CHANGES; index++) {
    const name = `renamed ${pages.length} ${index}`;
    const seen = readers.map((page) => page.evaluate(waitForText, name));
    const before = await countSent(pages);
    await writer.getByRole('button', { name: 'Rename run' }).click();
    await writer.getByRole('textbox', { name: 'Run name' }).fill(name);
    const startedMs = await writer.evaluate(() => {
      document.querySelector('.runpage-rename').requestSubmit();
      return Date.now();
    });
    const seenMs = await Promise.all(seen);
    times.push({ first: Math.min(...seenMs) - startedMs, all: Math.max(...seenMs) - startedMs });
    await writer.waitForTimeout(SETTLE_MS);
    sent.push(difference(before, await countSent(pages)));
  }
  await writer.goBack();
  return { times, sent };
}

/** Runs in the page: when it shows this text. */
async function waitForText(text) {
  while (!document.body.textContent.includes(text)) await new Promise((resolve) => setTimeout(resolve, 5));
  return Date.now();
}

async function countSent(pages) {
  const counts = await Promise.all(pages.map((page) => page.evaluate(() => window.watched)));
  const sums = { messages: {}, bytes: 0 };
  for (const { sent, sentBytes } of counts) {
    for (const [code, count] of Object.entries(sent))
      sums.messages[code] = (sums.messages[code] ?? 0) + count;
    for (const bytes of Object.values(sentBytes)) sums.bytes += bytes;
  }
  return sums;
}

function difference(before, after) {
  const messages = {};
  for (const [code, count] of Object.entries(after.messages))
    messages[code] = count - (before.messages[code] ?? 0);
  return { messages, bytes: after.bytes - before.bytes };
}

function report(two, eight) {
  const all = ({ times }) => times.map((one) => one.all);
  figure('2 people: until the other sees it', inMs(all(two)));
  figure(`${PEOPLE} people: until the first sees it`, inMs(eight.times.map((one) => one.first)));
  figure(`${PEOPLE} people: until all see it`, inMs(all(eight)));
  figure(`  ${PEOPLE} people / 2 people`, `${(median(all(eight)) / median(all(two))).toFixed(2)}×`);
  const envelopes = median(eight.sent.map(({ messages }) => messages[ENVELOPES] ?? 0));
  figure('envelopes sent for a change, over all', `${envelopes}`, {
    text: `${PEOPLE - 1}, one for each`,
    isMet: envelopes <= PEOPLE - 1,
  });
  const codes = Object.keys(NAMES).filter((code) => eight.sent.some(({ messages }) => messages[code] > 0));
  const text = codes.map(
    (code) => `${median(eight.sent.map(({ messages }) => messages[code] ?? 0))} ${NAMES[code]}`,
  );
  figure('all messages for a change', text.join(', '));
  figure('  in bytes', `${(median(eight.sent.map(({ bytes }) => bytes)) / 1000).toFixed(1)} KB`);
}
