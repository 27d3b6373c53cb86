import type { ExperimentKey, Hash, RunKey } from '../../src/domain/ids.ts';
import { mlflowExperimentKey, toHash } from '../../src/domain/ids.ts';
import type { ExperimentRecord } from '../../src/domain/records.ts';
import type { Pair, RunStatus, StoredRun, StoredSeries } from '../../src/domain/run.ts';
import { seededRun } from './seeded-run.ts';

/** Runs of 60 values: 20 metrics, 30 parameters, 10 tags, nested and spread over experiments. */
export interface WideShape {
  readonly runs: number;
  readonly experiments: number;
}

const WIDE_METRICS = 20;
/** Of each series, in the one pack that all runs share. */
const WIDE_POINTS = 10;
/** Every so many runs a parent begins, whose children the next ones are. */
const FAMILY = 20;
const CHILDREN = 9;
const FIRST_START_MS = 1_700_000_000_000;
const STATUSES: readonly RunStatus[] = ['finished', 'finished', 'finished', 'finished', 'failed', 'running'];
const METRICS = Array.from({ length: WIDE_METRICS }, (_, at) => (at === 0 ? 'loss' : `val/metric_${at}`));
const OPTIMIZERS = ['adam', 'adamw', 'sgd', 'lion', 'rmsprop', 'adagrad'];

export function wideExperiment(index: number): ExperimentRecord {
  const id = String(index + 1);
  const name = `team ${index % 7}/sweep ${index}`;
  return {
    kind: 'experiment',
    key: mlflowExperimentKey(id, name),
    id,
    name,
    lifecycle: 'active',
    createdMs: FIRST_START_MS,
    updatedMs: FIRST_START_MS,
    artifactLocation: `./mlruns/${id}`,
    tags: [],
  };
}

/** Makes run after run; the same for the same index. `pack` holds the points of all. */
export function makeWideRuns(shape: WideShape, pack: Hash): (index: number) => StoredRun {
  const experiments: readonly ExperimentKey[] = Array.from(
    { length: shape.experiments },
    (_, at) => wideExperiment(at).key,
  );
  return (index) => {
    const random = makeRandom(index);
    const key = seededRun(index);
    const startMs = FIRST_START_MS + index * 60_000;
    const family = Math.floor(index / FAMILY);
    const place = index % FAMILY;
    return {
      kind: 'run',
      key,
      content: toHash(key + key),
      experiment: experiments[family % experiments.length]!,
      name: `run-${index}`,
      status: STATUSES[Math.floor(random() * STATUSES.length)]!,
      startMs,
      endMs: startMs + Math.floor(random() * 5_000_000),
      lifecycle: index % 50 === 49 ? 'deleted' : 'active',
      user: `user ${index % 9}`,
      source: {
        name: `train_${index % 5}.py`,
        type: 'LOCAL',
        entryPoint: '',
        gitCommit: hex(Math.floor(index / 200), 40),
        gitBranch: '',
        gitRepo: '',
      },
      parent: place > 0 && place <= CHILDREN ? seededRun(family * FAMILY) : null,
      artifactUri: `./mlruns/${key}/artifacts`,
      origin: { format: 'made', path: '' },
      params: makeParams(index, random),
      tags: makeTags(key, index, random),
      datasets: [],
      models: [],
      series: METRICS.map((metric, at) => makeSeries(metric, at, pack, startMs, random)),
    };
  };
}

/** Few distinct texts in most columns, as in real sweeps; numbers and texts of their own in some. */
function makeParams(index: number, random: () => number): readonly Pair[] {
  const params: Pair[] = [];
  for (let at = 0; at < 30; at++) {
    const key = `param_${String(at).padStart(2, '0')}`;
    if (at === 0) params.push([key, OPTIMIZERS[Math.floor(random() * OPTIMIZERS.length)]!]);
    else if (at === 1) params.push([key, String(index % 10)]);
    else if (at === 2) params.push([key, `group ${index % 1000}`]);
    else if (at < 6) params.push([key, String(random())]);
    else if (at < 9) params.push([key, String(Math.floor(random() * 1000) / 1000)]);
    else params.push([key, `choice ${Math.floor(random() * (at - 4))}`]);
  }
  return params;
}

function makeTags(key: RunKey, index: number, random: () => number): readonly Pair[] {
  const tags: Pair[] = [];
  for (let at = 0; at < 9; at++) tags.push([`tag_${at}`, `value ${Math.floor(random() * 2 ** (at + 1))}`]);
  tags.push(['tag_own', `${key.slice(0, 8)} number ${index}`]);
  return tags;
}

function makeSeries(
  key: string,
  at: number,
  pack: Hash,
  startMs: number,
  random: () => number,
): StoredSeries {
  const first = 1 + random() * 4;
  const last = random();
  return {
    key,
    count: WIDE_POINTS,
    last,
    lastStep: WIDE_POINTS - 1,
    lastTimeMs: startMs + 90,
    min: last * 0.9,
    minStep: 7,
    max: first * 1.1,
    maxStep: 1,
    mean: (first + last) / 2,
    firstStep: 0,
    first,
    nonFiniteCount: 0,
    backwardSteps: 0,
    fingerprint: hex(Math.floor(random() * 2 ** 32), 16),
    parts: [{ pack, offset: at * WIDE_POINTS * 24, count: WIDE_POINTS }],
  };
}

/** The points that every run shares: a falling loss for each metric. */
export function widePoints(): Uint8Array<ArrayBuffer> {
  const columns = new Float64Array(WIDE_METRICS * WIDE_POINTS * 3);
  for (let metric = 0; metric < WIDE_METRICS; metric++) {
    const from = metric * WIDE_POINTS * 3;
    for (let step = 0; step < WIDE_POINTS; step++) {
      columns[from + step] = step;
      columns[from + WIDE_POINTS + step] = FIRST_START_MS + step * 10;
      columns[from + 2 * WIDE_POINTS + step] = (metric + 1) / (step + 1);
    }
  }
  return new Uint8Array(columns.buffer);
}

/** Looks random and has its length, like hashes of commits. */
function hex(seed: number, length: number): string {
  let text = '';
  for (let word = 0; text.length < length; word++)
    text += Math.imul(seed + word * 77 + 1, 0x9e3779b1)
      .toString(16)
      .replace('-', '')
      .padStart(8, '0');
  return text.slice(0, length);
}

/** mulberry32, begun anew for each run, so that a run is the same however many there are. */
function makeRandom(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
