import { concatBytes } from '../../../src/base/bytes.ts';
import type { SourceFile } from '../source.ts';
import { patchHeader } from './header.ts';
import type { LivePages } from './live-pages.ts';
import type { PagePatch } from './page-patch.ts';
import { HEAD_BYTES, shapeOf } from './page-shape.ts';
import { FRAME_HEADER_BYTES, type WalTail } from './wal.ts';

const MOST_PER_READ_BYTES = 1024 * 1024;
const READS_AT_ONCE = 16;
/** With many pages to load, these few between two of them are read along: fewer reads for some more bytes. */
const MANY_PAGES = 64;
const GAP_PAGES = 3;
/** So many free bytes in a page are worth two reads. */
const MOST_FREE_BYTES = 512;

/** A page is not where it was a moment ago: somebody wrote in between. */
export class StalePageError extends Error {}

/** Where the pages of a database lie right now. */
export interface PagePlaces {
  readonly main: SourceFile;
  readonly wal: { readonly tail: WalTail; readonly file: SourceFile } | null;
  readonly journal: { readonly patch: PagePatch; readonly file: SourceFile } | null;
}

interface Range {
  readonly first: number;
  readonly last: number;
  readonly wanted: ReadonlySet<number>;
}

/** Loads these pages from where they lie. Throws `StalePageError`, and `SourceReadError` when the disk refuses. */
export async function loadPagesOf(
  pages: LivePages,
  numbers: Iterable<number>,
  places: PagePlaces,
): Promise<void> {
  const inMain: number[] = [];
  const reads: (() => Promise<void>)[] = [];
  for (const page of [...numbers].sort((a, b) => a - b)) {
    if (page > pages.pageCount) continue;
    const walOffset = places.wal?.tail.patch?.offsets.get(page);
    const journalOffset = places.journal?.patch.offsets.get(page);
    if (journalOffset !== undefined) reads.push(() => readFromJournal(pages, page, journalOffset, places));
    else if (walOffset !== undefined) reads.push(() => readFromWal(pages, page, walOffset, places));
    else inMain.push(page);
  }
  const wanted = new Set(inMain);
  // Few pages of a database that is written to are half empty more often than not.
  const isFew = inMain.length < MANY_PAGES && places.wal === null && places.journal === null;
  if (isFew) for (const page of inMain) reads.push(() => readUsedBytes(pages, page, places.main));
  else
    for (const [first, last] of toRanges(inMain, pages.pageSize)) {
      reads.push(() => readFromMain(pages, { first, last, wanted }, places.main));
    }
  await inTurns(reads);
}

/** Reads that wait for another process, some at a time. */
export async function inTurns(reads: readonly (() => Promise<void>)[]): Promise<void> {
  for (let at = 0; at < reads.length; at += READS_AT_ONCE) {
    await Promise.all(reads.slice(at, at + READS_AT_ONCE).map((read) => read()));
  }
}

/** A page of a table without the free bytes in its middle. */
async function readUsedBytes(pages: LivePages, page: number, main: SourceFile): Promise<void> {
  const { pageSize } = pages;
  const from = (page - 1) * pageSize;
  const head = page === 1 ? new Uint8Array(0) : await main.slice(from, from + HEAD_BYTES);
  const shape = shapeOf(head, pages.usableBytes);
  const placesEnd = shape === null ? 0 : Math.max(HEAD_BYTES, shape.headBytes + shape.cellCount * 2);
  if (shape === null || shape.contentAt - placesEnd < MOST_FREE_BYTES) {
    const rest = await main.slice(from + head.length, from + pageSize);
    return keep(pages, page, head.length === 0 ? rest : concatBytes([head, rest]));
  }
  const [places, content] = await Promise.all([
    placesEnd > HEAD_BYTES ? main.slice(from + HEAD_BYTES, from + placesEnd) : new Uint8Array(0),
    shape.contentAt < pageSize ? main.slice(from + shape.contentAt, from + pageSize) : new Uint8Array(0),
  ]);
  const whole = new Uint8Array(pageSize);
  whole.set(head);
  whole.set(places, HEAD_BYTES);
  whole.set(content, shape.contentAt);
  keep(pages, page, whole);
}

function toRanges(numbers: readonly number[], pageSize: number): [first: number, last: number][] {
  const ranges: [number, number][] = [];
  const gap = numbers.length >= MANY_PAGES ? GAP_PAGES : 0;
  const most = Math.max(1, MOST_PER_READ_BYTES / pageSize);
  for (const page of numbers) {
    const range = ranges.at(-1);
    if (range !== undefined && page - range[1] <= gap + 1 && page - range[0] < most) range[1] = page;
    else ranges.push([page, page]);
  }
  return ranges;
}

async function readFromMain(
  pages: LivePages,
  { first, last, wanted }: Range,
  main: SourceFile,
): Promise<void> {
  const { pageSize } = pages;
  const bytes = await main.slice((first - 1) * pageSize, last * pageSize);
  for (let page = first; page <= last; page++) {
    // What was only read along may stand in the log, and newer there.
    if (!wanted.has(page)) continue;
    const start = (page - first) * pageSize;
    keep(pages, page, bytes.subarray(start, start + pageSize));
  }
}

async function readFromWal(pages: LivePages, page: number, offset: number, { wal }: PagePlaces) {
  const frame = await wal!.file.slice(offset - FRAME_HEADER_BYTES, offset + pages.pageSize);
  const content = wal!.tail.pageIn(frame, page);
  if (content === null) throw new StalePageError();
  keep(pages, page, content);
}

async function readFromJournal(pages: LivePages, page: number, offset: number, { journal }: PagePlaces) {
  keep(pages, page, await journal!.file.slice(offset, offset + pages.pageSize));
}

/** The page at full length: what a file lacks is zeros. */
export function keep(pages: LivePages, page: number, content: Uint8Array<ArrayBuffer>): void {
  let whole = content;
  if (content.length < pages.pageSize || page === 1) {
    whole = new Uint8Array(pages.pageSize);
    whole.set(content);
  }
  if (page === 1) patchHeader(whole, pages.claimedCount);
  pages.put(page, whole);
}
