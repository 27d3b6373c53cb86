import { canonicalJson } from '../../../src/base/canonical-json.ts';
import type { PointColumns } from '../../../src/base/columns.ts';
import type { ExperimentKey, RunKey } from '../../../src/domain/ids.ts';
import { viewPart } from '../../../src/domain/packed-points.ts';
import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { ExperimentRecord } from '../../../src/domain/records.ts';
import type { RunRecord, StoredRun } from '../../../src/domain/run.ts';
import type { FactStore } from '../../../src/storage/fact-store.ts';
import { checkEvent } from '../../import/check.ts';
import type { ImportEvent } from '../../import/format.ts';
import type { ExistingFacts } from '../../import/storing/existing-facts.ts';
import { BookRun, placeOf } from './book-run.ts';
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
  /** As which it is stored; only where it is told from the start and no points were held of it. */
  readonly versions: readonly StoredRun[];
}

/** One turn of one source: takes its events into the runs of the book. */
export class BookTurn {
  readonly problems: ImportProblem[] = [];
  readonly touched = new Set<RunKey>();
  points = 0;
  private readonly open = new Map<RunKey, Open>();
  /** Places of the runs that were told, and how often each key was. */
  private readonly told = new Set<string>();
  private readonly times = new Map<RunKey, number>();
  private readonly toldExperiments = new Set<ExperimentKey>();

  constructor(private readonly options: TurnOptions) {}

  async accept(event: ImportEvent): Promise<void> {
    checkEvent(event, (run) => this.open.has(run));
    const { sources, source } = this.options;
    switch (event.kind) {
      case 'run':
        return this.begin(event.run, event.isOpen ?? false);
      case 'points':
        return this.append(event.run, event.metric, event.points);
      case 'run-end':
        return this.end(event.run);
      case 'artifact':
        return this.options.onArtifact(event, this.open.get(event.owner as RunKey)?.run ?? null);
      case 'experiment':
        return this.takeExperiment(event.experiment);
      case 'dataset':
        return sources.addOther(event.dataset, source);
      case 'logged-model':
      case 'registered-model':
        return sources.addOther(event.model, source);
      case 'model-version':
        return sources.addOther(event.version, source);
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

  /** All events were taken. A source that was read from its start has no other runs and experiments than those it told of. */
  finish(): void {
    for (const key of [...this.open.keys()]) this.end(key);
    const { source, isWhole } = this.options;
    this.noteLeftOut();
    if (isWhole && this.problems.length === 0) {
      for (const [place, run] of [...source.runs]) {
        if (this.told.has(place)) continue;
        this.options.onGone(run);
        if (run.contents.size > 0 && !this.isToldElsewhere(run)) this.sayGone(run);
      }
      for (const key of [...source.experiments.keys()])
        if (!this.toldExperiments.has(key)) this.dropExperiment(key);
    }
    if (isWhole) source.isWanted = false;
    source.turns += 1;
  }

  private noteLeftOut(): void {
    const { source, isWhole } = this.options;
    if (isWhole) for (const [place, run] of source.runs) if (!this.told.has(place)) run.isLeftOut = true;
  }

  private takeExperiment(record: ExperimentRecord): void {
    const { experiments, dueExperiments } = this.options.source;
    const { key } = record;
    this.toldExperiments.add(key);
    if (canonicalJson(record) === canonicalJson(experiments.get(key) ?? null)) return;
    experiments.set(key, record);
    dueExperiments.add(key);
  }

  private dropExperiment(key: ExperimentKey): void {
    const { experiments, dueExperiments } = this.options.source;
    experiments.delete(key);
    dueExperiments.delete(key);
  }

  private isToldElsewhere(gone: BookRun): boolean {
    for (const [run] of this.options.sources.all())
      if (run.record.key === gone.record.key && !run.isDropped) return true;
    return false;
  }

  private sayGone({ record }: BookRun): void {
    const { path } = this.options.source.claim;
    this.problems.push({ code: 'source-gone', path, facts: { run: record.name } });
  }

  /** The reading broke off. What was held of a run is better than half of another telling. */
  breakOff(problem: ImportProblem): void {
    this.problems.push(problem);
    this.noteLeftOut();
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

  private async begin(record: RunRecord, isOpen: boolean): Promise<void> {
    const { source, isWhole, nowMs, existing } = this.options;
    const times = this.times.get(record.key) ?? 0;
    this.times.set(record.key, times + 1);
    // Who reads on tells of one run again and again; who reads from the start, of copies of it.
    const copy = isWhole ? times : 0;
    const place = placeOf(record.key, copy);
    const known = source.runs.get(place) ?? null;
    this.told.add(place);
    if (known && !isWhole && !known.isLeftOut) {
      if (known.parked !== null) await this.wake(known);
      known.isDropped = false;
      known.isOpen = isOpen;
      const hadEnded = known.saysEnded;
      if (known.say(record)) this.stir(known);
      const how = { earlier: null, isFresh: false, earlierSeries: NONE, versions: [] };
      this.open.set(record.key, { run: known, hadEnded, ...how });
      return;
    }
    const isHeld = known !== null && known.parked === null && !known.isMissing;
    const versions = isHeld ? [] : await existing.runVersions(record.key);
    const run = new BookRun(record, known?.firstSeenMs ?? nowMs, known?.console, copy);
    run.isOpen = isOpen;
    for (const { content } of versions) run.contents.add(content);
    const earlierSeries = (metric: string): EarlierSeries[] => [
      ...earlierOf(versions, metric),
      ...(known?.series.get(metric)?.checkpoints() ?? []),
    ];
    const how = { earlier: known, isFresh: true, earlierSeries, versions };
    this.open.set(record.key, { run, hadEnded: false, ...how });
  }

  private async append(key: RunKey, metric: string, points: PointColumns): Promise<void> {
    const { run, earlier, isFresh, hadEnded, earlierSeries } = this.open.get(key)!;
    const { tally, mayTakeSeries } = this.options.sources;
    // What is told again was counted when it was told first.
    const { learned } = run.beginning;
    run.beginning.add(metric, points, earlier ? () => true : mayTakeSeries);
    if (run.beginning.learned > learned) run.learnedMs = this.options.nowMs;
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
    if (open.isFresh) this.adopt(open);
  }

  /** A telling from the start becomes part of the book, as far as it says something else than what was there. */
  private adopt({ run, earlier, versions }: Open): void {
    const { source, nowMs } = this.options;
    if (earlier === null) {
      run.judge(source.claim, nowMs, source.turns === 0);
      source.runs.set(run.place, run);
      this.touched.add(run.record.key);
      if (!run.isLive && versions.length > 0) run.parkIfStored(versions);
      return;
    }
    earlier.isDropped = false;
    earlier.isLeftOut = false;
    earlier.isOpen = run.isOpen;
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
    source.runs.set(run.place, run);
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
