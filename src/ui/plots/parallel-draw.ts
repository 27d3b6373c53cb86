import type { AxisScale } from '../../base/axis/axis-scale.ts';
import { makePlotAxis, type PlotColumn } from '../../base/axis/plot-column.ts';
import { line } from './frame.ts';
import { drawLegend, LEGEND_HEIGHT } from './legend.ts';
import type { MarkColours } from './mark-colours.ts';
import { cutText, type PlotBox, type Surface, tracePolylines } from './surface.ts';

/** What of an axis is kept. */
export interface AxisBrush {
  /** Values of the axis, for words their places, low to high; null for none of them. */
  readonly range: readonly [from: number, to: number] | null;
  readonly missing: boolean;
}

export interface ParallelAxisModel {
  readonly id: string;
  readonly column: PlotColumn;
  readonly log: boolean;
  readonly flip: boolean;
  readonly brush: AxisBrush | null;
}

export interface ParallelModel {
  readonly axes: readonly ParallelAxisModel[];
  readonly colours: MarkColours;
  readonly count: number;
}

export interface ParallelLayout {
  readonly box: PlotBox;
  readonly xs: readonly number[];
  readonly scales: readonly AxisScale[];
  /** y of each mark on each axis, an array per axis; on the lane for what is missing where there is no value. */
  readonly ys: readonly Float32Array[];
  readonly missingY: number;
}

/** Room left and right of the axes, for ticks and names. */
export const SIDE = 58;
const MISSING_GAP = 24;
const FOOT = 12;
const TICK_PX = 34;
const WORD_PX = 16;

export function layoutParallel(surface: Surface, { axes, colours, count }: ParallelModel): ParallelLayout {
  const top = (colours.legend ? LEGEND_HEIGHT : 0) + 10;
  const lane = axes.some(({ column }) => hasMissing(column)) ? MISSING_GAP : 0;
  const height = Math.max(20, surface.height - top - lane - FOOT);
  const box = { left: SIDE, top, width: Math.max(10, surface.width - SIDE * 2), height };
  const missingY = top + height + lane;
  const gap = axes.length > 1 ? box.width / (axes.length - 1) : 0;
  const scales = axes.map(({ column, log }) =>
    makePlotAxis(
      column,
      log,
      Math.max(2, Math.floor(height / (column.unit === 'words' ? WORD_PX : TICK_PX))),
    ),
  );
  const ys = axes.map((axis, i) => {
    const places = new Float32Array(count);
    for (let mark = 0; mark < count; mark++) {
      const value = axis.column.values[mark]!;
      places[mark] = Number.isFinite(value) ? axisY(axis, scales[i]!, box, value) : missingY;
    }
    return places;
  });
  const xs = axes.map((_, i) => (axes.length > 1 ? box.left + i * gap : box.left + box.width / 2));
  return { box, xs, scales, ys, missingY };
}

function hasMissing({ values }: PlotColumn): boolean {
  return values.some((value) => !Number.isFinite(value));
}

function axisY(axis: { readonly flip: boolean }, scale: AxisScale, box: PlotBox, value: number): number {
  const unit = scale.toUnit(value);
  return box.top + (axis.flip ? unit : 1 - unit) * box.height;
}

export function axisValue(
  axis: { readonly flip: boolean },
  scale: AxisScale,
  box: PlotBox,
  y: number,
): number {
  const unit = Math.max(0, Math.min(1, (y - box.top) / box.height));
  return scale.fromUnit(axis.flip ? unit : 1 - unit);
}

export function isKept(axis: ParallelAxisModel, mark: number): boolean {
  if (!axis.brush) return true;
  const value = axis.column.values[mark]!;
  if (!Number.isFinite(value)) return axis.brush.missing;
  const { range } = axis.brush;
  return range !== null && value >= range[0] && value <= range[1];
}

/** 1 for marks that every brush keeps. */
export function markKept({ axes, count }: ParallelModel): Uint8Array {
  const brushed = axes.filter((axis) => axis.brush !== null);
  return Uint8Array.from({ length: count }, (_, mark) => Number(brushed.every((axis) => isKept(axis, mark))));
}

/** More lines than this are every so many-th of them: what one cannot see cannot be missed. */
export const MOST_LINES = 10_000;
/** While a finger waits. */
const MOST_WHILE_DRAGGING = 2_500;

export function drawLines(
  surface: Surface,
  model: ParallelModel,
  { xs, ys }: ParallelLayout,
  kept: Uint8Array,
  isDragging: boolean,
): void {
  const marks = thinned(
    Array.from(kept.keys()).filter((mark) => kept[mark] === 1),
    isDragging ? MOST_WHILE_DRAGGING : MOST_LINES,
  );
  const byColour: number[][] = model.colours.palette.map(() => []);
  for (const mark of marks) byColour[model.colours.codes[mark]!]!.push(mark);
  const opacity = Math.max(0.06, Math.min(0.8, 400 / marks.length));
  const width = marks.length > 500 ? 1 : 1.5;
  surface.polylines(
    xs,
    byColour.map((lines, code) => ({ ys, lines, stroke: model.colours.palette[code]!, width, opacity })),
  );
}

