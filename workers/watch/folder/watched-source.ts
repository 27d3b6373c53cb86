import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { TableGuess } from '../../../src/domain/table-layout.ts';
import { type Claim, sourceOf } from '../../import/detect/detect.ts';
import type { Follower, ReadContext } from '../../import/format.ts';
import { type SourceFile, SourceReadError, type SourceTree } from '../../import/source.ts';
import type { LiveBook } from '../book.ts';
import type { FoundClaim } from './find-claims.ts';
import { FollowTurn } from './follow-turn.ts';
import { KeptBytes } from './kept-bytes.ts';
import { KeptFiles, treeOver } from './kept-files.ts';
import { ShareOfTime } from './pace.ts';
import { wholeLines } from './whole-lines.ts';
import { SILENCE_MS, WriterSilence } from './writer-silence.ts';

/** Reading a source anew may take so much of the time. */
const SHARE_OF_WHOLE = 0.2;
/** What takes long of so few bytes is the waiting for others, or a reader that is loaded: they may be read each second. */
const SMALL_BYTES = 1024 * 1024;
const SMALL_REST_MS = 1000;
/** What cannot go on again and again, as a database whose tables are being made, is read anew ever more seldom. */
const FIRST_RESTART_MS = 500;
const LAST_RESTART_MS = 3000;
/** A follower that is in doubt is asked again after so long. */
const DOUBT_MS = 2500;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 60_000;
/** A file that is being written refuses now and then; after so many times in a row it is said. */
export const REFUSALS_UNTOLD = 3;
/** Problems that are over when the source was read after all. */
const PASSING: ReadonlySet<ImportProblem['code']> = new Set(['unreadable-file', 'reader-failed']);
/**
 * The same for whoever stops watching. What only the end of a training makes true (values that its log has only summed up)
 * would be told of one that goes on, stored, and told otherwise by the next reading.
 */
const LAST_SILENCE_MS = 30_000;
const SILENCE_ASKED_MS = 60_000;
/** What is silent is ended only where it may be read anew without much ado should it go on. */
const MOST_ENDED_BYTES = 32 * 1024 * 1024;

export interface SourceSurroundings {
  readonly book: LiveBook;
  readonly tree: () => SourceTree;
  readonly context: ReadContext;
  /** Which refusal of the disk was the last that concerns a source. */
  readonly lastRefusal: (source: WatchedSource) => number;
  readonly now: () => number;
}

/** What is new of a source, under way. */
interface BegunTurn {
  readonly claim: Claim;
  readonly turn: FollowTurn;
  readonly hasNews: Promise<boolean>;
}

/** One source of a watched folder: when it is read, and from where on. */
export class WatchedSource {
  /** Something of it changed since it was read. */
  isDirty = true;
  problems: readonly ImportProblem[] = [];
  hasRead = false;
  private isWanted = true;
  private follower: Follower | null = null;
  private kept: KeptBytes | null = null;
  private readonly pace = new ShareOfTime(SHARE_OF_WHOLE);
  /** How often in a row it could not go on, and could not be read. */
  private restarts = 0;
  private refusals = 0;
  private retryMs = 0;
  private lastStirMs = 0;
  private lastReadMs = 0;
  private begun: BegunTurn | null = null;
  private askedMs = 0;
  private keptFiles: KeptFiles | null = null;
  private readonly silence = new WriterSilence();
  /** Lines without an end were left for the next time; `row`: all of them may be whole. */
  private left: 'nothing' | 'part' | 'row' = 'nothing';

  constructor(public found: FoundClaim) {}

  /** All of it has to be told again. */
  want(): void {
    this.isDirty = true;
    this.isWanted = true;
  }

  stir(nowMs: number): void {
    this.isDirty = true;
    this.lastStirMs = nowMs;
    this.silence.stir(nowMs);
  }

  /** What was to come at a time of the clock before would be long in coming. */
  clockWentBack(nowMs: number): void {
    this.pace.clockWentBack(nowMs);
    this.retryMs = Math.min(this.retryMs, nowMs);
    this.askedMs = Math.min(this.askedMs, nowMs);
    this.lastReadMs = Math.min(this.lastReadMs, nowMs);
    this.lastStirMs = Math.min(this.lastStirMs, nowMs);
  }

