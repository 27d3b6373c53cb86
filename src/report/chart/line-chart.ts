import {
  type AxisScale,
  type Limits,
  makeXScale,
  makeYScale,
  type ValueExtent,
} from '../../base/axis/axis-scale.ts';
import { extentOf } from '../../base/axis/plot-column.ts';
import type { LineModel, LinesModel, Shown } from './chart-model.ts';
import { boxOf, drawFrame, mostTicksX, mostTicksY, placeX, placeY } from './frame.ts';
import { type Box, type Drawn, draw, px, root, type Size } from './tree.ts';

export interface LinesPicture {
  readonly node: Drawn;
  readonly box: Box;
  readonly x: AxisScale;
  readonly y: AxisScale;
}

/** The same picture in the file and on the page. `id`: its own in the whole report. */
export function drawLines(model: LinesModel, shown: Shown, size: Size, id: string): LinesPicture {
  const lines = model.lines.filter(({ of }) => !shown.hidden.has(of));
  const range = visibleRange(model, shown);
  const extent = extentWithin(lines, range);
  const limits: Limits = shown.zoomY ?? model.rangeY;
  const y = makeYScale(extent, shown.logY, mostTicksY(size.height), limits);
  const box = boxOf(size, y);
  const least = shown.logX ? leastSize(lines) : null;
  const x = makeXScale(model.x, range[0], range[1], mostTicksX(box.width), least);
  const clip = draw('clipPath', { id }, [
    draw('rect', {
      x: px(box.left - 1),
      y: px(box.top - 2),
      width: px(box.width + 2),
      height: px(box.height + 4),
    }),
  ]);
  const place = { x, y, box, range };
  const drawn = draw('g', { 'clip-path': `url(#${id})` }, [
    ...lines.flatMap((line) => band(line, place)),
    ...lines.flatMap((line) => (line.raw ? [stroke(line, line.raw, place, 'raw')] : [])),
    ...lines.map((line) => stroke(line, line.y, place, 'line')),
    ...lines.flatMap((line) => dots(line, place)),
    ...lines.flatMap((line) => oddMarks(line, place)),
  ]);
  return { node: root(size, model.name, [clip, ...drawFrame(box, x, y, model.xLabel), drawn]), box, x, y };
}

interface Place {
  readonly x: AxisScale;
  readonly y: AxisScale;
  readonly box: Box;
  readonly range: readonly [number, number];
}

function visibleRange(model: LinesModel, shown: Shown): readonly [number, number] {
  if (shown.zoomX) return shown.zoomX;
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { x } of model.lines) {
    if (x.length === 0) continue;
    from = Math.min(from, x[0]!);
    to = Math.max(to, x[x.length - 1]!);
  }
  const [low, high] = model.rangeX;
  return from <= to ? [low ?? from, high ?? to] : [low ?? 0, high ?? 1];
}

/** Of everything that is drawn between these x. */
function extentWithin(lines: readonly LineModel[], [from, to]: readonly [number, number]): ValueExtent {
  const ends: number[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const { x, y, raw, low, high } of lines) {
    const first = firstAt(x, from);
    let last = first;
    while (last < x.length && x[last]! <= to) last += 1;
    for (const column of [y, raw, low, high]) {
      if (!column) continue;
      const { min, max, leastSize } = extentOf(column.subarray(first, last));
      ends.push(min, max);
      if (leastSize < least) least = leastSize;
    }
  }
  return { ...extentOf(ends), leastSize: Number.isFinite(least) ? least : Number.NaN };
}

function leastSize(lines: readonly LineModel[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const { x } of lines) for (const value of x) if (value !== 0) least = Math.min(least, Math.abs(value));
  return Number.isFinite(least) ? least : 1;
}

