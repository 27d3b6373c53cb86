import { BYTES_PER_POINT } from '../../../src/base/columns.ts';
import type { RunKey } from '../../../src/domain/ids.ts';
import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { Claim } from '../../import/detect/detect.ts';
import type { ImportEvent } from '../../import/format.ts';
import { JobSettings } from '../../import/rivals/job-settings.ts';
import { type SourceFile, SourceReadError, SourceTree } from '../../import/source.ts';
import type { LiveBook, TakenTurn } from '../book.ts';
import { BookArtifacts } from './book-artifacts.ts';
import { BookNews } from './book-news.ts';
import type { LiveBookOptions } from './book-options.ts';
import type { BookRun } from './book-run.ts';
import { type BookSource, BookSources } from './book-sources.ts';
import { BookTurn } from './book-turn.ts';
import {
  goesAlong,
  isWorthStoring,
  isWorthStoringUnseen,
  MOST_UNSTORED_BYTES,
  restMs,
} from './commit-pace.ts';
import { Committer } from './committer.ts';
import { isConsole } from './console-tail.ts';
import { firstDueMs, unstored } from './unstored.ts';

/** More than this is not kept in memory, not even while the disk is full. */
const MOST_HELD_BYTES = 64 * 1024 * 1024;
/** Listed in what is told of the folder. */
const MOST_LIVE_KEYS = 100;
/** A run that was silent for so long and is stored is not held any longer. It is live again when it grows. */
const SILENT_MS = 30 * 60_000;
/** The same where it had said that it ended. */
const ENDED_SILENT_MS = 10 * 60_000;
/** A look does not wait longer for a commit: news go on while it is under way. */
const COMMIT_WAIT_MS = 250;
/** An experiment is told anew with many a run: that alone is stored more seldom. */
const EXPERIMENTS_REST_MS = 60_000;
/** Between commits of what memory should not hold. */
const MOMENT_MS = 5000;
/** What could not be stored when it was due is tried again after this. */
const LEAST_DUE_MS = 1000;

const NO_FILES = new SourceTree([]);

/** See `LiveBook`. */
export class FolderBook implements LiveBook {
  private readonly sources = new BookSources();
  private readonly artifacts = new BookArtifacts();
  private readonly abort = new AbortController();
  private readonly commits: Committer;
  private readonly news: BookNews;
  private settings = { tree: null as SourceTree | null, files: '', jobs: new JobSettings(NO_FILES) };
  private roomFrom = MOST_HELD_BYTES;
  private failure: unknown = null;
  private lastCommitMs = Number.NEGATIVE_INFINITY;
  private lastLookMs = Number.NEGATIVE_INFINITY;
  private isClosed = false;

  constructor(private readonly options: LiveBookOptions) {
    this.news = new BookNews(options, this.sources);
    this.commits = new Committer(options, this.sources, this.artifacts, this.abort.signal, (runs) =>
      this.wereStored(runs),
    );
  }

  get liveRuns(): number {
    return this.underWay().size;
  }

  get liveKeys(): readonly RunKey[] {
    return [...this.underWay()].slice(0, MOST_LIVE_KEYS);
  }

  /** One that has just ended is told of until it is stored, and counts no more. */
  private underWay(): ReadonlySet<RunKey> {
    const keys = new Set<RunKey>();
    for (const [run] of this.sources.all())
      if (run.isLive && !run.hasEnded && run.richer === null && run.copy === 0) keys.add(run.record.key);
    return keys;
  }

  get runs(): number {
    const keys = new Set<RunKey>();
    for (const [run] of this.sources.all()) if (run.richer === null) keys.add(run.record.key);
    return keys.size;
  }

  async take(claim: Claim, events: AsyncIterable<ImportEvent>, isWhole: boolean): Promise<TakenTurn> {
    const { facts, nowMs } = this.options;
    const source = this.sources.of(claim, nowMs());
    const turn = new BookTurn({
      sources: this.sources,
      source,
      isWhole,
      nowMs: nowMs(),
      existing: await facts.existing(),
      store: facts.store,
      onArtifact: ({ owner, path, file }, run) => this.noteArtifact(owner, path, file, run),
      onLost: (run) => this.want(run, source),
      onGone: (run) => this.lose(run, source),
    });
    let broken: ImportProblem | null = null;
    try {
      for await (const event of this.jobSettings().addTo(events)) {
        await turn.accept(event);
        await this.makeRoom(turn);
      }
      turn.finish();
    } catch (error) {
      if (!(error instanceof SourceReadError)) {
        turn.cancel();
        throw error;
      }
      broken = { code: 'unreadable-file', path: error.path };
      turn.breakOff(broken);
    }
    // A file that refuses is read later, or the list of watched folders says that it is not.
    for (const problem of turn.problems) if (problem !== broken) this.commits.addProblem(problem);
    return { runs: [...turn.touched], points: turn.points, problems: turn.problems };
  }