  /** When it may be read; Infinity where nothing is to be read. */
  get dueMs(): number {
    if (!this.isDirty)
      return this.follower?.isDoubtful ? this.lastReadMs + DOUBT_MS : Number.POSITIVE_INFINITY;
    const isWhole = this.isWanted || this.follower === null || this.restarts > 1;
    if (!isWhole) return this.retryMs;
    const restMs = Math.min(LAST_RESTART_MS, FIRST_RESTART_MS * 2 ** (this.restarts - 2));
    return Math.max(this.retryMs, this.pace.nextMs, this.restarts > 1 ? this.lastReadMs + restMs : 0);
  }

  /** Reads what is new. Rejects with an AbortError only. True when something was told. */
  async read(around: SourceSurroundings): Promise<boolean> {
    const { begun } = this;
    this.begun = null;
    if (begun && !this.isWanted) return this.takeOn(begun, around);
    await begun?.turn.abandon();
    const claim = this.claimNow(around.tree());
    this.isDirty = false;
    this.lastReadMs = around.now();
    // Its files are gone: whether the source is, the next search for claims says.
    if (!claim) return false;
    const { format } = claim;
    const known = format.follow && (this.hasRead || !format.guess) ? claim : await this.withKept(claim);
    if (!(await this.isDecided(known, around))) return false;
    if (!format.follow) {
      return this.readAll(await this.withWholeLines(known), around);
    }
    if (this.follower && !this.isWanted) return this.takeOn(this.goOn(claim, this.follower, around), around);
    return this.readAgain(known, around);
  }

  /** It was begun, and is to be read. */
  get isBegun(): boolean {
    return this.begun !== null;
  }

  /** Asks for what is new without waiting for it, where it is read on: `read` takes it when it is its turn. */
  beginAhead(around: SourceSurroundings): void {
    const mayGoOn = this.hasRead && !this.isWanted && this.begun === null;
    if (!mayGoOn || !this.follower || this.dueMs > around.now()) return;
    const claim = this.claimNow(around.tree());
    if (claim) this.begun = this.goOn(claim, this.follower, around);
  }

  private goOn(claim: Claim, follower: Follower, around: SourceSurroundings): BegunTurn {
    this.isDirty = false;
    this.lastReadMs = around.now();
    const events = follower.advance(sourceOf(claim, around.tree()), around.context);
    const turn = this.begin(claim, events, around);
    const hasNews = turn.begin();
    // An abort is met by whoever takes it, if anybody does.
    hasNews.catch(() => undefined);
    return { claim, turn, hasNews };
  }

  private async takeOn({ claim, turn, hasNews }: BegunTurn, around: SourceSurroundings): Promise<boolean> {
    const hasTold = (await hasNews) && (await this.take(claim, turn, false, around));
    if (turn.isRestart) {
      this.restarts += 1;
      return this.readAgain(claim, around);
    }
    this.endTurn(claim, turn, around);
    if (!turn.failure) this.restarts = 0;
    return hasTold;
  }

  private async readAgain(known: Claim, around: SourceSurroundings): Promise<boolean> {
    const hasNews = await this.readAnew(known, around);
    // A follower asks for what is new only.
    this.kept = null;
    return hasNews;
  }

  /** What is read from the start each time is read from the disk only where it is new. */
  private async withKept(claim: Claim): Promise<Claim> {
    if (claim.files) {
      this.keptFiles ??= new KeptFiles();
      return { ...claim, files: await this.keptFiles.over(claim.files) };
    }
    if (!claim.file) return claim;
    this.kept ??= new KeptBytes();
    return { ...claim, file: await this.kept.over(claim.file) };
  }

