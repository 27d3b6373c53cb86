import type { PointColumns } from '../../src/base/columns.ts';
import type { Hash, MetricKey, RunKey } from '../../src/domain/ids.ts';
import type { SeriesSummary } from '../../src/domain/run.ts';
import type { ChartX, Smoothing } from '../../src/domain/view-state.ts';
import { type GroupColumns, groupArrays } from './group-curve.ts';
import { GrowingColumns } from './growing-columns.ts';
import { MemoryBudget, RecentKeys, Shelf } from './memory-budget.ts';
import {
  type Channel,
  channelArrays,
  growSeries,
  makeChannel,
  originMs,
  type PlacedPoints,
  type PreparedSeries,
  prepareSeries,
} from './prepared-series.ts';
import { epochMetrics, metricOfAxis } from './series-axis.ts';
import { joinTerm, valuesAtSteps } from './series-join.ts';
import type { SeriesTerm } from './series-terms.ts';
import { SharedSteps } from './shared-steps.ts';
import { smooth } from './smoothing.ts';

export type SeriesIdentity = Pick<SeriesSummary, 'fingerprint' | 'backwardSteps'>;

/** A series that is under way. */
export interface SeriesGrowth {
  /** The same for as long as it only grows. */
  readonly lineage: object;
  /** Its points from this place on. */
  loadFrom(place: number): Promise<LoadedPoints>;
}

/** Points, and the packs that hold more of them and are not in this browser. */
export interface LoadedPoints {
  readonly columns: PointColumns;
  readonly missing: readonly Hash[];
}

/** Where the points of a workspace come from. */
export interface SeriesSource {
  /** Whether any run of the workspace logged it. */
  isMetric(metric: MetricKey): boolean;
  loadMetrics(run: RunKey): Promise<readonly MetricKey[]>;
  /** The fingerprint tells whether what was prepared still stands; null where the run never logged the metric. */
  loadSummary(run: RunKey, metric: MetricKey): Promise<SeriesIdentity | null>;
  load(run: RunKey, metric: MetricKey): Promise<LoadedPoints>;
  /** Null for a series that does not grow. */
  growthOf?(run: RunKey, metric: MetricKey, series: SeriesIdentity): SeriesGrowth | null;
  /** When the run began, for relative time. */
  startMs(run: RunKey): number | null;
  /** As people call it now; '' for one that is not here. */
  runName(run: RunKey): string;
}

/** Points of a term as they were logged, or as they were computed step by step. */
export interface TermPoints extends LoadedPoints {
  readonly unjoined: number;
  /** What the columns are views of, where more will come. */
  readonly room?: GrowingColumns;
}

/** The points of some metrics of a run. */
interface TermIdentity {
  readonly id: string;
  /** Of a single metric that is under way. */
  readonly growth: SeriesGrowth | null;
}

const SERIES_CACHE_BYTES = 256 * 1024 * 1024;

/** Of a series: a chart may have a smoothing of its own beside that of the others. */
const SMOOTHINGS_KEPT = 2;
/** Of groups with the same first run: of several charts. */
const GROUPS_KEPT = 4;

const SEPARATOR = '\u001f';

/**
 * Series as they were asked for last, on their axes, smoothed. One budget holds them all: columns that only another axis
 * needs leave first, then what was used longest ago.
 */
export class SeriesCache {
  private readonly budget: MemoryBudget;
  private readonly steps = new SharedSteps();
  private readonly points: Shelf<TermPoints>;
  private readonly prepared: Shelf<PreparedSeries>;
  private readonly smoothed: Shelf<Channel>;
  private readonly smoothedLast: RecentKeys;
  private readonly groups: Shelf<GroupColumns>;
  private readonly groupsLast: RecentKeys;
  /** Under which key the points of a series that grows were held last, and the series on each axis. */
  private readonly held = new WeakMap<object, Map<string, string>>();

  constructor(
    private readonly source: SeriesSource,
    budgetBytes = SERIES_CACHE_BYTES,
  ) {
    this.budget = new MemoryBudget(budgetBytes);
    // Packs that were not here may have come by the next question.
    const isWhole = ({ missing }: { readonly missing: readonly Hash[] }) => missing.length === 0;
    this.points = new Shelf<TermPoints>(
      this.budget,
      ({ columns }) => [columns.steps, columns.timesMs, columns.values],
      isWhole,
      true,
    );
    this.prepared = new Shelf<PreparedSeries>(
      this.budget,
      (series) => [series.keys, series.nonFinite, ...channelArrays(series)],
      isWhole,
    );
    this.smoothed = new Shelf(this.budget, channelArrays, () => true);
    this.smoothedLast = new RecentKeys(this.smoothed, SMOOTHINGS_KEPT);
    this.groups = new Shelf(this.budget, groupArrays, () => true);
    this.groupsLast = new RecentKeys(this.groups, GROUPS_KEPT);
  }

