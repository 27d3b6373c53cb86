import type { RunKey } from '../../src/domain/ids.ts';
import type { StoredRun } from '../../src/domain/run.ts';
import type { FactStore } from '../../src/storage/fact-store.ts';
import { type FactChanges, FactReader, type VisitBlock } from './fact-reader.ts';
import type { LiveOverlay } from './live/live-overlay.ts';
import { makeRunBlock } from './make-run-block.ts';
import { makeRunTexts } from './model-texts.ts';
import { type RunNow, RunTable } from './run-table.ts';

/** Fewer are searched and ordered in a moment. */
const MANY_RUNS = 10_000;
/** Between two steps of what can wait: questions come first. */
const REST_MS = 120;

export interface OpenedFacts {
  readonly facts: FactReader;
  /** The reader whose table `apply` changes; null where it makes a table of its own. */
  readonly before: FactReader | null;
  /** Answers the table with everything in it. At once, so that no question sees half of it. */
  readonly apply: () => RunTable;
}

/** Reads what is stored, or what of it is new since `before`, whose table is `table`, and lays live runs over it. */
export async function openFacts(
  store: FactStore,
  before: FactReader | null,
  table: RunTable,
  live: LiveOverlay,
): Promise<OpenedFacts> {
  const { mark } = live;
  const facts = new FactReader(store, live.runs);
  await facts.load(before);
  // While others' runs come in or live ones grow, the table is opened many times: each of them is read once.
  const changes = before && (await facts.changesSince(before, (run) => table.rowOf(run) !== undefined));
  if (changes) {
    const laid = await live.prepare(facts, table);
    const apply = () => {
      grow(table, facts, changes, laid.rows);
      live.layAgain(mark);
      return finish(table, facts);
    };
    if (!laid.isGone) return { facts, before, apply };
  }
  const fresh = new RunTable();
  fresh.expect(facts.runCount);
  await facts.forEachBlock(makeAdder(fresh, facts));
  const { rows } = await live.prepare(facts, fresh);
  const apply = () => {
    for (const row of rows) fresh.put(row);
    live.layAgain(mark);
    return finish(fresh, facts);
  };
  return { facts, before: null, apply };
}

/** Does between questions what first ones would wait for, and keeps what was made for the next opening. */
export async function settle(facts: FactReader, table: RunTable, isOpen: () => boolean): Promise<void> {
  const steps = table.count < MANY_RUNS ? [] : table.indexes.idleSteps();
  for (const step of steps) {
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    if (!isOpen()) return;
    step();
  }
  await facts.keepBlocks();
}

function makeAdder(table: RunTable, facts: FactReader): VisitBlock {
  const textsOf = makeRunTexts(facts);
  const packsOf = (run: RunKey) => facts.packsOfRun(run);
  const cameMs = (run: RunKey) => facts.cameMs(run);
  return (block, keys) => table.addBlock(block, keys, { packsOf, textsOf: textsOf(block, keys), cameMs });
}

function grow(
  table: RunTable,
  facts: FactReader,
  { blocks, runs }: FactChanges,
  live: readonly RunNow[],
): void {
  const add = makeAdder(table, facts);
  // Some may have been told as live ones while the facts were read.
  const isNew = (run: RunKey | null): boolean => run !== null && table.rowOf(run) === undefined;
  for (const [block, keys] of blocks)
    add(
      block,
      keys.map((key) => (isNew(key) ? key : null)),
    );
  const textsOf = makeRunTexts(facts);
  const isLive = new Set(live.map(({ run }) => run.key));
  for (const run of runs.values()) if (!isLive.has(run.key)) table.put(rowOf(run, facts, textsOf));
  for (const row of live) table.put(row);
}

/** A run that nobody watches, for its row. */
function rowOf(run: StoredRun, facts: FactReader, textsOf: ReturnType<typeof makeRunTexts>): RunNow {
  const block = makeRunBlock([run]);
  return {
    run,
    block,
    packs: facts.packsOfRun(run.key),
    texts: textsOf(block, [run.key])(0),
    cameMs: facts.cameMs(run.key),
    life: null,
  };
}

function finish(table: RunTable, facts: FactReader): RunTable {
  table.experimentRecords = facts.experiments;
  table.trim();
  return table;
}
