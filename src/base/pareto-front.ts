export type GoodEnd = 'min' | 'max';

/**
 * Points that no other beats in both: indexes, ascending in x. Of equal points the first stands for all. Points without
 * two finite values take no part.
 */
export function paretoFront(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  goodX: GoodEnd,
  goodY: GoodEnd,
): readonly number[] {
  const signX = goodX === 'min' ? 1 : -1;
  const signY = goodY === 'min' ? 1 : -1;
  const order = Array.from({ length: xs.length }, (_, i) => i)
    .filter((i) => Number.isFinite(xs[i]!) && Number.isFinite(ys[i]!))
    .sort((a, b) => (xs[a]! - xs[b]!) * signX || (ys[a]! - ys[b]!) * signY || a - b);
  const front: number[] = [];
  let best = Number.POSITIVE_INFINITY;
  for (const i of order) {
    if (ys[i]! * signY >= best) continue;
    best = ys[i]! * signY;
    front.push(i);
  }
  return goodX === 'min' ? front : front.reverse();
}
