/**
 * Correlation over the pairs where both are finite: Pearson's of the values, or of their ranks (Spearman's). NaN for
 * fewer than three pairs, and where one of them never changes.
 */
export function pearson(xs: ArrayLike<number>, ys: ArrayLike<number>): number {
  const pairs = finitePairs(xs, ys);
  return correlate(pairs.xs, pairs.ys);
}

export function spearman(xs: ArrayLike<number>, ys: ArrayLike<number>): number {
  const pairs = finitePairs(xs, ys);
  return correlate(ranks(pairs.xs), ranks(pairs.ys));
}

/** From 1 on; equal values share the mean of their places. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort(
    (a, b) => values[a]! - values[b]!,
  );
  const result = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to += 1;
    for (let i = from; i < to; i++) result[order[i]!] = (from + 1 + to) / 2;
    from = to;
  }
  return result;
}

function finitePairs(xs: ArrayLike<number>, ys: ArrayLike<number>) {
  const pairs = { xs: [] as number[], ys: [] as number[] };
  for (let i = 0; i < xs.length; i++) {
    if (!Number.isFinite(xs[i]!) || !Number.isFinite(ys[i]!)) continue;
    pairs.xs.push(xs[i]!);
    pairs.ys.push(ys[i]!);
  }
  return pairs;
}

function correlate(xs: ArrayLike<number>, ys: ArrayLike<number>): number {
  const n = xs.length;
  if (n < 3) return Number.NaN;
  let [meanX, meanY] = [0, 0];
  for (let i = 0; i < n; i++) {
    meanX += xs[i]! / n;
    meanY += ys[i]! / n;
  }
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const dx = xs[i]! - meanX;
    const dy = ys[i]! - meanY;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  if (!(xx > 0 && yy > 0)) return Number.NaN;
  return Math.max(-1, Math.min(1, xy / (Math.sqrt(xx) * Math.sqrt(yy))));
}
