import { canonicalJson } from '../../../src/base/canonical-json.ts';
import { BYTES_PER_POINT } from '../../../src/base/columns.ts';
import type { ExperimentKey, RunKey } from '../../../src/domain/ids.ts';
import type { LiveMessage } from '../../../src/domain/live/live-message.ts';
import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { ExperimentRecord } from '../../../src/domain/records.ts';
import type { Claim } from '../../import/detect/detect.ts';
import type { ImportEvent } from '../../import/format.ts';
import { JobSettings } from '../../import/rivals/job-settings.ts';
import { type SourceFile, SourceReadError, SourceTree } from '../../import/source.ts';
import type { LiveBook, TakenTurn } from '../book.ts';
import { BookArtifacts } from './book-artifacts.ts';
import type { LiveBookOptions } from './book-options.ts';
import type { BookRun } from './book-run.ts';
import { type BookSource, BookSources } from './book-sources.ts';
import { BookTurn } from './book-turn.ts';
import { goesAlong, isWorthStoring, MOST_UNSTORED_BYTES, restMs, type Unstored } from './commit-pace.ts';
import { Committer } from './committer.ts';
import { isConsole } from './console-tail.ts';
import { NewsBatch } from './news.ts';

/** More than this is not kept in memory, not even while the disk is full. */
const MOST_HELD_BYTES = 64 * 1024 * 1024;
/** A run that was silent for so long and is stored is not held any longer. It is live again when it grows. */
const SILENT_MS = 30 * 60_000;
/** The same where it had said that it ended. */
const ENDED_SILENT_MS = 10 * 60_000;
/** A look does not wait longer for a commit: news go on while it is under way. */
const COMMIT_WAIT_MS = 250;
/** Between commits of what memory should not hold. */
const MOMENT_MS = 5000;
/** Answers to those who come are at least so far apart: all hear each. */
const ANSWER_REST_MS = 300;
/** Who was told of runs hears so often that there is somebody: after silence they would have everything told again. */
const BEAT_MS = 10_000;

const NO_FILES = new SourceTree([]);

/** See `LiveBook`. */
export class FolderBook implements LiveBook {
  private readonly sources = new BookSources();
  private readonly artifacts = new BookArtifacts();
  private readonly abort = new AbortController();
  private readonly commits: Committer;
  /** Sources by whose word a run is told: two sources may tell of one run. */
  private readonly tellers = new Map<RunKey, BookSource>();
  /** Experiments as they were told. */
  private readonly toldExperiments = new Map<ExperimentKey, string>();
  private settings = { tree: null as SourceTree | null, files: '', jobs: new JobSettings(NO_FILES) };
  private roomFrom = MOST_HELD_BYTES;
  private failure: unknown = null;
  private lastCommitMs = Number.NEGATIVE_INFINITY;
  private answer: ReturnType<typeof setTimeout> | null = null;
  private lastAnswerMs = Number.NEGATIVE_INFINITY;
  private lastPostMs = Number.NEGATIVE_INFINITY;
  private readonly pulse = setInterval(() => this.beat(), BEAT_MS);
  private isClosed = false;

  constructor(private readonly options: LiveBookOptions) {
    this.commits = new Committer(options, this.sources, this.artifacts, this.abort.signal, (runs) =>
      this.wereStored(runs),
    );
    options.channel.addEventListener('message', this.onMessage);
  }

  get liveRuns(): number {
    let count = 0;
    for (const [run] of this.sources.all()) if (run.isLive && run.richer === null) count += 1;
    return count;
  }

  get runs(): number {
    const keys = new Set<RunKey>();
    for (const [run] of this.sources.all()) if (run.richer === null) keys.add(run.record.key);
    return keys.size;
  }

