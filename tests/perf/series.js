import { join } from 'node:path';
import { runnerImport } from 'vite';
import { figure, inMs, median } from './figures.js';

const SIZES = [
  { runs: 1, points: 1_000_000 },
  { runs: 50, points: 10_000 },
  { runs: 10, points: 1_000_000 },
];
const REDRAW_MS = 50;
const SMOOTHING_MS = 200;

/** The worker's side of a line chart, under Node. */
export function seriesCases() {
  return SIZES.map((size) => ({
    part: 'series',
    name: `Worker: ${size.runs} runs × ${size.points.toLocaleString('en')} points`,
    limitS: [60, 60],
    makesInput: true,
    measure: ({ repeats }) => measure(size, repeats),
  }));
}

async function measure(size, repeats) {
  const { module } = await runnerImport(join(import.meta.dirname, 'series-answers.ts'));
  const times = await module.timeSeries(size, repeats);
  figure('first answer', inMs(times.first));
  figure('everything again', inMs(times.everything));
  figure('zoom', inMs(times.zoom), atMost(times.zoom, REDRAW_MS));
  for (const [kind, all] of Object.entries(times.smoothing)) {
    figure(`smoothing changed: ${kind}`, inMs(all), kind === 'ema' ? atMost(all, SMOOTHING_MS) : undefined);
  }
  figure('zoom, smoothed', inMs(times.smoothedZoom), atMost(times.smoothedZoom, REDRAW_MS));
  figure('one group, mean and std, smoothing changed', inMs(times.group));
  figure('held between questions', `${Math.round(times.heldBytes / 2 ** 20)} MiB`);
}

function atMost(times, limitMs) {
  return { text: `at most ${limitMs} ms`, isMet: median(times) <= limitMs };
}
