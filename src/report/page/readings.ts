import { type PlotColumn, valueText } from '../../base/axis/plot-column.ts';
import { durationTickText } from '../../base/axis/tick-text.ts';
import { formatNumber, formatTime } from '../../base/format.ts';
import type {
  ChartModel,
  LineModel,
  LinesModel,
  ParallelModel,
  ScatterModel,
  Shown,
} from '../chart/chart-model.ts';
import type { ChartPicture } from '../chart/draw-chart.ts';
import { placeX, placeY } from '../chart/frame.ts';
import { firstAt } from '../chart/line-chart.ts';

export interface ReadingRow {
  readonly className: string;
  readonly name: string;
  readonly value: string;
}

/** What is told at a place of a chart. */
export interface Reading {
  readonly x: number;
  readonly y: number;
  readonly title: string;
  readonly rows: readonly ReadingRow[];
  /** Rows that there was no room for. */
  readonly more: number;
  readonly hasCursor: boolean;
  /** Place of the one that is read among the marks, or -1. */
  readonly mark: number;
}

export interface Reader {
  at(x: number, y: number, picture: ChartPicture, shown: Shown, width: number): Reading | null;
  /** One further with the arrow keys. */
  step(
    by: number,
    picture: ChartPicture,
    shown: Shown,
    width: number,
  ): { readonly x: number; readonly y: number } | null;
}

const MOST_ROWS = 12;
/** Further from the pointer nothing is meant. */
const NEAR_PX = 28;

export function makeReader(model: ChartModel): Reader {
  if (model.kind === 'lines') return new LineReader(model);
  if (model.kind === 'scatter') return new MarkReader(model, scatterPlaces(model), scatterRows(model));
  if (model.kind === 'parallel') return new MarkReader(model, parallelPlaces(model), parallelRows(model));
  return { at: () => null, step: () => null };
}

class LineReader implements Reader {
  private last: number | null = null;

  constructor(private readonly model: LinesModel) {}

  at(x: number, y: number, { axes }: ChartPicture, shown: Shown): Reading | null {
    if (!axes || x < axes.box.left - 4 || x > axes.box.left + axes.box.width + 4) return null;
    const lines = this.model.lines.filter(({ of }) => !shown.hidden.has(of));
    const wanted = axes.x.fromUnit((x - axes.box.left) / axes.box.width);
    const place = nearestX(lines, wanted);
    if (place === null) return null;
    this.last = place;
    const read = lines.flatMap((line) => {
      const i = nearestIndex(line, place);
      if (i < 0) return [];
      const value = line.y[i]!;
      return [{ line, i, value, distance: Math.abs(placeY(axes.y, axes.box, value) - y) }];
    });
    const near = read.sort((a, b) => a.distance - b.distance).slice(0, MOST_ROWS);
    const rows = near
      .sort((a, b) => b.value - a.value)
      .map(({ line, i, value }) => ({
        className: `k${line.look.hue}${line.look.dashed ? ' dash' : ''}`,
        name: line.name,
        value: readingOf(line, i, value, place, this.model),
      }));
    return {
      x: placeX(axes.x, axes.box, place),
      y: Math.min(y + 12, axes.box.top + axes.box.height / 2),
      title: `${this.model.xLabel} ${xText(this.model, place)}`,
      rows,
      more: read.length - near.length,
      hasCursor: true,
      mark: -1,
    };
  }

  step(by: number, { axes }: ChartPicture, shown: Shown): { x: number; y: number } | null {
    if (!axes) return null;
    const lines = this.model.lines.filter(({ of }) => !shown.hidden.has(of));
    const from = axes.x.fromUnit(0);
    const to = axes.x.fromUnit(1);
    const before = this.last ?? (by > 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
    let next: number | null = null;
    for (const { x } of lines) {
      const i = by > 0 ? firstAfter(x, Math.max(before, from - 1e-9)) : firstAt(x, Math.min(before, to)) - 1;
      const value = x[i];
      if (value === undefined || value < from || value > to) continue;
      if (next === null || (by > 0 ? value < next : value > next)) next = value;
    }
    if (next === null) return null;
    return { x: placeX(axes.x, axes.box, next), y: axes.box.top + 20 };
  }
}

function readingOf(line: LineModel, i: number, value: number, place: number, model: LinesModel): string {
  const own = line.x[i]!;
  const around =
    line.low && line.high ? ` (${formatNumber(line.low[i]!)} to ${formatNumber(line.high[i]!)})` : '';
  const logged = line.raw ? ` (logged ${formatNumber(line.raw[i]!)})` : '';
  return `${formatNumber(value)}${around}${logged}${own === place ? '' : ` at ${xText(model, own)}`}`;
}

function xText({ x }: LinesModel, value: number): string {
  if (x === 'time') return formatTime(value);
  return x === 'duration' ? durationTickText(value, 1) : formatNumber(value, 9);
}

function nearestX(lines: readonly LineModel[], wanted: number): number | null {
  let best: number | null = null;
  for (const line of lines) {
    const i = firstAt(line.x, wanted);
    for (const value of [line.x[i - 1], line.x[i]])
      if (value !== undefined && (best === null || Math.abs(value - wanted) < Math.abs(best - wanted)))
        best = value;
  }
  return best;
}

/** The nearest point with a value; -1 where the line does not reach. */
function nearestIndex({ x, y }: LineModel, wanted: number): number {
  if (x.length === 0 || wanted < x[0]! || wanted > x[x.length - 1]!) return -1;
  const at = firstAt(x, wanted);
  const candidates = [at, at - 1, at + 1].filter((i) => i >= 0 && i < x.length && !Number.isNaN(y[i]!));
  candidates.sort((a, b) => Math.abs(x[a]! - wanted) - Math.abs(x[b]! - wanted));
  return candidates[0] ?? -1;
}

function firstAfter(x: Float64Array, value: number): number {
  let i = firstAt(x, value);
  while (i < x.length && x[i]! <= value) i += 1;
  return i;
}

type Marked = ScatterModel | ParallelModel;
type PlacesOf = (picture: ChartPicture, width: number, mark: number) => readonly { x: number; y: number }[];

class MarkReader implements Reader {
  private last = -1;

