import type { SourceFile } from '../source.ts';
import { readUint32 } from './leaf-walk.ts';
import type { LivePages } from './live-pages.ts';
import { inTurns } from './page-loader.ts';
import { HEAD_BYTES, INTERIOR, LEAF, LEAF_HEAD_BYTES, shapeOf } from './page-shape.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** `same`: all heads are as they were; `grown`: some pages have more rows; `other`: something else became of one. */
export type HeadNews = 'same' | 'grown' | 'other';

/**
 * Looks at the heads of all pages that are held: SQLite changes the head of a page with every row that comes, goes or changes
 * its length. Rows that came behind all others are read and put in their places. A row that takes the very place of another
 * one is not seen.
 */
export async function lookAtHeads(pages: LivePages, main: SourceFile): Promise<HeadNews> {
  let news: HeadNews = 'same';
  const looks = [...pages.held()].map(([page, known]) => async () => {
    if (news === 'other') return;
    const isLeaf = known[0] === LEAF;
    const from = (page - 1) * pages.pageSize;
    const head = await main.slice(from, from + (isLeaf ? LEAF_HEAD_BYTES : HEAD_BYTES));
    if (head.length > 0 && head.every((byte, at) => byte === known[at])) return;
    const grown = await growPage(main, from, known, head);
    if (grown === null) news = 'other';
    else {
      pages.put(page, grown);
      if (news === 'same') news = 'grown';
    }
  });
  await inTurns(looks);
  return news;
}

/** The page with the rows that came at its end; null where it is not what it was with more rows. */
async function growPage(main: SourceFile, from: number, known: Bytes, head: Bytes): Promise<Bytes | null> {
  const before = shapeOf(known, known.length);
  const now = shapeOf(head, known.length);
  // Its kind, and no free places: then none was made and none was filled.
  if (before === null || now === null || [0, 1, 2, 7].some((at) => head[at] !== known[at])) return null;
  if ([1, 2, 7].some((at) => head[at] !== 0)) return null;
  if (now.cellCount <= before.cellCount || now.contentAt >= before.contentAt) return null;
  const placesEnd = now.headBytes + now.cellCount * 2;
  const [places, content] = await Promise.all([
    main.slice(from + now.headBytes, from + placesEnd),
    main.slice(from + now.contentAt, from + before.contentAt),
  ]);
  if (places.length < now.cellCount * 2 || content.length < before.contentAt - now.contentAt) return null;
  // A row that was moved has become another one.
  const placesBefore = known.subarray(now.headBytes, now.headBytes + before.cellCount * 2);
  if (!placesBefore.every((byte, at) => byte === places[at])) return null;
  const page = known.slice();
  page.set(head);
  page.set(places, now.headBytes);
  page.set(content, now.contentAt);
  const placeAt = (cell: number): number => places[cell * 2]! * 256 + places[cell * 2 + 1]!;
  for (let cell = before.cellCount; cell < now.cellCount; cell++) {
    const place = placeAt(cell);
    if (place < now.contentAt || place >= before.contentAt) return null;
  }
  // The last child of an inner page becomes one with a cell of its own.
  if (head[0] === INTERIOR && readUint32(page, placeAt(before.cellCount)) !== readUint32(known, 8))
    return null;
  return page;
}
