import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toRunKey, toWorkspaceId } from '../../src/domain/ids.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import { importWriters, readFacts, type Training, WatchedGround, Writer } from '../support/watched-ground.ts';

const SECOND = 1000;
const { LOGGERS_RUNS, LOGGERS_SEED: SEED } = process.env;
const RUNS = Number(LOGGERS_RUNS ?? 5);

/** Points after which the series of a training, one of which has a third of them, are recognised. */
const TELLING = 7;

/** How a logger writes: who it is, whether its points have times, whether it says that a run has ended. */
const LOGGERS = [
  { path: 'runs', format: 'tensorboard', richness: 50, hasTimes: true, hasEnd: false },
  { path: 'mlruns', format: 'mlruns', richness: null, hasTimes: true, hasEnd: true },
  { path: 'metrics.csv', format: 'csv', richness: 20, hasTimes: false, hasEnd: false },
  { path: 'wandb', format: 'wandb', richness: 60, hasTimes: true, hasEnd: true },
] as const;

interface Made {
  /** Trainings with one of it log the same values. */
  readonly seed: number;
  readonly startS: number;
  readonly everyS: number;
  readonly points: number;
  /** For each logger: how long it holds back, in s; null where the training does not use it. */
  readonly held: readonly (number | null)[];
}

const made: fc.Arbitrary<Made> = fc.record({
  seed: fc.nat(20),
  startS: fc.nat(40),
  everyS: fc.constantFrom(0.5, 2, 7),
  points: fc.nat(12),
  held: fc.tuple(...[20, 0, 1, 16].map((most) => fc.option(fc.nat(most), { nil: null, freq: 2 }))),
});

/** One training as one logger writes it. */
class Logged {
  training: Training | null = null;
  endMs: number;
  told = 0;

  constructor(
    readonly id: string,
    private readonly writer: Writer,
    private readonly logger: (typeof LOGGERS)[number],
    private readonly made: Made,
    private readonly heldMs: number,
    private readonly startMs: number,
  ) {
    this.endMs = startMs + made.points * made.everyS * SECOND;
  }

  write(nowMs: number): void {
    const { made, logger, startMs } = this;
    const isOver = nowMs >= this.endMs;
    const untilMs = isOver ? nowMs : nowMs - this.heldMs;
    if (untilMs < startMs) return;
    // `start` takes it for a minute old.
    this.training ??= this.writer.start(this.id, startMs + 60_000);
    for (; this.told < made.points; this.told++) {
      const step = this.told;
      const atMs = startMs + step * made.everyS * SECOND;
      if (atMs > untilMs) break;
      const timeMs = logger.hasTimes ? atMs : Number.NaN;
      this.training.log('loss', [step, timeMs, 1 / (step + 1.5 + made.seed / 7)]);
      if (step % 3 === 0) this.training.log('val', [step, timeMs, 1 / (step + 3.5 + made.seed / 11)]);
    }
    if (isOver && logger.hasEnd) this.training.status = 'finished';
  }
}

test('trainings that several loggers write are stored as an import stores them, soon after they end', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(made, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(1, 3),
      async (trainings, everyS) => {
        const ground = new WatchedGround();
        const writers = LOGGERS.map(({ path, format, richness }) => new Writer(path, format, richness));
        const startMs = ground.nowMs;
        const logged = trainings.flatMap((one, at) =>
          one.held.flatMap((held, place) =>
            held === null
              ? []
              : new Logged(
                  `${LOGGERS[place]!.format} ${at}`,
                  writers[place]!,
                  LOGGERS[place]!,
                  one,
                  held * SECOND,
                  startMs + one.startS * SECOND,
                ),
          ),
        );
        const endMs = logged.reduce((last, one) => Math.max(last, one.endMs), startMs);
        // What is too short to be recognised, or like another, waits for what others hold back.
        const isPlain = new Set(trainings.map(({ seed }) => seed)).size === trainings.length;
        const restMs = (isPlain && trainings.every(({ points }) => points >= 3) ? 62 : 250) * SECOND;
        const seen = new Set<Writer>();
        while (ground.nowMs < endMs + restMs) {
          for (const one of logged) one.write(ground.nowMs);
          ground.nowMs += everyS * SECOND;
          for (const writer of writers) {
            if (writer.trainings.length === 0) continue;
            const at = ground.wanted.findIndex(({ path }) => path === writer.path);
            if (at !== -1) ground.wanted.splice(at, 1);
            const isWhole = at !== -1 || !seen.has(writer);
            seen.add(writer);
            await ground.book.take(writer.claim, writer.events(isWhole), isWhole);
          }
          await ground.book.endLook(ground.nowMs);
          if (isPlain) expect(shownTwice(logged, ground)).toEqual([]);
        }
        await ground.book.store();
        const watched = await readFacts(ground.store);
        const store = new FactStore(toWorkspaceId(crypto.randomUUID()));
        await importWriters(
          store,
          writers.filter(({ trainings }) => trainings.length > 0),
        );
        const imported = await readFacts(store);
        expect(keysOf(watched)).toEqual(keysOf(imported));
        expect(watched).toEqual(imported);
        store.close();
        await ground.close();
      },
    ),
    { numRuns: RUNS, ...(SEED ? { seed: Number(SEED) } : {}) },
  );
});

/** Trainings that stand in the table twice although both loggers have told enough to recognise them by. */
function shownTwice(logged: readonly Logged[], { listener }: WatchedGround): readonly string[] {
  const shown = logged.filter(({ id, told }) => told >= TELLING && listener.runs.has(toRunKey(id)));
  const trainings = shown.map(({ id }) => id.split(' ')[1]!);
  return trainings.filter((one, at) => trainings.indexOf(one) !== at);
}

function keysOf(facts: unknown): readonly string[] {
  return (facts as { runs: { key: string }[] }).runs.map(({ key }) => key);
}
