import type { PointColumns } from '../../src/base/columns.ts';
import { columnIdOf } from '../../src/domain/column-id.ts';
import type { Hash, RunKey } from '../../src/domain/ids.ts';
import type { MetricDirection } from '../../src/domain/metric-direction.ts';
import type { StoredRun } from '../../src/domain/run.ts';
import type { AtBestRef, AtBestValues } from './at-best-values.ts';
import type { FactReader } from './fact-reader.ts';
import type { LoadChunks } from './load-points.ts';
import { RecentMap } from './recent-map.ts';

/** Columns whose values are kept, unless more are asked for at a time; a value takes about a hundred bytes. */
const MOST_COLUMNS = 8;
/** Half a megabyte each: runs that were imported together share chunks of points. */
const SHELF_CHUNKS = 24;

interface KnownValue {
  /** Stand for the run's content. */
  readonly packs: readonly Hash[];
  readonly value: number | null;
}

interface WantedColumn {
  readonly ref: AtBestRef;
  readonly direction: MetricDirection | null;
}

/**
 * The value of one metric where another was best, for as many runs as were asked for. Best is the first step with the
 * smallest or largest finite value. The value is the one logged at that step, or else at the nearest step before it;
 * of several at one step the last, as MLflow orders them. None where nothing was logged until then.
 */
export class AtBestLoader implements AtBestValues {
  private readonly columns = new Map<string, Map<RunKey, KnownValue>>();

  clear(): void {
    this.columns.clear();
  }

  of(ref: AtBestRef, direction: MetricDirection | null) {
    const values = this.columns.get(idOf({ ref, direction }));
    return (run: RunKey, packs: readonly Hash[]): number | null | undefined => {
      const known = values?.get(run);
      return known && isSameContent(known.packs, packs) ? known.value : undefined;
    };
  }

  /**
   * Loads what is not known yet of these runs. `isWanted` is asked between packs: when nobody waits any more, what
   * was read until then stays known.
   */
  async load(
    facts: FactReader,
    wanted: readonly WantedColumn[],
    runs: readonly (readonly [RunKey, readonly Hash[]])[],
    isWanted: () => boolean,
  ): Promise<void> {
    const load = makeShelf(facts.loadChunks);
    this.makeRoom(wanted);
    for (const column of wanted) {
      const read = this.of(column.ref, column.direction);
      const open = runs.filter(([run, packs]) => read(run, packs) === undefined);
      if (open.length === 0 || !isWanted()) continue;
      const values = this.columns.get(idOf(column)) ?? new Map<RunKey, KnownValue>();
      this.columns.set(idOf(column), values);
      const packsOf = new Map(open);
      const visit = async (run: StoredRun): Promise<void> => {
        const packs = packsOf.get(run.key);
        if (!packs || !isWanted()) return;
        const found = await loadValue(facts, run, column, load);
        // What was not in this browser may come later.
        if (found.isWhole) values.set(run.key, { packs, value: found.value });
      };
      await facts.forEachRun(visit, new Set(packsOf.keys()), isWanted);
    }
  }

  /** Forgets what was wanted longest ago, but nothing of what is wanted now, however much that is. */
  private makeRoom(wanted: readonly WantedColumn[]): void {
    for (const id of wanted.map(idOf)) {
      const values = this.columns.get(id) ?? new Map<RunKey, KnownValue>();
      this.columns.delete(id);
      this.columns.set(id, values);
    }
    for (const oldest of this.columns.keys()) {
      if (this.columns.size <= Math.max(MOST_COLUMNS, wanted.length)) break;
      this.columns.delete(oldest);
    }
  }
}

function idOf({ ref, direction }: WantedColumn): string {
  return `${direction} ${columnIdOf(ref)}`;
}

function isSameContent(a: readonly Hash[], b: readonly Hash[]): boolean {
  return a === b || (a.length === b.length && a.every((hash, i) => hash === b[i]));
}

/** Keeps the last few chunks. */
function makeShelf(load: LoadChunks): LoadChunks {
  const shelf = new RecentMap<Hash, Promise<Uint8Array<ArrayBuffer> | null>>(SHELF_CHUNKS);
  const take = (hash: Hash) => shelf.get(hash, () => load([hash]).then(([chunk = null]) => chunk));
  return (hashes) => Promise.all(hashes.map(take));
}

interface FoundValue {
  readonly value: number | null;
  /** Every point that could decide was there. */
  readonly isWhole: boolean;
}

async function loadValue(
  facts: FactReader,
  run: StoredRun,
  { ref, direction }: WantedColumn,
  load: LoadChunks,
): Promise<FoundValue> {
  const other = run.series.find(({ key }) => key === ref.bestOf);
  const own = run.series.find(({ key }) => key === ref.key);
  const bestStep = direction === 'lower' ? other?.minStep : other?.maxStep;
  const none = { value: null, isWhole: true };
  if (!own || direction === null || bestStep === undefined || Number.isNaN(bestStep)) return none;
  // Where the summaries tell, no point has to be read.
  if (own.firstStep > bestStep) return none;
  if (own.lastStep <= bestStep) return { value: own.last, isWhole: true };
  const { columns, missing } = await facts.points(run, ref.key, load);
  return { value: valueAt(columns, bestStep), isWhole: missing.length === 0 };
}

/** The value at the step, or at the nearest one before it; null where there is none. */
export function valueAt({ steps, timesMs, values }: PointColumns, step: number): number | null {
  let found = -1;
  for (let at = 0; at < steps.length; at++) {
    if (!(steps[at]! <= step)) continue;
    if (found < 0 || steps[at]! > steps[found]!) found = at;
    else if (steps[at] === steps[found] && isLater(timesMs, values, at, found)) found = at;
  }
  return found < 0 ? null : values[found]!;
}

/** Of two points at one step, the second logged after the first: the time decides, and of equal ones a number. */
function isLater(timesMs: Float64Array, values: Float64Array, at: number, found: number): boolean {
  const timeMs = timesMs[at]!;
  const foundMs = timesMs[found]!;
  if (timeMs > foundMs || (Number.isNaN(foundMs) && !Number.isNaN(timeMs))) return true;
  if (timeMs < foundMs || (Number.isNaN(timeMs) && !Number.isNaN(foundMs))) return false;
  return !Number.isNaN(values[at]!) || Number.isNaN(values[found]!);
}