/** Index of the first x that is not less. */
export function firstAt(x: Float64Array, value: number): number {
  let [low, high] = [0, x.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function lookOf({ look }: LineModel): string {
  return `k${look.hue}${look.dashed ? ' dash' : ''}`;
}

function stroke(line: LineModel, column: Float64Array, place: Place, kind: 'line' | 'raw'): Drawn {
  return draw('path', {
    class: `${kind} ${lookOf(line)}`,
    'data-of': line.of,
    d: tracePath(line.x, column, place),
  });
}

/** Pixels are few: of the points within one its first, lowest, highest and last stand for all. */
function tracePath(xs: Float64Array, ys: Float64Array, { x, y, box, range }: Place): string {
  const from = Math.max(0, firstAt(xs, range[0]) - 1);
  let path = '';
  let isBroken = true;
  let column: [at: number, ys: number[]] | null = null;
  const go = (at: number, value: number): void => {
    path += `${isBroken ? 'M' : 'L'}${px(at)} ${px(placeY(y, box, value))}`;
    isBroken = false;
  };
  const flush = (): void => {
    if (!column) return;
    for (const value of fewOf(column[1])) go(column[0], value);
    column = null;
  };
  for (let i = from; i < xs.length; i++) {
    const value = ys[i]!;
    if (Number.isNaN(value)) {
      flush();
      isBroken = true;
      continue;
    }
    const at = placeX(x, box, xs[i]!);
    const whole = Math.round(at * 2) / 2;
    if (column && column[0] !== whole) flush();
    if (column) column[1].push(value);
    else column = [whole, [value]];
    if (xs[i]! > range[1]) break;
  }
  flush();
  return path;
}

function fewOf(values: readonly number[]): readonly number[] {
  if (values.length < 3) return values;
  let [low, high] = [values[0]!, values[0]!];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [...new Set([values[0]!, low, high, values[values.length - 1]!])];
}

function band(line: LineModel, { x, y, box }: Place): Drawn[] {
  const { low, high, x: xs } = line;
  if (!low || !high) return [];
  let path = '';
  for (let from = 0; from < xs.length; ) {
    while (from < xs.length && Number.isNaN(low[from]! + high[from]!)) from += 1;
    let to = from;
    while (to < xs.length && !Number.isNaN(low[to]! + high[to]!)) to += 1;
    if (to > from) {
      const there = [...xs.subarray(from, to)].map((value) => px(placeX(x, box, value)));
      const upper = there.map((at, i) => `${at} ${px(placeY(y, box, high[from + i]!))}`);
      const lower = there.map((at, i) => `${at} ${px(placeY(y, box, low[from + i]!))}`).reverse();
      path += `M${[...upper, ...lower].join('L')}Z`;
    }
    from = to;
  }
  return [draw('path', { class: `band ${lookOf(line)}`, 'data-of': line.of, d: path })];
}

/** So few points that each is worth a dot; one alone between gaps always is. */
const FEW = 40;

function dots(line: LineModel, { x, y, box, range }: Place): Drawn[] {
  const { x: xs, y: ys } = line;
  const seen: number[] = [];
  for (let i = firstAt(xs, range[0]); i < xs.length && xs[i]! <= range[1]; i++)
    if (!Number.isNaN(ys[i]!)) seen.push(i);
  const isGap = (i: number) => i < 0 || i >= xs.length || Number.isNaN(ys[i]!);
  const shown = seen.length <= FEW ? seen : seen.filter((i) => isGap(i - 1) && isGap(i + 1));
  return shown.map((i) =>
    draw('circle', {
      class: `dot ${lookOf(line)}`,
      'data-of': line.of,
      cx: px(placeX(x, box, xs[i]!)),
      cy: px(placeY(y, box, ys[i]!)),
      r: 2.2,
    }),
  );
}

/** A cross at the foot for NaN, triangles at the edges for the infinities. */
function oddMarks(line: LineModel, { x, box, range }: Place): Drawn[] {
  return line.marks
    .filter(([at]) => at >= range[0] && at <= range[1])
    .map(([at, what]) => {
      const left = px(placeX(x, box, at));
      const top = px(what === 'inf' ? box.top + 4 : box.top + box.height - 4);
      const d =
        what === 'nan'
          ? `M${left - 3} ${top - 3}l6 6m-6 0l6-6`
          : `M${left - 3.5} ${top + (what === 'inf' ? 3 : -3)}h7l-3.5 ${what === 'inf' ? -6 : 6}z`;
      return draw('path', { class: `odd ${lookOf(line)}`, 'data-of': line.of, d });
    });
}
