import type { PointColumns } from '../../../src/base/columns.ts';
import type { MetricKey } from '../../../src/domain/ids.ts';
import { joinColumns, viewPart } from '../../../src/domain/packed-points.ts';
import type { RunRecord, SeriesPart, SeriesSummary, StoredRun } from '../../../src/domain/run.ts';
import type { LoadChunks } from '../load-points.ts';
import type { AlertGround } from './alert-ground.ts';
import type { Arrivals } from './arrivals.ts';
import type { LiveRunTail, LiveSeriesTail } from './live-source.ts';

/** A run as a rule looks at it, whether it is stored or live. */
export interface RunLook {
  readonly record: RunRecord;
  readonly row: number;
  readonly name: string;
  /** When its source last grew; null for a stored run. */
  readonly lastSignMs: number | null;
  /** Series that can be looked at. */
  readonly series: readonly SeriesSummary[];
  /** From this place to the end; null where some of them are not here. */
  points(metric: MetricKey, from: number): Promise<PointColumns | null>;
  /** When a point without a time came. */
  pointCameMs(metric: MetricKey, at: number): Promise<number>;
  /** When the state that the run is in now came about, for what has no time of its own. */
  readonly cameMs: number;
  /** Some points were asked for that are not here. */
  readonly isIncomplete: boolean;
}

export class StoredLook implements RunLook {
  readonly lastSignMs = null;
  readonly name: string;
  readonly cameMs: number;
  isIncomplete = false;
  private readonly known = new Map<MetricKey, PointColumns | null>();

  constructor(
    readonly record: StoredRun,
    readonly row: number,
    private readonly ground: AlertGround,
    private readonly arrivals: Arrivals,
    private readonly nowMs: number,
  ) {
    this.name = ground.table.name(row);
    this.cameMs = arrivals.ofRun(record.key) ?? nowMs;
  }

  get series(): readonly SeriesSummary[] {
    return this.record.series;
  }

  /** Several rules ask for the same. */
  async points(metric: MetricKey, from: number): Promise<PointColumns | null> {
    let whole = this.known.get(metric);
    if (whole === undefined) {
      whole = await this.load(metric);
      this.known.set(metric, whole);
    }
    return whole && slice(whole, from);
  }

  async pointCameMs(metric: MetricKey, at: number): Promise<number> {
    return (await this.arrivals.ofPoint(this.record.key, metric, at)) ?? this.nowMs;
  }

  private async load(metric: MetricKey): Promise<PointColumns | null> {
    const { facts } = this.ground;
    const parts = this.record.series.find(({ key }) => key === metric)?.parts ?? [];
    const { columns, missing } = await facts.points(this.record, metric, this.ground.loaderFor(parts));
    if (missing.length === 0) return columns;
    this.isIncomplete = true;
    return null;
  }
}

/** What the last check knew of a live run. */
export interface LiveKnown {
  readonly atMs: number;
  readonly counts: ReadonlyMap<MetricKey, number>;
}

export class LiveLook implements RunLook {
  readonly record: RunRecord;
  readonly lastSignMs: number;
  readonly name: string;
  readonly series: readonly SeriesSummary[];
  isIncomplete = false;
  private readonly tails = new Map<MetricKey, LiveSeriesTail>();

  constructor(
    tail: LiveRunTail,
    readonly row: number,
    private readonly known: LiveKnown | null,
    private readonly ground: AlertGround,
    private readonly arrivals: Arrivals,
    private readonly nowMs: number,
  ) {
    this.record = tail.run;
    this.lastSignMs = tail.lastSignMs;
    this.name = ground.table.name(row);
    for (const series of tail.series) if (!series.isThinned) this.tails.set(series.key, series);
    this.series = [...this.tails.values()].map(({ summary }) => summary);
  }

  get cameMs(): number {
    return this.known?.atMs ?? this.nowMs;
  }

  async points(metric: MetricKey, from: number): Promise<PointColumns | null> {
    const series = this.tails.get(metric);
    if (!series) return null;
    const { tailFrom, tail, parts } = series;
    if (from >= tailFrom) return slice(tail, from - tailFrom);
    const stored = await loadParts(parts, this.ground.loaderFor(parts));
    if (stored === null || stored.values.length < tailFrom) {
      this.isIncomplete = true;
      return null;
    }
    return joinColumns([slice(stored, from, tailFrom), tail]);
  }

  async pointCameMs(metric: MetricKey, at: number): Promise<number> {
    if (this.known && at < (this.known.counts.get(metric) ?? 0)) return this.known.atMs;
    if (at >= (this.tails.get(metric)?.tailFrom ?? 0)) return this.nowMs;
    return (await this.arrivals.ofPoint(this.record.key, metric, at)) ?? this.nowMs;
  }
}

async function loadParts(parts: readonly SeriesPart[], load: LoadChunks): Promise<PointColumns | null> {
  const chunks = await load(parts.map(({ pack }) => pack));
  const views: PointColumns[] = [];
  for (const [index, part] of parts.entries()) {
    const chunk = chunks[index];
    const view = chunk ? viewPart(chunk, part) : null;
    if (!view) return null;
    views.push(view);
  }
  return joinColumns(views);
}

function slice({ steps, timesMs, values }: PointColumns, from: number, to = values.length): PointColumns {
  if (from === 0 && to === values.length) return { steps, timesMs, values };
  return {
    steps: steps.subarray(from, to),
    timesMs: timesMs.subarray(from, to),
    values: values.subarray(from, to),
  };
}

/** The last time that its points or its end name; null for none. */
export function lastMomentMs({ record, series }: RunLook): number | null {
  if (record.endMs !== null) return record.endMs;
  let last = Number.NEGATIVE_INFINITY;
  for (const { lastTimeMs } of series) if (lastTimeMs > last) last = lastTimeMs;
  return Number.isFinite(last) ? last : record.startMs;
}
