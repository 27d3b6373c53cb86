import { readRowId, readUint32 } from './leaf-walk.ts';
import type { Pages } from './pages.ts';

const LEAF = 13;
const INTERIOR = 5;
const LEAF_HEADER_BYTES = 8;
const INTERIOR_HEADER_BYTES = 12;
const FILE_HEADER_BYTES = 100;
/** SQLite's own limit for the height of a tree. */
const MAX_DEPTH = 20;

interface TreePage {
  readonly block: Uint8Array;
  readonly base: number;
  /** Where its cell pointers begin. */
  readonly pointers: number;
  readonly isLeaf: boolean;
  readonly cellCount: number;
  /** Of an inner page. */
  readonly lastChild: number;
}

/** Row id of the last row of a table, by the right edge of its tree; 0 for an empty or damaged one. */
export function lastRowId(pages: Pages, rootPage: number): number {
  const leaf = rightEdge(pages, rootPage).at(-1);
  if (!leaf?.isLeaf || leaf.cellCount === 0) return 0;
  const { block, base } = leaf;
  let at = cellAt(leaf, leaf.cellCount - 1);
  // The length of the row stands before its id.
  for (let digit = 0; digit < 8 && (block[base + at] ?? 0) > 127; digit++) at += 1;
  return readRowId(block, base + at + 1);
}

/** The leaf pages of a table in order, told by its inner pages alone: the leaves themselves are not looked at. */
export function listLeaves(pages: Pages, rootPage: number): number[] {
  const edge = rightEdge(pages, rootPage);
  if (edge.length < 2) return edge.length === 0 ? [] : [rootPage];
  let level = [rootPage];
  for (let depth = 1; depth < edge.length; depth++) {
    const next: number[] = [];
    for (const number of level) {
      const page = pageAt(pages, number);
      if (page === null || page.isLeaf) continue;
      for (let i = 0; i < page.cellCount; i++) next.push(readUint32(page.block, page.base + cellAt(page, i)));
      next.push(page.lastChild);
      if (next.length > pages.pageCount) return [];
    }
    level = next;
  }
  return level;
}

function rightEdge(pages: Pages, rootPage: number): TreePage[] {
  const edge: TreePage[] = [];
  for (let number = rootPage; edge.length < MAX_DEPTH; ) {
    const page = pageAt(pages, number);
    if (page === null) return edge;
    edge.push(page);
    if (page.isLeaf) return edge;
    number = page.lastChild;
  }
  return edge;
}

function pageAt(pages: Pages, number: number): TreePage | null {
  if (number < 1 || number > pages.pageCount) return null;
  const start = (number - 1) * pages.pageSize;
  const block = pages.block(Math.floor(start / pages.blockBytes));
  const base = start % pages.blockBytes;
  const header = base + (number === 1 ? FILE_HEADER_BYTES : 0);
  const type = block[header];
  if (type !== LEAF && type !== INTERIOR) return null;
  const isLeaf = type === LEAF;
  const cellCount = block[header + 3]! * 256 + block[header + 4]!;
  const pointers = header + (isLeaf ? LEAF_HEADER_BYTES : INTERIOR_HEADER_BYTES);
  if (pointers - base + cellCount * 2 > pages.usableBytes) return null;
  return { block, base, pointers, isLeaf, cellCount, lastChild: isLeaf ? 0 : readUint32(block, header + 8) };
}

function cellAt({ block, pointers }: TreePage, index: number): number {
  return block[pointers + index * 2]! * 256 + block[pointers + index * 2 + 1]!;
}
