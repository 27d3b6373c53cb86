import type { ImportReport } from '../../../src/domain/import-report.ts';
import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { FactRecord } from '../../../src/domain/records.ts';
import type { ArtifactEntry } from '../../../src/domain/run.ts';
import { revisionOfTelling } from '../../../src/domain/told-runs.ts';
import { ProblemList } from '../../import/problem-list.ts';
import type { SourceFile } from '../../import/source.ts';
import { ArtifactKeeper, packArtifacts } from '../../import/storing/artifact-keeper.ts';
import type { BookArtifacts } from './book-artifacts.ts';
import type { LiveBookOptions } from './book-options.ts';
import type { BookRun } from './book-run.ts';
import type { BookSource, BookSources } from './book-sources.ts';
import type { BookTurn } from './book-turn.ts';
import { retryMs } from './commit-pace.ts';
import { FactCommit } from './fact-commit.ts';
import { type RunSnapshot, settleSnapshot, snapshotAs, takeSnapshot } from './run-snapshot.ts';

/** The disk is full, and nobody waits. */
class DiskFullError extends Error {}

/** Runs whose record is written before the commit ends, so that a folder of very many needs no memory for each. */
const RUNS_PER_GROUP = 500;

export interface CommitWishes {
  /** Waits for the lock when somebody else imports. */
  readonly isPatient: boolean;
  readonly isWanted: (run: BookRun, source: BookSource) => boolean;
}

interface Stored {
  readonly run: BookRun;
  readonly source: BookSource;
  readonly snapshot: RunSnapshot;
  readonly isNew: boolean;
}

/** What one commit gathered, until it is known to have succeeded. */
interface Gathered {
  readonly stored: Stored[];
  readonly artifacts: Map<string, ArtifactEntry[]>;
  readonly keeper: ArtifactKeeper;
  readonly owners: string[];
  readonly others: [string, FactRecord][];
  /** Files as they were read, by owner and path. */
  readonly files: Map<string, SourceFile>;
  /** Owners some of whose files could not be read. */
  readonly unread: Set<string>;
}

/** Makes commits of what a book holds. One at a time; the book may go on while one is under way. */
export class Committer {
  commits = 0;
  /** Not before this moment: the disk was full. */
  notBeforeMs = 0;
  /** Points that were packed early came to nothing, and memory does not have them. */
  hasLost = false;
  private refusals = 0;
  private underWay: Promise<boolean> | null = null;
  /** A commit that was begun in the middle of a reading, as memory would not hold it. */
  private early: FactCommit | null = null;
  /** Runs that the early commit has written already. */
  private earlyStored: Stored[] = [];
  private mustWait = false;
  private problems = new ProblemList([]);
  private lastStartedMs = 0;

  constructor(
    private readonly options: LiveBookOptions,
    private readonly sources: BookSources,
    private readonly artifacts: BookArtifacts,
    private readonly signal: AbortSignal,
    /** These runs are stored as they were; what they are now is to be told anew. */
    private readonly onStored: (runs: readonly BookRun[]) => void,
  ) {}

  get isUnderWay(): boolean {
    return this.underWay !== null;
  }

  get hasEarly(): boolean {
    return this.early !== null;
  }

  addProblem(problem: ImportProblem): void {
    this.problems.add(problem);
  }

  /** Resolves when no commit is under way. Rejects with what the last one met. */
  async settled(): Promise<void> {
    while (this.underWay) await this.underWay;
  }

  /** True when something was stored. Nothing happens where there is no space, or where somebody else imports. */
  commit(wishes: CommitWishes): Promise<boolean> {
    return this.inTurn(() => this.make(wishes));
  }

  /** Moves points into packs when memory would not hold more; waits for the lock and for space. */
  async relieve(turn: BookTurn, mostBytes: number): Promise<void> {
    await this.inTurn(async () => {
      if (this.sources.tally.bytes > mostBytes) await this.makeRoom(turn);
      return false;
    });
  }

  private inTurn(work: () => Promise<boolean>): Promise<boolean> {
    const before = this.underWay?.catch(() => false) ?? Promise.resolve(false);
    const own: Promise<boolean> = before.then(work).finally(() => {
      if (this.underWay === own) this.underWay = null;
    });
    own.catch(() => undefined);
    this.underWay = own;
    return own;
  }

  private async makeRoom(turn: BookTurn): Promise<void> {
    this.mustWait = true;
    this.early ??= await this.begin(true, AbortSignal.any([this.signal, this.options.signal]));
    const commit = this.early!;
    for (const [run, source] of this.sources.all()) {
      await this.packEarly(run, commit);
      if (this.mayLeave(run, source, turn)) await this.writeEarly(run, source, commit);
    }
    for (const run of turn.fresh()) await this.packEarly(run, commit);
    await commit.flushRuns();
    for (const { run, snapshot } of this.earlyStored) if (run.parked === null) run.park(snapshot.content);
  }