  constructor(
    private readonly model: Marked,
    private readonly placesOf: PlacesOf,
    private readonly rowsOf: (mark: number) => readonly ReadingRow[],
  ) {}

  at(x: number, y: number, picture: ChartPicture, shown: Shown, width: number): Reading | null {
    let [best, least] = [-1, NEAR_PX];
    for (const [mark, { of }] of this.model.marks.entries()) {
      if (shown.hidden.has(of)) continue;
      const distance = distanceTo(this.placesOf(picture, width, mark), x, y);
      if (distance < least) [best, least] = [mark, distance];
    }
    return best < 0 ? null : this.readingOf(best, x, y);
  }

  step(by: number, picture: ChartPicture, shown: Shown, width: number): { x: number; y: number } | null {
    const { marks } = this.model;
    for (let tried = 0, mark = this.last; tried < marks.length; tried++) {
      mark = (mark + by + marks.length) % marks.length;
      const places = this.placesOf(picture, width, mark);
      if (shown.hidden.has(marks[mark]!.of) || places.length === 0) continue;
      this.last = mark;
      return places[Math.floor(places.length / 2)]!;
    }
    return null;
  }

  private readingOf(mark: number, x: number, y: number): Reading {
    this.last = mark;
    const { name } = this.model.marks[mark]!;
    return { x, y: y + 12, title: name, rows: this.rowsOf(mark), more: 0, hasCursor: false, mark };
  }
}

/** To a point, or to the nearest stretch of a polyline. */
function distanceTo(places: readonly { x: number; y: number }[], x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const [i, to] of places.entries()) {
    const from = places[i - 1] ?? to;
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const length = dx * dx + dy * dy;
    const share =
      length === 0 ? 0 : Math.max(0, Math.min(1, ((x - from.x) * dx + (y - from.y) * dy) / length));
    least = Math.min(least, Math.hypot(from.x + dx * share - x, from.y + dy * share - y));
  }
  return least;
}

function scatterPlaces(model: ScatterModel): PlacesOf {
  return ({ axes }, _, mark) => {
    const [x, y] = [model.x.values[mark]!, model.y.values[mark]!];
    if (!axes || !Number.isFinite(x) || !Number.isFinite(y)) return [];
    return [{ x: placeX(axes.x, axes.box, x), y: placeY(axes.y, axes.box, y) }];
  };
}

/** The picture itself says where its lines run. */
function parallelPlaces(model: ParallelModel): PlacesOf {
  const known = new WeakMap<ChartPicture, ReadonlyMap<number, readonly { x: number; y: number }[]>>();
  return (picture, _, mark) => {
    let places = known.get(picture);
    if (!places) {
      const strands = picture.node.children.filter(({ attrs }) => attrs['data-i'] !== undefined);
      places = new Map(
        strands.map(({ attrs }) => [
          Number(attrs['data-i']),
          String(attrs.d)
            .slice(1)
            .split('L')
            .map((pair) => {
              const [x, y] = pair.split(' ').map(Number);
              return { x: x!, y: y! };
            }),
        ]),
      );
      known.set(picture, places);
    }
    return model.marks[mark] ? (places.get(mark) ?? []) : [];
  };
}

function row(column: PlotColumn, mark: number): ReadingRow {
  const value = column.values[mark]!;
  return { className: '', name: column.label, value: Number.isNaN(value) ? '–' : valueText(column, value) };
}

function scatterRows(model: ScatterModel): (mark: number) => readonly ReadingRow[] {
  return (mark) =>
    [model.y, model.x, ...(model.colour ? [model.colour] : [])].map((column) => row(column, mark));
}

function parallelRows(model: ParallelModel): (mark: number) => readonly ReadingRow[] {
  return (mark) => model.axes.map(({ column }) => row(column, mark));
}
