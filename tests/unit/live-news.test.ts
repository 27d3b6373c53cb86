import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toRunKey } from '../../src/domain/ids.ts';
import type { LiveMessage } from '../../src/domain/live/live-message.ts';
import { isConsole } from '../../workers/watch/book/console-tail.ts';
import { WatchedGround, Writer } from '../support/watched-ground.ts';

let ground: WatchedGround;

beforeEach(() => {
  ground = new WatchedGround();
});
afterEach(() => ground.close());

/** Bytes of points in each message of news. */
function sizesOf(work: () => Promise<void>): Promise<number[]> {
  const sizes: number[] = [];
  const { channel } = ground.listener;
  const hear = channel.postMessage;
  channel.postMessage = (message: LiveMessage): void => {
    if (message.kind === 'news')
      sizes.push(
        message.runs.reduce(
          (sum, { series }) => sum + series.reduce((all, { points }) => all + points.steps.length * 24, 0),
          0,
        ),
      );
    hear(message);
  };
  return work().then(() => sizes);
}

describe('news', () => {
  test('of much come in messages of bounded size', async () => {
    const writer = new Writer('runs');
    const runs = ['a', 'b'].map((id) => writer.start(id, ground.nowMs));
    for (const run of runs) run.log('loss', [0, ground.nowMs, 1]);
    await ground.look([writer], true);
    for (const run of runs)
      for (let step = 1; step < 120_000; step++)
        run.log(step % 3 ? 'loss' : 'acc', [step, ground.nowMs, step]);
    const sizes = await sizesOf(() => ground.look([writer]));
    expect(sizes.length).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThan(4 * 1024 * 1024);
    expect(await ground.listener.values(ground.store, toRunKey('b'), 'loss')).toHaveLength(80_001);
    ground.listener.runs.clear();
    ground.nowMs += 1000;
    const whole = await sizesOf(async () => ground.listener.say({ kind: 'hello' }));
    expect(Math.max(...whole)).toBeLessThan(4 * 1024 * 1024);
    expect(await ground.listener.values(ground.store, toRunKey('a'), 'acc')).toHaveLength(39_999);
  });

  test('are not of runs that did not move, and of grown series alone', async () => {
    const writer = new Writer('runs');
    const [a, b] = ['a', 'b'].map((id) => writer.start(id, ground.nowMs));
    for (const run of [a!, b!]) for (const metric of ['loss', 'acc']) run.log(metric, [0, ground.nowMs, 1]);
    await ground.look([writer], true);
    const told: LiveMessage[] = [];
    const { channel } = ground.listener;
    const hear = channel.postMessage;
    channel.postMessage = (message: LiveMessage): void => {
      told.push(message);
      hear(message);
    };
    a!.log('loss', [1, ground.nowMs, 2]);
    await ground.look([writer]);
    await ground.look([writer]);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      experiments: [],
      runs: [
        { run: { key: 'a' }, isWhole: false, series: [{ key: 'loss', from: 1, summary: { count: 2 } }] },
      ],
    });
  });

  test('answer who says hello although nothing is live, and nobody who says something else', async () => {
    const before = ground.listener.messages;
    for (const message of [null, 7, 'hello', { kind: 'bye', watcher: '' }, {}]) ground.listener.say(message);
    expect(ground.listener.messages).toBe(before);
    ground.listener.say({ kind: 'hello' });
    expect(ground.listener.messages).toBe(before + 1);
  });

  test('of several who come at once answer them together', async () => {
    const before = ground.listener.messages;
    for (let i = 0; i < 20; i++) ground.listener.say({ kind: 'hello' });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(ground.listener.messages).toBe(before + 2);
  });
});

describe('a console', () => {
  test('of which much was written is read at its end', async () => {
    const writer = new Writer('runs');
    const run = writer.start('a', ground.nowMs);
    run.log('loss', [0, ground.nowMs, 1]);
    await ground.look([writer], true);
    const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i}`);
    run.write('output.log', `${lines.join('\n')}\n 10%\r 20%\r`, 1);
    await ground.look([writer]);
    const { console } = ground.listener.runs.get(toRunKey('a'))!;
    expect(console).toEqual(lines.slice(-500));
    run.write('output.log', `${lines.join('\n')}\n 10%\r 20%\r100%\ndone\n`, 2);
    await ground.look([writer]);
    expect(console.slice(-2)).toEqual(['100%', 'done']);
  });

  test('is known by its name', () => {
    for (const path of ['output.log', 'files/output.log', 'stdout', 'cout.txt', 'slurm-123.out', 'train.log'])
      expect(isConsole(path)).toBe(true);
    for (const path of ['output.png', 'outputs/a.csv', 'console', 'training_args.txt.bin', 'logits.log'])
      expect(isConsole(path)).toBe(false);
  });
});
