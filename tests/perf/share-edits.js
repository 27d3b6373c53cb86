import { figure, inMs, median } from './figures.js';
import { openWatched, stallsBetween, withSeed } from './share-people.js';

const ENVELOPES = 10_000;
const FEW = 10;
const RUNS = { runs: 100, metrics: 2, points: 5, files: 0, fileBytes: 0 };
const DOCUMENT_BYTES = 3_000_000;
const DOCUMENT_MS = 100;
const FIRST_ROW = '[role=grid][aria-label=Runs] [role=row][aria-rowindex="2"]:not([aria-hidden])';

/** A workspace after years of edits: opening it, and the document of all its edits alone. */
export async function measureEdits(bench) {
  const many = [];
  const few = [];
  let document = null;
  for (const [envelopes, visits] of [
    [FEW, few],
    [ENVELOPES, many],
  ]) {
    await bench.withProfile(async (context) => {
      const bare = await withSeed(context, bench, async (page) => {
        await page.evaluate((shape) => window.seed.facts(shape), RUNS);
        await page.evaluate((count) => window.seed.edits(count), envelopes);
        document ??= await page.evaluate(() => window.seed.document());
        const opened = [];
        for (let repeat = 0; repeat < bench.repeats; repeat++)
          opened.push(await page.evaluate(() => window.seed.opening()));
        return opened;
      });
      // The first visit folds the edits into one row; it is shown apart.
      for (let repeat = 0; repeat <= bench.repeats; repeat++)
        visits.push({ ...(await openOnce(context, bench)), bare: bare[repeat % bare.length] });
    });
  }
  reportDocument(document);
  reportOpening(few, many);
}

/** Until the dialog of sharing says that the log is there. */
async function openOnce(context, bench) {
  const page = await openWatched(context, bench.app);
  await page.locator(FIRST_ROW).first().waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const opened = await page.evaluate(async () => {
    const isReady = () =>
      [...document.querySelectorAll('dialog button')].some(
        (one) => one.textContent.trim() === 'Create viewer link' && !one.disabled,
      );
    while (!isReady()) await new Promise((resolve) => setTimeout(resolve, 5));
    const readyMs = performance.now();
    // What is done late counts as well.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    return { readyMs, untilMs: performance.now(), stalls: window.watched.stalls };
  });
  const edit = await editOnce(page);
  await page.close();
  return { readyMs: opened.readyMs, stalls: stallsBetween(opened.stalls, 0, opened.untilMs), edit };
}

/** One name is changed: until the page says it, and what that and all that follows hold up. */
async function editOnce(page) {
  await page.keyboard.press('Escape');
  await page.locator(FIRST_ROW).first().getByRole('link').first().click();
  await page.getByRole('button', { name: 'Rename run' }).click();
  const name = `renamed at ${Date.now()}`;
  await page.getByRole('textbox', { name: 'Run name' }).fill(name);
  const { shownMs, fromMs, untilMs, stalls } = await page.evaluate(async (text) => {
    const fromMs = performance.now();
    document.querySelector('.runpage-rename').requestSubmit();
    while (document.querySelector('h1')?.textContent !== text)
      await new Promise((resolve) => setTimeout(resolve, 2));
    const shownMs = performance.now() - fromMs;
    // It is sealed, hashed and announced within a second.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    return { shownMs, fromMs, untilMs: performance.now(), stalls: window.watched.stalls };
  }, name);
  return { shownMs, ...stallsBetween(stalls, fromMs, untilMs) };
}

function reportDocument({ runs, sizeBytes, loadMs, projectMs }) {
  figure(
    `document of names and two tags for ${runs.toLocaleString('en')} runs`,
    `${(sizeBytes / 1e6).toFixed(2)} MB`,
    {
      text: `under ${DOCUMENT_BYTES / 1e6} MB`,
      isMet: sizeBytes < DOCUMENT_BYTES,
    },
  );
  figure('  loading it', inMs(loadMs), {
    text: `under ${DOCUMENT_MS} ms`,
    isMet: median(loadMs) < DOCUMENT_MS,
  });
  figure('  reading it for the screens', inMs(projectMs));
}

function reportOpening(few, many) {
  const [firstVisit, ...later] = many;
  const ready = (visits) => visits.map((one) => one.readyMs);
  figure(`log of ${FEW} envelopes: page to sharing ready`, inMs(ready(few.slice(1))));
  figure(`log of ${ENVELOPES.toLocaleString('en')}: page to sharing ready`, inMs(ready(later)));
  figure('  ratio', `${(median(ready(later)) / median(ready(few.slice(1)))).toFixed(2)}×`);
  figure('  the first time, folding its edits', inMs([firstVisit.readyMs]));
  figure('the log alone', inMs(many.map((one) => one.bare.ms)));
  if (many.some((one) => one.bare.envelopes < ENVELOPES)) throw new Error('The log lost envelopes');
  const shown = (visits) => visits.map(({ edit }) => edit.shownMs);
  figure('an edit in the small one, until it shows', inMs(shown(few.slice(1))));
  figure('an edit among those of 10,000 runs', inMs(shown(later)));
  const held = (visits) => visits.map(({ edit }) => edit.sumMs);
  figure('  stalls it causes, small', inMs(held(few.slice(1))));
  figure('  stalls it causes, large', inMs(held(later)));
  for (const [name, visits] of [
    ['stalls, few envelopes', few.slice(1)],
    ['stalls, the first time', [firstVisit]],
    ['stalls, later', later],
  ]) {
    const longest = visits.map((one) => one.stalls.longestMs);
    const sums = visits.map((one) => one.stalls.sumMs);
    figure(name, `longest ${inMs(longest)}, in all ${inMs(sums)}`);
  }
}
