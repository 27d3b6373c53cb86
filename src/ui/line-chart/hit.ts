import { type ChartData, type ChartLine, nearestIndex } from './chart-data.ts';
import type { Frame } from './draw.ts';

/** The line nearest to a place of the plotting area (pixels, y down), if it passes within `reach` of it. */
export function nearestLine(
  data: ChartData,
  frame: Frame,
  size: { readonly width: number; readonly height: number },
  place: { readonly x: number; readonly y: number },
  reach: number,
): ChartLine | null {
  let nearest: ChartLine | null = null;
  let least = reach;
  const at = nearestIndex(data.x, frame.x.fromUnit(place.x / size.width));
  if (at < 0) return null;
  const xOf = (i: number): number => frame.x.toUnit(data.x[i]!) * size.width - place.x;
  for (const line of data.lines) {
    const yOf = (i: number): number => (1 - frame.y.toUnit(line.y[i]!)) * size.height - place.y;
    const isBroken = (from: number, to: number): boolean => line.breaks.some((one) => one > from && one < to);
    let before = neighbour(line.y, at, -1);
    while (before > 0 && xOf(before) > -least) {
      const next = neighbour(line.y, before - 1, -1);
      if (next < 0) break;
      before = next;
    }
    if (before < 0) before = neighbour(line.y, at, 1);
    for (let i = before; i >= 0; ) {
      const next = neighbour(line.y, i + 1, 1);
      const isJoined = next >= 0 && !isBroken(i, next);
      const gap = isJoined ? toSegment(xOf(i), yOf(i), xOf(next), yOf(next)) : Math.hypot(xOf(i), yOf(i));
      if (gap < least) {
        least = gap;
        nearest = line;
      }
      if (next < 0 || xOf(i) > least) break;
      i = next;
    }
  }
  return nearest;
}

/** The first position from `from` on, in a direction, that has a value; -1 where there is none. */
function neighbour(y: Float64Array, from: number, direction: 1 | -1): number {
  for (let i = from; i >= 0 && i < y.length; i += direction) if (!Number.isNaN(y[i]!)) return i;
  return -1;
}

/** Distance of the origin from a segment. */
function toSegment(ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const share = length > 0 ? Math.max(0, Math.min(1, -(ax * dx + ay * dy) / length)) : 0;
  return Math.hypot(ax + share * dx, ay + share * dy);
}