  async endLook(nowMs: number): Promise<void> {
    if (this.failure !== null) throw this.takeFailure();
    if (nowMs < this.lastLookMs) this.clockWentBack(nowMs);
    this.lastLookMs = nowMs;
    await this.readConsoles();
    this.settle();
    this.news.tell(nowMs);
    this.letGo(nowMs);
    if (this.commits.isUnderWay || nowMs < this.commits.notBeforeMs || !this.isCommitDue(nowMs)) return;
    const isFirst = this.commits.commits === 0;
    this.lastCommitMs = nowMs;
    this.settle(true);
    const commit = this.commits.commit({
      isPatient: false,
      isWanted: (run, source) => this.isWanted(run, source, nowMs),
    });
    const ended = commit.catch((error: unknown) => {
      this.failure = error;
    });
    const enough = new Promise((resolve) => setTimeout(resolve, COMMIT_WAIT_MS));
    await (isFirst ? ended : Promise.race([ended, enough]));
    if (this.failure !== null) throw this.takeFailure();
  }

  dueMs(nowMs: number): number {
    const { commits } = this;
    const restedMs = Math.max(commits.notBeforeMs, this.lastCommitMs + restMs(commits.commits));
    return Math.max(firstDueMs(this.sources), restedMs, nowMs + LEAST_DUE_MS);
  }

  /** What lies in the future by now was now: else nothing would be told or stored before the clock is there again. */
  private clockWentBack(nowMs: number): void {
    this.lastCommitMs = Math.min(this.lastCommitMs, nowMs);
    this.commits.notBeforeMs = Math.min(this.commits.notBeforeMs, nowMs);
    this.news.clockWentBack(nowMs);
    this.artifacts.clockWentBack(nowMs);
    for (const [run] of this.sources.all()) run.clockWentBack(nowMs);
  }

  /** Said once and tried again, but where points were lost that only a new watch can read. */
  private takeFailure(): unknown {
    const { failure } = this;
    if (!this.commits.hasLost) this.failure = null;
    return failure;
  }

  async drop(claim: Claim, isReplaced = false): Promise<void> {
    const source = this.sources.find(claim);
    if (source === null) return;
    for (const run of source.runs.values()) {
      run.isDropped = true;
      if (!isReplaced) continue;
      this.news.tellOver([run]);
      run.release();
    }
    if (isReplaced) this.sources.forget(claim);
  }

  async store(): Promise<void> {
    const { sources, options } = this;
    await this.storeAll((run, source) => !sources.isHeldBack(run, source, options.nowMs(), true));
  }

  async hide(): Promise<void> {
    const nowMs = this.options.nowMs();
    if (this.isClosed || this.commits.isUnderWay || nowMs < this.commits.notBeforeMs) return;
    const isWanted = (run: BookRun, source: BookSource): boolean =>
      run.parked === null && this.mayStore(run, source, nowMs) && isWorthStoringUnseen(unstored(run), nowMs);
    for (const [run, source] of this.sources.all()) {
      if (!isWanted(run, source)) continue;
      this.lastCommitMs = nowMs;
      this.settle(true);
      await this.commits.commit({ isPatient: false, isWanted });
      return;
    }
  }

  async rest(): Promise<void> {
    const live: BookRun[] = [];
    for (const [run] of this.sources.all()) {
      if (run.isLive) live.push(run);
      run.isLive = false;
    }
    try {
      await this.store();
    } finally {
      this.news.tellOver(live.filter((run) => !run.isLive));
    }
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    try {
      // As an import of the folder would: nothing more is to come that could tell.
      await this.storeAll((run) => run.richer === null && !run.isMissing);
    } finally {
      this.abort.abort();
      await this.commits.abandon();
      this.news.close();
    }
  }

  private async storeAll(isWanted: (run: BookRun, source: BookSource) => boolean): Promise<void> {
    this.settle(true);
    await this.commits.commit({ isPatient: true, isWanted });
  }

  private jobSettings(): JobSettings {
    const tree = this.options.tree();
    if (this.settings.tree === tree) return this.settings.jobs;
    const files = tree.files.filter(({ path }) => path.includes('.hydra/'));
    const told = files
      .map(({ path, sizeBytes, modifiedMs }) => `${path}\n${sizeBytes}\n${modifiedMs}`)
      .join('\n');
    const jobs = told === this.settings.files ? this.settings.jobs : new JobSettings(tree);
    this.settings = { tree, files: told, jobs };
    return jobs;
  }

  private noteArtifact(owner: string, path: string, file: SourceFile, run: BookRun | null): void {
    if (!this.artifacts.add(owner, path, file) || run === null) return;
    if (run.parked === null) run.hasNews = true;
    if (isConsole(path)) run.console.note(path, file);
  }

