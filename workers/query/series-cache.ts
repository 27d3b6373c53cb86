import { BYTES_PER_POINT, type PointColumns } from '../../src/base/columns.ts';
import type { Hash, MetricKey, RunKey } from '../../src/domain/ids.ts';
import type { SeriesSummary } from '../../src/domain/run.ts';
import type { XAxis } from '../../src/rpc/query-api.ts';
import { type PreparedSeries, prepareSeries } from './prepared-series.ts';

export type SeriesIdentity = Pick<SeriesSummary, 'fingerprint' | 'backwardSteps'>;

/** Points, and the packs that hold more of them and are not in this browser. */
export interface LoadedPoints {
  readonly columns: PointColumns;
  readonly missing: readonly Hash[];
}

/** Where the points of a workspace come from. */
export interface SeriesSource {
  /** The fingerprint tells whether what was prepared still stands; null where the run never logged the metric. */
  loadSummary(run: RunKey, metric: MetricKey): Promise<SeriesIdentity | null>;
  load(run: RunKey, metric: MetricKey): Promise<LoadedPoints>;
  /** When the run began, for relative time. */
  startMs(run: RunKey): number | null;
}

interface Entry {
  readonly key: string;
  readonly fingerprint: string;
  readonly loaded: Promise<LoadedPoints>;
  readonly byAxis: Map<XAxis, PreparedSeries>;
  sizeBytes: number;
}

export const SERIES_CACHE_BYTES = 256 * 1024 * 1024;

/** Series as they were asked for last; the oldest leave when the budget is spent. */
export class SeriesCache {
  private readonly entries = new Map<string, Entry>();
  private sizeBytes = 0;

  constructor(
    private readonly source: SeriesSource,
    private readonly budgetBytes = SERIES_CACHE_BYTES,
  ) {}

  clear(): void {
    this.entries.clear();
    this.sizeBytes = 0;
  }

  /** null where the run never logged the metric. */
  async loadColumns(run: RunKey, metric: MetricKey): Promise<PointColumns | null> {
    const entry = await this.loadEntry(run, metric);
    return entry && (await entry.loaded).columns;
  }

  /** Packs that the series needs and that were not in this browser when it was asked for last. */
  async loadMissing(run: RunKey, metric: MetricKey): Promise<readonly Hash[]> {
    const entry = await this.loadEntry(run, metric);
    return entry ? (await entry.loaded).missing : [];
  }

  async loadPrepared(run: RunKey, metric: MetricKey, axis: XAxis): Promise<PreparedSeries | null> {
    const entry = await this.loadEntry(run, metric);
    if (entry === null) return null;
    const known = entry.byAxis.get(axis);
    if (known !== undefined) return known;
    const prepared = prepareSeries((await entry.loaded).columns, axis, this.source.startMs(run));
    entry.byAxis.set(axis, prepared);
    this.grow(entry, prepared.extraBytes);
    return prepared;
  }

  private async loadEntry(run: RunKey, metric: MetricKey): Promise<Entry | null> {
    const fingerprint = (await this.source.loadSummary(run, metric))?.fingerprint;
    if (fingerprint === undefined) return null;
    const key = `${run}\u001f${metric}`;
    const known = this.entries.get(key);
    if (known?.fingerprint === fingerprint) {
      this.entries.delete(key);
      this.entries.set(key, known);
      // What was not here may have come meanwhile.
      if ((await known.loaded).missing.length === 0) return known;
    }
    if (known !== undefined && this.isHeld(known)) this.drop(known);
    const entry: Entry = {
      key,
      fingerprint,
      loaded: this.source.load(run, metric),
      byAxis: new Map(),
      sizeBytes: 0,
    };
    this.entries.set(key, entry);
    try {
      this.grow(entry, (await entry.loaded).columns.values.length * BYTES_PER_POINT);
    } catch (error) {
      // What could not be read now may be readable at the next try.
      if (this.isHeld(entry)) this.drop(entry);
      throw error;
    }
    return entry;
  }

  private isHeld(entry: Entry): boolean {
    return this.entries.get(entry.key) === entry;
  }

  private grow(entry: Entry, bytes: number): void {
    if (!this.isHeld(entry)) return;
    entry.sizeBytes += bytes;
    this.sizeBytes += bytes;
    for (const oldest of this.entries.values()) {
      if (this.sizeBytes <= this.budgetBytes) break;
      if (oldest !== entry) this.drop(oldest);
    }
  }

  private drop(entry: Entry): void {
    this.entries.delete(entry.key);
    this.sizeBytes -= entry.sizeBytes;
  }
}
