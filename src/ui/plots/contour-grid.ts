import { contours } from 'd3-contour';
import { Delaunay } from 'd3-delaunay';

/** Values on a regular grid over the unit square, row by row from its lower left; NaN outside the points' hull. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly values: Float64Array;
  /** Points it was made of; those at one place count once, with their mean. */
  readonly points: number;
}

/** A level and its outline: rings of x and y in turn, in parts of the unit square. Holes are rings too. */
export interface ContourBand {
  readonly level: number;
  readonly rings: readonly Float64Array[];
}

/** Fewer places than this are no surface. */
export const LEAST_POINTS = 4;

/**
 * Linear between the three points around each place (Delaunay's triangles). Null where there are too few places, or all
 * lie on a line. `xs` and `ys` are parts of the unit square.
 */
export function makeGrid(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  zs: ArrayLike<number>,
  columns: number,
  rows: number,
): Grid | null {
  const { places, values } = uniteEqual(xs, ys, zs);
  if (values.length < LEAST_POINTS) return null;
  const { triangles } = new Delaunay(places);
  const grid = new Float64Array(columns * rows).fill(Number.NaN);
  let isFlat = true;
  for (let i = 0; i + 2 < triangles.length; i += 3) {
    const corners = [triangles[i]!, triangles[i + 1]!, triangles[i + 2]!] as const;
    if (fillTriangle(grid, columns, rows, corners, places, values)) isFlat = false;
  }
  return isFlat ? null : { columns, rows, values: grid, points: values.length };
}

function uniteEqual(xs: ArrayLike<number>, ys: ArrayLike<number>, zs: ArrayLike<number>) {
  const sums = new Map<string, { x: number; y: number; sum: number; count: number }>();
  for (let i = 0; i < xs.length; i++) {
    const [x, y, z] = [xs[i]!, ys[i]!, zs[i]!];
    if (!Number.isFinite(x) || !Number.isFinite(y) || !Number.isFinite(z)) continue;
    const key = `${x} ${y}`;
    const known = sums.get(key);
    if (known) {
      known.sum += z;
      known.count += 1;
    } else sums.set(key, { x, y, sum: z, count: 1 });
  }
  const all = [...sums.values()];
  return {
    places: Float64Array.from(all.flatMap(({ x, y }) => [x, y])),
    values: Float64Array.from(all, ({ sum, count }) => sum / count),
  };
}

/** Points on a line are set aside a little before they are triangulated: what is thinner than that is no surface. */
const LEAST_AREA = 1e-7;

/** False for a triangle without an area. */
function fillTriangle(
  grid: Float64Array,
  columns: number,
  rows: number,
  corners: readonly [number, number, number],
  places: Float64Array,
  values: Float64Array,
): boolean {
  const [a, b, c] = corners;
  const [ax, ay] = [places[a * 2]!, places[a * 2 + 1]!];
  const [bx, by] = [places[b * 2]!, places[b * 2 + 1]!];
  const [cx, cy] = [places[c * 2]!, places[c * 2 + 1]!];
  const area = (by - cy) * (ax - cx) + (cx - bx) * (ay - cy);
  if (Math.abs(area) < LEAST_AREA) return false;
  const fromColumn = Math.max(0, Math.floor(Math.min(ax, bx, cx) * columns - 0.5));
  const toColumn = Math.min(columns - 1, Math.ceil(Math.max(ax, bx, cx) * columns - 0.5));
  const fromRow = Math.max(0, Math.floor(Math.min(ay, by, cy) * rows - 0.5));
  const toRow = Math.min(rows - 1, Math.ceil(Math.max(ay, by, cy) * rows - 0.5));
  for (let row = fromRow; row <= toRow; row++) {
    const y = (row + 0.5) / rows;
    for (let column = fromColumn; column <= toColumn; column++) {
      const x = (column + 0.5) / columns;
      const shareA = ((by - cy) * (x - cx) + (cx - bx) * (y - cy)) / area;
      const shareB = ((cy - ay) * (x - cx) + (ax - cx) * (y - cy)) / area;
      const shareC = 1 - shareA - shareB;
      if (shareA < -1e-9 || shareB < -1e-9 || shareC < -1e-9) continue;
      grid[row * columns + column] = shareA * values[a]! + shareB * values[b]! + shareC * values[c]!;
    }
  }
  return true;
}

/** Outlines of what lies above each of so many levels; the first is the whole hull. */
export function traceBands(grid: Grid, levels: number): readonly ContourBand[] {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of grid.values) {
    if (Number.isNaN(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  if (min > max) return [];
  const span = max - min;
  const count = span > 0 ? levels : 1;
  const trace = contours().size([grid.columns, grid.rows]);
  const values = Array.from(grid.values);
  return Array.from({ length: count }, (_, i) => {
    const level = min + (span * i) / count;
    const threshold = i === 0 ? min - Math.max(Math.abs(min), span, 1) * 1e-9 : level;
    const { coordinates } = trace.contour(values, threshold);
    const rings = coordinates.flatMap((polygon) =>
      polygon.map((ring) =>
        Float64Array.from(ring.flatMap(([x, y]) => [(x ?? 0) / grid.columns, (y ?? 0) / grid.rows])),
      ),
    );
    return { level, rings };
  });
}

/** Draws a band's rings into a box, y upwards. */
export function placeRing(
  ring: Float64Array,
  box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
  pen: { moveTo(x: number, y: number): void; lineTo(x: number, y: number): void },
): void {
  for (let i = 0; i + 1 < ring.length; i += 2) {
    const x = box.left + ring[i]! * box.width;
    const y = box.top + (1 - ring[i + 1]!) * box.height;
    if (i === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  }
}