  /** Until nobody writes any more, the last line of a table may be half of one. */
  private async withWholeLines(claim: Claim): Promise<Claim> {
    this.left = 'nothing';
    const cut = async (one: SourceFile): Promise<SourceFile> => {
      const { file, left } = await wholeLines(one);
      if (left === 'part' || this.left === 'nothing') this.left = left;
      return file;
    };
    const { file, files } = claim;
    if (file) return { ...claim, file: await cut(file) };
    return files ? { ...claim, files: await Promise.all(files.map(cut)) } : claim;
  }

  /** As a reading of its files tells it, which may be others than those of the tree. */
  private readAll(claim: Claim, around: SourceSurroundings): Promise<boolean> {
    const tree = claim.files ? treeOver(around.tree(), claim.files) : around.tree();
    return this.readWhole(claim, claim.format.read(sourceOf(claim, tree), around.context), around);
  }

  /** Nobody has written for long: a last line without an end is whole. */
  private async endLines(around: SourceSurroundings, nowMs: number): Promise<boolean> {
    const silentMs = this.left === 'row' ? this.silence.mostMs : SILENCE_MS;
    if (nowMs - this.lastStirMs <= silentMs) return false;
    const claim = this.claimNow(around.tree());
    if (!claim || !this.isSilent(claim, around.tree(), nowMs, silentMs)) return false;
    this.left = 'nothing';
    return this.readAll(await this.withKept(claim), around);
  }

  /** Nobody has written for long, or nobody will watch any more: what only the end tells is told. */
  async end(around: SourceSurroundings, isLast: boolean): Promise<boolean> {
    const { follower } = this;
    if (this.begun) return false;
    const nowMs = around.now();
    if (this.left !== 'nothing' && !this.isDirty) return this.endLines(around, nowMs);
    if (!follower?.end || this.isDirty) return false;
    const silenceMs = isLast ? LAST_SILENCE_MS : follower.hasLastRow?.() ? this.silence.mostMs : SILENCE_MS;
    const isDue = nowMs - this.lastStirMs > silenceMs && nowMs >= this.askedMs + SILENCE_ASKED_MS;
    if (!isLast && !isDue) return false;
    this.askedMs = nowMs;
    const claim = this.claimNow(around.tree());
    if (!claim || !this.isSilent(claim, around.tree(), nowMs, silenceMs)) return false;
    const turn = this.begin(claim, follower.end(sourceOf(claim, around.tree()), around.context), around);
    // The next time it is read from the start.
    this.follower = null;
    if (await turn.begin()) return this.take(claim, turn, false, around);
    if (!turn.isRestart) return false;
    return this.readWhole(claim, claim.format.read(sourceOf(claim, around.tree()), around.context), around);
  }

  private isSilent(claim: Claim, tree: SourceTree, nowMs: number, silenceMs: number): boolean {
    if (claim.sizeBytes > MOST_ENDED_BYTES) return false;
    const files = claim.files ?? (claim.file ? [claim.file] : tree.files);
    const stirMs = files.reduce((last, { modifiedMs }) => Math.max(last, modifiedMs), this.lastStirMs);
    return nowMs - Math.min(stirMs, nowMs) > silenceMs;
  }

  private async readAnew(claim: Claim, around: SourceSurroundings): Promise<boolean> {
    const follower = await claim.format.follow!();
    this.follower = follower;
    const events = follower.advance(sourceOf(claim, around.tree()), around.context);
    return this.readWhole(claim, events, around);
  }

  private async readWhole(
    claim: Claim,
    events: ConstructorParameters<typeof FollowTurn>[1],
    around: SourceSurroundings,
  ): Promise<boolean> {
    const startMs = around.now();
    const turn = this.begin(claim, events, around);
    this.isWanted = true;
    // It is taken even when it is empty: what was held of it is void.
    await turn.begin();
    const hasNews = turn.failure ? false : await this.take(claim, turn, true, around);
    this.isWanted = turn.failure !== null;
    this.hasRead = true;
    const mostMs = claim.sizeBytes <= SMALL_BYTES ? SMALL_REST_MS : Number.POSITIVE_INFINITY;
    this.pace.note(around.now() - startMs, around.now(), mostMs);
    this.endTurn(claim, turn, around);
    return hasNews;
  }

