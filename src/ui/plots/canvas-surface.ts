import type { ChartColours } from '../line-chart/theme.ts';
import { LineRaster } from './line-raster.ts';
import { channels } from './ramp.ts';
import {
  type LineGroup,
  type Paint,
  type Pen,
  type PlotBox,
  resolveColour,
  type Surface,
  TEXT_SIZE,
  type TextStyle,
  tracePolylines,
} from './surface.ts';

/** More dots than this are squares: an arc costs ten times a rectangle. */
const ROUND_DOTS = 20_000;
/** More lines than this are drawn pixel by pixel, without smooth edges. */
const SMOOTH_LINES = 600;

export class CanvasSurface implements Surface {
  readonly width: number;
  readonly height: number;
  private readonly context: CanvasRenderingContext2D;
  private readonly colours: ChartColours;
  private readonly font: string;

  constructor(
    context: CanvasRenderingContext2D,
    width: number,
    height: number,
    colours: ChartColours,
    font: string,
  ) {
    this.context = context;
    this.width = width;
    this.height = height;
    this.colours = colours;
    this.font = font;
  }

  path(trace: (pen: Pen) => void, paint: Paint): void {
    this.context.beginPath();
    trace(this.context);
    this.apply(paint);
  }

  rect(x: number, y: number, width: number, height: number, paint: Paint): void {
    this.context.beginPath();
    this.context.rect(x, y, width, height);
    this.apply(paint);
  }

  dots(places: ArrayLike<number>, radius: number, paint: Paint): void {
    const { context } = this;
    context.beginPath();
    const isRound = places.length / 2 <= ROUND_DOTS;
    for (let i = 0; i + 1 < places.length; i += 2) {
      const [x, y] = [places[i]!, places[i + 1]!];
      if (isRound) {
        context.moveTo(x + radius, y);
        context.arc(x, y, radius, 0, Math.PI * 2);
      } else context.rect(x - radius, y - radius, radius * 2, radius * 2);
    }
    // Overlapping dots must not undo one another.
    this.apply(paint, 'nonzero');
  }

  polylines(xs: readonly number[], groups: readonly LineGroup[]): void {
    const count = groups.reduce((sum, { lines }) => sum + lines.length, 0);
    if (count <= SMOOTH_LINES) {
      tracePolylines(this, xs, groups);
      return;
    }
    const { width, height } = this.context.canvas;
    const scale = width / this.width;
    const raster = new LineRaster(width, height);
    for (const { ys, lines, stroke, opacity } of groups) {
      const colour = channels(resolveColour(this.colours, stroke));
      for (const line of lines) {
        for (let at = 1; at < xs.length; at++) {
          const [y0, y1] = [ys[at - 1]![line]! * scale, ys[at]![line]! * scale];
          raster.line(xs[at - 1]! * scale, y0, xs[at]! * scale, y1, colour, opacity);
        }
      }
    }
    this.context.putImageData(new ImageData(raster.bytes(), width, height), 0, 0);
  }

  text(x: number, y: number, content: string, style: TextStyle): void {
    const { context } = this;
    context.save();
    context.font = this.fontOf(style.size ?? TEXT_SIZE, style.bold === true);
    context.textAlign = style.anchor === 'middle' ? 'center' : (style.anchor ?? 'start');
    context.fillStyle = resolveColour(this.colours, style.colour);
    context.translate(x, y);
    if (style.isTurned) context.rotate(-Math.PI / 2);
    context.fillText(content, 0, 0);
    context.restore();
  }

  clipped(box: PlotBox, draw: () => void): void {
    const { context } = this;
    context.save();
    context.beginPath();
    context.rect(box.left, box.top, box.width, box.height);
    context.clip();
    draw();
    context.restore();
  }

  measure(content: string, size = TEXT_SIZE): number {
    this.context.font = this.fontOf(size, false);
    return this.context.measureText(content).width;
  }

  private fontOf(size: number, isBold: boolean): string {
    return `${isBold ? '600 ' : ''}${size}px ${this.font}`;
  }

  private apply(paint: Paint, rule: CanvasFillRule = 'evenodd'): void {
    const { context } = this;
    context.globalAlpha = paint.opacity ?? 1;
    if (paint.fill !== undefined) {
      context.fillStyle = resolveColour(this.colours, paint.fill);
      context.fill(rule);
    }
    if (paint.stroke !== undefined) {
      context.strokeStyle = resolveColour(this.colours, paint.stroke);
      context.lineWidth = paint.width ?? 1;
      context.setLineDash([...(paint.dash ?? [])]);
      context.stroke();
    }
    context.globalAlpha = 1;
  }
}
