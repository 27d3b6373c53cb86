import { isAbort } from '../../../src/base/abort.ts';
import type {
  WatchedFolderId,
  WatchedFolderView,
  WatchState,
} from '../../../src/domain/live/watched-folder.ts';
import type { Claim } from '../../import/detect/detect.ts';
import type { ImportFormat } from '../../import/format.ts';
import type { SourceTree } from '../../import/source.ts';
import type { LiveBook } from '../book.ts';
import { FolderObserver, type Hints, type MakeObserver } from './folder-observer.ts';
import { FolderReader, type Where } from './folder-reader.ts';
import { LookPace } from './pace.ts';
import { isNamed } from './watched-file.ts';

/** What went wrong is tried again, later each time. */
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 30_000;
/** A browser that refuses to observe is asked again. */
const OBSERVE_AGAIN_MS = 30_000;
/** What only the ends of the sources tell is told where it takes no longer. */
const END_MS = 5000;
/** More problems are only counted. */
const MOST_PROBLEMS = 200;

/** What a book is made from by whoever watches a folder. */
export interface BookNeeds {
  readonly label: string;
  readonly tree: () => SourceTree;
  readonly onFull: (isFull: boolean) => void;
  readonly onWanted: (claim: Claim) => void;
  /** The watch was ended. */
  readonly signal: AbortSignal;
}

export interface FolderWatchOptions {
  readonly id: WatchedFolderId;
  readonly root: FileSystemDirectoryHandle;
  readonly formats: readonly ImportFormat[];
  readonly foldRuns: boolean;
  readonly isVisible: () => boolean;
  readonly makeBook: (needs: BookNeeds) => LiveBook;
  /** null where the browser does not tell of changes. */
  readonly makeObserver: MakeObserver | null;
  readonly onView: () => void;
  readonly now: () => number;
}

/** Watches one folder until it is ended: looks at it, reads what is new, and says how it stands. */
export class FolderWatch {
  private readonly options: FolderWatchOptions;
  private readonly abort = new AbortController();
  private readonly book: LiveBook;
  private readonly reader: FolderReader;
  private readonly pace = new LookPace();
  private readonly observer: FolderObserver | null;
  private isObserved = false;
  private observeAgainMs = 0;
  private state: WatchState = 'reading';
  private why = '';
  private isFull = false;
  private hasRead = false;
  private failures = 0;
  private lastNewsMs: number | null = null;
  private lastLookMs: number | null = null;
  private lastAllMs = 0;
  private lastHotMs = 0;
  private hints = new Map<string, readonly string[]>();
  /** Somebody asked for a look at the whole folder. */
  private isAllWanted = true;
  private wake: (() => void) | null = null;
  /** Something came that does not wait for the next look. */
  private isNudged = false;
  private loop: Promise<void> = Promise.resolve();
  private asked: (() => void)[] = [];

  constructor(options: FolderWatchOptions) {
    this.options = options;
    const { root, now, makeObserver } = options;
    this.book = options.makeBook({
      signal: this.abort.signal,
      label: root.name,
      tree: () => this.reader.tree(),
      onFull: (isFull) => {
        this.isFull = isFull;
        options.onView();
      },
      onWanted: (claim) => {
        this.reader.want(claim);
        this.nudge();
      },
    });
    const { formats, foldRuns } = options;
    const { signal } = this.abort;
    this.reader = new FolderReader({
      root,
      path: root.name,
      book: this.book,
      formats,
      foldRuns,
      signal,
      now,
    });
    this.observer =
      makeObserver &&
      new FolderObserver(
        makeObserver,
        (hints) => this.take(hints),
        () => this.lose(),
        now,
      );
  }

  /** Resolves when it has been read once, or could not be. */
  start(): Promise<void> {
    const first = this.askForLook();
    this.loop = this.run();
    return first;
  }

  /** Resolves when the whole folder was looked at. */
  look(): Promise<void> {
    const done = this.askForLook();
    this.nudge();
    return done;
  }

  visibilityChanged(): void {
    if (this.options.isVisible()) this.isAllWanted = true;
    else this.book.hide().catch((reason: unknown) => console.error(reason));
    this.nudge();
  }

  async store(): Promise<void> {
    await this.book.store();
  }

  /** Ends it at once, in the middle of whatever it does; what was read so far is stored. */
  async stop(): Promise<void> {
    this.abort.abort();
    this.observer?.end();
    this.nudge();
    await this.loop;
    try {
      if (this.hasRead && this.state === 'watching') await this.reader.end(AbortSignal.timeout(END_MS));
    } catch (error) {
      if (!isNamed(error, 'AbortError', 'TimeoutError')) console.error(error);
    }
    await this.book.close();
  }

  view(): WatchedFolderView {
    const { id, root } = this.options;
    const { reader, book } = this;
    const problems = reader.problems();
    return {
      id,
      name: root.name,
      state: this.state === 'watching' && this.isFull ? 'full' : this.state,
      why: this.why,
      isObserved: this.isObserved,
      fileCount: reader.fileCount,
      liveRuns: book.liveRuns,
      liveKeys: book.liveKeys,
      runs: book.runs,
      bytesRead: reader.meter.bytes,
      bytesAtStart: this.hasRead ? reader.bytesAtStart : reader.meter.bytes,
      bytesAppended: reader.bytesAppended,
      lastNewsMs: this.lastNewsMs,
      lastLookMs: this.lastLookMs,
      problems: problems.listed.slice(0, MOST_PROBLEMS),
      problemCount: problems.count,
    };
  }

