import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toRunKey, toWorkspaceId } from '../../src/domain/ids.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import { turns } from '../support/turns.ts';
import {
  importWriters,
  type Point,
  readFacts,
  type Training,
  WatchedGround,
  Writer,
} from '../support/watched-ground.ts';

let ground: WatchedGround;
const A = toRunKey('a');

beforeEach(() => {
  ground = new WatchedGround();
});
afterEach(() => ground.close());

/** `count` points from this step on. */
function points(from: number, count: number): Point[] {
  return Array.from({ length: count }, (_, i) => [from + i, ground.nowMs, Math.sin(from + i)] as const);
}

/** The facts of a workspace into which the writers' folder was dropped once, now. */
async function imported(writers: readonly Writer[]): Promise<unknown> {
  const store = new FactStore(toWorkspaceId(crypto.randomUUID()));
  await importWriters(store, writers);
  const facts = await readFacts(store);
  store.close();
  return facts;
}

/** All is stored, equals a fresh import, and an import of the folder has nothing to add. */
async function expectAsImported(writers: readonly Writer[]): Promise<void> {
  await ground.book.store();
  expect(await readFacts(ground.store)).toEqual(await imported(writers));
  expect(await importWriters(ground.store, writers)).toMatchObject({ outcome: 'nothing-new' });
}

describe('a watched folder', () => {
  test('is one commit when it was read first, and told from then on as it grows', async () => {
    const writer = new Writer('runs');
    const run = writer.start('a', ground.nowMs);
    run.log('loss', ...points(0, 3));
    await ground.look([writer], true);
    expect(ground.stored).toBe(1);
    expect((await ground.store.listImports())[0]).toMatchObject({ label: 'folder', state: 'committed' });
    run.log('loss', ...points(3, 2));
    await ground.look([writer]);
    expect(ground.stored).toBe(1);
    expect(await ground.listener.values(ground.store, A, 'loss')).toEqual([0, 1, 2, 3, 4].map(Math.sin));
    expect(ground.listener.runs.get(A)?.series.get('loss')).toMatchObject({
      storedCount: 3,
      summary: { count: 5, lastStep: 4 },
    });
    expect(ground.listener.experiments.size).toBe(1);
    await expectAsImported([writer]);
  });

  test('is over for a run when the commit that holds its end is there', async () => {
    const writer = new Writer('runs');
    const run = writer.start('a', ground.nowMs);
    run.log('loss', ...points(0, 3));
    await ground.look([writer], true);
    expect(ground.book.liveRuns).toBe(1);
    run.log('loss', ...points(3, 1));
    run.status = 'finished';
    await ground.look([writer], false, 10_000);
    expect(ground.listener.over).toEqual([A]);
    expect(ground.book).toMatchObject({ liveRuns: 0, runs: 1 });
    await expectAsImported([writer]);
  });

  test('does not call live what was over long ago', async () => {
    const writer = new Writer('runs');
    writer.start('a', ground.nowMs - 3_600_000).log('loss', [0, ground.nowMs - 3_600_000, 1]);
    await ground.look([writer], true);
    expect(ground.book.liveRuns).toBe(0);
    expect(ground.listener.runs.size).toBe(0);
    await expectAsImported([writer]);
  });

  test('wakes a run that was over and grows', async () => {
    const writer = new Writer('runs');
    const run = writer.start('a', ground.nowMs - 3_600_000);
    run.log('loss', [0, ground.nowMs - 3_600_000, 1], [1, Number.NaN, 0.1]);
    run.log('other', [0, Number.NaN, Number.NaN]);
    await ground.look([writer], true);
    run.log('loss', ...points(2, 2));
    await ground.look([writer]);
    expect(ground.book.liveRuns).toBe(1);
    expect(await ground.listener.values(ground.store, A, 'loss')).toEqual([1, 0.1, Math.sin(2), Math.sin(3)]);
    await expectAsImported([writer]);
  });

  test('answers who comes later with whole runs', async () => {
    const writer = new Writer('runs');
    const run = writer.start('a', ground.nowMs);
    run.log('loss', ...points(0, 3));
    run.write('output.log', 'one\ntwo\nthr', 1);
    await ground.look([writer], true);
    run.log('loss', ...points(3, 2));
    run.write('output.log', 'one\ntwo\nthree\n', 2);
    await ground.look([writer]);
    expect(ground.listener.runs.get(A)?.console).toEqual(['one', 'two', 'three']);
    ground.listener.runs.clear();
    ground.listener.experiments.clear();
    ground.nowMs += 1000;
    ground.listener.say({ kind: 'hello' });
    expect(await ground.listener.values(ground.store, A, 'loss')).toHaveLength(5);
    expect(ground.listener.runs.get(A)?.console).toEqual(['one', 'two', 'three']);
    expect(ground.listener.experiments.size).toBe(1);
  });
});

