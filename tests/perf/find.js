import { median } from './figures.js';
import { measureFindPage } from './find-page.js';
import { withSeed } from './share-people.js';

/** `BENCH_RUNS=1000,10000` for fewer. */
const SIZES = (process.env.BENCH_RUNS ?? '1000,10000,100000').split(',').map(Number);
const EXPERIMENTS = 5;
const WORKER_MS = 50;
const ANSWER_MS = 100;
const MEGABYTES = 300;
/** What each budget is about, by the beginning of a figure's name; printed beside the figures, never asserted. */
const BUDGETS = [
  ['worker filter: ', WORKER_MS],
  ['worker sort: ', WORKER_MS],
  ['worker group: ', ANSWER_MS],
  ['worker a run starred', ANSWER_MS],
  ['worker list of experiments', ANSWER_MS],
  ['page filter', ANSWER_MS],
  ['page sort', ANSWER_MS],
  ['page group', ANSWER_MS],
  ['page star', ANSWER_MS],
  ['page select all', ANSWER_MS],
];
const BASELINES = [
  ['worker filter: metrics.loss < x', 'worker plain: filter of as many numbers'],
  ['worker sort: a metric', 'worker plain: sort of as many numbers'],
];

export function findCases() {
  return [
    {
      part: 'find',
      name: `Find: ${SIZES.map((runs) => runs.toLocaleString('en')).join(', ')} runs × 60 values`,
      limitS: [600, 60],
      makesInput: true,
      measure: measureFind,
    },
  ];
}

/** Every question at every size in one table: the growth tells more than the times of a busy machine. */
async function measureFind(bench) {
  const bySize = new Map();
  try {
    for (const runs of SIZES) bySize.set(runs, await measureSize(bench, runs));
  } finally {
    if (bySize.size > 0) report(bySize);
  }
}

async function measureSize(bench, runs) {
  return bench.withProfile(async (context, profile) => {
    const figures = new Map();
    await withSeed(context, bench, async (page) => {
      const bytes = await page.evaluate((shape) => window.seed.runs(shape), {
        runs,
        experiments: EXPERIMENTS,
      });
      figures.set('bytes of records', { text: `${Math.round(bytes / 2 ** 20)} MiB` });
      const times = await page.evaluate((repeats) => window.seed.find(repeats), bench.repeats);
      for (const [what, ms] of Object.entries(times)) figures.set(`worker ${what}`, { ms });
    });
    for (const [what, one] of await measureFindPage(bench, context, profile, runs)) figures.set(what, one);
    return figures;
  });
}

function report(bySize) {
  const sizes = [...bySize.keys()];
  const largest = bySize.get(sizes.at(-1));
  const cell = (one) => (one ? (one.text ?? inMsBriefly(median(one.ms))) : '–');
  const line = (name, cells, end = '') =>
    `    ${name.padEnd(52)}${cells.map((text) => String(text).padStart(11)).join('')}   ${end}`;
  console.log(
    line(
      '',
      [
        ...sizes.map((runs) => runs.toLocaleString('en')),
        ...sizes.slice(1).map((runs) => `×${runs / sizes[0]}`),
      ],
      'budget',
    ),
  );
  for (const [name, one] of largest) {
    const all = sizes.map((runs) => bySize.get(runs).get(name));
    const medians = all.map((each) => (each?.ms ? median(each.ms) : Number.NaN));
    const growth = medians
      .slice(1)
      .map((ms) => (ms > 0 && medians[0] > 0 ? `${(ms / medians[0]).toFixed(1)}×` : ''));
    console.log(line(name, [...all.map(cell), ...growth], budgetText(name, one)));
  }
  for (const [name, base] of BASELINES) {
    const all = sizes.map((runs) => bySize.get(runs));
    if (!all.every((one) => one.has(name) && one.has(base))) continue;
    const ratios = all.map((one) => `${(median(one.get(name).ms) / median(one.get(base).ms)).toFixed(1)}×`);
    console.log(line(`${name.slice('worker '.length)} / plain`, ratios));
  }
}

function budgetText(name, { ms, megabytes, slow }) {
  const [, limitMs] = BUDGETS.find(([beginning]) => name.startsWith(beginning)) ?? [];
  if (ms && limitMs !== undefined && !name.endsWith(', first'))
    return verdict(median(ms) <= limitMs, `${limitMs} ms`);
  if (megabytes !== undefined && name.endsWith('in all'))
    return verdict(megabytes <= MEGABYTES, `${MEGABYTES} MB`);
  if (slow !== undefined) return verdict(slow === 0, 'none');
  return '';
}

function verdict(isMet, text) {
  return `${isMet ? 'met' : 'NOT MET'} ${text}`;
}

function inMsBriefly(ms) {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms).toLocaleString('en')} ms`;
}
