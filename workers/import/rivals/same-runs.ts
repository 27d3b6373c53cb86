import type { PointColumns } from '../../../src/base/columns.ts';
import type { MetricKey, RunKey } from '../../../src/domain/ids.ts';
import type { Claim } from '../detect/detect.ts';

/** MLflow's registry and models name its runs by their ids, so that these stay, whatever else tells of them. */
const OF_MLFLOW: ReadonlyMap<string, number> = new Map([
  ['mlruns', 70],
  ['sqlite', 70],
  ['mlflow-export', 70],
]);

/** The first values of a series that are no whole numbers: three of them do not come out the same by chance. */
const VALUES = 3;
/** Series that are looked at in one drop. */
export const MOST_SERIES = 200_000;
/** Runs with the same series that are looked at: a seed makes them alike. */
const MOST_ALIKE = 1000;
/** Loggers write at one moment. W&B writes a row when the next begins, so that an interval of logging may lie between. */
const SAME_MOMENT_MS = 10_000;
/** Two writers of one logger in one process: what the second writes comes right after the first. */
const SAME_BREATH_MS = 1000;
/** What is planned or counted is the same in runs that are not: rates, clocks and counters. `loss_step` is no counter. */
const PLANNED =
  /(?:^|[^a-z])(?:lr|learning[-_ ]?rate|momentum|weight[-_ ]?decay|(?:run|wall)?time|seconds?)(?:[^a-z]|$)|(?:^|\/)(?:global[-_ ]?)?(?:epoch|step)s?$/i;

export interface Beginning {
  readonly values: number[];
  /** Whether it counts as evidence. */
  readonly isTelling: boolean;
  /** Points of the whole series. */
  count: number;
  /** Of the first points; NaN where the source has no times. */
  readonly timesMs: number[];
  /** Of the point with the last of the values. */
  doneMs: number;
}

/** How the series of a run begin, gathered as they are read. */
export class RunBeginning {
  /** Moves when something was learned that may tell runs apart. */
  learned = 0;
  private readonly series = new Map<MetricKey, Beginning>();
  private known: { readonly learned: number; readonly marks: Marks } | null = null;

  add(
    metric: MetricKey,
    { values, timesMs }: Pick<PointColumns, 'values' | 'timesMs'>,
    mayTakeSeries: () => boolean,
  ): void {
    let beginning = this.series.get(metric);
    if (beginning === undefined) {
      if (!mayTakeSeries()) return;
      beginning = { values: [], isTelling: !PLANNED.test(metric), count: 0, timesMs: [], doneMs: Number.NaN };
      this.series.set(metric, beginning);
    }
    beginning.count += values.length;
    if (!beginning.isTelling || beginning.values.length === VALUES) return;
    for (let at = 0; at < timesMs.length && beginning.timesMs.length < 2; at++)
      beginning.timesMs.push(timesMs[at]!);
    for (let at = 0; at < values.length && beginning.values.length < VALUES; at++) {
      // Event files hold 32 bits of what others hold 64 of.
      const value = Math.fround(values[at]!);
      if (!Number.isFinite(value) || Number.isInteger(value)) continue;
      beginning.values.push(value);
      beginning.doneMs = timesMs[at] ?? Number.NaN;
    }
    if (beginning.values.length === VALUES) this.learned += 1;
  }

  /** Whether there is enough to recognise the run by. */
  get isTelling(): boolean {
    return this.learned > 0 && this.marks().size > 0;
  }

  /** Whether more points of its series may make it so. */
  get mayComeToTell(): boolean {
    for (const { isTelling, values } of this.series.values())
      if (isTelling && values.length > 0 && values.length < VALUES) return true;
    return false;
  }

  marks(): Marks {
    if (this.known?.learned !== this.learned)
      this.known = { learned: this.learned, marks: marksOf(this.series.values()) };
    return this.known.marks;
  }
}

