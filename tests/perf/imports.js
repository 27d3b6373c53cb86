import { figure, inMs, ratio } from './figures.js';
import { timeOthers } from './other-readers.js';

/** What is dropped, and the aims: decode against raw, whole import against decode (or against raw, for the folder). */
const DROPS = [
  {
    name: 'mlflow.db, 5,000 runs × 20 metrics × 20 params',
    pick: ({ database }) => [database],
    decodeAim: 6,
    importAim: 1.5,
  },
  {
    name: 'mlruns of 1,000 runs × 40 files',
    pick: ({ folder }) => folder,
    folderAim: 1.3,
    importAim: 1.5,
  },
  { name: 'CSV of 100 MB, 40 columns', pick: ({ csv }) => [csv], decodeAim: 5, importAim: 1.5 },
  {
    part: 'decode',
    name: 'Parquet, 1 M rows × 10 columns',
    pick: ({ parquet }) => [parquet],
    hyparquetAim: 1.1,
    importAim: 1.5,
    python: 'table-loader.py',
  },
  {
    part: 'decode',
    name: 'CSV, 1 M rows × 6 columns',
    pick: ({ rows }) => [rows],
    decodeAim: 5,
    importAim: 1.5,
    python: 'table-loader.py',
  },
  {
    part: 'decode',
    name: 'W&B log, 100,000 rows of five metrics',
    pick: ({ wandb }) => [wandb],
    python: 'wandb-loader.py',
    theirAim: 1,
    decodeAim: 10,
    importAim: 2,
  },
  {
    part: 'decode',
    name: 'TensorBoard, 1 M points in one event file',
    pick: ({ events }) => [events],
    decodeAim: 6,
    importAim: 2,
    python: 'tensorboard-loader.py',
    theirAim: 1,
  },
];

export function importCases() {
  return DROPS.map((drop) => ({
    part: drop.part ?? 'import',
    name: drop.name,
    limitS: [30, 120],
    measure: (bench) => measureDrop(bench, drop, drop.pick(bench.inputs)),
  }));
}

/** Raw read, bare decode, whole import and others' readers in turn, so that drift of the machine meets all of them. */
async function measureDrop(bench, drop, paths) {
  const times = { raw: [], decode: [], hyparquet: [], import: [], theirs: new Map() };
  try {
    for (let repeat = 0; repeat < bench.repeats; repeat++) {
      await bench.withProfile(async (context) => {
        const page = await context.newPage();
        await page.goto(bench.bare);
        const label = Array.isArray(paths) ? 'Files' : 'Folder';
        await handFiles(bench, page, label, paths);
        const measure = (what) => page.evaluate(([l, w]) => window.measure(l, w), [label, what]);
        times.raw.push((await measure('raw')).ms);
        if (drop.hyparquetAim) times.hyparquet.push((await measure('hyparquet')).ms);
        times.decode.push((await measure('decode')).ms);
        await page.close();
        times.import.push(await importOnce(context, bench, paths));
      });
      if (drop.python)
        await bench.limit.pauseFor(async () => timeOthers(drop.python, paths[0], times.theirs, 'ms'));
    }
  } finally {
    // Whole rounds are worth their figures, also where the time ran out in a later one.
    if (times.import.length > 0) report(drop, times);
  }
}

/** Playwright takes minutes for the 40,000 files of a folder. */
function handFiles(bench, page, label, paths) {
  return bench.limit.pauseFor(() => page.getByLabel(label).setInputFiles(paths, { timeout: 300_000 }));
}

function report(one, times) {
  figure('raw read', inMs(times.raw));
  if (one.hyparquetAim) figure('hyparquet alone', inMs(times.hyparquet));
  figure('decode by the reader', inMs(times.decode));
  figure('drop to usable table', inMs(times.import));
  ratio('decode / raw', times.decode, times.raw, one.decodeAim);
  if (one.hyparquetAim) ratio('decode / hyparquet', times.decode, times.hyparquet, one.hyparquetAim);
  ratio('import / decode', times.import, times.decode, one.importAim);
  if (one.python) reportTheirs(one, times);
  if (one.folderAim) ratio('import / raw', times.import, times.raw, one.folderAim);
}

function reportTheirs(one, times) {
  if (times.theirs.size === 0)
    console.log(`    ${one.python}: name a Python that has its packages in BENCH_PYTHON`);
  for (const [name, theirs] of times.theirs) {
    figure(name, inMs(theirs));
    ratio(`decode / ${name}`, times.decode, theirs, one.theirAim);
  }
}

/** From the moment the files are with the page to the first row of the grid. */
export async function importOnce(context, bench, paths) {
  const page = await context.newPage();
  await page.goto(bench.app);
  await page.getByRole('heading', { name: 'Drop your training here' }).waitFor();
  const label = Array.isArray(paths) ? 'Files to import' : 'Folder to import';
  await page.evaluate((name) => {
    const input = document.querySelector(`input[aria-label="${name}"]`);
    input.addEventListener('change', () => (window.droppedAt = performance.now()), { capture: true });
    const watch = new MutationObserver(() => {
      if (
        window.shownAt ||
        !document.querySelector('[role=grid][aria-label=Runs] [role=row][aria-rowindex="2"]')
      )
        return;
      window.shownAt = performance.now();
    });
    watch.observe(document.body, { subtree: true, childList: true, attributes: true });
  }, label);
  await handFiles(bench, page, label, paths);
  const review = page.getByRole('dialog').getByRole('button', { name: /^Import/ });
  await page.locator('.import-panel [role=status]').or(review).first().waitFor({ timeout: 300_000 });
  if (await review.isVisible()) {
    await page.evaluate(() => (window.droppedAt = performance.now()));
    await review.click();
  }
  await page.waitForFunction(() => window.shownAt !== undefined, null, { timeout: 300_000 });
  const ms = await page.evaluate(() => window.shownAt - window.droppedAt);
  await page.close();
  return ms;
}
