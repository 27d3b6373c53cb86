import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toRunKey, toWorkspaceId } from '../../src/domain/ids.ts';
import type { StoredRun } from '../../src/domain/run.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import { FactReader } from '../../workers/query/fact-reader.ts';
import { LiveRuns } from '../../workers/query/live/live-runs.ts';
import { importWriters, readFacts, type Training, WatchedGround, Writer } from '../support/watched-ground.ts';

const A = toRunKey('a');
const HOUR = 3_600_000;

let ground: WatchedGround;
let writer: Writer;
let run: Training;

beforeEach(() => {
  ground = new WatchedGround();
  writer = new Writer('runs');
  run = writer.start('a', ground.nowMs);
  run.log('loss', [0, ground.nowMs, 1], [1, ground.nowMs + 1, 0.5]);
});
afterEach(() => ground.close());

/** As it is stored, and as it is shown while `live` tells of it. */
async function shown(live: LiveRuns | null = null): Promise<StoredRun> {
  const facts = new FactReader(ground.store, live);
  await facts.load();
  return (await facts.run(A))!;
}

/** Its source says so now, and it is stored. */
async function say(lr: string): Promise<void> {
  run.params = { lr };
  await ground.look([writer], true, HOUR);
  await ground.book.store();
}

async function commits(): Promise<number> {
  return (await ground.store.listImports()).length;
}

describe('a run that is over', () => {
  beforeEach(async () => {
    run.status = 'finished';
    await say('1');
  });

  test('is shown as its source tells it last, also what it had said before', async () => {
    for (const lr of ['2', '1', '3', '1']) {
      const before = await commits();
      await say(lr);
      expect((await shown()).params).toEqual([['lr', lr]]);
      await say(lr);
      expect(await commits()).toBe(before + 1);
    }
    run.params = {};
    await ground.look([writer], true, HOUR);
    await ground.book.store();
    expect((await shown()).params).toEqual([]);
  });

  test('is as a fresh import shows it', async () => {
    await say('2');
    await say('1');
    const store = new FactStore(toWorkspaceId(crypto.randomUUID()));
    await importWriters(store, [writer]);
    expect(await readFacts(ground.store)).toEqual(await readFacts(store));
    store.close();
  });

  test('is stored where it was changed back while nobody watched', async () => {
    await say('2');
    await ground.book.close();
    ground.open();
    await say('1');
    expect((await shown()).params).toEqual([['lr', '1']]);
    const before = await commits();
    await ground.book.close();
    ground.open();
    await say('1');
    expect(await commits()).toBe(before);
  });
});

test('a run that somebody imported before it was stored grows on from what is there', async () => {
  // It has only just begun.
  const young = writer.start('young', ground.nowMs + 60_000);
  young.log('loss', [0, ground.nowMs, 1], [1, ground.nowMs + 1, 0.5]);
  await ground.look([writer], true);
  const elsewhere = new Writer('elsewhere');
  elsewhere.start('other', ground.nowMs).log('loss', [0, ground.nowMs, 7]);
  await importWriters(ground.store, [elsewhere, writer]);
  ground.nowMs += 60_000;
  const before = await commits();
  await ground.book.store();
  expect(await commits()).toBe(before);
  for (let step = 2; step < 9; step++) {
    young.log('loss', [step, ground.nowMs + step, 1 / step]);
    await ground.look([writer], false, HOUR);
    await ground.book.store();
  }
  const store = new FactStore(toWorkspaceId(crypto.randomUUID()));
  await importWriters(store, [elsewhere, writer]);
  expect(await readFacts(ground.store)).toEqual(await readFacts(store));
  store.close();
  const facts = new FactReader(ground.store);
  await facts.load();
  const packs = (await facts.run(toRunKey('young')))!.series.flatMap(({ parts }) =>
    parts.map(({ pack }) => pack),
  );
  expect(await ground.store.has(packs)).not.toContain(false);
  expect(facts.isDivided(toRunKey('young'), 'loss')).toBe(false);
});

test('a run that goes on after its end is shown as it is told, over all that is stored', async () => {
  const live = new LiveRuns(
    null,
    () => undefined,
    () => ground.nowMs,
  );
  const { channel } = ground.listener;
  await ground.book.close();
  ground.open({
    channel: {
      ...channel,
      postMessage: (message) => {
        live.receive(structuredClone(message));
        channel.postMessage(message);
      },
    },
  });
  run.status = 'finished';
  await say('1');
  expect(await shown(live)).toMatchObject({ status: 'finished', params: [['lr', '1']] });
  run.status = 'running';
  run.params = { resumed: 'yes' };
  await ground.look([writer], false, 1000);
  expect(live.isLive(A)).toBe(true);
  expect(await shown(live)).toMatchObject({ status: 'running', params: [['resumed', 'yes']] });
  expect(await shown()).toMatchObject({ status: 'finished', params: [['lr', '1']] });
});

describe('a run that lies in its folder twice', () => {
  test('is live as long as one of them is', async () => {
    const copy = writer.start('a', ground.nowMs);
    copy.log('other', [0, ground.nowMs, 1]);
    await ground.look([writer], true);
    run.log('loss', [2, ground.nowMs, 0.25]);
    await ground.look([writer], true, HOUR / 2 - 60_000);
    await ground.look([], false, 120_000);
    expect(ground.listener.over).toEqual([]);
  });

  test('is live when the other is gone', async () => {
    writer.start('a', ground.nowMs);
    await ground.look([writer], true);
    writer.trainings.splice(1);
    await ground.look([writer], true);
    expect(ground.listener.over).toEqual([]);
  });

  test('counts once, also where the other is of another source', async () => {
    const other = new Writer('other');
    other.start('a', ground.nowMs).log('loss', [0, ground.nowMs, 1]);
    await ground.look([writer, other], true);
    expect(ground.book).toMatchObject({ liveRuns: 1, liveKeys: [A], runs: 1 });
  });
});