  private askForLook(): Promise<void> {
    this.isAllWanted = true;
    return new Promise((resolve) => this.asked.push(resolve));
  }

  private async run(): Promise<void> {
    const { signal } = this.abort;
    while (!signal.aborted) {
      const delayMs = await this.turn();
      if (signal.aborted) break;
      this.options.onView();
      // What came meanwhile does not wait.
      if (!this.isNudged) await this.sleep(delayMs);
      this.isNudged = false;
    }
    this.answer([...this.asked]);
  }

  /** One look and everything that follows from it; how long to wait for the next. */
  private async turn(): Promise<number> {
    const asked = this.isAllWanted ? this.asked : [];
    if (this.isAllWanted) this.asked = [];
    try {
      await this.observe();
      const delayMs = await this.lookOnce();
      this.failures = 0;
      this.say('watching', '');
      return delayMs;
    } catch (error) {
      if (this.abort.signal.aborted) return 0;
      return this.fail(error);
    } finally {
      this.answer(asked);
    }
  }

  private async lookOnce(): Promise<number> {
    const { now, isVisible } = this.options;
    const where = this.nextWhere();
    if (where === 'all') this.isAllWanted = false;
    else if (where === this.hints) this.hints = new Map();
    const startMs = now();
    const isHotDue = this.reader.hasHot && startMs >= this.hotDueMs();
    const look = await this.reader.look(where, isHotDue && where !== 'all' && where !== 'hot');
    this.hasRead = true;
    const nowMs = now();
    this.lastLookMs = nowMs;
    if (look.hasNews) this.lastNewsMs = nowMs;
    if (where === 'all') {
      this.lastAllMs = nowMs;
      this.pace.note(look.lookMs, look.hasChanged);
    } else if (look.hasChanged || look.needsAll) this.pace.stir();
    if (look.hasUntold !== null) this.pace.noteHot(nowMs - startMs, look.hasUntold);
    if (look.hasUntold !== null || where === 'all') this.lastHotMs = nowMs;
    const allMs = this.lastAllMs + this.pace.delayMs(isVisible());
    const hotMs = this.reader.hasHot ? this.hotDueMs() : allMs;
    return Math.max(0, Math.min(allMs, hotMs, look.dueMs) - nowMs);
  }

  private hotDueMs(): number {
    return this.lastHotMs + this.pace.hotDelayMs(this.options.isVisible());
  }

  private nextWhere(): Where {
    const { now, isVisible } = this.options;
    const nowMs = now();
    // Earlier than then: the clock was set back.
    if (nowMs < this.lastAllMs) this.observeAgainMs = Math.min(this.observeAgainMs, nowMs);
    const isBack = nowMs < this.lastAllMs;
    if (this.isAllWanted || isBack || nowMs >= this.lastAllMs + this.pace.delayMs(isVisible())) return 'all';
    return this.hints.size > 0 ? this.hints : 'hot';
  }

  private take(hints: Hints): void {
    if (hints === false) this.isAllWanted = true;
    else for (const [path, names] of hints) this.hints.set(path, names);
    this.nudge();
  }

  private async observe(): Promise<void> {
    const { root, now } = this.options;
    if (!this.observer || this.isObserved || now() < this.observeAgainMs) return;
    this.observeAgainMs = now() + OBSERVE_AGAIN_MS;
    this.isObserved = await this.observer.begin(root);
    // What happened before it began was told to nobody.
    this.isAllWanted ||= this.isObserved;
    this.pace.observe(this.isObserved);
  }

  /** The browser tells nothing any more. */
  private lose(): void {
    this.isObserved = false;
    this.observeAgainMs = this.options.now() + FIRST_RETRY_MS;
    this.isAllWanted = true;
    this.pace.observe(false);
    this.nudge();
  }

  /** How long to wait before it is tried again. */
  private fail(error: unknown): number {
    const before = this.state;
    this.failures += 1;
    // A full look, once it is there again.
    this.isAllWanted = false;
    this.lastAllMs = 0;
    this.hints.clear();
    if (this.isObserved) {
      this.observer?.end();
      this.isObserved = false;
      this.observeAgainMs = 0;
    }
    if (isNamed(error, 'NotFoundError')) this.say('gone', '');
    else if (isNamed(error, 'NotAllowedError', 'SecurityError')) this.say('needs-permission', '');
    else {
      const why = reasonOf(error);
      if (why === null && !isAbort(error)) console.error(error);
      this.say('failed', why ?? (error instanceof Error ? error.message : String(error)));
    }
    const isAway = this.state === 'gone' || this.state === 'needs-permission';
    const hasLeft = isAway && before !== this.state;
    // It may stay so: what is only in memory would be gone with the tab.
    if (hasLeft || (this.failures === 1 && this.hasRead))
      (hasLeft ? this.book.rest() : this.book.store()).catch((reason: unknown) => console.error(reason));
    return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 1.5 ** (this.failures - 1));
  }

  private say(state: WatchState, why: string): void {
    this.state = state;
    this.why = why;
  }

  private answer(asked: readonly (() => void)[]): void {
    for (const done of asked) done();
  }

  private nudge(): void {
    this.isNudged = true;
    this.wake?.();
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake?.(), ms);
      this.wake = () => {
        this.wake = null;
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** null: the browser's own words. Those for a folder that the system does not let it list speak of writing. */
function reasonOf(error: unknown): string | null {
  if (isNamed(error, 'NoModificationAllowedError', 'NotReadableError'))
    return 'The system does not let the browser read the folder: its access rights were taken away, or another program has locked it. Change that, and it is read on by itself within half a minute.';
  return null;
}
