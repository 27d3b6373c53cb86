import { expect, vi } from 'vitest';
import { PointBuilder } from '../../src/base/columns.ts';
import { type RunKey, toImportId, toWorkspaceId, type WorkspaceId } from '../../src/domain/ids.ts';
import type { ImportReport } from '../../src/domain/import-report.ts';
import type { RunStatus } from '../../src/domain/run.ts';
import { FactStore } from '../../src/storage/fact-store.ts';
import type { Claim } from '../../workers/import/detect/detect.ts';
import type { ImportEvent } from '../../workers/import/format.ts';
import { ImportPipeline } from '../../workers/import/pipeline.ts';
import { ProgressMeter } from '../../workers/import/progress-meter.ts';
import { SourceTree } from '../../workers/import/source.ts';
import { FactReader } from '../../workers/query/fact-reader.ts';
import type { LiveBookOptions } from '../../workers/watch/book/book-options.ts';
import { WatchedFacts } from '../../workers/watch/book/facts.ts';
import { makeLiveBook } from '../../workers/watch/book/make-live-book.ts';
import type { LiveBook } from '../../workers/watch/book.ts';
import { LiveListener } from './live-listener.ts';
import { MADE_EXPERIMENT, runRecord } from './made-run.ts';
import { makeMemoryFile } from './memory-source.ts';
import { WebLocks } from './web-locks.ts';

export type Point = readonly [step: number, timeMs: number, value: number];

/** A training that writes: what a source tells of it is all of it, or what came since. */
export class Training {
  status: RunStatus = 'running';
  params: Record<string, string> = {};
  readonly series = new Map<string, Point[]>();
  readonly files = new Map<string, { bytes: Uint8Array; modifiedMs: number }>();
  private readonly told = new Map<string, number>();
  private readonly toldFiles = new Set<string>();
  private toldRecord = '';

  constructor(
    readonly id: string,
    readonly startMs: number,
  ) {}

  log(metric: string, ...points: readonly Point[]): void {
    const series = this.series.get(metric) ?? [];
    series.push(...points);
    this.series.set(metric, series);
  }

  write(path: string, content: string | Uint8Array, modifiedMs: number): void {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    this.files.set(path, { bytes, modifiedMs });
    this.toldFiles.delete(path);
  }

  /** Everything, or what is new since the last call. */
  *events(isWhole: boolean, batch = 1000): Generator<ImportEvent> {
    if (isWhole) {
      this.told.clear();
      this.toldFiles.clear();
      this.toldRecord = '';
    }
    const { id, status, params, startMs } = this;
    const run = { ...runRecord({ id, loss: '', status, params }), startMs };
    const hasNews = [...this.series].some(([metric, points]) => points.length > (this.told.get(metric) ?? 0));
    const hasFiles = [...this.files.keys()].some((path) => !this.toldFiles.has(path));
    if (!hasNews && !hasFiles && JSON.stringify(run) === this.toldRecord) return;
    this.toldRecord = JSON.stringify(run);
    yield { kind: 'run', run };
    for (const [metric, points] of this.series) {
      for (let at = this.told.get(metric) ?? 0; at < points.length; at += batch) {
        const builder = new PointBuilder();
        for (const point of points.slice(at, at + batch)) builder.push(...point);
        yield { kind: 'points', run: run.key, metric, points: builder.columns() };
      }
      this.told.set(metric, points.length);
    }
    for (const [path, { bytes, modifiedMs }] of this.files) {
      if (this.toldFiles.has(path)) continue;
      this.toldFiles.add(path);
      const file = { ...makeMemoryFile(`${id}/${path}`, bytes), modifiedMs };
      yield { kind: 'artifact', owner: run.key, path, file };
    }
    yield { kind: 'run-end', run: run.key };
  }
}

/** One source that several trainings write into. */
export class Writer {
  readonly trainings: Training[] = [];
  /** When its file was written, where it has one. */
  fileMs: number | null = null;

  constructor(
    readonly path: string,
    readonly format = 'made',
    readonly richness: number | null = null,
  ) {}

  /** Of which it is a while ago that it began, when it is first seen. */
  start(id: string, nowMs: number): Training {
    const training = new Training(id, nowMs - 60_000);
    this.trainings.push(training);
    return training;
  }

  async *events(isWhole: boolean, batch?: number): AsyncGenerator<ImportEvent> {
    if (isWhole) yield { kind: 'experiment', experiment: MADE_EXPERIMENT };
    for (const training of this.trainings) yield* training.events(isWhole, batch);
  }

  get claim(): Claim {
    const { format: id, richness, path } = this;
    const read = (): AsyncIterable<ImportEvent> => this.events(true);
    const format = { id, label: id, match: () => 'no' as const, richness: () => richness, read };
    const file = this.fileMs === null ? null : { ...makeMemoryFile(path, ''), modifiedMs: this.fileMs };
    return { format, path, file, sizeBytes: 0 };
  }
}

