import type { Pen, PlotBox } from '../line-chart/draw.ts';
import type { ChartColours } from '../line-chart/theme.ts';
import { rampColour } from './ramp.ts';

export type { Pen, PlotBox } from '../line-chart/draw.ts';

/** Colours are CSS colours with variables, or `ramp:<0 … 1>`. */
export interface Paint {
  readonly fill?: string;
  readonly stroke?: string;
  readonly width?: number;
  readonly dash?: readonly number[];
  readonly opacity?: number;
}

/** Lines of one colour: the y at each x are those of `ys[x][line]`. */
export interface LineGroup {
  readonly ys: readonly Float32Array[];
  readonly lines: readonly number[];
  readonly stroke: string;
  readonly width: number;
  readonly opacity: number;
}

export interface TextStyle {
  readonly colour: string;
  readonly size?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly bold?: boolean;
  /** Read from the bottom up. */
  readonly isTurned?: boolean;
}

/** Where a plot is drawn: the screen's canvas, or an SVG document. Pixels from the top left corner. */
export interface Surface {
  readonly width: number;
  readonly height: number;
  /** Fills are even-odd, so that a line within a line is a hole. */
  path(trace: (pen: Pen) => void, paint: Paint): void;
  rect(x: number, y: number, width: number, height: number, paint: Paint): void;
  /** Many dots of one colour: x and y in turn. */
  dots(places: ArrayLike<number>, radius: number, paint: Paint): void;
  /** Many thin lines through the same x, each with its own y. Nothing else is drawn where they are. */
  polylines(xs: readonly number[], groups: readonly LineGroup[]): void;
  text(x: number, y: number, content: string, style: TextStyle): void;
  clipped(box: PlotBox, draw: () => void): void;
  /** Width of a text in pixels; about, in an SVG. */
  measure(content: string, size?: number): number;
}

export const TEXT_SIZE = 11;

/** The paths of lines, where a surface has nothing better. */
export function tracePolylines(surface: Surface, xs: readonly number[], groups: readonly LineGroup[]): void {
  for (const { ys, lines, stroke, width, opacity } of groups) {
    for (let from = 0; from < lines.length; from += CHUNK) {
      const chunk = lines.slice(from, from + CHUNK);
      const trace = (pen: Pen): void => {
        for (const line of chunk) {
          for (let at = 0; at < xs.length; at++) {
            if (at === 0) pen.moveTo(xs[0]!, ys[0]![line]!);
            else pen.lineTo(xs[at]!, ys[at]![line]!);
          }
        }
      };
      surface.path(trace, { stroke, width, opacity });
    }
  }
}

/** More lines in one path than these, and a canvas takes longer over where they cross than over all else. */
const CHUNK = 40;

/** A colour as every viewer of pictures knows it. */
export function resolveColour(colours: ChartColours, colour: string): string {
  return colour.startsWith('ramp:')
    ? rampColour(colours, Number(colour.slice('ramp:'.length)))
    : colours.resolve(colour);
}

/** A text that fits, cut at its end. */
export function cutText(surface: Surface, content: string, width: number, size = TEXT_SIZE): string {
  if (surface.measure(content, size) <= width) return content;
  let [low, high] = [0, Math.min(content.length, 200)];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (surface.measure(`${content.slice(0, middle)}…`, size) <= width) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '' : `${content.slice(0, low)}…`;
}
