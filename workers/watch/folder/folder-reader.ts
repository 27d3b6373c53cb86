import { throwIfAborted } from '../../../src/base/abort.ts';
import type { ImportProblem } from '../../../src/domain/problem.ts';
import type { Claim } from '../../import/detect/detect.ts';
import type { ImportFormat } from '../../import/format.ts';
import { ProblemList } from '../../import/problem-list.ts';
import type { SourceTree } from '../../import/source.ts';
import type { LiveBook } from '../book.ts';
import { type Changes, FileTable, noChanges } from './file-table.ts';
import { ClaimFinder } from './find-claims.ts';
import type { Hints } from './folder-observer.ts';
import { ShareOfTime } from './pace.ts';
import { findBelow, MAX_FILES, walkFolder } from './walk.ts';
import { type ReadMeter, WatchedFile } from './watched-file.ts';
import { REFUSALS_UNTOLD, type SourceSurroundings } from './watched-source.ts';
import { WatchedSources } from './watched-sources.ts';

/** Asking all formats about a folder takes at most a tenth of the time. */
const SHARE_OF_FINDING = 0.1;
/** However long it took, new sources are not left to wait longer than ten times this. */
const MOST_FINDING_MS = 1000;
/** A file that moved is likely to move again for so long. */
const HOT_MS = 60_000;
const MOST_HOT = 300;
/** What is known of a file is looked at again before it is read, when it is older than this. */
const STALE_MS = 100;
/** Sources asked at a time. */
const AT_ONCE = 8;
/** Files beside a SQLite database. */
const BESIDE_DATABASE = /-(?:journal|wal|shm)$/;

export interface FolderReaderOptions {
  readonly root: FileSystemDirectoryHandle;
  /** Path of the folder itself: runs are called by it. */
  readonly path: string;
  readonly book: LiveBook;
  readonly formats: readonly ImportFormat[];
  readonly foldRuns: boolean;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/** `hot`: only the files that moved lately. */
export type Where = Hints | 'all' | 'hot';

export interface Look {
  /** Files came, went or changed. */
  readonly hasChanged: boolean;
  /** A source told something. */
  readonly hasNews: boolean;
  /** What it took to look at the files, without reading. */
  readonly lookMs: number;
  /** When there is more to do, whatever happens; Infinity where there is not. */
  readonly dueMs: number;
  /** Files moved of which the browser did not tell; null where those that moved lately were not looked at. */
  readonly hasUntold: boolean | null;
  /** A file was not found: whether it is gone or the whole folder, only a look at that tells. */
  readonly needsAll: boolean;
}

/** What is to be done about it is another thing than after an import. */
function asWatched(problem: ImportProblem): ImportProblem {
  const { code, facts } = problem;
  if (code === 'limit-reached' && !facts) return { ...problem, facts: { watched: MAX_FILES } };
  const isOther = code === 'unreadable-file' || code === 'reader-failed';
  return isOther ? { ...problem, facts: { ...facts, watched: 1 } } : problem;
}

/** Looks at a folder, and reads what is new in it into the book. One look at a time. */
export class FolderReader {
  readonly meter: ReadMeter = { bytes: 0, refusals: 0, lastRefused: new Map(), refused: new Map() };
  bytesAtStart = 0;
  bytesAppended = 0;
  private readonly table: FileTable;
  private readonly finder: ClaimFinder;
  private readonly findPace = new ShareOfTime(SHARE_OF_FINDING);
  private readonly sources = new WatchedSources();
  private readonly around: SourceSurroundings;
  private readonly hot = new Map<string, number>();
  private changes: Changes = noChanges();
  private isFirst = true;
  private isCut = false;
  private needsAll = false;
  private hasUntold: boolean | null = null;
  private lookedMs = 0;
  private unknown: readonly string[] = [];

  constructor(private readonly options: FolderReaderOptions) {
    const { book, foldRuns, signal, now, formats } = options;
    this.table = new FileTable(this.meter, (path) => this.lookNow(path));
    this.finder = new ClaimFinder(formats);
    this.around = {
      book,
      tree: () => this.table.asTree(),
      context: { signal, foldRuns },
      lastRefusal: (source) => this.sources.lastRefusal(source, this.meter),
      now,
    };
  }

  get fileCount(): number {
    return this.table.size;
  }

  /** Files that moved lately: they are worth a look of their own. */
  get hasHot(): boolean {
    return this.hot.size > 0;
  }

