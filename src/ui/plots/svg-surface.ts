import { escaped } from '../line-chart/picture.ts';
import type { ChartColours } from '../line-chart/theme.ts';
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

const HEAD = 46;
const PADDING = 16;
/** Width of a letter as a share of its size, on average. */
const LETTER = 0.56;

/** Collects a plot as an SVG document that stands alone: no style sheet, no font, no script. */
export class SvgSurface implements Surface {
  readonly width: number;
  readonly height: number;
  private readonly colours: ChartColours;
  private readonly parts: string[] = [];
  private clips = 0;

  constructor(width: number, height: number, colours: ChartColours) {
    this.width = width;
    this.height = height;
    this.colours = colours;
  }

  path(trace: (pen: Pen) => void, paint: Paint): void {
    const pen = new TextPen();
    trace(pen);
    if (pen.text !== '') this.parts.push(`<path d="${pen.text}" ${this.attributes(paint)}/>`);
  }

  rect(x: number, y: number, width: number, height: number, paint: Paint): void {
    const place = `x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"`;
    this.parts.push(`<rect ${place} ${this.attributes(paint)}/>`);
  }

  dots(places: ArrayLike<number>, radius: number, paint: Paint): void {
    const circles: string[] = [`<g ${this.attributes(paint)}>`];
    for (let i = 0; i + 1 < places.length; i += 2) {
      circles.push(`<circle cx="${short(places[i]!)}" cy="${short(places[i + 1]!)}" r="${short(radius)}"/>`);
    }
    this.parts.push(`${circles.join('')}</g>`);
  }

  polylines(xs: readonly number[], groups: readonly LineGroup[]): void {
    tracePolylines(this, xs, groups);
  }

  text(x: number, y: number, content: string, style: TextStyle): void {
    const turn = style.isTurned ? ` transform="rotate(-90 ${short(x)} ${short(y)})"` : '';
    const weight = style.bold ? ' font-weight="600"' : '';
    const fill = escaped(resolveColour(this.colours, style.colour));
    this.parts.push(
      `<text x="${short(x)}" y="${short(y)}" font-size="${style.size ?? TEXT_SIZE}" text-anchor="${style.anchor ?? 'start'}" fill="${fill}"${weight}${turn}>${escaped(content)}</text>`,
    );
  }

  clipped(box: PlotBox, draw: () => void): void {
    this.clips += 1;
    const id = `clip${this.clips}`;
    this.parts.push(`<clipPath id="${id}">`);
    this.rect(box.left, box.top, box.width, box.height, {});
    this.parts.push(`</clipPath><g clip-path="url(#${id})">`);
    draw();
    this.parts.push('</g>');
  }

  measure(content: string, size = TEXT_SIZE): number {
    return content.length * size * LETTER;
  }

  /** Title and note above what was drawn. */
  document(title: string, note: string): string {
    const { ink, muted, panel } = this.colours;
    const width = this.width + PADDING * 2;
    const height = this.height + HEAD + PADDING;
    const head = `font-size="14" font-weight="600" fill="${ink}"`;
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif">`,
      `<rect width="${width}" height="${height}" fill="${panel}"/>`,
      `<text x="${PADDING}" y="22" ${head}>${escaped(title)}</text>`,
      `<text x="${PADDING}" y="38" font-size="11" fill="${muted}">${escaped(note)}</text>`,
      `<g transform="translate(${PADDING} ${HEAD})" stroke-linejoin="round">`,
      ...this.parts,
      '</g>',
      '</svg>',
    ].join('\n');
  }

  private attributes(paint: Paint): string {
    const fill =
      paint.fill === undefined
        ? 'none'
        : `${escaped(resolveColour(this.colours, paint.fill))}" fill-rule="evenodd`;
    const stroke =
      paint.stroke === undefined
        ? ''
        : ` stroke="${escaped(resolveColour(this.colours, paint.stroke))}" stroke-width="${paint.width ?? 1}"`;
    const dash = paint.dash && paint.dash.length > 0 ? ` stroke-dasharray="${paint.dash.join(' ')}"` : '';
    const opacity = paint.opacity === undefined || paint.opacity === 1 ? '' : ` opacity="${paint.opacity}"`;
    return `fill="${fill}"${stroke}${dash}${opacity}`;
  }
}

class TextPen implements Pen {
  private readonly steps: string[] = [];

  moveTo(x: number, y: number): void {
    this.steps.push(`M${short(x)} ${short(y)}`);
  }

  lineTo(x: number, y: number): void {
    this.steps.push(`L${short(x)} ${short(y)}`);
  }

  get text(): string {
    return this.steps.join('');
  }
}

function short(value: number): number {
  return Math.round(value * 10) / 10;
}