  get sizeBytes(): number {
    return this.budget.sizeBytes;
  }

  clear(): void {
    for (const shelf of [this.points, this.prepared, this.smoothed, this.groups]) shelf.clear();
    this.budget.clear();
  }

  /** null where the run did not log all that the term is made of. */
  async loadPoints(run: RunKey, term: SeriesTerm): Promise<TermPoints | null> {
    const identity = await this.identify(run, term.metrics, term.text);
    return identity === null ? null : this.pointsOf(run, term, identity);
  }

  async loadPrepared(run: RunKey, term: SeriesTerm, axis: ChartX): Promise<PreparedSeries | null> {
    const identity = await this.identify(run, term.metrics, term.text);
    if (identity === null) return null;
    const metrics = await this.axisMetrics(run, term, axis);
    const axisId = metrics && (await this.identify(run, metrics, ''))?.id;
    const startMs = axis === 'relative' ? this.source.startMs(run) : '';
    const key = [identity.id, axis, axisId, startMs].join(SEPARATOR);
    const { growth } = identity;
    const heldBefore = growth && this.holdLast(growth, [axis, startMs].join(SEPARATOR), key);
    const series = await this.prepared.load(key, async () => {
      const before = heldBefore === null ? null : await this.prepared.peek(heldBefore);
      const points = await this.pointsOf(run, term, identity);
      const placed = await this.place(run, points, axis, metrics);
      return (before && growSeries(key, before, placed)) ?? prepareSeries(key, placed);
    });
    if (heldBefore !== null) await this.leavePrepared(heldBefore);
    return series;
  }

  /** Of a series that has grown only what it is now is worth its room. */
  private async leavePrepared(key: string): Promise<void> {
    const series = await this.prepared.peek(key);
    if (!series) return;
    this.smoothedLast.leave(series);
    this.groupsLast.leave(series);
    this.prepared.forget(key);
  }

  /** Notes under which key a series that grows is held now. Answers the one before, or null. */
  private holdLast({ lineage }: SeriesGrowth, what: string, key: string): string | null {
    const keys = this.held.get(lineage) ?? new Map<string, string>();
    this.held.set(lineage, keys);
    const before = keys.get(what) ?? null;
    keys.set(what, key);
    return before === key ? null : before;
  }

  /** Of a series that lacks points nothing is kept. */
  async loadSmoothed(series: PreparedSeries, smoothing: Smoothing): Promise<Channel> {
    const make = () => makeChannel(smooth(series.keys, series.y, smoothing));
    if (series.missing.length > 0) return make();
    const key = [series.id, smoothing.kind, smoothing.amount].join(SEPARATOR);
    this.smoothedLast.use(series, key);
    return this.smoothed.load(key, make);
  }

  /** Columns of a group whose runs share their keys. */
  async loadGroup(
    members: readonly PreparedSeries[],
    about: readonly (string | number)[],
    make: () => GroupColumns,
  ): Promise<GroupColumns> {
    if (members.some((series) => series.missing.length > 0)) return make();
    const key = [...about, ...members.map((series) => series.id)].join(SEPARATOR);
    this.groupsLast.use(members[0]!, key);
    return this.groups.load(key, make);
  }

  /** Where the points of a term lie on an axis. */
  async place(
    run: RunKey,
    { columns, missing, unjoined }: TermPoints,
    axis: ChartX,
    metrics: readonly MetricKey[] | null,
  ): Promise<PlacedPoints> {
    const startMs = this.source.startMs(run);
    const common = { values: columns.values, unplaced: unjoined, missing };
    if (metrics === null) {
      return {
        ...common,
        places: axis === 'step' ? columns.steps : columns.timesMs,
        originOf: axis === 'relative' ? (least) => originMs(least, startMs) : null,
      };
    }
    const lacking = new Set(missing);
    let places = new Float64Array(columns.values.length).fill(Number.NaN);
    for (const metric of metrics) {
      const axisPoints = await this.loadPoints(run, metricTerm(metric));
      if (axisPoints === null) continue;
      for (const pack of axisPoints.missing) lacking.add(pack);
      places = valuesAtSteps(columns.steps, axisPoints.columns) as Float64Array<ArrayBuffer>;
      if (places.some((place) => Number.isFinite(place))) break;
    }
    return { ...common, missing: [...lacking], places, originOf: null };
  }