  private begin(
    claim: Claim,
    events: ConstructorParameters<typeof FollowTurn>[1],
    { lastRefusal }: SourceSurroundings,
  ): FollowTurn {
    return new FollowTurn(claim.file?.path ?? claim.path, events, () => lastRefusal(this));
  }

  private async take(
    claim: Claim,
    turn: FollowTurn,
    isWhole: boolean,
    { book }: SourceSurroundings,
  ): Promise<boolean> {
    const taken = await book.take(claim, turn.events(), isWhole);
    const told = taken.problems.filter(
      (problem) => problem !== turn.refusal && (turn.failure === null || problem.code !== 'unreadable-file'),
    );
    this.problems = isWhole ? told : [...this.problems, ...told];
    return taken.runs.length > 0;
  }

  private endTurn(claim: Claim, turn: FollowTurn, { now }: SourceSurroundings): void {
    const { failure } = turn;
    if (turn.isRestart) this.want();
    if (turn.refusal && !failure) {
      // Its reader went on without something that may be readable the next time.
      this.isDirty = true;
      this.refusals += 1;
      this.retryMs = now() + Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.refusals - 1));
      return;
    }
    if (!failure) {
      this.refusals = 0;
      this.retryMs = 0;
      this.problems = this.problems.filter(({ code }) => !PASSING.has(code));
      return;
    }
    this.isDirty = true;
    // Half of what it had to tell was taken, and it does not know.
    if (turn.hasTold || failure === 'broken') this.isWanted = true;
    this.refusals += 1;
    const waitMs = failure === 'broken' ? LAST_RETRY_MS : FIRST_RETRY_MS * 2 ** (this.refusals - 1);
    this.retryMs = now() + Math.min(LAST_RETRY_MS, waitMs);
    const code = failure === 'broken' ? 'reader-failed' : 'unreadable-file';
    if (failure === 'broken' || this.refusals >= REFUSALS_UNTOLD)
      this.problems = [
        ...this.problems.filter((problem) => problem.code !== code),
        { code, path: claim.file?.path ?? claim.path },
      ];
  }

  /** Tables of which it is not known how to read them are left to the person. */
  private async isDecided(claim: Claim, around: SourceSurroundings): Promise<boolean> {
    const { format } = claim;
    if (!format.guess || this.hasRead) return true;
    const startMs = around.now();
    try {
      const guess = await format.guess(sourceOf(claim, around.tree()), around.context);
      if (guess && isLog(guess)) return true;
      const code = guess?.layout.shape === 'data' ? 'table-is-data' : 'table-undecided';
      this.problems = guess ? [{ code, path: claim.path }] : [];
      this.pace.note(around.now() - startMs, around.now());
    } catch (error) {
      around.context.signal.throwIfAborted();
      this.refuse(error, around);
    }
    return false;
  }

  private refuse(error: unknown, around: SourceSurroundings): void {
    if (!(error instanceof SourceReadError)) console.error(error);
    this.isDirty = true;
    this.refusals += 1;
    this.retryMs = around.now() + Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.refusals);
  }

  /** The claim with its files as they are; null where some are gone, which the next search for claims settles. */
  claimNow(tree: SourceTree): Claim | null {
    const { format, path, file, files } = this.found.claim;
    if (file) {
      const now = tree.get(path);
      return now ? { format, path, file: now, sizeBytes: now.sizeBytes } : null;
    }
    if (!files) return { format, path, file: null, sizeBytes: bytesOf(tree.files) };
    const all: SourceFile[] = [];
    for (const { path: one } of files) {
      const now = tree.get(one);
      if (now) all.push(now);
    }
    return all.length > 0 ? { format, path, file: null, files: all, sizeBytes: bytesOf(all) } : null;
  }
}

function bytesOf(files: readonly SourceFile[]): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** Of a producer that is known, or steps with what was measured at each: nobody need be asked of those. */
export function isLog({ certainty, layout }: TableGuess): boolean {
  if (certainty === 'known') return layout.shape !== 'data';
  return certainty === 'likely' && (layout.shape === 'wide' || layout.shape === 'long');
}
