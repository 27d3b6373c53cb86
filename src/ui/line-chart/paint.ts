import type { ChartLine } from './chart-data.ts';
import {
  BAND_ALPHA,
  dotsOf,
  FAINT_ALPHA,
  FAINT_WIDTH,
  type Frame,
  LINE_WIDTH,
  LIT_WIDTH,
  type Pen,
  type PlotBox,
  placeOfMark,
  traceBand,
  traceLine,
  traceMark,
} from './draw.ts';
import type { PlotModel } from './plot.ts';
import type { ChartColours } from './theme.ts';

/** Signs at the edge of the plotting area reach this far over it. */
const BLEED_PX = 4;
const MARK_PX = 3;
const DOT_PX = 2;

/**
 * Draws the lines on a canvas of their own over the axes, and the lit ones on a second above it: what the pointer
 * lights is drawn alone while all the others fade by style, so that no hover draws fifty lines anew.
 */
export class LinePainter {
  private readonly all = makeCanvas('chart-lines');
  private readonly above = makeCanvas('chart-lines');
  private paths = new Map<ChartLine, LinePaths>();
  private lit: string | null = null;

  constructor(
    over: HTMLElement,
    private colours: ChartColours,
  ) {
    over.prepend(this.all, this.above);
  }

  /** `width` and `height`: the plotting area in pixels of the device. */
  paint(model: PlotModel, frame: Frame, width: number, height: number, colours: ChartColours): void {
    const ratio = devicePixelRatio;
    const bleed = BLEED_PX * ratio;
    const box = { left: bleed, top: bleed, width, height };
    this.colours = colours;
    this.paths = new Map(model.data.lines.map((line) => [line, makePaths(line, model, frame, box)]));
    this.all.width = Math.round(width + bleed * 2);
    this.all.height = Math.round(height + bleed * 2);
    const pen = this.all.getContext('2d');
    if (!pen) return;
    const lines = [...this.paths];
    for (const [line, paths] of lines) this.fillBand(pen, line, paths);
    for (const [line, paths] of lines) this.strokeFaint(pen, line, paths);
    for (const [line, paths] of lines) this.stroke(pen, line, paths, LINE_WIDTH);
    this.paintLit();
  }

  /** Null, or an id that no line has: all lines are equal. */
  light(id: string | null): void {
    if (this.lit === id) return;
    this.lit = id;
    this.paintLit();
  }

  private paintLit(): void {
    const lines = [...this.paths].filter(([line]) => line.id === this.lit);
    // A line alone has nothing to stand out from.
    const isAlone = lines.length === this.paths.size;
    this.all.classList.toggle('is-faded', lines.length > 0 && !isAlone);
    // Most charts never light a line: theirs has no pixels.
    this.above.width = lines.length > 0 ? this.all.width : 0;
    this.above.height = lines.length > 0 ? this.all.height : 0;
    const pen = lines.length > 0 ? this.above.getContext('2d') : null;
    if (!pen) return;
    for (const [line, paths] of lines) this.fillBand(pen, line, paths);
    for (const [line, paths] of lines) this.strokeFaint(pen, line, paths);
    for (const [line, paths] of lines) this.stroke(pen, line, paths, isAlone ? LINE_WIDTH : LIT_WIDTH);
  }

  private fillBand(pen: CanvasRenderingContext2D, line: ChartLine, { band }: LinePaths): void {
    if (!band) return;
    this.clipped(pen, () => {
      pen.globalAlpha = BAND_ALPHA;
      pen.fillStyle = this.colours.resolve(line.colour);
      pen.fill(band);
    });
  }

  private strokeFaint(pen: CanvasRenderingContext2D, line: ChartLine, { raw }: LinePaths): void {
    if (!raw) return;
    this.clipped(pen, () => {
      pen.globalAlpha = FAINT_ALPHA;
      pen.strokeStyle = this.colours.resolve(line.colour);
      pen.lineWidth = FAINT_WIDTH * devicePixelRatio;
      pen.stroke(raw);
    });
  }

