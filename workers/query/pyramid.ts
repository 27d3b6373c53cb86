import { roomToGrow } from './growing-columns.ts';

/** Points of the lowest block, and blocks of a level that make one of the next; both powers of two. */
const BASE_SHIFT = 4;
const FOLD_SHIFT = 2;

interface Level {
  /** Position of the least and the greatest finite value of each block, -1 where it has none. */
  readonly minAt: Int32Array;
  readonly maxAt: Int32Array;
}

/**
 * Where the least and greatest finite values of any stretch of a column lie, found in about as many steps as the
 * logarithm of its length. Costs 0.7 bytes a value. Of equal values the first one counts.
 */
export class MinMaxPyramid {
  /** What `find` found; -1 where the stretch has no finite value. */
  minAt = -1;
  maxAt = -1;
  /** What it holds beside the values. */
  readonly arrays: readonly Int32Array[];
  private min = Number.POSITIVE_INFINITY;
  private max = Number.NEGATIVE_INFINITY;
  private readonly levels: readonly Level[];

  /** `before`: of a beginning of the same values, whose work need not be done again. Arrays may be shared with it. */
  constructor(
    private readonly values: Float64Array,
    before: MinMaxPyramid | null = null,
  ) {
    this.levels = buildLevels(values, before?.levels ?? [], before?.values.length ?? 0);
    this.arrays = this.levels.flatMap((level) => [level.minAt, level.maxAt]);
  }

  /** Looks at `from` up to but not including `to`, and leaves its answer in `minAt` and `maxAt`. */
  find(from: number, to: number): void {
    this.minAt = -1;
    this.maxAt = -1;
    this.min = Number.POSITIVE_INFINITY;
    this.max = Number.NEGATIVE_INFINITY;
    const size = 1 << BASE_SHIFT;
    const firstBlock = Math.ceil(from / size);
    const lastBlock = Math.floor(to / size);
    if (firstBlock >= lastBlock) {
      this.scan(from, to);
      return;
    }
    this.scan(from, firstBlock * size);
    let block = firstBlock;
    while (block < lastBlock) {
      let level = 0;
      // Up to the largest block that begins here and does not reach beyond.
      while (level + 1 < this.levels.length && fits(block, lastBlock, level + 1)) level += 1;
      const { minAt, maxAt } = this.levels[level]!;
      this.consider(minAt[block >> (level * FOLD_SHIFT)]!, maxAt[block >> (level * FOLD_SHIFT)]!);
      block += 1 << (level * FOLD_SHIFT);
    }
    this.scan(lastBlock * size, to);
  }

  private scan(from: number, to: number): void {
    const { values } = this;
    for (let at = from; at < to; at++) {
      const value = values[at]!;
      // NaN fails both comparisons; each infinity passes one and is kept out there.
      if (value < this.min && value !== Number.NEGATIVE_INFINITY) {
        this.min = value;
        this.minAt = at;
      }
      if (value > this.max && value !== Number.POSITIVE_INFINITY) {
        this.max = value;
        this.maxAt = at;
      }
    }
  }

  private consider(minAt: number, maxAt: number): void {
    if (minAt < 0) return;
    const least = this.values[minAt]!;
    const greatest = this.values[maxAt]!;
    if (least < this.min) {
      this.min = least;
      this.minAt = minAt;
    }
    if (greatest > this.max) {
      this.max = greatest;
      this.maxAt = maxAt;
    }
  }
}

/** Whether a block of a level begins at a block of the lowest level and ends before another. */
function fits(block: number, end: number, level: number): boolean {
  const size = 1 << (level * FOLD_SHIFT);
  return (block & (size - 1)) === 0 && block + size <= end;
}
/**
 * Only whole blocks are kept: what hangs over at the end is read from the level below. `before` are those of as many
 * values of the same column as `known`: their blocks stay what they are, and only those behind them are made.
 */
function buildLevels(values: Float64Array, before: readonly Level[], known: number): Level[] {
  const levels: Level[] = [];
  for (let shift = BASE_SHIFT; values.length >> shift > 0; shift += FOLD_SHIFT) {
    const below = levels.at(-1) ?? null;
    const level = roomyLevel(before[levels.length], known >> shift, values.length >> shift);
    if (below) foldLevel(values, below, level, known >> shift, values.length >> shift);
    else foldValues(values, level, known >> shift, values.length >> shift);
    levels.push(level);
  }
  return levels;
}

/** Arrays that take so many blocks and have those that are known. */
function roomyLevel(before: Level | undefined, known: number, count: number): Level {
  if (before && before.minAt.length >= count) return before;
  const room = before ? roomToGrow(count) : count;
  const level = { minAt: new Int32Array(room), maxAt: new Int32Array(room) };
  if (before) level.minAt.set(before.minAt.subarray(0, known));
  if (before) level.maxAt.set(before.maxAt.subarray(0, known));
  return level;
}

function foldValues(values: Float64Array, { minAt, maxAt }: Level, from: number, to: number): void {
  let at = from << BASE_SHIFT;
  for (let block = from; block < to; block++) {
    const end = at + (1 << BASE_SHIFT);
    let least = -1;
    let greatest = -1;
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (; at < end; at++) {
      const value = values[at]!;
      if (value < min && value !== Number.NEGATIVE_INFINITY) {
        min = value;
        least = at;
      }
      if (value > max && value !== Number.POSITIVE_INFINITY) {
        max = value;
        greatest = at;
      }
    }
    minAt[block] = least;
    maxAt[block] = greatest;
  }
}

function foldLevel(
  values: Float64Array,
  below: Level,
  { minAt, maxAt }: Level,
  from: number,
  to: number,
): void {
  for (let block = from; block < to; block++) {
    const end = (block + 1) << FOLD_SHIFT;
    let least = -1;
    let greatest = -1;
    for (let child = block << FOLD_SHIFT; child < end; child++) {
      const low = below.minAt[child]!;
      const high = below.maxAt[child]!;
      if (low < 0) continue;
      if (least < 0 || values[low]! < values[least]!) least = low;
      if (greatest < 0 || values[high]! > values[greatest]!) greatest = high;
    }
    minAt[block] = least;
    maxAt[block] = greatest;
  }
}
