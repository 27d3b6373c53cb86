import { isAbort, throwIfAborted } from '../../../src/base/abort.ts';
import { type SourceFile, SourceReadError, type SourceTree } from '../source.ts';
import { HEADER_BYTES, parseHeader, type SqliteHeader } from './header.ts';
import { isHotJournal, readJournal } from './journal.ts';
import { LivePages } from './live-pages.ts';
import { lookAtHeads } from './page-heads.ts';
import { keep, loadPagesOf, type PagePlaces, StalePageError } from './page-loader.ts';
import { WalTail } from './wal.ts';

/** Looks at a database that somebody writes to at this very moment, until one of them sees no write. */
const MOST_TRIES = 16;
/** A writer commits within a few milliseconds. */
const WAIT_MS = 12;
/** A journal that stays that long is one of a writer that died, or of a long transaction. */
const TRIES_FOR_JOURNAL = 6;
/** Rounds of loading what is missing: the height of a tree, and the pages of the longest row. */
const MOST_ROUNDS = 400;
/** A look at the heads of more pages than this would be many questions. */
const MOST_HEADS = 256;
/** All pages are read again when looks at heads have read so many times as much, but neither sooner nor later than this. */
const SHARE_OF_HEADS = 4;
const LEAST_DOUBT_MS = 5000;
const MOST_DOUBT_MS = 60_000;
/** The same where nobody has written for so long. */
const QUIET_MS = 2000;
/** Change counter, page count, free pages and schema cookie. */
const STATE_FROM = 24;
const STATE_TO = 44;
const COOKIE_FROM = 40;

export type LiveRead<T> =
  | { readonly kind: 'read'; readonly value: T }
  /** Somebody wrote all the time: later. */
  | { readonly kind: 'busy' }
  /** Another file, another schema, or fewer pages than there were. */
  | { readonly kind: 'other' }
  /** No database that can be read page by page. */
  | { readonly kind: 'unusable' };

interface Opened {
  readonly places: PagePlaces;
  readonly header: SqliteHeader;
  readonly head: Uint8Array;
  /** A rollback journal is applied: its beginning, which has a number of its own. */
  readonly isHot: boolean;
  readonly journalHead: Uint8Array;
}

/** What looks at heads leave open: a value may have become another one of its length. */
interface Doubt {
  /** When all pages were read last, and what that cost. */
  readonly wholeMs: number;
  readonly wholeBytes: number;
  /** Of looks at heads since; the last one's time is null where there was none. */
  headBytes: number;
  headMs: number | null;
}

/**
 * A database read where it lies, while its writers go on, without locks: what was read counts when nothing was written
 * from before the first page to after the last one. Writers with a rollback journal change the first page with every
 * transaction and keep their journal until all is written; those with a write-ahead log only add to it, so pages stay
 * known until the log names them again. With a rollback journal nothing tells which pages are as they were: work that is
 * done again goes by the heads of its pages, and reads all of them now and then.
 */
export class LiveDatabase {
  pages: LivePages | null = null;
  private readonly path: string;
  private readonly waitMs: number;
  private readonly now: () => number;
  /** null where the pages held are not those that the same work would ask for. */
  private doubt: Doubt | null = null;
  private bytes = 0;
  private tail = new WalTail();
  private opened: Opened | null = null;
  /** Pages were loaded that a writer may have changed meanwhile. */
  private hasLoaded = false;
  /** Header and file as they were at the last look that counted. */
  private last: { readonly head: Uint8Array; readonly main: SourceFile; readonly pageCount: number } | null =
    null;

  /** `waitMs`: between two tries; tests set it low. */
  constructor(path: string, waitMs = WAIT_MS, now: () => number = Date.now) {
    this.path = path;
    this.waitMs = waitMs;
    this.now = now;
  }

  /** The last look went by heads: another one is wanted although nothing is written. */
  get isDoubtful(): boolean {
    return this.doubt !== null && this.doubt.headMs !== null;
  }

  /** Nothing was written for long enough to read all pages once more. */
  get isDoubtDue(): boolean {
    const headMs = this.doubt?.headMs ?? null;
    return headMs !== null && !isWithin(this.now() - headMs, QUIET_MS);
  }

  /** True when nothing was written since the last look; costs some hundred bytes. */
  async isSame(tree: SourceTree): Promise<boolean> {
    const { last, opened } = this;
    if (last === null || opened === null || opened.isHot) return false;
    try {
      if (opened.places.wal !== null) {
        const wal = await this.look(tree, '-wal');
        return wal !== null && !(await this.tail.isBehind(wal));
      }
      const main = await this.look(tree);
      const state = await main?.slice(STATE_FROM, STATE_TO);
      if (!main || !state || !isEqual(state, last.head.subarray(STATE_FROM, STATE_TO))) return false;
      if (opened.header.inWalMode && (await this.look(tree, '-wal')) !== null) return false;
      // A page may have been written after a look that saw the new counter: its time tells.
      if (main.sizeBytes !== last.main.sizeBytes || main.modifiedMs !== last.main.modifiedMs) return false;
      return !(await isHotJournal(await this.look(tree, '-journal')));
    } catch (error) {
      if (!(error instanceof SourceReadError)) throw error;
      return false;
    }
  }

