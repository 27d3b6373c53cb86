import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type RunKey, toWorkspaceId } from '../../../src/domain/ids.ts';
import { FactStore } from '../../../src/storage/fact-store.ts';
import { QuerySession } from '../../../workers/query/session.ts';
import { LiveSession } from '../../support/live-session.ts';
import { type MadePoint, MadeTraining } from '../../support/made-training.ts';
import { ALL_RUNS_QUERY, onlyRuns, PLAIN_SERIES } from '../../support/questions.ts';

/** `ANSWERS=5000` for a longer search; `ANSWERS_SEED=… ANSWERS_PATH=…` tries one again, as a failure prints them. */
const RUNS_OF_MOVES = Number(process.env.ANSWERS ?? 30);
const { ANSWERS_SEED, ANSWERS_PATH } = process.env;
const HOW = {
  numRuns: RUNS_OF_MOVES,
  ...(ANSWERS_SEED ? { seed: Number(ANSWERS_SEED) } : {}),
  ...(ANSWERS_PATH ? { path: ANSWERS_PATH } : {}),
};
const RUNS = ['a', 'b', 'c'];
const METRICS = ['loss', 'acc', 'lr'];

type Move =
  | {
      readonly do: 'log';
      readonly run: number;
      readonly metric: number;
      readonly points: readonly MadePoint[];
    }
  | { readonly do: 'change'; readonly run: number; readonly name: string; readonly lr: string }
  | { readonly do: 'tell' | 'tell-all' | 'commit' | 'open' | 'ask' | 'lose' };

const point = fc.tuple(
  fc.integer({ min: 0, max: 30 }),
  fc.constantFrom(1, 2, 3, Number.NaN),
  fc.constantFrom(1, -2, 0.5, Number.NaN, Number.POSITIVE_INFINITY),
);
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('log' as const),
      run: fc.nat(RUNS.length - 1),
      metric: fc.nat(METRICS.length - 1),
      points: fc.array(point, { minLength: 1, maxLength: 6 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('change' as const),
      run: fc.nat(RUNS.length - 1),
      name: fc.constantFrom('fox', 'owl'),
      lr: fc.constantFrom('0.1', '0.2'),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('tell', 'tell-all', 'commit', 'open', 'ask', 'lose', 'tell'),
    }) as fc.Arbitrary<Move>,
  },
);

async function answers(session: QuerySession, runs: readonly RunKey[]) {
  const columns = ['name', 'status', 'started', 'params.lr', ...METRICS.flatMap((key) => [`metrics.${key}`])];
  const stats = METRICS.flatMap((key) =>
    ['min', 'max', 'mean', 'first'].map((stat) => `${stat}(metrics.${key})`),
  );
  const tables = [];
  for (const sort of ['name', 'metrics.loss', 'max(metrics.acc)', 'params.lr']) {
    for (const filter of ['', 'metrics.loss > 0', 'params.lr = "0.1"', 'fox']) {
      const query = { ...ALL_RUNS_QUERY, filter, sort: [{ column: sort, descending: false }] };
      const { table, rowCount, columns: infos, matchCount } = await session.table(query);
      const rows = onlyRuns(await session.rows(table, 0, rowCount, [...columns, ...stats]));
      const shown = rows.map(({ liveness, lastSignMs, ...row }) => row);
      tables.push({ sort, filter, matchCount, infos, shown });
    }
  }
  const grouped = await session.table({ ...ALL_RUNS_QUERY, groupBy: ['params.lr'] });
  const groups = await session.rows(grouped.table, 0, grouped.rowCount, ['metrics.loss']);
  const lines = [];
  for (const axis of ['step', 'time', 'relative', 'metric:acc'] as const) {
    lines.push(
      await session.series({
        ...PLAIN_SERIES,
        axis: axis as 'step',
        runs,
        ys: [...METRICS, '= loss + acc'],
        range: null,
        widthPx: 50,
      }),
    );
  }
  const details = await Promise.all(runs.map((run) => session.run(run)));
  return {
    tables,
    groups: groups.map((row) => (row.kind === 'run' ? row.run : row)),
    lines,
    metrics: await session.metricsOf(runs),
    experiments: await session.experiments(),
    csv: await (
      await session.seriesCsv({ ...PLAIN_SERIES, runs, ys: METRICS, range: null, widthPx: 50 })
    ).text(),
    details: details.map((detail) => ({
      ...detail,
      liveness: null,
      lastSignMs: null,
      run: detail && {
        ...detail.run,
        content: '',
        series: detail.run.series.map(({ parts, ...one }) => one),
      },
    })),
  };
}

test(
  'half facts, half live, the answers are those of facts alone',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 25 }), async (moves) => {
        const training = new MadeTraining();
        const workspace = toWorkspaceId(crypto.randomUUID());
        const store = new FactStore(workspace);
        const live = new LiveSession();
        const runs = RUNS.map((id) => training.start(id));
        await live.open(workspace);
        for (const one of moves) {
          switch (one.do) {
            case 'log':
              training.log(runs[one.run]!, METRICS[one.metric]!, one.points);
              break;
            case 'change':
              training.change(runs[one.run]!, { name: one.name, params: [['lr', one.lr]] });
              break;
            case 'tell':
              live.post(training.sent());
              break;
            case 'tell-all':
              live.post(training.sent(true));
              break;
            case 'commit':
              await training.commit(store);
              break;
            case 'open':
              await live.session.open(workspace);
              break;
            case 'ask':
              await answers(live.session, runs);
              break;
            case 'lose':
              training.sent();
          }
        }
        // Whatever was lost is told when it is asked for.
        await live.tell({ ...training.sent(true), atMs: live.nowMs } as object);
        const other = toWorkspaceId(crypto.randomUUID());
        const whole = new FactStore(other);
        await training.commit(whole);
        const plain = new QuerySession();
        await plain.open(other);
        const [shown, wanted] = [await answers(live.session, runs), await answers(plain, runs)];
        live.close();
        plain.close();
        store.close();
        whole.close();
        expect(shown).toEqual(wanted);
      }),
      HOW,
    );
  },
  Math.max(120_000, RUNS_OF_MOVES * 1000),
);
