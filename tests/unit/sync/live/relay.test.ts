import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PointColumns } from '../../../../src/base/columns.ts';
import { toExperimentKey, toHash, toRunKey } from '../../../../src/domain/ids.ts';
import type { LiveMessage, LiveNews, LiveRunNews } from '../../../../src/domain/live/live-message.ts';
import type { RunRecord } from '../../../../src/domain/run.ts';
import { summariseSeries } from '../../../../src/domain/series-summary.ts';
import { systemClock } from '../../../../src/sync/exchange/clock.ts';
import { FrameJoiner, toFrames } from '../../../../src/sync/live/frames.ts';
import { LiveOutbox } from '../../../../src/sync/live/outbox.ts';
import { type LiveChannel, LiveRelay } from '../../../../src/sync/live/relay.ts';
import { thinPoints } from '../../../../src/sync/live/thin-points.ts';
import { fromWire, toWire } from '../../../../src/sync/live/wire.ts';
import type { DeviceId } from '../../../../src/sync/log/replica.ts';

beforeEach(() => void vi.stubGlobal('reportError', console.error));

const RECORD: RunRecord = {
  ...{ kind: 'run', key: toRunKey('r1'), experiment: toExperimentKey('e1'), name: 'quick-fox' },
  ...{ status: 'running', startMs: 1000, endMs: null, lifecycle: 'active', user: 'ana', parent: null },
  source: { name: 'train.py', type: '', entryPoint: '', gitCommit: '', gitBranch: '', gitRepo: '' },
  ...{ artifactUri: '', origin: { format: 'csv', path: 'a.csv' } },
  params: [['lr', '0.1']],
  ...{ tags: [], datasets: [], models: [] },
};

function pointsOf(values: readonly number[], from = 0): PointColumns {
  return {
    steps: Float64Array.from(values, (_, at) => from + at),
    timesMs: Float64Array.from(values, (_, at) => 1000 + (from + at) * 100),
    values: Float64Array.from(values),
  };
}

function runNews(values: readonly number[], from = 0, isWhole = false, key = 'r1'): LiveRunNews {
  const points = pointsOf(values, from);
  const summary = summariseSeries('loss', pointsOf([...Array(from).fill(0), ...values]));
  const parts = isWhole && from > 0 ? [{ pack: toHash('a'.repeat(64)), offset: 8, count: from }] : [];
  const common = { storedCount: isWhole ? from : 0, from, points, isThinned: false };
  return {
    run: { ...RECORD, key: toRunKey(key) },
    ...{ lastSignMs: 5000, isWhole, console: ['epoch 1'] },
    series: [{ key: 'loss', summary, parts, ...common }],
  };
}

function news(runs: readonly LiveRunNews[]): LiveNews {
  return { kind: 'news', watcher: 'w', from: '', atMs: 7, experiments: [], runs };
}