  /** What a reading has brought is packed when memory would not hold more. */
  private async makeRoom(turn: BookTurn): Promise<void> {
    const { tally } = this.sources;
    if (tally.bytes <= this.roomFrom) return;
    await this.commits.relieve(turn, this.roomFrom);
    this.roomFrom = Math.max(MOST_HELD_BYTES, tally.bytes + MOST_HELD_BYTES / 4);
  }

  private async readConsoles(): Promise<void> {
    for (const [run] of this.sources.all()) {
      if (!run.isLive || run.richer !== null || !run.console.isWaiting) continue;
      const hasLines = await run.console.read();
      if (hasLines && run.told === 'all') run.told = 'older';
    }
  }

  // What is whose.

  private settle(isFinal = false): void {
    this.sources.settle(
      (run, source, richer) => {
        if (richer) this.leaveOut(run, richer);
        else this.takeIn(run, source);
      },
      this.options.nowMs(),
      isFinal,
    );
  }

  /** Another source tells more of this run. */
  private leaveOut(run: BookRun, richer: Claim): void {
    run.richer = richer;
    this.news.tellOver([run]);
    if (run.parked === null) run.release();
  }

  /** It is no run of another source after all. */
  private takeIn(run: BookRun, source: BookSource): void {
    run.richer = null;
    if (run.parked === null) this.want(run, source);
  }

  /** Its source does not tell of it any more: where nothing of it was stored, nothing is kept. */
  private lose(run: BookRun, source: BookSource): void {
    run.isDropped = true;
    if (run.contents.size > 0) return;
    this.news.tellOver([run]);
    run.release();
    source.runs.delete(run.place);
  }

  /** Points of it are missing. */
  private want(run: BookRun, source: BookSource): void {
    run.isMissing = true;
    if (source.isWanted) return;
    source.isWanted = true;
    this.options.onWanted(source.claim);
  }

  // Facts.

  private isCommitDue(nowMs: number): boolean {
    if (this.commits.hasEarly) return true;
    if (this.holdsMuch && nowMs - this.lastCommitMs >= MOMENT_MS) return true;
    if (nowMs - this.lastCommitMs < restMs(this.commits.commits)) return false;
    if (this.sources.others.size > 0) return true;
    if (nowMs - this.lastCommitMs >= EXPERIMENTS_REST_MS && this.sources.hasDueExperiments) return true;
    for (const [run, source] of this.sources.all()) {
      if (run.parked === null) {
        if (this.mayStore(run, source, nowMs) && isWorthStoring(unstored(run), nowMs)) return true;
      }
    }
    return this.hasDueArtifacts(nowMs);
  }

  /** Files of runs that are over, or of models. */
  private hasDueArtifacts(nowMs: number): boolean {
    const owners = new Set(this.artifacts.changedOwners);
    if (owners.size === 0) return false;
    for (const [run] of this.sources.all())
      if (run.parked === null || run.richer !== null) owners.delete(run.record.key);
    for (const owner of owners) if (this.artifacts.isDue(owner, false, nowMs)) return true;
    return false;
  }

  private isWanted(run: BookRun, source: BookSource, nowMs: number): boolean {
    if (!this.mayStore(run, source, nowMs)) return false;
    if (this.holdsMuch && run.pendingPoints > 0) return true;
    const how = unstored(run);
    return isWorthStoring(how, nowMs) || goesAlong(how);
  }

  private mayStore(run: BookRun, source: BookSource, nowMs: number): boolean {
    return !this.sources.isHeldBack(run, source, nowMs);
  }

  private get holdsMuch(): boolean {
    return this.sources.tally.points * BYTES_PER_POINT > MOST_UNSTORED_BYTES;
  }

  /** Runs are told anew, with the place of what is stored; those that are over are not held any longer. */
  private wereStored(runs: readonly BookRun[]): void {
    const over: BookRun[] = [];
    for (const run of runs) {
      if (run.isLive && !run.hasEnded) {
        run.told = 'nothing';
        continue;
      }
      if (run.pendingPoints > 0 || run.hasNews) continue;
      over.push(run);
      run.park(run.content());
    }
    this.news.tell(this.options.nowMs());
    this.news.tellOver(over);
  }

  /** Runs that are stored as they are and of which nothing more is to come, or nothing has for long. */
  private letGo(nowMs: number): void {
    const over: BookRun[] = [];
    for (const [run] of this.sources.all()) {
      if (!run.isLive || run.hasNews || run.pendingPoints > 0) continue;
      const silentMs = run.saysEnded ? ENDED_SILENT_MS : SILENT_MS;
      if (!run.hasEnded && nowMs - run.lastSignMs < silentMs) continue;
      const content = run.content();
      if (!run.contents.has(content)) continue;
      over.push(run);
      run.park(content);
    }
    this.news.tellOver(over);
  }
}