  async take(claim: Claim, events: AsyncIterable<ImportEvent>, isWhole: boolean): Promise<TakenTurn> {
    const { facts, nowMs } = this.options;
    const source = this.sources.of(claim);
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
    await this.readConsoles();
    this.settle();
    this.tell(nowMs, false);
    this.letGo(nowMs);
    if (this.commits.isUnderWay || nowMs < this.commits.notBeforeMs || !this.isCommitDue(nowMs)) return;
    const isFirst = this.commits.commits === 0;
    this.lastCommitMs = nowMs;
    this.settle(true);
    const commit = this.commits.commit({
      isPatient: false,
      isWanted: (run, source) => this.isWanted(run, source, nowMs),
    });
    commit.catch((error: unknown) => {
      this.failure = error;
    });
    await (isFirst ? commit : Promise.race([commit, pause(COMMIT_WAIT_MS)]));
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
      this.tellOver([run], source);
      run.release();
    }
    if (isReplaced) this.sources.forget(claim);
  }

  async store(): Promise<void> {
    const { sources, options } = this;
    await this.storeAll((run, source) => !sources.isHeldBack(run, source, options.nowMs(), true));
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
      this.tellOver(
        live.filter((run) => !run.isLive && run.told !== 'nothing'),
        null,
      );
    }
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    try {
      // As an import of the folder would: nothing more is to come that could tell.
      await this.storeAll((run) => run.richer === null && !run.isMissing);
    } finally {
      clearInterval(this.pulse);
      this.abort.abort();
      if (this.answer !== null) clearTimeout(this.answer);
      await this.commits.abandon();
      this.options.channel.removeEventListener('message', this.onMessage);
      this.post({ kind: 'bye', watcher: this.options.watcher });
    }
  }

  private async storeAll(isWanted: (run: BookRun, source: BookSource) => boolean): Promise<void> {
    this.settle(true);
    await this.commits.commit({ isPatient: true, isWanted });
  }

  private beat(): void {
    const atMs = this.options.nowMs();
    if (this.tellers.size === 0 || atMs - this.lastPostMs < BEAT_MS / 2) return;
    const nothing = { from: '', experiments: [], runs: [] };
    this.post({ kind: 'news', watcher: this.options.watcher, atMs, ...nothing });
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
    this.sources.settle((run, source, richer) => {
      if (richer) this.leaveOut(run, source, richer);
      else this.takeIn(run, source);
    }, isFinal);
  }

  /** Another source tells more of this run. */
  private leaveOut(run: BookRun, source: BookSource, richer: Claim): void {
    run.richer = richer;
    if (run.told !== 'nothing') this.tellOver([run], source);
    if (run.parked === null) run.release();
  }

  /** It is no run of another source after all. */
  private takeIn(run: BookRun, source: BookSource): void {
    run.richer = null;
    if (run.parked === null) this.want(run, source);
  }

  /** Its source does not tell of it any more: what was stored of it stays, and nothing else. */
  private lose(run: BookRun, source: BookSource): void {
    run.isDropped = true;
    if (run.contents.size > 0) return;
    this.tellOver([run], source);
    run.release();
    source.runs.delete(run.record.key);
  }

  /** Points of it are missing. */
  private want(run: BookRun, source: BookSource): void {
    run.isMissing = true;
    if (source.isWanted) return;
    source.isWanted = true;
    this.options.onWanted(source.claim);
  }

  // News.

  private readonly onMessage = ({ data }: { readonly data: unknown }): void => {
    const isHello =
      typeof data === 'object' && data !== null && (data as { kind?: unknown }).kind === 'hello';
    if (!isHello || this.answer !== null || this.isClosed) return;
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
  private tell(nowMs: number, isAnswer: boolean): void {
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
      if (!run.isLive || run.richer !== null || run.isMissing || run.isPacking) continue;
      if (run.told === 'all' && !isAnswer) continue;
      if (run.contents.size === 0 && this.sources.isUndecided(run, source)) continue;
      const { key } = run.record;
      const teller = this.tellers.get(key) ?? source;
      if (teller !== source) continue;
      this.tellers.set(key, source);
      runs.push([run, source]);
    }
    return runs;
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

  private tellOver(runs: readonly BookRun[], source: BookSource | null): void {
    const keys: RunKey[] = [];
    for (const run of runs) {
      const { key } = run.record;
      run.told = 'nothing';
      if (source !== null && this.tellers.get(key) !== source) continue;
      if (this.tellers.delete(key)) keys.push(key);
    }
    if (keys.length > 0) this.post({ kind: 'over', watcher: this.options.watcher, runs: keys });
  }

  private post(message: LiveMessage): void {
    this.lastPostMs = this.options.nowMs();
    this.options.channel.postMessage(message);
  }

  // Facts.

  private isCommitDue(nowMs: number): boolean {
    if (this.commits.hasEarly) return true;
    if (this.holdsMuch && nowMs - this.lastCommitMs >= MOMENT_MS) return true;
    if (nowMs - this.lastCommitMs < restMs(this.commits.commits)) return false;
    if (this.sources.others.size > 0) return true;
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
      const isLeft = run.isLive && !run.hasEnded;
      if (isLeft) {
        run.told = 'nothing';
        continue;
      }
      if (run.pendingPoints > 0 || run.hasNews) continue;
      if (run.told !== 'nothing') over.push(run);
      run.park(run.content());
    }
    this.tell(this.options.nowMs(), false);
    this.tellOver(over, null);
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
    this.tellOver(over, null);
  }
}

function unstored(run: BookRun): Unstored {
  const { firstSeenMs, storedMs, lastSignMs, storedPoints: stored } = run;
  const added = run.pendingPoints;
  const isNew = run.contents.size === 0;
  const isUrgent = isNew || (run.hasEnded && (added > 0 || run.hasNews)) || (!run.isLive && run.hasNews);
  return { stored, added, hasNews: run.hasNews, isUrgent, firstSeenMs, storedMs, lastSignMs };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