  tree(): SourceTree {
    return this.table.asTree();
  }

  problems(): ProblemList {
    const found: ImportProblem[] = [...this.finder.found.problems, ...this.sources.problems()];
    const told = new Set(found.flatMap(({ code, path }) => (code === 'unreadable-file' ? [path] : [])));
    const refused = [...this.meter.refused].flatMap(([path, times]) =>
      times >= REFUSALS_UNTOLD ? [path] : [],
    );
    for (const path of [...this.unknown, ...refused])
      if (!told.has(path)) found.push({ code: 'unreadable-file', path });
    if (this.isCut) found.push({ code: 'limit-reached', path: this.options.path });
    return new ProblemList(found.map(asWatched));
  }

  want(claim: Claim): void {
    this.sources.want(claim);
  }

  /**
   * `withHot`: looks at the files that moved lately besides. Throws what the browser says of the folder itself, and an
   * AbortError.
   */
  async look(where: Where, withHot = false): Promise<Look> {
    const { now, book, signal } = this.options;
    const startMs = now();
    this.needsAll = false;
    this.hasUntold = null;
    if (startMs < this.lookedMs) this.clockWentBack(startMs);
    this.lookedMs = startMs;
    if (withHot && !this.isFirst) await this.scanHot(where);
    await this.scan(this.isFirst ? 'all' : where);
    const lookMs = now() - startMs;
    throwIfAborted(signal);
    const hasChanged = this.heat();
    const hasNews = await this.readOn();
    if (this.isFirst) this.bytesAtStart = this.meter.bytes;
    this.isFirst = false;
    await book.endLook(now());
    const { hasUntold, needsAll } = this;
    return { hasChanged, hasNews, lookMs, dueMs: this.dueMs(), hasUntold, needsAll };
  }

  /** Nobody will watch any more: what the ends of the sources tell is told. */
  async end(signal: AbortSignal): Promise<void> {
    const around = { ...this.around, context: { ...this.around.context, signal } };
    for (const source of this.sources.all) await source.end(around, true);
  }

  private clockWentBack(nowMs: number): void {
    this.findPace.clockWentBack(nowMs);
    this.finder.clockWentBack(nowMs);
    for (const source of this.sources.all) source.clockWentBack(nowMs);
  }

  private async scan(where: Where): Promise<void> {
    const { root, path, signal } = this.options;
    if (where === 'hot') {
      await this.scanHot(where);
    } else if (where === 'all' || where === false) {
      const found = await walkFolder(root, path, signal, { isInOrder: this.isCut });
      this.table.takeAll(found, path, this.changes);
      this.unknown = found.unknown;
      this.isCut = found.isCut;
    } else {
      const places = [...where.values()].map((names) => ({ names, place: this.placeOf(names) }));
      const known = new Set<string>();
      for (const { place } of places) {
        // A database is written through a file that stays open, of which browsers say nothing; its journal comes and goes.
        known.add(place.replace(BESIDE_DATABASE, ''));
        known.add(place);
      }
      // Most hints are of files that go on: they are asked all at once.
      const looks = new Set([...known].filter((one) => this.table.get(one)));
      await Promise.all([...looks].map((one) => this.lookAgain(one, true)));
      for (const { names, place } of places) if (!looks.has(place)) await this.scanAt(names, place);
    }
  }

  private async scanHot(where: Where): Promise<void> {
    const told =
      typeof where === 'object' ? new Set([...where.values()].map((names) => this.placeOf(names))) : null;
    const untold = [...this.hot.keys()].filter((path) => !told?.has(path));
    await Promise.all(untold.map((path) => this.lookAgain(path)));
    this.hasUntold = untold.some((path) => this.changes.changed.has(path));
  }

  private placeOf(names: readonly string[]): string {
    return [this.options.path, ...names].filter((name) => name !== '').join('/');
  }

  private async scanAt(names: readonly string[], place: string): Promise<void> {
    const { root, path, signal } = this.options;
    const found = await findBelow(root, path, names, signal);
    if (!found) this.table.removeAt(place, this.changes);
    else this.table.takeAll(found, place, this.changes);
  }

