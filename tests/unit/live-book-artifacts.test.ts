import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  importWriters,
  logOn,
  type Training,
  traffic,
  WatchedGround,
  Writer,
} from '../support/watched-ground.ts';

let ground: WatchedGround;
let writer: Writer;

beforeEach(() => {
  ground = new WatchedGround();
  writer = new Writer('runs');
});
afterEach(async () => {
  vi.restoreAllMocks();
  await ground.close();
});

const log = (run: Training, count: number, metric = 'loss') => logOn(run, count, ground.nowMs, metric);
const expectAsImported = () => ground.expectAsImported([writer]);

describe('artifacts', () => {
  test('of a log that grows are kept again at its end, by what was added', async () => {
    const run = writer.start('a', ground.nowMs);
    const bytes = (count: number): Uint8Array =>
      new Uint8Array(count).map((_, at) => (at * 2654435761) >>> 13);
    log(run, 1);
    run.write('output.log', bytes(3_500_000), 1);
    await ground.look([writer], true);
    const cost = await traffic(ground.store, async () => {
      for (let i = 1; i < 10; i++) {
        run.write('output.log', bytes(3_500_000 + i * 1000), i + 1);
        await ground.look([writer], false, 10_000);
      }
      run.status = 'finished';
      await ground.look([writer], false, 10_000);
    });
    expect(cost.written).toBeLessThan(2 * 400_000 + 20_000);
    await expectAsImported();
  });

  test.each([
    ['whatever the clock said then', -3_600_000, 'third'],
    ['also where that is what they were before', 3_600_000, 'first'],
  ])('are those that were kept last, %s', async (_, afterMs, last) => {
    const run = writer.start('a', ground.nowMs);
    log(run, 1);
    for (const [at, content] of ['first', 'second', last].entries()) {
      run.write('plot.png', content, at + 1);
      await ground.look([writer], true);
      // Another tab takes over.
      await ground.book.close();
      ground.nowMs += afterMs;
      ground.open();
    }
    await expectAsImported();
  });

  test('of a run that is known are read again where they were written since', async () => {
    const run = writer.start('a', ground.nowMs);
    log(run, 1);
    run.status = 'finished';
    run.write('last.bin', 'first', ground.nowMs - 1000);
    await ground.look([writer], true);
    await ground.book.close();
    // Nobody watched, and the size is the same.
    run.write('last.bin', 'again', ground.nowMs + 1000);
    ground.nowMs += 60_000;
    ground.open();
    await ground.look([writer], true);
    await expectAsImported();
  });

  test('of a run that is known are not read again', async () => {
    const run = writer.start('a', ground.nowMs);
    log(run, 1);
    run.status = 'finished';
    run.write('model.bin', new Uint8Array(100_000), 1);
    await importWriters(ground.store, [writer]);
    const cost = await traffic(ground.store, () => ground.look([writer], true));
    expect(cost.written).toBe(0);
    await expectAsImported();
  });
});
