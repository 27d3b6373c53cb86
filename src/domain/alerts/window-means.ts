/**
 * The mean of the last `size` values after each one. Sums are added up anew, never subtracted from, so that a huge value
 * leaves no trace when it has left the window: the values of a block are summed from its end backwards when it is full,
 * and the window is such a rest of the block before and what has come of the next.
 */
export class WindowMeans {
  /** Values of the block that is being filled. */
  private readonly block: number[] = [];
  /** Index i: sum of the values i … size - 1 of the block before. */
  private rests: readonly number[] | null = null;
  private sum = 0;

  constructor(private readonly size: number) {}

  /** NaN until there are enough values. */
  push(value: number): number {
    const { block, size } = this;
    block.push(value);
    this.sum += value;
    if (block.length < size) {
      return this.rests ? (this.rests[block.length]! + this.sum) / size : Number.NaN;
    }
    const mean = this.sum / size;
    this.rests = sumsToEnd(block);
    block.length = 0;
    this.sum = 0;
    return mean;
  }
}

function sumsToEnd(values: readonly number[]): readonly number[] {
  const sums = new Array<number>(values.length);
  let sum = 0;
  for (let i = values.length - 1; i >= 0; i--) {
    sum += values[i]!;
    sums[i] = sum;
  }
  return sums;
}