  private async lookAgain(path: string, isTold = false): Promise<void> {
    const known = this.table.get(path);
    if (!known) return;
    try {
      const file = await known.refreshed();
      if (!file && isTold) this.table.removeAt(path, this.changes);
      else if (!file) this.needsAll = true;
      else if (known.isLike({ size: file.sizeBytes, lastModified: file.modifiedMs })) known.adoptFrom(file);
      else this.table.put(file, this.changes);
    } catch {
      // The look at the whole folder says what is wrong.
    }
  }

  /** Remembers which files moved. */
  private heat(): boolean {
    const nowMs = this.options.now();
    const { added, changed, removed } = this.changes;
    for (const [path, untilMs] of this.hot) if (untilMs < nowMs || removed.has(path)) this.hot.delete(path);
    const moved = [...added, ...changed];
    for (const path of this.isFirst ? moved.filter((one) => this.isFresh(one)) : moved) {
      this.hot.delete(path);
      this.hot.set(path, nowMs + HOT_MS);
    }
    for (const path of this.hot.keys()) {
      if (this.hot.size <= MOST_HOT) break;
      this.hot.delete(path);
    }
    return added.size + changed.size + removed.size > 0;
  }

  private isFresh(path: string): boolean {
    return (this.table.get(path)?.modifiedMs ?? 0) > this.options.now() - HOT_MS;
  }

  private async readOn(): Promise<boolean> {
    const { now, signal } = this.options;
    await this.finder.note(this.changes, this.table);
    if (now() >= this.finder.dueMs && (this.isFirst || now() >= this.findPace.nextMs)) {
      const startMs = now();
      const found = await this.finder.find(this.table, signal, startMs);
      // The first time reads the beginnings of all files; after that only those that came are read.
      if (!this.isFirst) this.findPace.note(Math.min(now() - startMs, MOST_FINDING_MS), now());
      await this.sources.replace(found, this.table, this.around);
    }
    await this.settle();
    let hasNews = false;
    const lookedMs = now();
    const all = [...this.sources.all];
    let ahead = 0;
    for (const [at, source] of all.entries()) {
      throwIfAborted(signal);
      // Some are asked for what is new while another one is taken: the disk answers several as fast as one.
      if (ahead <= at) {
        const next = all.slice(at, at + AT_ONCE).filter(({ dueMs }) => dueMs <= now());
        ahead = at + AT_ONCE;
        if (now() - lookedMs > STALE_MS)
          await Promise.all(next.map(({ found }) => this.refresh(found.paths)));
        if (next.length > 1) for (const one of next) one.beginAhead(this.around);
      }
      if (!source.isBegun && source.dueMs > now()) {
        if (!source.isDirty) hasNews = (await source.end(this.around, false)) || hasNews;
        continue;
      }
      hasNews = (await source.read(this.around)) || hasNews;
    }
    return hasNews;
  }

  /** Hands on what changed to the sources it concerns. */
  private async settle(): Promise<void> {
    const { added, changed, removed, grown } = this.changes;
    this.changes = noChanges();
    const nowMs = this.options.now();
    for (const paths of [added, changed, removed])
      for (const path of paths) this.sources.touch(path, this.table, nowMs);
    if (this.isFirst) return;
    for (const [path, bytes] of grown) if (this.sources.reads(path)) this.bytesAppended += bytes;
  }

  /** Other sources were read meanwhile, and this one wrote on. */
  private async refresh(paths: ReadonlySet<string> | null): Promise<void> {
    const moving = [...(paths ?? [])].filter((path) => this.hot.has(path));
    await Promise.all(moving.map((path) => this.lookAgain(path)));
  }

  private dueMs(): number {
    let dueMs = Math.max(this.finder.dueMs, this.findPace.nextMs);
    for (const source of this.sources.all) dueMs = Math.min(dueMs, source.dueMs);
    return Math.min(dueMs, this.options.book.dueMs(this.options.now()));
  }

  private async lookNow(path: string): Promise<WatchedFile | null> {
    const { root, path: own, signal } = this.options;
    const known = this.table.get(path);
    if (known) {
      const file = await known.refreshed();
      return file && known.isLike({ size: file.sizeBytes, lastModified: file.modifiedMs }) ? known : file;
    }
    if (own !== '' && !path.startsWith(`${own}/`)) return null;
    const names = (own === '' ? path : path.slice(own.length + 1)).split('/');
    const found = await findBelow(root, own, names, signal);
    const [one] = found?.files ?? [];
    return one && one.path === path ? new WatchedFile(path, one.handle, one.file, this.meter) : null;
  }
}