  /** Gives up what is under way. */
  async abandon(): Promise<void> {
    await this.underWay?.catch(() => undefined);
    const { early } = this;
    this.early = null;
    await early?.abandon();
  }

  private async make(wishes: CommitWishes): Promise<boolean> {
    const startedMs = this.options.nowMs();
    const gathered: Gathered = {
      stored: [],
      artifacts: new Map(),
      keeper: new ArtifactKeeper(),
      owners: [],
      others: [],
      files: new Map(),
      unread: new Set(),
    };
    let commit = this.early;
    try {
      commit ??= await this.begin(wishes.isPatient);
      if (commit === null) return false;
      await this.keepArtifacts(commit, wishes, gathered);
      await this.writeRuns(commit, wishes, gathered);
      await this.writeOthers(commit, gathered);
      gathered.stored.push(...this.earlyStored);
      const report = this.report(gathered, startedMs);
      const isNews = await commit.finish(this.options.nowMs(), report);
      this.sources.storedExperiments(commit.taken);
      this.succeeded(gathered, isNews);
      return isNews;
    } catch (error) {
      this.artifacts.retry(gathered.owners);
      this.hasLost ||= this.early !== null;
      this.early = null;
      this.earlyStored = [];
      await commit?.abandon();
      if (!(error instanceof DiskFullError)) throw error;
      this.wasRefused();
      return false;
    }
  }

  private async begin(isPatient: boolean, signal = this.signal): Promise<FactCommit | null> {
    // The order of imports is that of their starts.
    const startedMs = Math.max(this.options.nowMs(), this.lastStartedMs + 1);
    this.lastStartedMs = startedMs;
    const { facts, label } = this.options;
    return FactCommit.begin({
      facts,
      label: this.commits === 0 ? label : `${label} (watched)`,
      startedMs,
      signal,
      isPatient,
      waitForSpace: () => this.waitForSpace(),
    });
  }

  private async waitForSpace(): Promise<void> {
    const { signal } = this.options;
    if (!this.mustWait || signal.aborted) throw new DiskFullError();
    this.wasRefused();
    const waitMs = retryMs(this.refusals);
    await new Promise<void>((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        reject(new DiskFullError());
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop);
        resolve();
      }, waitMs);
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  private wasRefused(): void {
    this.refusals += 1;
    this.notBeforeMs = this.options.nowMs() + retryMs(this.refusals);
    this.options.onFull(true);
  }

  private async keepArtifacts(
    commit: FactCommit,
    { isWanted }: CommitWishes,
    gathered: Gathered,
  ): Promise<void> {
    const { keeper, files, unread } = gathered;
    const nowMs = this.options.nowMs();
    for (const [owner, hasEnded] of await this.ownersWanted(commit, isWanted)) {
      if (!this.artifacts.isDue(owner, hasEnded, nowMs)) continue;
      gathered.owners.push(owner);
      this.artifacts.gather(keeper, owner, hasEnded, nowMs, files);
    }
    const { budgetBytes, limitBytes } = this.options.artifacts;
    const budget = { budgetBytes: budgetBytes - this.artifacts.keptBytes, limitBytes };
    const problemFiles = new Set<SourceFile>();
    const entries = await keeper.keep(budget, commit.writer, this.signal, (file, problem) => {
      if (!problem) return;
      problemFiles.add(file);
      this.problems.add(problem);
    });
    for (const [owner, list] of entries) {
      const read = list.filter(({ path }) => !problemFiles.has(files.get(`${owner}\n${path}`)!));
      if (read.length < list.length) unread.add(owner);
      gathered.artifacts.set(owner, read);
    }
    for (const owner of this.artifacts.dueListings)
      if (!gathered.artifacts.has(owner)) gathered.artifacts.set(owner, []);
    const listings = new Map<string, ArtifactEntry[]>();
    for (const [owner, list] of gathered.artifacts)
      listings.set(owner, [...this.artifacts.listing(owner, list)]);
    await packArtifacts(listings, commit.existing, commit.artifacts, true);
  }

  /** Owners of files that changed, and whether nothing more will come for them. */
  private async ownersWanted(
    { existing }: FactCommit,
    isWanted: CommitWishes['isWanted'],
  ): Promise<ReadonlyMap<string, boolean>> {
    const owners = new Map([...this.artifacts.changedOwners].map((owner) => [owner, false]));
    const refused = new Set<string>();
    for (const [run, source] of [...this.sources.all()]) {
      const { key } = run.record;
      if (!owners.has(key)) continue;
      if (run.parked !== null) {
        this.artifacts.trust(key, await existing.artifactTellings(key), this.options.nowMs());
      }
      const isOver = run.parked !== null || !run.isLive || run.hasEnded;
      // Of a run that waits, or grows, they wait with it.
      const isKnown = run.parked !== null || run.contents.size > 0;
      if (run.richer !== null || (!(isOver && isKnown) && !isWanted(run, source))) refused.add(key);
      else owners.set(key, isOver);
    }
    for (const key of refused) owners.delete(key);
    return owners;
  }

