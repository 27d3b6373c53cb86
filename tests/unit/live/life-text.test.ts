import { expect, test } from 'vitest';
import { toRunKey } from '../../../src/domain/ids.ts';
import { isLive, lifeSentence, lifeText } from '../../../src/domain/live/life-text.ts';
import type { LiveRunView } from '../../../src/domain/live/liveness.ts';
import { paceText, progressShare, progressText } from '../../../src/domain/live/progress-text.ts';
import { timeSoFar } from '../../../src/domain/live/time-so-far.ts';

const NOW = new Date(2026, 4, 1, 14, 0, 0).getTime();
const HOUR = 3_600_000;

test('a live run says when it was heard of, a silent one that it is stalled', () => {
  const live = { status: 'running', liveness: 'live', lastSignMs: NOW - 12_000 } as const;
  expect(lifeText(live, NOW)).toBe('Running · 12 s ago');
  expect(isLive(live)).toBe(true);
  const stalled = { status: 'running', liveness: 'stalled', lastSignMs: NOW - 3 * HOUR } as const;
  expect(lifeText(stalled, NOW)).toBe('Stalled · 3 h ago');
  expect(lifeSentence(stalled, NOW)).toBe('Stalled · last sign 3 h ago');
  expect(isLive(stalled)).toBe(false);
});

test('a source that never says how it ends is live or silent, not running or stalled', () => {
  expect(lifeText({ status: 'unknown', liveness: 'live', lastSignMs: NOW }, NOW)).toBe('Live · now');
  expect(lifeText({ status: 'unknown', liveness: 'stalled', lastSignMs: NOW - HOUR }, NOW)).toBe(
    'Silent · 1 h ago',
  );
});

test('a run that has ended is what it ended as, whoever watches', () => {
  const ended = { status: 'failed', liveness: 'live', lastSignMs: NOW } as const;
  expect(lifeText(ended, NOW)).toBe('Failed');
  expect(isLive(ended)).toBe(false);
  expect(lifeSentence({ status: 'finished', liveness: null, lastSignMs: NOW }, NOW)).toBe('Finished');
});

const view: LiveRunView = {
  run: toRunKey('a'),
  from: '',
  lastSignMs: NOW,
  isStalled: false,
  step: 1200,
  lastStep: 5000,
  stepsPerSecond: 3.2,
  endsMs: NOW + 32 * 60_000,
  console: [],
};

test('progress says steps, pace, and when it will be done', () => {
  expect(progressText(view, NOW)).toBe('step 1,200 of 5,000 · 3.2 steps/s · done about 14:32 · 32 min left');
  expect(progressShare(view)).toBeCloseTo(0.24);
});

test('what is not known is not said', () => {
  expect(progressText({ ...view, lastStep: null, endsMs: null }, NOW)).toBe('step 1,200 · 3.2 steps/s');
  expect(progressText({ ...view, step: null, lastStep: null, endsMs: null, stepsPerSecond: null }, NOW)).toBe(
    '',
  );
  expect(progressShare({ ...view, lastStep: null })).toBeNull();
  expect(progressShare({ ...view, step: 9000 })).toBe(1);
});

test('a stalled run promises no end', () => {
  expect(progressText({ ...view, isStalled: true }, NOW)).toBe('step 1,200 of 5,000');
});

test('a slow pace is told in a unit in which it is one or more', () => {
  expect(paceText(120.4)).toBe('120 steps/s');
  expect(paceText(0.2)).toBe('12 steps/min');
  expect(paceText(0.0005)).toBe('1.8 steps/h');
});

test('an end on another day says the day', () => {
  expect(progressText({ ...view, endsMs: NOW + 30 * HOUR }, NOW)).toContain('done about Sat');
});

test('a run takes time until it has ended: until now where it is live, at least until its last sign where not', () => {
  const run = { status: 'running', startMs: NOW - 2 * HOUR, lastSignMs: NOW - HOUR } as const;
  expect(timeSoFar({ ...run, liveness: 'live' }, NOW)).toEqual({ ms: 2 * HOUR, isGoingOn: true });
  expect(timeSoFar({ ...run, liveness: 'stalled' }, NOW)).toEqual({ ms: HOUR, isGoingOn: false });
  expect(timeSoFar({ ...run, liveness: null }, NOW)).toBeNull();
  expect(timeSoFar({ ...run, liveness: 'live', status: 'failed' }, NOW)).toBeNull();
  expect(timeSoFar({ ...run, liveness: 'live', startMs: null }, NOW)).toBeNull();
  expect(timeSoFar({ ...run, liveness: 'live', startMs: NOW + 5000 }, NOW)).toEqual({
    ms: 0,
    isGoingOn: true,
  });
});