  /**
   * What `work` makes of the database as it is at one moment. It is called again and again as pages are loaded, so it
   * must leave nothing behind; of its results only the last counts. `repeats`: it asks for the pages that it asked for the
   * last time and for new ones.
   */
  async read<T>(
    tree: SourceTree,
    signal: AbortSignal,
    work: (pages: LivePages) => T,
    repeats = false,
  ): Promise<LiveRead<T>> {
    const restore = this.pages?.remember();
    for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
      throwIfAborted(signal);
      if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, attempt < 3 ? 0 : this.waitMs));
      try {
        const state = await this.open(tree, signal, attempt >= TRIES_FOR_JOURNAL);
        if (state === 'busy') continue;
        if (state !== 'open') return { kind: state };
        // Half of what was there a moment ago may have been taken for grown.
        if (attempt > 0 && this.opened?.places.wal === null) restore?.();
        const goesByHeads = await this.goOn(repeats);
        const value = await this.work(work, signal);
        if (value === null || !(await this.isUntouched(tree))) continue;
        this.settle(repeats, goesByHeads);
        return { kind: 'read', value: value.value };
      } catch (error) {
        if (!(error instanceof SourceReadError || error instanceof StalePageError)) throw error;
      }
    }
    return { kind: 'busy' };
  }

  /** Loads pages that no longer change, whatever is written meanwhile. False when the disk refuses. */
  async load(tree: SourceTree, signal: AbortSignal, numbers: readonly number[]): Promise<boolean> {
    for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
      throwIfAborted(signal);
      try {
        if (attempt > 0 && (await this.open(tree, signal, attempt >= TRIES_FOR_JOURNAL)) !== 'open') continue;
        await loadPagesOf(this.pages!, numbers, this.opened!.places);
        return true;
      } catch (error) {
        if (!(error instanceof SourceReadError || error instanceof StalePageError)) throw error;
      }
    }
    return false;
  }

  private async open(
    tree: SourceTree,
    signal: AbortSignal,
    takesJournal: boolean,
  ): Promise<'open' | 'busy' | 'other' | 'unusable'> {
    const main = await this.look(tree);
    if (main === null || main.sizeBytes === 0) return 'unusable';
    let head: Uint8Array<ArrayBuffer> = await main.slice(0, HEADER_BYTES);
    const header = parseHeader(head);
    if (header === null || header.textEncoding > 1) return 'unusable';
    const journal = await this.openJournal(tree, signal, takesJournal);
    if (journal === 'busy') return 'busy';
    const wal = journal === null && header.inWalMode ? await this.openWal(tree, signal) : null;
    const patch = journal?.patch ?? wal?.tail.patch ?? null;
    if (patch !== null && patch.pageSize !== header.pageSize) return 'unusable';
    if (this.pages !== null && this.pages.pageSize !== header.pageSize) return 'other';
    this.pages ??= new LivePages(header.pageSize, header.reservedBytes);
    const stored = Math.ceil(main.sizeBytes / header.pageSize);
    const claimed = patch?.pageCount ?? (header.pageCount === 0 ? stored : header.pageCount);
    this.pages.claimedCount = claimed;
    this.pages.pageCount = patch === null ? Math.min(stored, claimed) : claimed;
    const places = { main: this.counted(main), wal, journal };
    const patchFile = journal?.file ?? wal?.file;
    const firstPage = patch?.offsets.get(1);
    if (patchFile !== undefined && firstPage !== undefined) {
      head = await patchFile.slice(firstPage, firstPage + HEADER_BYTES);
    }
    const journalHead = journal?.head ?? new Uint8Array(0);
    this.opened = { places, header, head, isHot: journal !== null, journalHead };
    return this.isContinued(head, this.pages.pageCount) ? 'open' : 'other';
  }

  private counted(file: SourceFile): SourceFile {
    const { path, sizeBytes, modifiedMs } = file;
    const slice: SourceFile['slice'] = async (start, end) => {
      const bytes = await file.slice(start, end);
      this.bytes += bytes.length;
      return bytes;
    };
    return { path, sizeBytes, modifiedMs, slice };
  }

  /** Pages that are held are taken for what they are, or forgotten. True where only their heads were looked at. */
  private async goOn(repeats: boolean): Promise<boolean> {
    const { doubt } = this;
    const pages = this.pages!;
    const { places } = this.opened!;
    // The log tells which pages are as they were.
    if (places.wal !== null) return false;
    this.bytes = 0;
    const mayGoByHeads = repeats && doubt !== null && places.journal === null && pages.count <= MOST_HEADS;
    if (mayGoByHeads && !this.isWholeDue(doubt)) {
      pages.drop([1]);
      // What was written and shows in no head may be anything.
      if ((await lookAtHeads(pages, places.main)) === 'grown') return true;
    }
    pages.clear();
    return false;
  }

  private isWholeDue({ wholeMs, wholeBytes, headBytes }: Doubt): boolean {
    if (this.isDoubtDue) return true;
    const sinceMs = this.now() - wholeMs;
    if (isWithin(sinceMs, LEAST_DOUBT_MS)) return false;
    return !isWithin(sinceMs, MOST_DOUBT_MS) || headBytes >= wholeBytes * SHARE_OF_HEADS;
  }

  private async look(tree: SourceTree, ending = ''): Promise<SourceFile | null> {
    const path = `${this.path}${ending}`;
    try {
      return await tree.look(path);
    } catch (error) {
      throw isAbort(error) ? error : new SourceReadError(path, error);
    }
  }

  private isContinued(head: Uint8Array, pageCount: number): boolean {
    const { last } = this;
    if (last === null) return true;
    const isSameSchema = isEqual(
      head.subarray(COOKIE_FROM, STATE_TO),
      last.head.subarray(COOKIE_FROM, STATE_TO),
    );
    return isSameSchema && pageCount >= last.pageCount;
  }

  private async openJournal(
    tree: SourceTree,
    signal: AbortSignal,
    takesIt: boolean,
  ): Promise<(PagePlaces['journal'] & { readonly head: Uint8Array }) | null | 'busy'> {
    const file = await this.look(tree, '-journal');
    if (file === null) return null;
    // Before anything else of it: another transaction's journal may come in its place.
    const head = await file.slice(0, HEADER_BYTES);
    if (!(await isHotJournal(file))) return null;
    if (!takesIt) return 'busy';
    const patch = await readJournal(file, signal);
    return patch === null ? null : { patch, file, head };
  }

  private async openWal(tree: SourceTree, signal: AbortSignal): Promise<PagePlaces['wal']> {
    const file = await this.look(tree, '-wal');
    if (file === null || file.sizeBytes === 0) {
      this.tail = new WalTail();
      return null;
    }
    const fresh = new Map<number, Uint8Array<ArrayBuffer> | null>();
    const news = await this.tail.readOn(file, signal, (page, content) => fresh.set(page, content));
    if (news === 'other' || news === 'gone') this.pages?.clear();
    if (this.tail.patch === null) return null;
    if (this.pages !== null) {
      this.pages.claimedCount = this.tail.patch.pageCount;
      for (const [page, content] of fresh) {
        if (content === null) this.pages.drop([page]);
        else keep(this.pages, page, content);
      }
    }
    return { tail: this.tail, file };
  }

  /** null when rounds of loading do not come to an end. */
  private async work<T>(work: (pages: LivePages) => T, signal: AbortSignal): Promise<{ value: T } | null> {
    const pages = this.pages!;
    this.hasLoaded = false;
    pages.beginUse();
    for (let round = 0; round < MOST_ROUNDS; round++) {
      throwIfAborted(signal);
      pages.missing.clear();
      const value = work(pages);
      if (pages.missing.size === 0) return { value };
      this.hasLoaded = true;
      await loadPagesOf(pages, pages.missing, this.opened!.places);
    }
    return null;
  }

  private async isUntouched(tree: SourceTree): Promise<boolean> {
    const { places, head, header, isHot } = this.opened!;
    if (places.wal !== null) {
      if (!this.hasLoaded) return true;
      const wal = await this.look(tree, '-wal');
      return wal !== null && !(await this.tail.isBehind(wal));
    }
    const main = await this.look(tree);
    if (main === null) return false;
    const journal = await this.look(tree, '-journal');
    if (isHot)
      return isEqual((await journal?.slice(0, HEADER_BYTES)) ?? new Uint8Array(0), this.opened!.journalHead);
    if (await isHotJournal(journal)) return false;
    if (header.inWalMode && ((await this.look(tree, '-wal'))?.sizeBytes ?? 0) > 0) {
      const wal = await this.openWal(tree, new AbortController().signal);
      if (wal !== null) return false;
    }
    const now = await main.slice(0, HEADER_BYTES);
    return isEqual(now.subarray(STATE_FROM, STATE_TO), head.subarray(STATE_FROM, STATE_TO));
  }

  private settle(repeats: boolean, goesByHeads: boolean): void {
    const { head, places } = this.opened!;
    const pages = this.pages!;
    this.last = { head, main: places.main, pageCount: pages.pageCount };
    pages.trim();
    if (!repeats || places.wal !== null || places.journal !== null) {
      this.doubt = null;
      return;
    }
    pages.keepUsed();
    if (goesByHeads && this.doubt !== null) {
      this.doubt.headBytes += this.bytes;
      this.doubt.headMs = this.now();
    } else this.doubt = { wholeMs: this.now(), wholeBytes: this.bytes, headBytes: 0, headMs: null };
  }
}

/** Less than nothing passes where the clock is set back: then nobody knows how much did. */
function isWithin(passedMs: number, mostMs: number): boolean {
  return passedMs >= 0 && passedMs < mostMs;
}

function isEqual(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, i) => byte === right[i]);
}