  /** What the axis is read from, the likeliest first; null where it is the step or the time. */
  async axisMetrics(run: RunKey, term: SeriesTerm, axis: ChartX): Promise<readonly MetricKey[] | null> {
    if (axis === 'epoch') return epochMetrics(term.metrics[0]!, await this.source.loadMetrics(run));
    const metric = metricOfAxis(axis);
    if (metric === null) return null;
    return (await this.source.loadSummary(run, metric)) === null ? [] : [metric];
  }

  private async pointsOf(run: RunKey, term: SeriesTerm, { id, growth }: TermIdentity): Promise<TermPoints> {
    const heldBefore = growth && this.holdLast(growth, 'points', id);
    const points = await this.loadTerm(run, term, id, growth && { ...growth, heldBefore });
    if (heldBefore !== null) this.points.forget(heldBefore);
    return points;
  }

  private loadTerm(
    run: RunKey,
    term: SeriesTerm,
    id: string,
    growth: (SeriesGrowth & { readonly heldBefore: string | null }) | null,
  ): Promise<TermPoints> {
    return this.points.load(id, async () => {
      if (growth) return this.loadGrowing(growth);
      if (term.expression === null) {
        const { columns, missing } = await this.source.load(run, term.text);
        return { columns: this.own(columns), missing, unjoined: 0 };
      }
      const columns = new Map<MetricKey, PointColumns>();
      const missing = new Set<Hash>();
      for (const metric of term.metrics) {
        const points = await this.loadPoints(run, metricTerm(metric));
        if (points === null) continue;
        columns.set(metric, points.columns);
        for (const pack of points.missing) missing.add(pack);
      }
      const joined = joinTerm(term.expression, columns);
      const steps = this.steps.share(joined.columns.steps);
      return { columns: { ...joined.columns, steps }, unjoined: joined.unjoined, missing: [...missing] };
    });
  }

  /** What is known of it and what has come since, in the same memory; or all of it anew. */
  private async loadGrowing(
    growth: SeriesGrowth & { readonly heldBefore: string | null },
  ): Promise<TermPoints> {
    const before = growth.heldBefore === null ? null : await this.points.peek(growth.heldBefore);
    const known = before?.columns.values.length ?? 0;
    const { columns, missing } = await growth.loadFrom(known);
    // Somebody else may have made it grow in the meantime.
    if (before?.room?.length === known && missing.length === 0) {
      before.room.append(columns);
      return { columns: before.room.columns(), missing, unjoined: 0, room: before.room };
    }
    const whole = known === 0 ? { columns, missing } : await growth.loadFrom(0);
    const room = new GrowingColumns(whole.columns);
    return { columns: room.columns(), missing: whole.missing, unjoined: 0, room };
  }

  /** Columns that are not a part of something larger: a short series would keep the whole pack in memory. */
  private own({ steps, timesMs, values }: PointColumns): PointColumns {
    const owned = (column: Float64Array) =>
      column.byteLength === column.buffer.byteLength ? column : column.slice();
    return { steps: this.steps.share(owned(steps)), timesMs: owned(timesMs), values: owned(values) };
  }

  /** Names the points of some metrics of a run; null where the run lacks one of them. */
  private async identify(
    run: RunKey,
    metrics: readonly MetricKey[],
    text: string,
  ): Promise<TermIdentity | null> {
    const fingerprints: string[] = [];
    let growth: SeriesGrowth | null = null;
    for (const metric of metrics) {
      const summary = await this.source.loadSummary(run, metric);
      if (summary === null) return null;
      fingerprints.push(summary.fingerprint);
      if (metric === text) growth = this.source.growthOf?.(run, metric, summary) ?? null;
    }
    return { id: [run, text, ...fingerprints].join(SEPARATOR), growth };
  }
}

function metricTerm(metric: MetricKey): SeriesTerm {
  return { index: -1, text: metric, metrics: [metric], expression: null };
}