  private stroke(pen: CanvasRenderingContext2D, line: ChartLine, paths: LinePaths, width: number): void {
    const ratio = devicePixelRatio;
    const colour = this.colours.resolve(line.colour);
    this.clipped(pen, () => {
      pen.strokeStyle = colour;
      pen.lineWidth = width * ratio;
      // Round joins of a dense zigzag cost more than the line and cannot be seen.
      pen.lineJoin = 'bevel';
      pen.setLineDash(paths.isDashed ? line.dash.map((length) => length * ratio) : []);
      pen.stroke(paths.line);
    });
    pen.save();
    pen.fillStyle = colour;
    pen.fill(paths.dots);
    pen.strokeStyle = colour;
    pen.lineWidth = 1.4 * ratio;
    pen.stroke(paths.marks);
    pen.restore();
  }

  /** Within the plotting area: what lies beyond a fixed end of an axis is not drawn. */
  private clipped(pen: CanvasRenderingContext2D, draw: () => void): void {
    const bleed = BLEED_PX * devicePixelRatio;
    const { width, height } = pen.canvas;
    pen.save();
    pen.beginPath();
    pen.rect(bleed - 1, bleed - 1, width - bleed * 2 + 2, height - bleed * 2 + 2);
    pen.clip();
    draw();
    pen.restore();
  }
}

interface LinePaths {
  readonly band: Path2D | null;
  readonly raw: Path2D | null;
  readonly line: Path2D;
  readonly isDashed: boolean;
  readonly dots: Path2D;
  readonly marks: Path2D;
}

/**
 * A stroke so many times longer than the axis goes up and down within a few pixels: dashes cannot be seen in it, and
 * laying them takes ten times as long as the line.
 */
const DENSE = 6;

/** Draws a path and measures it. */
class MeasuringPen implements Pen {
  readonly path = new Path2D();
  length = 0;
  private x = 0;
  private y = 0;

  moveTo(x: number, y: number): void {
    this.path.moveTo(x, y);
    this.x = x;
    this.y = y;
  }

  lineTo(x: number, y: number): void {
    this.path.lineTo(x, y);
    this.length += Math.abs(x - this.x) + Math.abs(y - this.y);
    this.x = x;
    this.y = y;
  }
}

function makePaths(line: ChartLine, model: PlotModel, frame: Frame, box: PlotBox): LinePaths {
  const ratio = devicePixelRatio;
  const xs = model.data.x;
  const along = (column: Float64Array): MeasuringPen => {
    const pen = new MeasuringPen();
    traceLine(pen, column, line, xs, frame, box);
    return pen;
  };
  const stroke = along(line.y);
  const band = line.high ? new Path2D() : null;
  if (band) traceBand(band, line, xs, frame, box);
  const dots = new Path2D();
  for (const dot of dotsOf(line, xs, frame, box)) {
    if (dot.y < box.top - BLEED_PX || dot.y > box.top + box.height + BLEED_PX) continue;
    dots.moveTo(dot.x, dot.y);
    dots.arc(dot.x, dot.y, DOT_PX * ratio, 0, Math.PI * 2);
  }
  const marks = new Path2D();
  for (const mark of line.marks) {
    const place = placeOfMark(mark, frame, box, (MARK_PX + 1) * ratio);
    if (place.x < box.left - 1 || place.x > box.left + box.width + 1) continue;
    traceMark(marks, mark.what, place.x, place.y, MARK_PX * ratio);
  }
  return {
    band,
    raw: line.raw ? along(line.raw).path : null,
    line: stroke.path,
    isDashed: line.dash.length > 0 && stroke.length < box.width * DENSE,
    dots,
    marks,
  };
}

function makeCanvas(className: string): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.className = className;
  return canvas;
}