export const ARTIFACTS = { budgetBytes: 1e9, limitBytes: 1e9 };

/** A workspace with a watched folder, and somebody who listens. */
export class WatchedGround {
  readonly workspace: WorkspaceId = toWorkspaceId(crypto.randomUUID());
  readonly locks = new WebLocks();
  readonly facts = new WatchedFacts(this.workspace, this.locks);
  readonly listener = new LiveListener();
  nowMs = 1_700_000_000_000;
  stored = 0;
  isFull = false;
  readonly wanted: Claim[] = [];
  book: LiveBook = this.open();

  get store(): FactStore {
    return this.facts.store;
  }

  open(wishes: Partial<LiveBookOptions> = {}): LiveBook {
    this.book = makeLiveBook({
      facts: this.facts,
      channel: this.listener.channel,
      watcher: crypto.randomUUID(),
      signal: new AbortController().signal,
      label: 'folder',
      artifacts: ARTIFACTS,
      tree: () => new SourceTree([]),
      nowMs: () => this.nowMs,
      onStored: () => {
        this.stored += 1;
      },
      onFull: (isFull) => {
        this.isFull = isFull;
      },
      onWanted: (claim) => {
        this.wanted.push(claim);
      },
      ...wishes,
    });
    return this.book;
  }

  /** One look at the folder, some time after the last. */
  async look(writers: readonly Writer[], isWhole = false, afterMs = 1000): Promise<void> {
    this.nowMs += afterMs;
    for (const writer of writers) {
      const isWanted = this.wanted.some(({ path }) => path === writer.path);
      if (isWanted) this.wanted.splice(0);
      await this.book.take(writer.claim, writer.events(isWhole || isWanted), isWhole || isWanted);
    }
    await this.book.endLook(this.nowMs);
  }

  /** What is stored once everything may be is what an import of these makes. */
  async expectAsImported(writers: readonly Writer[]): Promise<void> {
    await this.book.store();
    const store = new FactStore(toWorkspaceId(crypto.randomUUID()));
    await importWriters(store, writers);
    expect(await readFacts(this.store)).toEqual(await readFacts(store));
    store.close();
  }

  async close(): Promise<void> {
    await this.book.close();
    this.facts.close();
  }
}

/** Imports what the writers have written. */
/** More points of a metric, one a step, a millisecond apart from this moment on. */
export function logOn(run: Training, count: number, fromMs: number, metric = 'loss'): void {
  const from = run.series.get(metric)?.length ?? 0;
  for (let step = from; step < from + count; step++) run.log(metric, [step, fromMs + step, step / 7]);
}

export async function importWriters(store: FactStore, writers: readonly Writer[]): Promise<ImportReport> {
  const options = {
    id: toImportId(crypto.randomUUID()),
    label: 'folder',
    artifacts: ARTIFACTS,
    layouts: {},
    waitForSpace: () => Promise.reject(new Error('no space')),
    nowMs: () => 2_000_000_000_000,
  };
  const pipeline = new ImportPipeline(store, options, new ProgressMeter(0, () => undefined), []);
  const claims = writers.map(({ claim }) => claim);
  return pipeline.run(claims, new SourceTree([]), new AbortController().signal);
}

/** What a store is asked for and given while this runs. */
export async function traffic(
  store: FactStore,
  work: () => Promise<void>,
): Promise<{ loaded: number; written: number }> {
  const count = { loaded: 0, written: 0 };
  const load = store.loadChunk.bind(store);
  const stage = store.stageChunks.bind(store);
  vi.spyOn(store, 'loadChunk').mockImplementation((hash) => {
    count.loaded += 1;
    return load(hash);
  });
  vi.spyOn(store, 'stageChunks').mockImplementation((owner, chunks) => {
    for (const { bytes } of chunks) count.written += bytes.byteLength;
    return stage(owner, chunks);
  });
  await work();
  vi.restoreAllMocks();
  return count;
}

/** What the facts of a store come to, but for where points lie. */
export async function readFacts(store: FactStore): Promise<unknown> {
  const facts = new FactReader(store);
  await facts.load();
  const keys = new Set<RunKey>();
  await facts.forEachBlock((_, own) => {
    for (const key of own) if (key) keys.add(key);
  });
  const runs: unknown[] = [];
  for (const key of [...keys].sort()) {
    const { series, ...run } = (await facts.run(key))!;
    const told: unknown[] = [];
    for (const { parts: _, ...summary } of series) {
      const { steps, timesMs, values } = (await facts.points({ ...run, series }, summary.key)).columns;
      told.push({ ...summary, steps: [...steps], timesMs: [...timesMs], values: [...values] });
    }
    runs.push({ ...run, series: told, artifacts: await facts.artifacts(key) });
  }
  return { runs, experiments: [...facts.experiments.values()] };
}
