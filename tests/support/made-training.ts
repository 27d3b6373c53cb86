import { PointBuilder, type PointColumns } from '../../src/base/columns.ts';
import { type RunKey, toImportId, toRunKey } from '../../src/domain/ids.ts';
import type { LiveMessage, LiveRunNews, LiveSeriesNews } from '../../src/domain/live/live-message.ts';
import type { RunRecord, SeriesPart } from '../../src/domain/run.ts';
import { SeriesSummariser } from '../../src/domain/series-summary.ts';
import type { FactStore } from '../../src/storage/fact-store.ts';
import type { ImportEvent } from '../../workers/import/format.ts';
import { ImportPipeline } from '../../workers/import/pipeline.ts';
import { ProgressMeter } from '../../workers/import/progress-meter.ts';
import { SourceTree } from '../../workers/import/source.ts';
import { FactReader } from '../../workers/query/fact-reader.ts';
import { madeFormat, runRecord } from './made-run.ts';

class TrainedSeries {
  readonly points = new PointBuilder();
  readonly summariser = new SeriesSummariser();
  told = 0;
  stored = 0;
  parts: readonly SeriesPart[] = [];
}

export type MadePoint = readonly [step: number, timeMs: number, value: number];

/** Runs that grow, their watcher, and the store into which they are committed. */
export class MadeTraining {
  readonly records = new Map<RunKey, RunRecord>();
  private readonly series = new Map<RunKey, Map<string, TrainedSeries>>();
  private readonly told = new Set<RunKey>();
  private imports = 0;

  constructor(
    readonly watcher = 'w1',
    readonly from = '',
  ) {}

  start(id: string, part: Partial<RunRecord> = {}): RunKey {
    const key = toRunKey(id);
    this.records.set(key, { ...runRecord({ id, loss: '', status: 'running' }), ...part });
    if (!this.series.has(key)) this.series.set(key, new Map());
    return key;
  }

  change(run: RunKey, part: Partial<RunRecord>): void {
    this.records.set(run, { ...this.records.get(run)!, ...part });
  }

  log(run: RunKey, metric: string, points: readonly MadePoint[]): void {
    const all = this.series.get(run)!;
    const series = all.get(metric) ?? new TrainedSeries();
    all.set(metric, series);
    const from = series.points.length;
    for (const point of points) series.points.push(...point);
    series.summariser.append(series.points.columns(), from);
  }

  /** What the watcher says: what has come since it last spoke, or everything. */
  news(isWhole = false, lastSignMs = Date.now()): LiveMessage {
    const runs = [...this.records.keys()].map((run) => this.runNews(run, isWhole, lastSignMs));
    return {
      kind: 'news',
      watcher: this.watcher,
      from: this.from,
      atMs: lastSignMs,
      experiments: [],
      runs,
    };
  }

  /** As a message that is on its way: nothing that comes later is in it. */
  sent(isWhole = false, lastSignMs = Date.now()): LiveMessage {
    return structuredClone(this.news(isWhole, lastSignMs));
  }

  /** Stores everything so far, as an import does. */
  async commit(store: FactStore, id = `import-${this.watcher}-${this.imports++}`): Promise<void> {
    await importEvents(store, id, this.events());
    const reader = new FactReader(store);
    await reader.load();
    for (const [run, all] of this.series) {
      const stored = await reader.run(run);
      for (const { key, parts, count } of stored?.series ?? []) {
        const series = all.get(key)!;
        series.parts = parts;
        series.stored = count;
      }
      // Where the points lie is told with whole runs only.
      this.told.delete(run);
    }
  }

  private *events(): Iterable<ImportEvent> {
    for (const [key, run] of this.records) {
      yield { kind: 'run', run };
      for (const [metric, { points }] of this.series.get(key)!)
        yield { kind: 'points', run: key, metric, points: points.columns() };
      yield { kind: 'run-end', run: key };
    }
  }

  private runNews(run: RunKey, isWhole: boolean, lastSignMs: number): LiveRunNews {
    const whole = isWhole || !this.told.has(run);
    this.told.add(run);
    const series = Array.from(this.series.get(run)!, ([key, one]) => toNews(key, one, whole));
    return {
      run: this.records.get(run)!,
      lastSignMs,
      isWhole: whole,
      series: series.filter(({ points }) => whole || points.steps.length > 0),
      console: [],
    };
  }
}

function toNews(key: string, one: TrainedSeries, isWhole: boolean): LiveSeriesNews {
  const from = isWhole ? one.stored : one.told;
  one.told = one.points.length;
  return {
    key,
    summary: one.summariser.summary(key),
    parts: isWhole ? one.parts : [],
    storedCount: isWhole ? one.stored : 0,
    from,
    points: cutCopy(one.points.columns(), from),
    isThinned: false,
  };
}

function cutCopy({ steps, timesMs, values }: PointColumns, from: number): PointColumns {
  return { steps: steps.slice(from), timesMs: timesMs.slice(from), values: values.slice(from) };
}

export async function importEvents(
  store: FactStore,
  id: string,
  events: Iterable<ImportEvent>,
): Promise<void> {
  const format = {
    ...madeFormat([]),
    async *read(): AsyncIterable<ImportEvent> {
      yield* events;
    },
  };
  const request = {
    id: toImportId(id),
    label: '',
    artifacts: { budgetBytes: 0, limitBytes: 0 },
    layouts: {},
    waitForSpace: () => Promise.reject(new Error('no space')),
    nowMs: () => 1,
  };
  const pipeline = new ImportPipeline(store, request, new ProgressMeter(0, () => undefined), []);
  const claim = { format, path: '', file: null, sizeBytes: 0 };
  await pipeline.run([claim], new SourceTree([]), new AbortController().signal);
}