  private async writeRuns(
    commit: FactCommit,
    { isWanted }: CommitWishes,
    { stored }: Gathered,
  ): Promise<void> {
    let inGroup = 0;
    for (const [run, source] of [...this.sources.all()]) {
      if (run.parked !== null || !isWanted(run, source)) continue;
      const one = await this.write(run, source, commit);
      if (one) stored.push(one);
      inGroup += 1;
      if (inGroup % RUNS_PER_GROUP === 0) await commit.flushRuns();
    }
  }

  /** null where the run is not part of the book any more. */
  private async write(run: BookRun, source: BookSource, commit: FactCommit): Promise<Stored | null> {
    const { key } = run.record;
    const versions = await commit.existing.runVersions(key);
    if (source.runs.get(run.place) !== run) return null;
    const isNew = run.contents.size === 0;
    const content = run.content();
    const revision = revisionOfTelling({ record: run.record, content, points: run.points }, versions);
    const known = revision === null ? versions.find((version) => version.content === content) : undefined;
    const { draft, snapshot } = known
      ? { draft: null, snapshot: snapshotAs(run, known) }
      : takeSnapshot(run, content, revision ?? 0, commit.points);
    if (draft) commit.addRun(draft);
    const record = source.experiments.get(snapshot.record.experiment);
    if (record) await commit.addOther(record);
    await commit.points.drain();
    return { run, source, snapshot, isNew };
  }

  private async writeOthers(commit: FactCommit, gathered: Gathered): Promise<void> {
    for (const record of this.sources.dueExperiments()) await commit.addOther(record);
    gathered.others.push(...this.sources.others);
    for (const [, record] of gathered.others) await commit.addOther(record);
  }

  private async packEarly(run: BookRun, commit: FactCommit): Promise<void> {
    for (const series of run.series.values()) {
      if (series.pendingCount === 0) continue;
      const parts = [...series.parts, ...commit.points.add(series.pending)];
      series.settle(series.count, series.summary().fingerprint, parts);
      await commit.points.drain();
    }
  }

  private mayLeave(run: BookRun, source: BookSource, turn: BookTurn): boolean {
    if (run.parked !== null || run.isLive || turn.isOpen(run.record.key)) return false;
    if (this.options.nowMs() < this.sources.openUntilMs(run)) return false;
    return run.richer === null && !run.isMissing && !this.sources.mayBeLeftOut(source);
  }

  private async writeEarly(run: BookRun, source: BookSource, commit: FactCommit): Promise<void> {
    const one = await this.write(run, source, commit);
    if (one) this.earlyStored.push(one);
  }

  private succeeded({ stored, artifacts, others, files, unread }: Gathered, isNews: boolean): void {
    const nowMs = this.options.nowMs();
    this.early = null;
    this.earlyStored = [];
    this.mustWait = false;
    this.problems = new ProblemList([]);
    if (this.refusals > 0) this.options.onFull(false);
    this.refusals = 0;
    this.notBeforeMs = 0;
    for (const [owner, list] of artifacts) this.artifacts.stored(owner, list, files, nowMs);
    this.artifacts.retry(unread);
    for (const [key, record] of others)
      if (this.sources.others.get(key) === record) this.sources.others.delete(key);
    for (const [run] of this.sources.all()) for (const series of run.series.values()) series.resolve();
    const runs = stored.flatMap(({ run, source, snapshot }) => {
      // Told anew meanwhile, perhaps.
      const current = source.runs.get(run.place);
      if (!current || current.parked !== null) return [];
      settleSnapshot(current, snapshot, nowMs);
      return [current];
    });
    if (isNews) this.commits += 1;
    if (isNews) this.options.onStored();
    this.onStored(runs);
  }

  private report({ stored, keeper }: Gathered, startedMs: number): ImportReport {
    const fresh = stored.filter(({ isNew }) => isNew).length;
    const { kept, notKept, bytesKept } = keeper.totals;
    return {
      outcome: 'committed',
      formats: [...new Set(stored.map(({ source }) => source.claim.format.label))],
      experimentCount: new Set(stored.map(({ run }) => run.record.experiment)).size,
      newRuns: fresh,
      grownRuns: stored.length - fresh,
      sameRuns: 0,
      pointCount: stored.reduce((sum, { run, snapshot }) => sum + snapshot.points - run.storedPoints, 0),
      artifactsKept: kept,
      artifactsNotKept: notKept,
      artifactBytesKept: bytesKept,
      bytesRead: 0,
      durationMs: this.options.nowMs() - startedMs,
      problems: this.problems.listed,
      problemCount: this.problems.count,
    };
  }
}
