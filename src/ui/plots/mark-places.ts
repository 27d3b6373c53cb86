/** Places of marks in pixels, x and y in turn; NaN for a mark that has none. */
export type MarkPlaces = Float32Array;

const CELL_PX = 24;

/** Finds the mark under a pointer among a hundred thousand: marks lie in square cells. */
export class NearestMark {
  private readonly places: MarkPlaces;
  private cells: Map<number, number[]> | null = null;

  constructor(places: MarkPlaces) {
    this.places = places;
  }

  /** The nearest within the reach (at most a cell), the last drawn of equally near ones; -1 for none. */
  find(x: number, y: number, reachPx = 14): number {
    this.cells ??= this.fill();
    let found = -1;
    let least = reachPx * reachPx;
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        const cell = cellOf(x + dx * CELL_PX, y + dy * CELL_PX);
        for (const mark of this.cells.get(cell) ?? []) {
          const distance = (this.places[mark * 2]! - x) ** 2 + (this.places[mark * 2 + 1]! - y) ** 2;
          if (distance <= least) {
            least = distance;
            found = mark;
          }
        }
      }
    }
    return found;
  }

  private fill(): Map<number, number[]> {
    const cells = new Map<number, number[]>();
    for (let mark = 0; mark < this.places.length / 2; mark++) {
      const [x, y] = [this.places[mark * 2]!, this.places[mark * 2 + 1]!];
      if (Number.isNaN(x) || Number.isNaN(y)) continue;
      const cell = cellOf(x, y);
      const list = cells.get(cell);
      if (list) list.push(mark);
      else cells.set(cell, [mark]);
    }
    return cells;
  }
}

function cellOf(x: number, y: number): number {
  return Math.floor(x / CELL_PX) * 10_000 + Math.floor(y / CELL_PX);
}

export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function marksWithin(places: MarkPlaces, rect: Rect): number[] {
  const found: number[] = [];
  for (let mark = 0; mark < places.length / 2; mark++) {
    const [x, y] = [places[mark * 2]!, places[mark * 2 + 1]!];
    if (x >= rect.left && x <= rect.right && y >= rect.top && y <= rect.bottom) found.push(mark);
  }
  return found;
}