describe('a source that is read again whole', () => {
  test('has grown when what was there is as it was', async () => {
    const writer = new Writer('trainer_state.json');
    const run = writer.start('a', ground.nowMs);
    run.log('loss', ...points(0, 100));
    await ground.look([writer], true);
    const before = ground.listener.pointsTold;
    run.log('loss', ...points(100, 1));
    await ground.look([writer], true);
    await ground.look([writer], true);
    expect(ground.listener.pointsTold - before).toBe(1);
    await expectAsImported([writer]);
    const parts = ground.listener.runs.get(A)!.series.get('loss')!.parts;
    expect(parts.map(({ count }) => count)).toEqual([100, 1]);
  });

  test.each([
    ['is there once', 'running'],
    ['is there once, also where it is over and stored', 'finished'],
  ] as const)('and left a run out that is told after all: its series %s', async (_, status) => {
    const writer = new Writer('mlruns');
    const run = writer.start('a', ground.nowMs);
    run.log('loss', ...points(0, 10));
    run.status = status;
    await ground.look([writer], true);
    // The disk refused what says that there is a run: its reader goes on without it, and with it the next time.
    const nothing = async function* () {};
    await ground.book.take(writer.claim, nothing(), true);
    await ground.look([writer]);
    run.log('loss', ...points(10, 1));
    await ground.book.take(writer.claim, writer.events(true), false);
    await ground.book.endLook(ground.nowMs);
    run.log('loss', ...points(11, 1));
    await ground.look([writer]);
    await expectAsImported([writer]);
  });

  test('is told and stored anew when it was rewritten', async () => {
    const writer = new Writer('trainer_state.json');
    const run = writer.start('a', ground.nowMs);
    run.log('loss', ...points(0, 10));
    await ground.look([writer], true);
    run.series.get('loss')!.splice(4);
    run.log('loss', [4, ground.nowMs, 0.25]);
    await ground.look([writer], true);
    expect(await ground.listener.values(ground.store, A, 'loss')).toEqual([
      ...[0, 1, 2, 3].map(Math.sin),
      0.25,
    ]);
    run.log('loss', ...points(5, 30));
    await ground.look([writer], true, 90_000);
    await ground.book.store();
    // As two imports, before and after.
    const { runs } = (await readFacts(ground.store)) as { runs: { series: { values: number[] }[] }[] };
    expect(runs[0]?.series[0]?.values).toHaveLength(35 + 6);
  });
});

