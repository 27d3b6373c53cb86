import { describe, expect, it } from 'vitest';
import { type MetricKey, toRunKey } from '../../src/domain/ids.ts';
import type { Claim } from '../../workers/import/detect/detect.ts';
import { SameRuns } from '../../workers/import/rivals/same-runs.ts';

function claimOf(id: string, richness: number | null): Claim {
  const format = {
    id,
    label: id,
    match: () => 'no' as const,
    richness: () => richness,
    read: async function* () {},
  };
  return { format, path: id, file: null, sizeBytes: 0 };
}

const WANDB = claimOf('wandb', 60);
const EVENTS = claimOf('events', 50);
const LATER_WANDB = { ...WANDB, path: 'later' };
const MLRUNS = claimOf('mlruns', null);
const MLFLOW_DB = claimOf('sqlite', null);
const CSV = claimOf('csv', 20);
const DATA = claimOf('data', null);

type Series = Readonly<Record<string, readonly number[]>>;

function read(
  same: SameRuns,
  claim: Claim,
  run: string,
  series: Series,
  startMs = Number.NaN,
): string | null {
  const key = toRunKey(run);
  same.begin(key);
  for (const [metric, values] of Object.entries(series))
    for (const [at, value] of values.entries())
      same.add(key, metric as MetricKey, {
        values: Float64Array.of(value),
        timesMs: Float64Array.of(startMs + at * 1000),
      });
  return same.end(key, claim)?.path ?? null;
}

const LOSS = [1.25, 0.7, Number.NaN, 0.31];
const OTHER = [1.5, 0.8, 0.4];
const RATE = [0.1, 0.09, 0.081];

