import 'fake-indexeddb/auto';
import { toWorkspaceId } from '../../src/domain/ids.ts';
import type { TableQuery } from '../../src/rpc/query-api.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import { AtBestLoader } from '../../workers/query/at-best.ts';
import { EditedTable } from '../../workers/query/edited-table.ts';
import { FactReader } from '../../workers/query/fact-reader.ts';
import { LiveOverlay } from '../../workers/query/live/live-overlay.ts';
import { TableQuestions } from '../../workers/query/table-questions.ts';
import { makeBigTable } from '../support/big-table.ts';
import { cpuMs } from '../support/cpu-time.ts';
import { MadeTraining } from '../support/made-training.ts';
import { ALL_RUNS_QUERY } from '../support/questions.ts';

const PULSES = 15;
const METRICS = 20;
const POINTS = 5;
const QUESTIONS: readonly (readonly [string, Partial<TableQuery>])[] = [
  ['by start', {}],
  ['by a metric that grows', { sort: [{ column: 'metrics.loss_0', descending: false }] }],
  ['by a metric that does not', { sort: [{ column: 'metrics.acc_1', descending: false }] }],
  ['by name', { sort: [{ column: 'name', descending: false }] }],
  ['filter on one that grows', { filter: 'metrics.loss_0 < 0' }],
];

/** Prints processor time of pulses and of the questions after them, beside the same questions where nothing moves. */
export async function measure(runs: number, liveRuns: number): Promise<void> {
  const facts = makeBigTable(runs);
  const store = new FactStore(toWorkspaceId('bench'));
  let table = new EditedTable(facts);
  let nowMs = Date.now();
  let hear: (data: unknown) => void = () => undefined;
  let reader: FactReader | null = null;
  const overlay: LiveOverlay = new LiveOverlay(
    (_, onMessage) => {
      hear = onMessage;
      return { post: () => undefined, close: () => undefined };
    },
    {
      facts: () => reader,
      table: () => facts,
      onShown: () => {
        table = new EditedTable(facts);
      },
      reopen: async () => undefined,
      now: () => nowMs,
    },
  );
  overlay.listen(toWorkspaceId('bench'));
  reader = new FactReader(store, overlay.runs);
  await reader.load();
  const asking = new TableQuestions({ table: () => table, reader: () => reader, atBest: new AtBestLoader() });
  const ask = async (query: Partial<TableQuery>) => {
    const startedMs = cpuMs();
    const { table: number } = await asking.ask({ ...ALL_RUNS_QUERY, ...query });
    await asking.rows(number, 0, 40, ['name', 'metrics.loss_0', 'params.lr']);
    return cpuMs() - startedMs;
  };
  const training = new MadeTraining();
  const keys = Array.from({ length: liveRuns }, (_, at) => training.start(`live-${at}`));
  let step = 0;
  const pulse = async () => {
    for (const key of keys)
      for (let metric = 0; metric < METRICS; metric++)
        training.log(
          key,
          `loss_${metric}`,
          Array.from(
            { length: POINTS },
            (_, at) => [step + at, nowMs + at, Math.sin(step + at + metric)] as const,
          ),
        );
    step += POINTS;
    const message = training.sent();
    nowMs += 1000;
    const startedMs = cpuMs();
    await new Promise<void>((resolve) => {
      overlay.onPulse(() => resolve());
      hear(message);
    });
    return cpuMs() - startedMs;
  };
  console.log(`${runs} runs and ${liveRuns} live ones of ${METRICS} metrics`);
  print('the first pulse', [await pulse()], 0);
  for (const [what, query] of QUESTIONS) {
    await ask({ filter: 'params.lr > 0.05' });
    await ask(query);
    const still: number[] = [];
    for (let at = 0; at < PULSES; at++) {
      table = new EditedTable(facts);
      still.push(await ask(query));
    }
    const pulses: number[] = [];
    const after: number[] = [];
    for (let at = 0; at < PULSES; at++) {
      pulses.push(await pulse());
      after.push(await ask(query));
    }
    print(`pulse, ${what}`, pulses, 0);
    print(`question, ${what}`, after, median(still));
  }
  overlay.close();
  store.close();
}

function print(what: string, times: readonly number[], stillMs: number): void {
  const ratio =
    stillMs > 0 ? `, ${(median(times) / stillMs).toFixed(1)} × that of an edit that changes nothing` : '';
  console.log(`${what}: ${median(times).toFixed(1)} ms${ratio}`);
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1]!;
}
