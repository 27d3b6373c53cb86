import type { PointColumns } from '../../base/columns.ts';

/** Of each stretch: least, greatest, the first that is no number, and the last. */
const KEPT_OF_STRETCH = 4;

/** At most about `quota` of these points (never fewer than one stretch), in their order. */
export function thinPoints(points: PointColumns, quota: number): PointColumns {
  const { length } = points.values;
  if (length <= Math.max(quota, KEPT_OF_STRETCH)) return points;
  const stretches = Math.max(1, Math.floor(quota / KEPT_OF_STRETCH));
  const kept: number[] = [];
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor((stretch * length) / stretches);
    const to = Math.floor(((stretch + 1) * length) / stretches);
    kept.push(...placesToKeep(points.values, from, to));
  }
  const pick = (column: Float64Array) => Float64Array.from(kept, (place) => column[place]!);
  return { steps: pick(points.steps), timesMs: pick(points.timesMs), values: pick(points.values) };
}

function placesToKeep(values: Float64Array, from: number, to: number): readonly number[] {
  let least = -1;
  let greatest = -1;
  let odd = -1;
  for (let place = from; place < to; place++) {
    const value = values[place]!;
    if (!Number.isFinite(value)) {
      if (odd < 0) odd = place;
    } else {
      if (least < 0 || value < values[least]!) least = place;
      if (greatest < 0 || value > values[greatest]!) greatest = place;
    }
  }
  const places = new Set([least, greatest, odd, to - 1].filter((place) => place >= from));
  return [...places].sort((a, b) => a - b);
}
