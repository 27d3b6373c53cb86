import { describe, expect, it } from 'vitest';
import { Pace } from '../../../src/domain/live/pace.ts';
import { readProgress } from '../../../src/domain/live/planned-steps.ts';
import { isStalled, livenessOf } from '../../../src/domain/live/stalled.ts';
import type { Pair } from '../../../src/domain/run.ts';
import { summariseSeries } from '../../../src/domain/series-summary.ts';

function series(key: string, points: readonly (readonly [step: number, value: number])[]) {
  return summariseSeries(key as never, {
    steps: Float64Array.from(points, ([step]) => step),
    timesMs: Float64Array.from(points, ([step]) => step * 1000),
    values: Float64Array.from(points, ([, value]) => value),
  });
}

const planned = (params: readonly Pair[], ...all: ReturnType<typeof series>[]) =>
  readProgress(params, all)?.lastStep;

describe('pace', () => {
  it('is that of the last minutes', () => {
    const pace = new Pace();
    for (let second = 0; second <= 600; second++) pace.add(second * 2, second * 1000);
    for (let second = 601; second <= 1200; second++) pace.add(1200 + (second - 600) * 5, second * 1000);
    expect(pace.stepsPerSecond).toBeCloseTo(5, 6);
    expect(pace.gapMs).toBeCloseTo(1000, 6);
  });

  it('is none before a few seconds have passed', () => {
    const pace = new Pace();
    expect(pace.stepsPerSecond).toBe(null);
    pace.add(1, 1000);
    pace.add(500, 2000);
    expect(pace.stepsPerSecond).toBe(null);
    pace.add(600, 5000);
    expect(pace.stepsPerSecond).toBeCloseTo(599 / 4, 6);
  });

  it('of a slow run goes by its last signs', () => {
    const pace = new Pace();
    for (let epoch = 0; epoch < 20; epoch++) pace.add(epoch, epoch * 600_000);
    expect(pace.stepsPerSecond).toBeCloseTo(1 / 600, 9);
    expect(pace.gapMs).toBe(600_000);
  });

  it('begins anew when the run does', () => {
    const pace = new Pace();
    for (let second = 0; second < 100; second++) pace.add(second * 100, second * 1000);
    for (let second = 100; second < 110; second++) pace.add(second - 100, second * 1000);
    expect(pace.stepsPerSecond).toBeCloseTo(1, 6);
  });

  it('takes no notice of points without a time or out of order', () => {
    const pace = new Pace();
    pace.add(0, 0);
    pace.add(Number.NaN, 5000);
    pace.add(50, Number.NaN);
    pace.add(60, -1);
    pace.add(10, 10_000);
    expect(pace.stepsPerSecond).toBe(1);
  });
});

describe('planned steps', () => {
  const loss = series('loss', [
    [0, 1],
    [120, 0.5],
  ]);

  it('are read from the plainest param, under a group too', () => {
    expect(planned([['max_steps', '500']], loss)).toBe(500);
    expect(planned([['trainer/max-steps', '500']], loss)).toBe(500);
    expect(planned([['model.n_estimators', '300']], loss)).toBe(300);
    const both: Pair[] = [
      ['iterations', '900'],
      ['total_steps', '400'],
    ];
    expect(planned(both, loss)).toBe(400);
  });

  it('are none where the run is beyond them, or they are no number', () => {
    expect(planned([['max_steps', '100']], loss)).toBe(null);
    expect(planned([['max_steps', '-1']], loss)).toBe(null);
    expect(planned([['max_steps', 'auto']], loss)).toBe(null);
    expect(planned([], loss)).toBe(null);
  });

  it('follow from epochs and the metric that counts them', () => {
    const epoch = series('epoch', [
      [10, 0],
      [110, 2],
    ]);
    // Lightning's: epoch 0 ends at step 10, epoch 2 at step 110, and epoch 9 is the last.
    expect(planned([['max_epochs', '10']], loss, epoch)).toBe(460);
    // Those of transformers: 1.2 epochs are over at step 120.
    const share = series('train/epoch', [
      [10, 0.1],
      [120, 1.2],
    ]);
    expect(planned([['num_train_epochs', '3']], loss, share)).toBe(300);
    expect(planned([['epochs', '10']], series('loss', [[4, 1]]))).toBe(10);
    expect(planned([['epochs', '10']], loss)).toBe(null);
  });

  it('do not go by what the machine logs', () => {
    const gpu = series('system/gpu', [[9000, 1]]);
    expect(readProgress([['max_steps', '500']], [loss, gpu])).toEqual({ step: 120, lastStep: 500 });
    expect(readProgress([], [gpu])).toBe(null);
  });
});

describe('stalled', () => {
  it('is a run that is silent for five minutes, and twenty times its usual gap', () => {
    const minute = 60_000;
    expect(isStalled(0, 1000, 5 * minute)).toBe(false);
    expect(isStalled(0, 1000, 5 * minute + 1)).toBe(true);
    expect(isStalled(0, minute, 20 * minute)).toBe(false);
    expect(isStalled(0, minute, 20 * minute + 1)).toBe(true);
    expect(isStalled(Number.NaN, 1000, 1e15)).toBe(false);
  });

  it('is said of runs that say they are running, and of those that are watched', () => {
    const signs = { lastSignMs: 0, gapMs: 1000 };
    const year = 365 * 86_400_000;
    expect(livenessOf({ ...signs, status: 'running', isWatched: false }, year)).toBe('stalled');
    expect(livenessOf({ ...signs, status: 'finished', isWatched: false }, year)).toBe(null);
    expect(livenessOf({ ...signs, status: 'unknown', isWatched: true }, year)).toBe('stalled');
    expect(livenessOf({ ...signs, status: 'unknown', isWatched: true }, 1000)).toBe('live');
    expect(livenessOf({ ...signs, status: 'running', isWatched: false }, 1000)).toBe(null);
  });
});
