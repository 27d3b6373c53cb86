import type { AxisScale } from '../../base/axis/axis-scale.ts';
import { type ChartLine, type ChartMark, forEachStretch } from './chart-data.ts';

/** The plotting area in pixels of the canvas (or of the picture). */
export interface PlotBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Frame {
  readonly x: AxisScale;
  readonly y: AxisScale;
}

export const LINE_WIDTH = 1.6;
export const FAINT_WIDTH = 1;
export const LIT_WIDTH = 2.8;
export const FAINT_ALPHA = 0.3;
export const BAND_ALPHA = 0.16;

/** Anything with the two verbs of a pen: a Path2D or the text of an SVG path. */
export interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
}

/** The pen goes along a column of a line: its values, or those before smoothing. */
export function traceLine(
  pen: Pen,
  column: Float64Array,
  line: ChartLine,
  xs: Float64Array,
  frame: Frame,
  box: PlotBox,
): void {
  forEachStretch(column, line.breaks, (positions) => {
    let isFirst = true;
    for (const i of positions) {
      const x = box.left + frame.x.toUnit(xs[i]!) * box.width;
      const y = box.top + (1 - frame.y.toUnit(column[i]!)) * box.height;
      if (isFirst) pen.moveTo(x, y);
      else pen.lineTo(x, y);
      isFirst = false;
    }
  });
}

/** Around the band of a line: along its upper edge and back along the lower one, closed. */
export function traceBand(pen: Pen, line: ChartLine, xs: Float64Array, frame: Frame, box: PlotBox): void {
  const { low, high } = line;
  if (low === null || high === null) return;
  const go = (i: number, column: Float64Array, isFirst: boolean): void => {
    const x = box.left + frame.x.toUnit(xs[i]!) * box.width;
    const y = box.top + (1 - frame.y.toUnit(column[i]!)) * box.height;
    if (isFirst) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  };
  forEachStretch(high, line.breaks, (positions) => {
    positions.forEach((i, at) => {
      go(i, high, at === 0);
    });
    for (let at = positions.length - 1; at >= 0; at--) go(positions[at]!, low, false);
    go(positions[0]!, high, false);
  });
}

/** Fewer points than this share of the pixels, and each gets a dot; a point alone between gaps always does. */
const DOT_SHARE = 1 / 12;

export function dotsOf(
  line: ChartLine,
  xs: Float64Array,
  frame: Frame,
  box: PlotBox,
): { readonly x: number; readonly y: number }[] {
  const all: { x: number; y: number; isAlone: boolean }[] = [];
  forEachStretch(line.y, line.breaks, (positions) => {
    for (const i of positions) {
      const unit = frame.x.toUnit(xs[i]!);
      if (unit < -0.001 || unit > 1.001) continue;
      all.push({
        x: box.left + unit * box.width,
        y: box.top + (1 - frame.y.toUnit(line.y[i]!)) * box.height,
        isAlone: positions.length === 1,
      });
    }
  });
  return all.length <= box.width * DOT_SHARE ? all : all.filter((dot) => dot.isAlone);
}

/** Where the sign of a NaN (lower edge), of -∞ (lower edge) or of ∞ (upper edge) stands. */
export function placeOfMark(
  mark: ChartMark,
  frame: Frame,
  box: PlotBox,
  size: number,
): { x: number; y: number } {
  return {
    x: box.left + frame.x.toUnit(mark.x) * box.width,
    y: mark.what === 'inf' ? box.top + size : box.top + box.height - size,
  };
}

/** A cross for NaN, a triangle that points where the infinity lies. */
export function traceMark(pen: Pen, what: ChartMark['what'], x: number, y: number, size: number): void {
  if (what === 'nan') {
    pen.moveTo(x - size, y - size);
    pen.lineTo(x + size, y + size);
    pen.moveTo(x - size, y + size);
    pen.lineTo(x + size, y - size);
    return;
  }
  const tip = what === 'inf' ? -size : size;
  pen.moveTo(x, y + tip);
  pen.lineTo(x + size, y - tip);
  pen.lineTo(x - size, y - tip);
  pen.lineTo(x, y + tip);
}