const RUNS = ['a', 'b', 'c'];
const METRICS = ['loss', 'acc', 'system/gpu'];
const run = fc.nat(2);
/** What happens to a folder, one after another. */
const happening = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant('log' as const),
      run,
      metric: fc.nat(2),
      count: fc.integer({ min: 1, max: 40 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('look' as const),
      isWhole: fc.boolean(),
      afterMs: fc.constantFrom(500, 20_000, 90_000),
    }),
  },
  fc.record({ what: fc.constantFrom('begin again' as const, 'end' as const), run }),
  fc.record({ what: fc.constant('param' as const), run, value: fc.nat(9) }),
  fc.record({
    what: fc.constant('file' as const),
    run,
    name: fc.constantFrom('out.txt', 'output.log', 'a.png'),
    sizeBytes: fc.nat(3000),
  }),
  fc.record({
    what: fc.constantFrom('commit' as const, 'drop' as const, 'close' as const, 'crash' as const),
  }),
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** A folder to which things happen; looks and commits may overlap. */
class Eventful {
  readonly ground = new WatchedGround();
  readonly writer = new Writer('runs');
  private readonly trainings = RUNS.map((id) => this.writer.start(id, this.ground.nowMs));
  private readonly commits: Promise<void>[] = [];

  async happen(one: Happening): Promise<void> {
    const { ground: own, writer } = this;
    switch (one.what) {
      case 'log':
        return this.log(this.trainings[one.run]!, METRICS[one.metric]!, one.count);
      case 'begin again':
        return this.trainings[one.run]!.log('loss', [0, own.nowMs, 1], [1, own.nowMs, -0]);
      case 'end':
        this.trainings[one.run]!.status = 'finished';
        return;
      case 'param':
        // Of versions with equally many points it is not said which is the newer: the content decides.
        this.trainings[one.run]!.params = { lr: String(one.value) };
        return this.log(this.trainings[one.run]!, 'loss', 1);
      case 'file':
        return this.trainings[one.run]!.write(one.name, 'x'.repeat(one.sizeBytes), own.nowMs);
      case 'look':
        await own.look([writer], one.isWhole, one.afterMs);
        return expectTold(own, writer);
      case 'commit':
        this.commits.push(own.book.store());
        return;
      case 'drop':
        await own.book.drop(writer.claim);
        own.nowMs += 1000;
        await own.book.endLook(own.nowMs);
        return own.look([writer], true);
      case 'close':
      case 'crash':
        await Promise.all(this.commits.splice(0));
        if (one.what === 'close') await own.book.close();
        own.listener.runs.clear();
        own.open();
        await own.look([writer], true);
        return expectTold(own, writer);
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.commits);
    // Files that change are kept again at the end of their run at the latest, or after a rest.
    for (const training of this.trainings) training.status = 'finished';
    await this.ground.look([this.writer]);
    await this.ground.look([this.writer], false, 24 * 3_600_000);
    await this.ground.book.store();
  }

  private log(training: Training, metric: string, count: number): void {
    const { nowMs } = this.ground;
    const from = training.series.get(metric)?.length ?? 0;
    for (let i = from; i < from + count; i++) {
      const step = i % 7 === 3 ? i - 2 : i;
      training.log(metric, [step, i % 11 === 5 ? Number.NaN : nowMs + i, i % 5 === 4 ? Number.NaN : i / 3]);
    }
  }
}

describe('growth in batches of any size', () => {
  test('comes to the facts of one import', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 40 }), async (happenings) => {
        const eventful = new Eventful();
        await eventful.ground.look([eventful.writer], true);
        for (const one of happenings) await eventful.happen(one);
        await eventful.end();
        const { ground: own, writer } = eventful;
        expect(await readFacts(own.store)).toEqual(await imported([writer]));
        expect(await importWriters(own.store, [writer])).toMatchObject({ outcome: 'nothing-new' });
        await own.close();
      }),
      { numRuns: turns(100) },
    );
  }, 120_000);
});

/** Whoever listened has all points of the runs that are live. */
async function expectTold(own: WatchedGround, writer: Writer): Promise<void> {
  for (const { id, series } of writer.trainings) {
    const held = own.listener.runs.get(toRunKey(id));
    if (!held) continue;
    for (const [metric, all] of series)
      expect(await own.listener.values(own.store, toRunKey(id), metric)).toEqual(
        all.map(([, , value]) => value),
      );
  }
}
