import type { PointColumns } from '../../src/base/columns.ts';
import { PointBuilder } from '../../src/base/columns.ts';
import type { RunKey } from '../../src/domain/ids.ts';
import type { LiveMessage } from '../../src/domain/live/live-message.ts';
import { viewPart } from '../../src/domain/packed-points.ts';
import type { RunRecord, SeriesPart, SeriesSummary } from '../../src/domain/run.ts';
import type { FactStore } from '../../src/storage/fact-store.ts';

interface HeldSeries {
  summary: SeriesSummary;
  parts: readonly SeriesPart[];
  storedCount: number;
  readonly tail: PointBuilder;
}

interface HeldRun {
  record: RunRecord;
  readonly series: Map<string, HeldSeries>;
  console: string[];
}

/** Believes what is told of live runs, and complains of what cannot be. Messages are copied as a channel does. */
export class LiveListener {
  readonly runs = new Map<RunKey, HeldRun>();
  readonly experiments = new Map<string, unknown>();
  readonly over: RunKey[] = [];
  messages = 0;
  pointsTold = 0;
  private readonly listeners = new Set<(event: { readonly data: unknown }) => void>();

  /** The channel as the book has it. */
  readonly channel = {
    postMessage: (message: LiveMessage): void => this.hear(structuredClone(message)),
    addEventListener: (_: 'message', listener: (event: { readonly data: unknown }) => void): void => {
      this.listeners.add(listener);
    },
    removeEventListener: (_: 'message', listener: (event: { readonly data: unknown }) => void): void => {
      this.listeners.delete(listener);
    },
  };

  say(message: unknown): void {
    for (const listener of this.listeners) listener({ data: message });
  }

  /** The values of a series: what is stored, and what was told. */
  async values(store: FactStore, run: RunKey, metric: string): Promise<number[]> {
    const series = this.runs.get(run)!.series.get(metric)!;
    const columns: PointColumns[] = [];
    for (const part of series.parts) columns.push(viewPart((await store.loadChunk(part.pack))!, part)!);
    return [...columns, series.tail.columns()].flatMap(({ values }) => [...values]);
  }

  private hear(message: LiveMessage): void {
    this.messages += 1;
    if (message.kind === 'over')
      for (const run of message.runs) {
        this.over.push(run);
        this.runs.delete(run);
      }
    if (message.kind !== 'news') return;
    for (const experiment of message.experiments) this.experiments.set(experiment.key, experiment);
    for (const { run, isWhole, series, console } of message.runs) {
      const held = isWhole
        ? { record: run, series: new Map<string, HeldSeries>(), console: [] }
        : this.runs.get(run.key);
      if (!held) throw new Error(`news of a run that was never told: ${run.key}`);
      held.record = run;
      held.console.push(...console);
      for (const one of series) {
        const known = held.series.get(one.key) ?? {
          summary: one.summary,
          parts: one.parts,
          storedCount: isWhole ? one.storedCount : 0,
          tail: new PointBuilder(),
        };
        const end = known.storedCount + known.tail.length;
        if (one.from !== end) throw new Error(`${run.key} ${one.key}: ${one.from} told after ${end}`);
        known.summary = one.summary;
        known.tail.append(one.points);
        this.pointsTold += one.points.steps.length;
        held.series.set(one.key, known);
      }
      this.runs.set(run.key, held);
    }
  }
}