/** What a run of a source that was read is known by. */
interface Known {
  readonly run: RunKey;
  readonly claim: Claim;
  readonly series: Marks;
  /** More of its points are to come. */
  readonly isGrowing: boolean;
  /**
   * Formats whose runs were recognised by a series of this run, and when those began: each run of theirs has its own
   * counterpart, but where a training wrote the format twice (`lightning_logs/` and `runs/`).
   */
  readonly taken: Map<string, Map<string, number>>;
}

/** Series by how they begin. */
export type Marks = ReadonlyMap<string, Beginning>;

/** How far a run is from one that is known. */
interface Nearness {
  shared: number;
  /** Series that another run of the format was recognised by. */
  again: number;
  apartMs: number;
  pointsApart: number;
}

/**
 * Finds the run that several loggers wrote at once, each into a folder of its own (`wandb/`, `runs/`, `mlruns/`): what they
 * logged begins with the same values, whatever they call it. Sources that tell most are read first; a run of another
 * format whose series were mostly logged there too is that run.
 */
export class SameRuns {
  /** In the order in which they are to be read. */
  readonly claims: readonly Claim[];
  private readonly isWanted: boolean;
  private readonly open = new Map<RunKey, RunBeginning>();
  private readonly known = new Map<string, Known[]>();
  /** The format that tells most, where no other tells as much. */
  private readonly highest: string | null;
  private seriesCount = 0;

  constructor(claims: readonly Claim[]) {
    const ranks = new Map(claims.map((claim) => [claim, rankOf(claim)]));
    const ranked = new Set(
      claims.filter((claim) => ranks.get(claim) !== null).map(({ format }) => format.id),
    );
    this.highest = richestFormat(ranks);
    this.isWanted = ranked.size > 1;
    this.claims = this.isWanted
      ? [...claims].sort((a, b) => (ranks.get(b) ?? -1) - (ranks.get(a) ?? -1))
      : claims;
  }

  /** Whether runs of this source may be those of others. */
  concerns(claim: Claim): boolean {
    return this.isWanted && rankOf(claim) !== null;
  }

  /** Whether a run of this source may be one that another source tells more of. */
  mayBeLeftOut(claim: Claim): boolean {
    if (!this.concerns(claim) || isOfMlflow(claim)) return false;
    return claim.format.id !== this.highest;
  }

  begin(run: RunKey): void {
    this.open.set(run, new RunBeginning());
  }

  add(run: RunKey, metric: MetricKey, points: Pick<PointColumns, 'values' | 'timesMs'>): void {
    this.open.get(run)?.add(metric, points, () => this.seriesCount++ < MOST_SERIES);
  }

  /** The source that the run was read from already; null where it is new, and then it is known from now on. */
  end(run: RunKey, claim: Claim): Claim | null {
    const beginning = this.open.get(run) ?? new RunBeginning();
    this.open.delete(run);
    return this.recognise(run, claim, beginning);
  }

  /** As `end`, of a run whose beginning somebody else has gathered, and that may still be written. */
  recognise(run: RunKey, claim: Claim, beginning: RunBeginning, isGrowing = false): Claim | null {
    const series = beginning.marks();
    const found = isOfMlflow(claim) ? null : this.findAmongKnown(run, series, claim);
    if (found) {
      const taken = takenBy(found, claim);
      for (const [mark, { timesMs }] of series)
        if (!taken.has(mark)) taken.set(mark, timesMs[0] ?? Number.NaN);
      return found.claim;
    }
    const known: Known = { run, claim, series, isGrowing, taken: new Map() };
    for (const mark of series.keys()) {
      const alike = this.known.get(mark);
      if (alike === undefined) this.known.set(mark, [known]);
      else if (alike.length < MOST_ALIKE) alike.push(known);
    }
    return null;
  }

