import { canonicalJson } from '../../../src/base/canonical-json.ts';
import type { ExperimentKey, RunKey } from '../../../src/domain/ids.ts';
import type { LiveMessage } from '../../../src/domain/live/live-message.ts';
import type { ExperimentRecord } from '../../../src/domain/records.ts';
import type { LiveBookOptions } from './book-options.ts';
import type { BookRun } from './book-run.ts';
import type { BookSource, BookSources } from './book-sources.ts';
import { NewsBatch } from './news.ts';

/** Answers to those who come are at least so far apart: all hear each. */
const ANSWER_REST_MS = 300;
/** Who was told of runs hears so often that there is somebody: after silence they would have everything told again. */
const BEAT_MS = 10_000;

/** What a book tells on its channel: what is new, everything to those who come, and that it is there. */
export class BookNews {
  /** Sources by whose word a run is told: two sources may tell of one run. */
  private readonly tellers = new Map<RunKey, BookSource>();
  /** Experiments as they were told. */
  private readonly toldExperiments = new Map<ExperimentKey, string>();
  private answer: ReturnType<typeof setTimeout> | null = null;
  private lastAnswerMs = Number.NEGATIVE_INFINITY;
  private lastPostMs = Number.NEGATIVE_INFINITY;
  private readonly pulse = setInterval(() => this.beat(), BEAT_MS);

  constructor(
    private readonly options: LiveBookOptions,
    private readonly sources: BookSources,
  ) {
    options.channel.addEventListener('message', this.onMessage);
  }

  /** What lies in the future by now was now. */
  clockWentBack(nowMs: number): void {
    this.lastAnswerMs = Math.min(this.lastAnswerMs, nowMs);
    this.lastPostMs = Math.min(this.lastPostMs, nowMs);
  }

  /** Says good-bye. */
  close(): void {
    clearInterval(this.pulse);
    if (this.answer !== null) clearTimeout(this.answer);
    this.options.channel.removeEventListener('message', this.onMessage);
    this.post({ kind: 'bye', watcher: this.options.watcher });
  }

  private readonly onMessage = ({ data }: { readonly data: unknown }): void => {
    const isHello =
      typeof data === 'object' && data !== null && (data as { kind?: unknown }).kind === 'hello';
    if (!isHello || this.answer !== null) return;
    const waitMs = this.lastAnswerMs + ANSWER_REST_MS - this.options.nowMs();
    if (waitMs <= 0) this.tellAll();
    else
      this.answer = setTimeout(() => {
        this.answer = null;
        this.tellAll();
      }, waitMs);
  };

  private tellAll(): void {
    const nowMs = this.options.nowMs();
    this.lastAnswerMs = nowMs;
    this.toldExperiments.clear();
    this.tell(nowMs, true);
  }

  /** `isAnswer`: everything as whole runs, to somebody who knows nothing. */
  tell(nowMs: number, isAnswer = false): void {
    const runs = this.runsToTell(isAnswer);
    const batch = new NewsBatch(
      (news) => this.post(news),
      this.options.watcher,
      nowMs,
      this.experimentsToTell(runs),
    );
    for (const [run] of runs) {
      if (!isAnswer && run.canTellGrowth) batch.addGrown(run);
      else batch.addWhole(run);
    }
    batch.end(isAnswer);
  }

  private runsToTell(isAnswer: boolean): readonly (readonly [BookRun, BookSource])[] {
    const runs: (readonly [BookRun, BookSource])[] = [];
    for (const [run, source] of this.sources.all()) {
      if (run.richer !== null || run.isMissing || run.isPacking || run.copy > 0) continue;
      if (run.told === 'all' && !isAnswer) continue;
      if (!run.isLive && !this.isWaiting(run, source)) continue;
      const { key } = run.record;
      const teller = this.tellers.get(key) ?? source;
      if (teller !== source) continue;
      this.tellers.set(key, source);
      runs.push([run, source]);
    }
    return runs;
  }

  /** It is over, and not stored before it is known whose it is. */
  private isWaiting(run: BookRun, source: BookSource): boolean {
    if (run.parked !== null || run.contents.size > 0) return false;
    return this.sources.isHeldBack(run, source, this.options.nowMs());
  }

  private experimentsToTell(runs: readonly (readonly [BookRun, BookSource])[]): readonly ExperimentRecord[] {
    const news = new Map<ExperimentKey, ExperimentRecord>();
    for (const [run, source] of runs) {
      const record = source.experiments.get(run.record.experiment);
      if (!record || news.has(record.key)) continue;
      const line = canonicalJson(record);
      if (this.toldExperiments.get(record.key) === line) continue;
      this.toldExperiments.set(record.key, line);
      news.set(record.key, record);
    }
    return [...news.values()];
  }

  /** They are live no longer: others hear so of those that were told, not of what else there is of the same run. */
  tellOver(runs: readonly BookRun[]): void {
    const keys: RunKey[] = [];
    for (const run of runs) {
      const { key } = run.record;
      run.told = 'nothing';
      if (this.tellers.get(key)?.runs.get(key) !== run) continue;
      this.tellers.delete(key);
      keys.push(key);
    }
    if (keys.length > 0) this.post({ kind: 'over', watcher: this.options.watcher, runs: keys });
  }

  private post(message: LiveMessage): void {
    this.lastPostMs = this.options.nowMs();
    this.options.channel.postMessage(message);
  }

  private beat(): void {
    const atMs = this.options.nowMs();
    if (this.tellers.size === 0 || atMs - this.lastPostMs < BEAT_MS / 2) return;
    const nothing = { from: '', experiments: [], runs: [] };
    this.post({ kind: 'news', watcher: this.options.watcher, atMs, ...nothing });
  }
}