describe('runs that several loggers wrote', () => {
  it('are read from the source that tells most, first', () => {
    expect(new SameRuns([CSV, DATA, EVENTS, WANDB]).claims).toEqual([WANDB, EVENTS, CSV, DATA]);
    const alone = new SameRuns([CSV, DATA, CSV]);
    expect(alone.claims).toEqual([CSV, DATA, CSV]);
    expect(alone.concerns(CSV)).toBe(false);
  });

  it('are recognised by their values, whatever the metrics are called and however exact they are', () => {
    const same = new SameRuns([WANDB, EVENTS, CSV]);
    expect(read(same, WANDB, 'a', { 'train/loss': LOSS, lr: RATE })).toBeNull();
    expect(read(same, WANDB, 'b', { 'train/loss': OTHER, lr: RATE })).toBeNull();
    expect(read(same, EVENTS, 'x', { loss: LOSS.map(Math.fround), lr: RATE.map(Math.fround) })).toBe('wandb');
    expect(read(same, CSV, 'y', { loss: OTHER, epoch: [0, 0, 1] })).toBe('wandb');
  });

  it('are not taken for one where they only share a schedule, a little, or nothing that tells', () => {
    const same = new SameRuns([WANDB, EVENTS]);
    read(same, WANDB, 'a', {
      loss: LOSS,
      lr: RATE,
      'param_groups/0/learning_rate': RATE,
      epoch: [0.5, 1.5, 2.5],
    });
    expect(read(same, EVENTS, 'x', { loss: OTHER, lr: RATE, epoch: [0.5, 1.5, 2.5] })).toBeNull();
    expect(read(same, EVENTS, 'y', { loss: LOSS, acc: OTHER, f1: [0.1, 0.2, 0.3] })).toBeNull();
    expect(read(same, EVENTS, 'z', { count: [1, 2, 3], loss: [0.5, 0.5] })).toBeNull();
    expect(read(same, EVENTS, 'empty', {})).toBeNull();
  });

  it('stay apart within one format, and each has one counterpart in another', () => {
    const same = new SameRuns([WANDB, EVENTS]);
    // A seed makes two runs alike.
    expect(read(same, WANDB, 'a', { loss: LOSS })).toBeNull();
    expect(read(same, WANDB, 'b', { loss: LOSS })).toBeNull();
    expect(read(same, EVENTS, 'x', { loss: LOSS })).toBe('wandb');
    expect(read(same, EVENTS, 'y', { loss: LOSS })).toBe('wandb');
    expect(read(same, EVENTS, 'z', { loss: LOSS })).toBeNull();
  });

  it('were written twice by one logger where both were written at the very same moment', () => {
    const same = new SameRuns([WANDB, EVENTS]);
    read(same, WANDB, 'a', { loss: LOSS }, 1e12);
    expect(read(same, EVENTS, 'lightning_logs', { loss: LOSS }, 1e12 + 300)).toBe('wandb');
    expect(read(same, EVENTS, 'runs', { loss: LOSS }, 1e12 + 340)).toBe('wandb');
    // Two runs of a sweep, side by side.
    expect(read(same, EVENTS, 'x', { loss: LOSS }, 1e12 + 4000)).toBeNull();
  });

  it('each find their own before one that another found already', () => {
    const same = new SameRuns([WANDB, LATER_WANDB, EVENTS]);
    read(same, WANDB, 'a', { loss: LOSS }, 1e12);
    read(same, LATER_WANDB, 'b', { loss: LOSS }, 1e12 + 200);
    expect(read(same, EVENTS, 'x', { loss: LOSS }, 1e12 + 10)).toBe('wandb');
    expect(read(same, EVENTS, 'y', { loss: LOSS }, 1e12 + 20)).toBe('later');
  });

  it('of one id are left to be joined', () => {
    const same = new SameRuns([WANDB, EVENTS]);
    read(same, WANDB, 'a', { loss: LOSS });
    expect(read(same, EVENTS, 'a', { loss: LOSS })).toBeNull();
  });

  it('are not taken for one that a seed made alike and that was logged at another time', () => {
    const same = new SameRuns([WANDB, EVENTS]);
    read(same, WANDB, 'b', { loss: LOSS }, 1e12 + 900_000);
    // The first run of the sweep was not logged to W&B.
    expect(read(same, EVENTS, 'x', { loss: LOSS }, 1e12)).toBeNull();
    expect(read(same, EVENTS, 'y', { loss: LOSS }, 1e12 + 901_000)).toBe('wandb');
  });

  it('are, of those that a seed made alike, the ones that are nearest', () => {
    const same = new SameRuns([WANDB, LATER_WANDB, EVENTS, CSV]);
    read(same, WANDB, 'a', { loss: LOSS }, 1e12);
    read(same, LATER_WANDB, 'b', { loss: [...LOSS, 0.2, 0.1] }, 1e12 + 6000);
    expect(read(same, EVENTS, 'y', { loss: [...LOSS, 0.2, 0.1] }, 1e12 + 5500)).toBe('later');
    expect(read(same, CSV, 'z', { loss: LOSS })).toBe('wandb');
  });

  it('are, without times, not taken for a run that has fewer points', () => {
    const same = new SameRuns([WANDB, CSV]);
    read(same, WANDB, 'a', { loss: LOSS });
    expect(read(same, CSV, 'x', { loss: [...LOSS, 0.2, 0.1] })).toBeNull();
  });

  it('are not recognised by a value that stays as it is', () => {
    const same = new SameRuns([WANDB, CSV]);
    read(same, WANDB, 'a', { accuracy: [0.5, 0.5, 0.5] });
    expect(read(same, CSV, 'x', { accuracy: [0.5, 0.5, 0.5, 0.5] })).toBeNull();
    expect(read(same, CSV, 'y', { accuracy: [0.5, 0.5, 0.5] })).toBeNull();
  });

  it('of MLflow all stay: models and versions name them', () => {
    const same = new SameRuns([MLRUNS, MLFLOW_DB]);
    read(same, MLRUNS, 'a', { loss: LOSS });
    expect(read(same, MLFLOW_DB, 'b', { loss: LOSS })).toBeNull();
  });
});
