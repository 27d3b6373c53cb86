import { throwIfAborted } from '../../../src/base/abort.ts';
import type { SourceFile } from '../source.ts';
import { patchHeader, type SqliteHeader } from './header.ts';
import type { PagePatch } from './page-patch.ts';

/** A multiple of the largest page, so that no page lies in two blocks. */
const LARGE_BLOCK_BYTES = 8 * 1024 * 1024;
const SMALL_BLOCK_BYTES = 512 * 1024;
/** 32 MB of small blocks. */
const BLOCKS_KEPT = 64;

/** The file and what lies beside it, made one: as many pages as there are, some of them from the file beside. */
export interface PagesInput {
  readonly main: SourceFile;
  readonly header: SqliteHeader;
  readonly pageCount: number;
  /** Pages that the header claims: more than there are in a file that was cut off. */
  readonly claimedCount: number;
  readonly patch: PagePatch | null;
  readonly patchFile: SourceFile | null;
}

/** The pages of a database in blocks of bytes; the pages of a patch are already in their places. */
export interface Pages {
  readonly pageSize: number;
  /** Bytes of a page that hold content. */
  readonly usableBytes: number;
  readonly pageCount: number;
  /** What SQLite is told: it refuses a whole database of which one table begins behind the end of the file. */
  readonly claimedCount: number;
  readonly blockBytes: number;
  /** Throws `SourceReadError` when the disk refuses. */
  block(number: number): Uint8Array<ArrayBuffer>;
}

/** Reads the whole file into memory in the pieces it comes in: nothing is copied a second time. */
export async function loadPages(
  input: PagesInput,
  signal: AbortSignal,
  onBytes?: (bytesRead: number) => void,
): Promise<Pages> {
  const sizeBytes = input.pageCount * input.header.pageSize;
  const patches = patchesByBlock(input, LARGE_BLOCK_BYTES);
  const blocks: Uint8Array<ArrayBuffer>[] = [];
  for (let start = 0; start < sizeBytes; start += LARGE_BLOCK_BYTES) {
    throwIfAborted(signal);
    const wanted = Math.min(LARGE_BLOCK_BYTES, sizeBytes - start);
    const block = fill(await input.main.slice(start, start + wanted), wanted);
    for (const [page, offset] of patches.get(blocks.length) ?? []) {
      const content = await input.patchFile!.slice(offset, offset + input.header.pageSize);
      block.set(content, (page - 1) * input.header.pageSize - start);
    }
    blocks.push(block);
    onBytes?.(Math.min(start + wanted, input.main.sizeBytes));
  }
  patchHeader(blocks[0]!, input.claimedCount);
  return { ...shapeOf(input), blockBytes: LARGE_BLOCK_BYTES, block: (number) => blocks[number]! };
}

/** Reads blocks as they are asked for and keeps the last few; the file must be readable without waiting. */
export function openPages(input: PagesInput): Pages {
  const kept = new Map<number, Uint8Array<ArrayBuffer>>();
  const patches = patchesByBlock(input, SMALL_BLOCK_BYTES);
  const block = (number: number): Uint8Array<ArrayBuffer> => {
    let bytes = kept.get(number);
    if (bytes === undefined) bytes = readBlock(input, patches, number);
    else kept.delete(number);
    // The map keeps insertion order: the first is the one that was not used for the longest time.
    kept.set(number, bytes);
    if (kept.size > BLOCKS_KEPT) kept.delete(kept.keys().next().value!);
    return bytes;
  };
  return { ...shapeOf(input), blockBytes: SMALL_BLOCK_BYTES, block };
}

type BlockPatches = ReadonlyMap<number, readonly (readonly [page: number, offset: number])[]>;

function readBlock(input: PagesInput, patches: BlockPatches, number: number): Uint8Array<ArrayBuffer> {
  const { pageSize } = input.header;
  const start = number * SMALL_BLOCK_BYTES;
  const wanted = Math.min(SMALL_BLOCK_BYTES, input.pageCount * pageSize - start);
  const bytes = fill(input.main.sliceSync!(start, start + wanted), wanted);
  for (const [page, offset] of patches.get(number) ?? []) {
    bytes.set(input.patchFile!.sliceSync!(offset, offset + pageSize), (page - 1) * pageSize - start);
  }
  if (number === 0) patchHeader(bytes, input.claimedCount);
  return bytes;
}

function patchesByBlock(input: PagesInput, blockBytes: number): BlockPatches {
  const found = new Map<number, (readonly [number, number])[]>();
  for (const entry of input.patch?.offsets ?? []) {
    if (entry[0] > input.pageCount) continue;
    const block = Math.floor(((entry[0] - 1) * input.header.pageSize) / blockBytes);
    const known = found.get(block);
    if (known === undefined) found.set(block, [entry]);
    else known.push(entry);
  }
  return found;
}

function shapeOf({ header, pageCount, claimedCount }: PagesInput): Omit<Pages, 'block' | 'blockBytes'> {
  const usableBytes = header.pageSize - header.reservedBytes;
  return { pageSize: header.pageSize, usableBytes, pageCount, claimedCount };
}

/** The bytes at full length: what the file lacks is zeros. */
function fill(bytes: Uint8Array<ArrayBuffer>, wanted: number): Uint8Array<ArrayBuffer> {
  if (bytes.length >= wanted) return bytes;
  const whole = new Uint8Array(wanted);
  whole.set(bytes);
  return whole;
}