/** All lines, beneath those that are kept: they stay as they are while brushes move. */
export function drawFaded(surface: Surface, count: number, { xs, ys }: ParallelLayout): void {
  const lines = thinned(
    Array.from({ length: count }, (_, mark) => mark),
    MOST_LINES,
  );
  // Where many cross they add up: the more lines, the less each of them.
  const opacity = Math.max(0.012, Math.min(0.18, 60 / lines.length));
  surface.polylines(xs, [{ ys, lines, stroke: 'var(--muted)', width: 1, opacity }]);
}

function thinned(marks: readonly number[], most: number): readonly number[] {
  if (marks.length <= most) return marks;
  return Array.from({ length: most }, (_, i) => marks[Math.floor((i * marks.length) / most)]!);
}

/** A few lines to be seen among all. */
export function strokeMarks(
  surface: Surface,
  { xs, ys }: ParallelLayout,
  marks: readonly number[],
  stroke: string,
  width: number,
): void {
  tracePolylines(surface, xs, [{ ys, lines: marks.slice(0, 500), stroke, width, opacity: 1 }]);
}

/** Axes with their ticks and brushes, above the lines. */
export function drawAxes(surface: Surface, model: ParallelModel, layout: ParallelLayout): void {
  const { box, xs, missingY, scales } = layout;
  if (model.colours.legend) drawLegend(surface, model.colours.legend);
  const spacing = xs.length > 1 ? xs[1]! - xs[0]! : box.width;
  const hasLane = missingY > box.top + box.height;
  for (const [i, axis] of model.axes.entries()) {
    const x = xs[i]!;
    line(surface, x, box.top, x, box.top + box.height, 'var(--muted)');
    for (const tick of scales[i]!.ticks) {
      const y = box.top + (axis.flip ? tick.at : 1 - tick.at) * box.height;
      line(surface, x - 4, y, x, y, 'var(--muted)');
      tickText(surface, x - 7, y, tick.text, Math.min(spacing * 0.6, i === 0 ? SIDE - 10 : spacing));
    }
    if (hasLane) line(surface, x - 4, missingY, x + 4, missingY, 'var(--muted)');
    drawBrush(surface, axis, scales[i]!, box, x, missingY);
  }
  if (hasLane) tickText(surface, SIDE - 7, missingY, 'missing', SIDE - 10);
}

/** On the panel's ground, so that it can be read across lines. */
function tickText(surface: Surface, right: number, y: number, text: string, room: number): void {
  const content = cutText(surface, text, room);
  const width = surface.measure(content);
  surface.rect(right - width - 1, y - 6, width + 2, 12, { fill: 'var(--panel)', opacity: 0.7 });
  surface.text(right, y + 4, content, { colour: 'var(--ink)', anchor: 'end' });
}

const BRUSH_HALF = 7;

function drawBrush(
  surface: Surface,
  axis: ParallelAxisModel,
  scale: AxisScale,
  box: PlotBox,
  x: number,
  missingY: number,
): void {
  if (!axis.brush) return;
  const paint = { fill: 'var(--accent)', opacity: 0.3 };
  const edge = { stroke: 'var(--accent)' };
  if (axis.brush.range) {
    const [from, to] = brushPlaces(axis, scale, box, axis.brush.range);
    surface.rect(x - BRUSH_HALF, from, BRUSH_HALF * 2, to - from, paint);
    surface.rect(x - BRUSH_HALF, from, BRUSH_HALF * 2, to - from, edge);
  }
  if (axis.brush.missing) surface.rect(x - BRUSH_HALF, missingY - 5, BRUSH_HALF * 2, 10, paint);
}

/** Top and bottom of a range in pixels; words reach to the ends of their lanes. */
export function brushPlaces(
  axis: ParallelAxisModel,
  scale: AxisScale,
  box: PlotBox,
  [low, high]: readonly [number, number],
): readonly [top: number, bottom: number] {
  const half = axis.column.unit === 'words' ? 0.5 : 0;
  const clamp = (y: number) => Math.max(box.top, Math.min(box.top + box.height, y));
  const a = clamp(axisY(axis, scale, box, low - half));
  const b = clamp(axisY(axis, scale, box, high + half));
  return [Math.min(a, b), Math.max(a, b, Math.min(a, b) + 2)];
}

/** The kept line nearest to a place between two axes; -1 for none within reach. */
export function nearestLine(
  layout: ParallelLayout,
  kept: Uint8Array,
  x: number,
  y: number,
  reachPx = 8,
): number {
  const { xs, ys } = layout;
  const right = xs.findIndex((at) => at >= x);
  if (right <= 0) return -1;
  const part = (x - xs[right - 1]!) / (xs[right]! - xs[right - 1]!);
  let [found, least] = [-1, reachPx];
  for (let mark = 0; mark < kept.length; mark++) {
    if (kept[mark] === 0) continue;
    const at = ys[right - 1]![mark]! * (1 - part) + ys[right]![mark]! * part;
    const distance = Math.abs(at - y);
    if (distance > least) continue;
    least = distance;
    found = mark;
  }
  return found;
}
