import type { PointColumns } from '../../../src/base/columns.ts';
import {
  type SeriesFingerprint,
  type SeriesSummariser,
  wordsOf,
} from '../../../src/domain/series-summary.ts';

/** Points of a block: three columns of 512 KB. */
export const BLOCK_POINTS = 64 * 1024;
/** Blocks kept for the next points, so that memory once touched is used again. */
const SPARE_BLOCKS = 16;
/** Up to this many points a loop is cheaper than making views. */
const SHORT = 64;

interface Block {
  readonly columns: PointColumns;
  readonly words: ReturnType<typeof wordsOf>;
  /** Points written. */
  length: number;
  /** Points that a series still needs. */
  live: number;
}

interface Stretch {
  readonly block: Block;
  readonly from: number;
  count: number;
}

/** The points of one series in the order they were logged, lying in blocks of an arena. */
export class HeldPoints {
  count = 0;
  readonly stretches: Stretch[] = [];

  /** Writes points [from, from + count) as three columns one after another, beginning at `at`. */
  copyTo(target: Float64Array, at: number, from: number, count: number): void {
    let done = 0;
    let skip = from;
    for (const { block, from: start, count: length } of this.stretches) {
      if (done === count) return;
      if (skip >= length) {
        skip -= length;
        continue;
      }
      const take = Math.min(length - skip, count - done);
      const { steps, timesMs, values } = block.columns;
      copyColumn(target, at + done, steps, start + skip, take);
      copyColumn(target, at + count + done, timesMs, start + skip, take);
      copyColumn(target, at + count * 2 + done, values, start + skip, take);
      done += take;
      skip = 0;
    }
  }

  summarise(summariser: SeriesSummariser): void {
    for (const { block, from, count } of this.stretches) {
      summariser.append(block.columns, from, from + count, block.words);
    }
  }

  /** Feeds the first `count` points. */
  fingerprint(fingerprint: SeriesFingerprint, count: number): void {
    let left = count;
    for (const { block, from, count: length } of this.stretches) {
      const take = Math.min(length, left);
      fingerprint.append(block.words, from, from + take);
      left -= take;
    }
  }
}

/**
 * Holds the points of all open runs in a few large blocks: a hundred thousand series of ten points each would
 * otherwise be three hundred thousand small arrays, and most of an import would be collecting them.
 */
export class PointArena {
  /** Blocks that hold points somebody needs. */
  blockCount = 0;
  private open: Block | null = null;
  private readonly spare: Block[] = [];

  /** The columns are copied. */
  append(held: HeldPoints, points: PointColumns): void {
    const total = points.steps.length;
    for (let from = 0; from < total; ) {
      const block = this.openBlock();
      const count = Math.min(BLOCK_POINTS - block.length, total - from);
      copyColumn(block.columns.steps, block.length, points.steps, from, count);
      copyColumn(block.columns.timesMs, block.length, points.timesMs, from, count);
      copyColumn(block.columns.values, block.length, points.values, from, count);
      addStretch(held, block, count);
      block.length += count;
      block.live += count;
      from += count;
    }
    held.count += total;
  }

  /** Gives the points up. */
  release(held: HeldPoints): void {
    for (const { block, count } of held.stretches.splice(0)) {
      block.live -= count;
      if (block.live === 0) this.free(block);
    }
    held.count = 0;
  }

  private openBlock(): Block {
    if (this.open !== null && this.open.length < BLOCK_POINTS) return this.open;
    this.open = this.spare.pop() ?? makeBlock();
    this.blockCount += 1;
    return this.open;
  }

  private free(block: Block): void {
    if (block === this.open) this.open = null;
    block.length = 0;
    this.blockCount -= 1;
    if (this.spare.length < SPARE_BLOCKS) this.spare.push(block);
  }
}

function addStretch(held: HeldPoints, block: Block, count: number): void {
  const last = held.stretches[held.stretches.length - 1];
  if (last?.block === block && last.from + last.count === block.length) last.count += count;
  else held.stretches.push({ block, from: block.length, count });
}

function makeBlock(): Block {
  const columns = {
    steps: new Float64Array(BLOCK_POINTS),
    timesMs: new Float64Array(BLOCK_POINTS),
    values: new Float64Array(BLOCK_POINTS),
  };
  return { columns, words: wordsOf(columns), length: 0, live: 0 };
}

function copyColumn(
  target: Float64Array,
  at: number,
  column: Float64Array,
  from: number,
  count: number,
): void {
  if (count > SHORT) {
    target.set(count === column.length ? column : column.subarray(from, from + count), at);
    return;
  }
  for (let i = 0; i < count; i++) target[at + i] = column[from + i]!;
}
