import type { PointColumns } from '../../src/base/columns.ts';
import { type RunKey, toRunKey } from '../../src/domain/ids.ts';
import { summariseSeries } from '../../src/domain/series-summary.ts';
import type { SmoothingKind } from '../../src/domain/view-state.ts';
import type { SeriesQuery } from '../../src/rpc/query-api.ts';
import { makeSeriesReader } from '../../workers/query/series.ts';
import { PLAIN_SERIES } from '../support/questions.ts';

export interface SeriesSize {
  readonly runs: number;
  readonly points: number;
}

export interface SeriesTimes {
  /** Milliseconds, of each repeat; the first answer is asked once. */
  readonly first: readonly number[];
  readonly everything: readonly number[];
  readonly zoom: readonly number[];
  readonly smoothing: Readonly<Record<SmoothingKind, readonly number[]>>;
  readonly smoothedZoom: readonly number[];
  readonly group: readonly number[];
  /** What the worker holds at the end. */
  readonly heldBytes: number;
}

const KINDS: readonly SmoothingKind[] = ['ema', 'time-ema', 'mean', 'gaussian'];

/** How long the worker's side of a line chart takes, points lying in memory already. */
export async function timeSeries({ runs, points }: SeriesSize, repeats: number): Promise<SeriesTimes> {
  const columns = new Map(Array.from({ length: runs }, (_, i) => [toRunKey(`r${i}`), makePoints(i, points)]));
  const reader = makeReader(columns);
  const base = { ...PLAIN_SERIES, runs: [...columns.keys()], ys: ['loss'], range: null, widthPx: 1200 };
  const ask = async (query: Partial<SeriesQuery>) => {
    const startMs = performance.now();
    await reader.series({ ...base, ...query });
    return performance.now() - startMs;
  };
  const repeat = async (query: (at: number) => Partial<SeriesQuery>) => {
    const times: number[] = [];
    for (let at = 0; at < repeats; at++) times.push(await ask(query(at)));
    return times;
  };
  const zoomed = (at: number): SeriesQuery['range'] => [points * 0.1 + at, points * (0.15 + 0.8 / (at + 1))];
  const first = [await ask({})];
  const everything = await repeat(() => ({}));
  const zoom = await repeat((at) => ({ range: zoomed(at) }));
  const smoothing = {} as Record<SmoothingKind, readonly number[]>;
  for (const kind of KINDS) {
    smoothing[kind] = await repeat((at) => ({ smoothing: { kind, amount: 0.9 + at / 1000 } }));
  }
  const smoothedZoom = await repeat((at) => ({
    range: zoomed(at),
    smoothing: { kind: 'ema', amount: 0.9 },
  }));
  const groups = [{ id: 'all', runs: base.runs }];
  const group = await repeat((at) => ({ groups, smoothing: { kind: 'ema', amount: at / 100 } }));
  return { first, everything, zoom, smoothing, smoothedZoom, group, heldBytes: reader.sizeBytes };
}

function makeReader(columns: ReadonlyMap<RunKey, PointColumns>) {
  const summaries = new Map([...columns].map(([run, points]) => [run, summariseSeries('loss', points)]));
  return makeSeriesReader({
    isMetric: (metric) => metric === 'loss',
    loadMetrics: async () => ['loss'],
    loadSummary: async (run) => summaries.get(run) ?? null,
    // A copy, as what is read from the disk is one.
    load: async (run) => ({ columns: structuredClone(columns.get(run)!), missing: [] }),
    startMs: () => null,
    runName: () => '',
  });
}

/** A falling curve with noise, the same at every run. */
function makePoints(seed: number, count: number): PointColumns {
  let state = seed + 1;
  const steps = Float64Array.from({ length: count }, (_, i) => i);
  const values = steps.map((step) => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.exp((-step / count) * 3) + (state / 2_147_483_647) * 0.2;
  });
  return { steps, timesMs: steps.map((step) => 1.7e12 + seed * 1000 + step * 250), values };
}
