import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { toRunKey } from '../../../src/domain/ids.ts';
import { liveChannelName } from '../../../src/domain/live/live-message.ts';
import { FactStore } from '../../../src/storage/fact-store.ts';
import { openBroadcast } from '../../../workers/query/live/live-channel.ts';
import { QuerySession } from '../../../workers/query/session.ts';
import { ALL_RUNS_QUERY, onlyRuns, PLAIN_SERIES } from '../../support/questions.ts';
import { importWriters, WatchedGround, Writer } from '../../support/watched-ground.ts';

async function shown(session: QuerySession) {
  const { table, rowCount } = await session.table({
    ...ALL_RUNS_QUERY,
    sort: [{ column: 'name', descending: false }],
  });
  const columns = ['status', 'metrics.loss', 'min(metrics.loss)', 'metrics.acc', 'params.lr'];
  const rows = onlyRuns(await session.rows(table, 0, rowCount, columns));
  const runs = rows.map(({ run }) => run);
  const { x, lines } = await session.series({
    ...PLAIN_SERIES,
    runs,
    ys: ['loss', 'acc'],
    range: null,
    widthPx: 4000,
  });
  const details = await Promise.all(runs.map((run) => session.run(run)));
  return {
    rows: rows.map(({ run, cells }) => [run, ...cells]),
    lines: lines.map(({ of, term, y }) => [of, term, [...x], [...y]]),
    series: details.map((detail) => detail?.run.series.map(({ parts, ...summary }) => summary)),
    experiments: (await session.experiments()).map(({ record, activeRuns }) => [record.key, activeRuns]),
  };
}

test('what a watched folder tells and stores is at every moment what an import of it would show', async () => {
  const ground = new WatchedGround();
  const own = new BroadcastChannel(liveChannelName(ground.workspace));
  const book = ground.open({ channel: own });
  const session = new QuerySession(openBroadcast);
  let pulses = 0;
  await session.open(ground.workspace);
  await session.onLive(() => {
    pulses += 1;
  });
  const writer = new Writer('runs');
  const first = writer.start('a', ground.nowMs);
  const second = writer.start('b', ground.nowMs);
  for (let at = 0; at < 12; at++) {
    for (let step = at * 40; step < at * 40 + 40; step++) {
      first.log('loss', [step, ground.nowMs + step * 20, 1 / (step + 1)]);
      if (at > 3) second.log('acc', [step, ground.nowMs + step * 20, step / 1000]);
    }
    if (at === 5) second.params = { lr: '0.1' };
    if (at === 9) first.status = 'finished';
    const before = ground.stored;
    await ground.look([writer], at === 0, at % 3 === 2 ? 90_000 : 1000);
    if (ground.stored > before) await session.open(ground.workspace);
    const other = new WatchedGround();
    const store = new FactStore(other.workspace);
    await importWriters(store, [writer]);
    const plain = new QuerySession();
    await plain.open(other.workspace);
    const wanted = await shown(plain);
    await vi.waitFor(async () => expect(await shown(session)).toEqual(wanted), {
      timeout: 4000,
      interval: 50,
    });
    plain.close();
    store.close();
    await other.close();
  }
  expect(ground.stored).toBeGreaterThan(2);
  expect(pulses).toBeGreaterThan(5);
  expect((await session.liveRuns(null)).map(({ run, step }) => [run, step])).toContainEqual([
    toRunKey('b'),
    479,
  ]);
  await book.close();
  await session.open(ground.workspace);
  await vi.waitFor(async () => expect(await session.liveRuns(null)).toEqual([]), { timeout: 4000 });
  session.close();
  own.close();
}, 60_000);