  private findAmongKnown(run: RunKey, series: Marks, claim: Claim): Known | null {
    const near = new Map<Known, Nearness>();
    for (const [mark, beginning] of series) {
      for (const known of this.known.get(mark) ?? []) {
        // A run of one id is one run anyway.
        if (known.run === run || known.claim.format.id === claim.format.id) continue;
        const nearness = nearnessOf(beginning, known.series.get(mark)!, known.isGrowing);
        addTo(near, known, nearness && besideTaken(nearness, beginning, takenBy(known, claim).get(mark)));
      }
    }
    const [best] = [...near].sort(([, a], [, b]) => compareNearness(a, b));
    return best !== undefined && best[1].shared * 2 > series.size ? best[0] : null;
  }
}

/** A value that does not change tells nothing: an accuracy of 0.5 is that of any run that learns nothing. */
function marksOf(series: Iterable<Beginning>): Marks {
  const marks = new Map<string, Beginning>();
  for (const one of series) {
    const mark = one.values.join();
    if (one.values.length === VALUES && new Set(one.values).size > 1 && !marks.has(mark))
      marks.set(mark, one);
  }
  return marks;
}

/**
 * null for another run that a seed made alike: it was logged at another time, or where no times are known, has more points
 * than the source that would stand for it.
 */
function nearnessOf(found: Beginning, known: Beginning, isGrowing: boolean): Nearness | null {
  const apartMs = Math.abs((found.timesMs[0] ?? Number.NaN) - (known.timesMs[0] ?? Number.NaN));
  const pointsApart = Math.abs(known.count - found.count);
  if (Number.isNaN(apartMs))
    return found.count > known.count && !isGrowing ? null : { shared: 1, again: 0, apartMs: 0, pointsApart };
  const most = Math.max(SAME_MOMENT_MS, intervalOf(found), intervalOf(known));
  return apartMs <= most ? { shared: 1, again: 0, apartMs, pointsApart } : null;
}

/** The series of the known run that this one is like was found in another run of the format, begun then. */
function besideTaken(
  nearness: Nearness,
  { timesMs }: Beginning,
  takenMs: number | undefined,
): Nearness | null {
  if (takenMs === undefined) return nearness;
  const apartMs = Math.abs((timesMs[0] ?? Number.NaN) - takenMs);
  return apartMs <= SAME_BREATH_MS ? { ...nearness, again: 1 } : null;
}

/** Between the first two points; 0 where it is not known. */
export function intervalOf({ timesMs: [first = Number.NaN, next = Number.NaN] }: Beginning): number {
  return Number.isNaN(next - first) ? 0 : Math.abs(next - first);
}

function addTo(near: Map<Known, Nearness>, known: Known, more: Nearness | null): void {
  if (more === null) return;
  const sum = near.get(known);
  if (sum === undefined) near.set(known, more);
  else {
    sum.shared += more.shared;
    sum.again += more.again;
    sum.apartMs += more.apartMs;
    sum.pointsApart += more.pointsApart;
  }
}

function compareNearness(a: Nearness, b: Nearness): number {
  return b.shared - a.shared || a.again - b.again || a.apartMs - b.apartMs || a.pointsApart - b.pointsApart;
}

/** Whether the runs of a source stay whatever else tells of them. What is logged to MLflow is there at once. */
export function isOfMlflow({ format }: Claim): boolean {
  return OF_MLFLOW.has(format.id);
}

/** How much a source tells of its runs, beside others; null where it is no rival of any. */
export function rankOf({ format, path }: Claim): number | null {
  return format.richness?.(path) ?? OF_MLFLOW.get(format.id) ?? null;
}

function richestFormat(ranks: ReadonlyMap<Claim, number | null>): string | null {
  let highest = -1;
  let format: string | null = null;
  for (const [claim, rank] of ranks) {
    if (rank === null || rank < highest) continue;
    format = rank > highest || format === claim.format.id ? claim.format.id : null;
    highest = rank;
  }
  return format;
}

function takenBy(known: Known, { format }: Claim): Map<string, number> {
  let taken = known.taken.get(format.id);
  if (taken === undefined) {
    taken = new Map();
    known.taken.set(format.id, taken);
  }
  return taken;
}
