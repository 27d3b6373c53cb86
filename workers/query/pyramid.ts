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
  readonly sizeBytes: number;
  private readonly levels: readonly Level[];

  constructor(private readonly values: Float64Array) {
    this.levels = buildLevels(values);
    this.sizeBytes = this.levels.reduce((sum, level) => sum + level.minAt.byteLength * 2, 0);
  }

  /** Looks at `from` up to but not including `to`, and leaves its answer in `minAt` and `maxAt`. */
  find(from: number, to: number): void {
    this.minAt = -1;
    this.maxAt = -1;
    let at = from;
    while (at < to) {
      let level = -1;
      while (level + 1 < this.levels.length && fits(at, to, level + 1)) level += 1;
      if (level < 0) {
        if (Number.isFinite(this.values[at]!)) this.consider(at, at);
        at += 1;
      } else {
        const block = at >> shiftOf(level);
        this.consider(this.levels[level]!.minAt[block]!, this.levels[level]!.maxAt[block]!);
        at += 1 << shiftOf(level);
      }
    }
  }

  private consider(minAt: number, maxAt: number): void {
    if (minAt < 0) return;
    const { values } = this;
    if (this.minAt < 0 || values[minAt]! < values[this.minAt]!) this.minAt = minAt;
    if (this.maxAt < 0 || values[maxAt]! > values[this.maxAt]!) this.maxAt = maxAt;
  }
}

function shiftOf(level: number): number {
  return BASE_SHIFT + level * FOLD_SHIFT;
}

function fits(at: number, to: number, level: number): boolean {
  const size = 1 << shiftOf(level);
  return (at & (size - 1)) === 0 && at + size <= to;
}

/** Only whole blocks are kept: what hangs over at the end is read from the level below. */
function buildLevels(values: Float64Array): Level[] {
  const levels: Level[] = [];
  let level = foldValues(values);
  while (level.minAt.length > 0) {
    levels.push(level);
    level = foldLevel(values, level);
  }
  return levels;
}

function foldValues(values: Float64Array): Level {
  const count = values.length >> BASE_SHIFT;
  const minAt = new Int32Array(count);
  const maxAt = new Int32Array(count);
  for (let block = 0; block < count; block++) {
    const end = (block + 1) << BASE_SHIFT;
    let least = -1;
    let greatest = -1;
    for (let at = block << BASE_SHIFT; at < end; at++) {
      const value = values[at]!;
      if (!Number.isFinite(value)) continue;
      if (least < 0 || value < values[least]!) least = at;
      if (greatest < 0 || value > values[greatest]!) greatest = at;
    }
    minAt[block] = least;
    maxAt[block] = greatest;
  }
  return { minAt, maxAt };
}

function foldLevel(values: Float64Array, below: Level): Level {
  const count = below.minAt.length >> FOLD_SHIFT;
  const minAt = new Int32Array(count);
  const maxAt = new Int32Array(count);
  for (let block = 0; block < count; block++) {
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
  return { minAt, maxAt };
}
