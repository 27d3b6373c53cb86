import type { PointColumns } from '../../../src/base/columns.ts';
import type { RunKey } from '../../../src/domain/ids.ts';
import { viewPart } from '../../../src/domain/packed-points.ts';
import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { RunRecord, StoredRun } from '../../../src/domain/run.ts';
import type { FactStore } from '../../../src/storage/fact-store.ts';
import { checkEvent } from '../../import/check.ts';
import type { ImportEvent } from '../../import/format.ts';
import type { ExistingFacts } from '../../import/storing/existing-facts.ts';
import { BookRun } from './book-run.ts';
import { type BookSeries, type EarlierSeries, toStored } from './book-series.ts';
import type { BookSource, BookSources } from './book-sources.ts';

type Artifact = Extract<ImportEvent, { kind: 'artifact' }>;

export interface TurnOptions {
  readonly sources: BookSources;
  readonly source: BookSource;
  readonly isWhole: boolean;
  readonly nowMs: number;
  readonly existing: ExistingFacts;
  readonly store: FactStore;
  /** What it is stored as cannot be found: its source is wanted from the start. */
  readonly onLost: (run: BookRun) => void;
  /** Its source was read from the start and does not tell of it any more. */
  readonly onGone: (run: BookRun) => void;
  /** `run` is its owner, where that is being told. */
  readonly onArtifact: (found: Artifact, run: BookRun | null) => void;
}

const NONE = (): EarlierSeries[] => [];

/** A run that is being told. */
interface Open {
  readonly run: BookRun;
  /** What was held of it, where `run` is another telling from the start. */
  readonly earlier: BookRun | null;
  readonly isFresh: boolean;
  /** It had said that it ended before this turn. */
  readonly hadEnded: boolean;
  readonly earlierSeries: (metric: string) => EarlierSeries[];
}

/** One turn of one source: takes its events into the runs of the book. */
export class BookTurn {
  readonly problems: ImportProblem[] = [];
  readonly touched = new Set<RunKey>();
  points = 0;
  private readonly open = new Map<RunKey, Open>();
  private readonly told = new Set<RunKey>();

  constructor(private readonly options: TurnOptions) {}

  async accept(event: ImportEvent): Promise<void> {
    checkEvent(event, (run) => this.open.has(run));
    const { sources, source } = this.options;
    switch (event.kind) {
      case 'run':
        return this.begin(event.run);
      case 'points':
        return this.append(event.run, event.metric, event.points);
      case 'run-end':
        return this.end(event.run);
      case 'artifact':
        return this.options.onArtifact(event, this.open.get(event.owner as RunKey)?.run ?? null);
      case 'experiment':
        source.experiments.set(event.experiment.key, event.experiment);
        return;
      case 'dataset':
        return sources.addOther(event.dataset);
      case 'logged-model':
      case 'registered-model':
        return sources.addOther(event.model);
      case 'model-version':
        return sources.addOther(event.version);
      case 'problem':
        this.problems.push(event.problem);
        return;
      case 'progress':
        return;
      // Bundles are imported by people; nothing trains into one.
      case 'record-pack':
      case 'fact-bytes':
      case 'edits':
    }
  }

  /** All events were taken. A source that was read from its start has no other runs than those it told of. */
  finish(): void {
    for (const key of [...this.open.keys()]) this.end(key);
    const { source, isWhole } = this.options;
    if (isWhole && this.problems.length === 0) {
      for (const [key, run] of [...source.runs]) {
        if (this.told.has(key)) continue;
        this.options.onGone(run);
        if (run.contents.size > 0 && !this.isToldElsewhere(key)) this.sayGone(run);
      }
    }
    if (isWhole) source.isWanted = false;
    source.turns += 1;
  }

  private isToldElsewhere(key: RunKey): boolean {
    for (const [run, source] of this.options.sources.all())
      if (run.record.key === key && source !== this.options.source) return true;
    return false;
  }

  private sayGone({ record }: BookRun): void {
    const { path } = this.options.source.claim;
    this.problems.push({ code: 'source-gone', path, facts: { run: record.name } });
  }

  /** The reading broke off. What was held of a run is better than half of another telling. */
  breakOff(problem: ImportProblem): void {
    this.problems.push(problem);
    for (const [key, open] of [...this.open]) {
      if (open.isFresh && open.earlier && !open.earlier.isMissing) {
        open.run.release();
        this.open.delete(key);
      } else this.end(key);
    }
  }