describe('live messages on the wire', () => {
  it('come out as they went in, with any numbers', () => {
    // Lines of records have no minus zero.
    const number = fc.double().map((value) => (value === 0 ? 0 : value));
    const numbers = fc.array(number, { maxLength: 50 });
    fc.assert(
      fc.property(numbers, fc.nat(100), fc.boolean(), (values, from, isWhole) => {
        const message = news([runNews(values, from, isWhole), runNews([1], 0, true, 'r2')]);
        expect(fromWire(toWire(message), 'Ben')).toEqual({ ...message, from: 'Ben' });
      }),
      { numRuns: 60 },
    );
    for (const message of [
      { kind: 'hello' },
      { kind: 'bye', watcher: 'w' },
      { kind: 'over', watcher: 'w', runs: [toRunKey('r1')] },
    ] as const)
      expect(fromWire(toWire(message), '')).toEqual(message);
  });

  it('are refused when they are damaged in any place or cut short', () => {
    const whole = toWire(news([runNews([1, 2, 3], 4, true)]));
    for (let size = 0; size < whole.byteLength; size += 7)
      expect(fromWire(whole.slice(0, size), '')).toBeNull();
    fc.assert(
      fc.property(fc.nat(whole.byteLength - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = whole.slice();
        damaged[at] = damaged[at]! ^ change;
        // Whatever it makes of it, it is a message or nothing.
        const read = fromWire(damaged, '');
        if (read?.kind === 'news') expect(read.runs).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });

  it('are cut into frames that a mesh lets through, and put together again', async () => {
    const noise = Array.from({ length: 8000 }, (_, at) => Math.sin(at * 12.9898) * 43758.5453);
    const bytes = toWire(news([runNews(noise)]));
    const frames = (await toFrames(3, bytes))!;
    expect(frames.length).toBeGreaterThan(3);
    for (const frame of frames) expect(frame.byteLength).toBeLessThanOrEqual(16 * 1024);
    const joiner = new FrameJoiner();
    const whole = [];
    for (const frame of frames) whole.push(await joiner.take(frame));
    expect(whole.slice(0, -1).every((one) => one === null)).toBe(true);
    expect(whole.at(-1)).toEqual(bytes);
    // One lost: nothing comes of it, and the next message is whole again.
    for (const frame of frames.filter((_, at) => at !== 1)) expect(await joiner.take(frame)).toBeNull();
    const [hello] = (await toFrames(4, toWire({ kind: 'hello' })))!;
    expect(fromWire((await joiner.take(hello!))!, '')).toEqual({ kind: 'hello' });
  });

  it('do not unpack without end', async () => {
    const joiner = new FrameJoiner();
    const frames = (await toFrames(1, new Uint8Array(32 * 1024 * 1024)))!;
    let last: unknown = 'none';
    for (const frame of frames) last = await joiner.take(frame);
    expect(last).toBeNull();
  });
});

describe('what waits to be told', () => {
  it('is put together run by run', () => {
    const outbox = new LiveOutbox();
    outbox.add(news([runNews([1, 2], 0, true)]));
    outbox.add(news([runNews([3], 2)]));
    const [told] = outbox.take(100, 9);
    const [run] = told!.runs;
    expect(run!.isWhole).toBe(true);
    expect([...run!.series[0]!.points.values]).toEqual([1, 2, 3]);
    expect(run!.series[0]!.summary.count).toBe(3);
    expect(run!.console).toEqual(['epoch 1', 'epoch 1']);
    expect(outbox.isEmpty).toBe(true);
  });

  it('is thinned where there is too much of it, and says so until the run is told whole', () => {
    const outbox = new LiveOutbox();
    const many = Array.from({ length: 1000 }, (_, at) => at);
    outbox.add(news([runNews(many, 0, true), runNews([5], 0, true, 'r2')]));
    const [long, short] = outbox.take(100, 0)[0]!.runs;
    expect(long!.series[0]!.isThinned).toBe(true);
    expect(long!.series[0]!.points.values.length).toBeLessThanOrEqual(100);
    expect(short!.series[0]!.isThinned).toBe(false);
    outbox.add(news([runNews([7], 1000)]));
    expect(outbox.take(100, 0)[0]!.runs[0]!.series[0]!.isThinned).toBe(true);
    outbox.add(news([runNews([7], 1000, true)]));
    expect(outbox.take(100, 0)[0]!.runs[0]!.series[0]!.isThinned).toBe(false);
  });

  it('keeps the extremes, the last point and what is no number', () => {
    const values = Array.from({ length: 500 }, (_, at) => Math.sin(at));
    values[100] = 50;
    values[200] = -50;
    values[300] = Number.NaN;
    const thin = [...thinPoints(pointsOf(values), 40).values];
    expect(thin.length).toBeLessThanOrEqual(40);
    for (const kept of [50, -50, values[499]]) expect(thin).toContain(kept);
    expect(thin.some(Number.isNaN)).toBe(true);
  });
});

/** Two browsers whose relays hear one another; what a screen of each hears. */
function twoBrowsers(mayWrite = true) {
  const sides = ['a', 'b'].map(() => ({ heard: [] as LiveMessage[], channel: null as LiveChannel | null }));
  const relays: LiveRelay[] = sides.map((side, index) => {
    const open = (): LiveChannel => {
      side.channel = { postMessage: (message) => side.heard.push(message), onmessage: null, close: () => {} };
      return side.channel;
    };
    const peers = {
      send: (frame: Uint8Array<ArrayBuffer>) => {
        void relays[1 - index]!.receive(deviceOf(index), frame);
        return true;
      },
      mayWrite: () => mayWrite,
      nameOf: () => 'Ana',
    };
    return new LiveRelay(open, peers, {
      ...systemClock,
      after: (ms, run) => systemClock.after(ms / 50, run),
    });
  });
  for (const [index, relay] of relays.entries()) relay.met([deviceOf(1 - index)]);
  return { sides, relays };
}

const deviceOf = (index: number): DeviceId => `device-${index}` as DeviceId;
const rest = (ms = 150): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('two browsers', () => {
  it('hear long messages before the short ones that follow', async () => {
    const { sides, relays } = twoBrowsers();
    const [short, long] = ['w1', 'w2'].map((watcher, at) => ({
      ...news([runNews(at === 0 ? [1] : Array.from({ length: 5000 }, Math.random), 0, true)]),
      watcher,
    }));
    const frames = await Promise.all([toFrames(90, toWire(long!)), toFrames(91, toWire(short!))]);
    await Promise.all(frames.flatMap((one) => one!).map((frame) => relays[1]!.receive(deviceOf(0), frame)));
    expect(sides[1]!.heard.flatMap((one) => (one.kind === 'news' ? [one.watcher] : []))).toEqual([
      'device-0:w2',
      'device-0:w1',
    ]);
    for (const relay of relays) relay.close();
  });

  it('tell on what ends only of their own watchers, and hear any number of them one after the other', async () => {
    const { sides, relays } = twoBrowsers();
    await rest();
    // As another tab tells what it heard of a peer.
    sides[1]!.channel!.onmessage?.({ data: { kind: 'bye', watcher: 'device-0:w' } });
    sides[1]!.channel!.onmessage?.({ data: { kind: 'over', watcher: 'device-0:w', runs: [toRunKey('r1')] } });
    for (let at = 0; at < 70; at++) {
      const watcher = `w${at}`;
      sides[0]!.channel!.onmessage?.({ data: { ...news([runNews([1], 0, true)]), watcher } });
      sides[0]!.channel!.onmessage?.({ data: { kind: 'bye', watcher } });
    }
    await rest(400);
    expect(sides[0]!.heard.filter(({ kind }) => kind !== 'hello')).toEqual([]);
    expect(sides[1]!.heard.filter(({ kind }) => kind === 'news')).toHaveLength(70);
    for (const relay of relays) relay.close();
  });

  it('keep little for a line that takes nothing', async () => {
    let offered = 0;
    const channel: LiveChannel = { postMessage: () => undefined, onmessage: null, close: () => undefined };
    const send = () => {
      offered += 1;
      return false;
    };
    const relay = new LiveRelay(
      () => channel,
      { send, mayWrite: () => true, nameOf: () => '' },
      { ...systemClock, after: (ms, run) => systemClock.after(ms / 50, run) },
    );
    relay.met([deviceOf(0)]);
    for (let at = 0; at < 100; at++) {
      channel.onmessage?.({ data: news([runNews([at], at, at === 0)]) });
      await rest(12);
    }
    // One message waits; the others became one.
    expect(Reflect.get(relay, 'unsent')).toBeLessThanOrEqual(2);
    expect(offered).toBeGreaterThan(10);
    const outbox = new LiveOutbox();
    for (let at = 0; at < 50; at++)
      outbox.add(news([runNews(Array.from({ length: 1000 }, Math.random), at * 1000, at === 0)]));
    const [series] = outbox.take(1e9, 0)[0]!.runs[0]!.series;
    expect(series!.points.values.length).toBeLessThan(21_000);
    expect(series).toMatchObject({ isThinned: true, summary: { count: 50_000 } });
    relay.close();
  });

  it('a run that is watched in one moves in the other', async () => {
    const { sides, relays } = twoBrowsers();
    await rest();
    // Both have asked the other's watchers.
    for (const side of sides) expect(side.heard).toContainEqual({ kind: 'hello' });
    sides[0]!.channel!.onmessage?.({ data: news([runNews([1, 2], 0, true)]) });
    sides[0]!.channel!.onmessage?.({ data: news([runNews([3], 2)]) });
    await rest();
    const told = sides[1]!.heard.filter((message) => message.kind === 'news');
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ watcher: 'device-0:w', from: 'Ana' });
    expect([...told[0]!.runs[0]!.series[0]!.points.values]).toEqual([1, 2, 3]);
    // What came from there is not told back.
    sides[1]!.channel!.onmessage?.({ data: told[0] });
    await rest();
    expect(sides[0]!.heard.filter((message) => message.kind === 'news')).toEqual([]);
    // Whoever leaves takes the runs along.
    relays[1]!.met([]);
    await rest(300);
    expect(sides[1]!.heard).toContainEqual({ kind: 'bye', watcher: 'device-0:w' });
    for (const relay of relays) relay.close();
  });

  it('what a viewer tells of runs is not believed', async () => {
    const { sides, relays } = twoBrowsers(false);
    await rest();
    sides[0]!.channel!.onmessage?.({ data: news([runNews([1], 0, true)]) });
    await rest();
    expect(sides[1]!.heard.filter((message) => message.kind === 'news')).toEqual([]);
    for (const relay of relays) relay.close();
  });
});