  /** Nobody wants it any more: what was told from the start comes to nothing. */
  cancel(): void {
    for (const { run, isFresh } of this.open.values()) if (isFresh) run.release();
    this.open.clear();
  }

  /** Runs that are told from the start and not yet part of the book. */
  *fresh(): Generator<BookRun> {
    for (const { run, isFresh } of this.open.values()) if (isFresh) yield run;
  }

  isOpen(run: RunKey): boolean {
    return this.open.has(run);
  }

  private async begin(record: RunRecord): Promise<void> {
    const { source, isWhole, nowMs, existing } = this.options;
    const known = source.runs.get(record.key) ?? null;
    this.told.add(record.key);
    if (known && !isWhole) {
      if (known.parked !== null) await this.wake(known);
      known.isDropped = false;
      const hadEnded = known.saysEnded;
      if (known.say(record)) this.stir(known);
      this.open.set(record.key, { run: known, hadEnded, earlier: null, isFresh: false, earlierSeries: NONE });
      return;
    }
    const versions = known && known.parked === null ? [] : await existing.runVersions(record.key);
    const run = new BookRun(record, known?.firstSeenMs ?? nowMs, known?.console);
    for (const { content } of versions) run.contents.add(content);
    const earlierSeries = (metric: string): EarlierSeries[] => [
      ...earlierOf(versions, metric),
      ...(known?.series.get(metric)?.checkpoints() ?? []),
    ];
    this.open.set(record.key, { run, hadEnded: false, earlier: known, isFresh: true, earlierSeries });
  }

  private async append(key: RunKey, metric: string, points: PointColumns): Promise<void> {
    const { run, earlier, isFresh, hadEnded, earlierSeries } = this.open.get(key)!;
    const { tally, mayTakeSeries } = this.options.sources;
    // What is told again was counted when it was told first.
    run.beginning.add(metric, points, earlier ? () => true : mayTakeSeries);
    this.points += points.steps.length;
    run.sawPoints(points.timesMs);
    if (!isFresh) {
      run.isContradicted ||= hadEnded && run.saysEnded;
      this.stir(run);
      if (run.richer !== null || run.isMissing) return;
    }
    const series = run.seriesOf(metric, tally, earlierSeries);
    if (series.needsWaking) await series.wake(this.storedPoints(series));
    series.append(points);
  }

  private end(key: RunKey): void {
    const open = this.open.get(key)!;
    this.open.delete(key);
    if (open.isFresh) this.adopt(key, open.run, open.earlier);
  }

  /** A telling from the start becomes part of the book, as far as it says something else than what was there. */
  private adopt(key: RunKey, run: BookRun, earlier: BookRun | null): void {
    const { source, nowMs } = this.options;
    if (earlier === null) {
      run.judge(source.claim, nowMs, source.turns === 0);
      source.runs.set(key, run);
      this.touched.add(key);
      if (!run.isLive && run.contents.size > 0) run.parkIfKnown();
      return;
    }
    earlier.isDropped = false;
    const { isMissing } = earlier;
    const goesOn = earlier.parked === null && !isMissing && run.continueFrom(earlier);
    const isSame = earlier.parked === null ? goesOn && run.isLike(earlier) : run.content() === earlier.parked;
    if (isSame && !isMissing) {
      run.release();
      return;
    }
    run.takeOver(earlier, goesOn);
    earlier.release();
    if (run.richer !== null) run.release();
    source.runs.set(key, run);
    this.stir(run);
  }

  private stir(run: BookRun): void {
    this.touched.add(run.record.key);
    run.stir(this.options.nowMs);
  }

  private async wake(run: BookRun): Promise<void> {
    const { existing, sources } = this.options;
    const versions = await existing.runVersions(run.record.key);
    const version = versions.find(({ content }) => content === run.parked);
    if (version) run.wakeAs(version, sources.tally);
    else this.options.onLost(run);
  }

  private async *storedPoints({ parts }: BookSeries): AsyncGenerator<PointColumns> {
    for (const part of parts.map(toStored)) {
      const pack = await this.options.store.loadChunk(part.pack);
      const columns = pack && viewPart(pack, part);
      if (columns) yield columns;
    }
  }
}

function earlierOf(versions: readonly StoredRun[], metric: string): EarlierSeries[] {
  return versions.flatMap(({ series }) => {
    const found = series.find(({ key, count }) => key === metric && count > 0);
    return found ? [found] : [];
  });
}
