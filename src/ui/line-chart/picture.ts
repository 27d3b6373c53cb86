import type { Tick } from '../../base/axis/axis-scale.ts';
import type { ChartData, ChartLine } from './chart-data.ts';
import {
  BAND_ALPHA,
  dotsOf,
  FAINT_ALPHA,
  FAINT_WIDTH,
  type Frame,
  LINE_WIDTH,
  type Pen,
  type PlotBox,
  placeOfMark,
  traceBand,
  traceLine,
  traceMark,
} from './draw.ts';
import type { ChartColours } from './theme.ts';

export interface PictureModel {
  readonly title: string;
  /** Under the title: what the axis counts, how points were reduced. */
  readonly note: string;
  readonly data: ChartData;
  readonly frame: Frame;
  readonly width: number;
  readonly height: number;
}

const HEAD = 46;
const LEGEND_ROW = 18;
const LEFT = 62;
const RIGHT = 18;
const FOOT = 30;
const LEGEND_COLUMN = 240;

/** The chart as an SVG document that stands alone: no style sheet, no font, no script. */
export function makeSvg(model: PictureModel, colours: ChartColours): string {
  const { width, height, frame, data } = model;
  const shown = data.lines;
  const columns = Math.max(1, Math.floor((width - LEFT - RIGHT) / LEGEND_COLUMN));
  const legendHeight = shown.length > 1 ? Math.ceil(shown.length / columns) * LEGEND_ROW + 8 : 0;
  const total = height + legendHeight;
  const box = { left: LEFT, top: HEAD, width: width - LEFT - RIGHT, height: height - HEAD - FOOT };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${total}" viewBox="0 0 ${width} ${total}" font-family="system-ui, sans-serif" font-size="11">`,
    `<rect width="${width}" height="${total}" fill="${colours.panel}"/>`,
    text(16, 22, model.title, `fill="${colours.ink}" font-size="14" font-weight="600"`),
    text(16, 38, model.note, `fill="${colours.muted}"`),
    ...frame.x.ticks.map((tick) => xTick(tick, box, colours)),
    ...frame.y.ticks.map((tick) => yTick(tick, box, colours)),
    `<clipPath id="plot"><rect x="${box.left}" y="${box.top - 1}" width="${box.width}" height="${box.height + 2}"/></clipPath>`,
    `<g clip-path="url(#plot)" fill="none" stroke-linejoin="round">`,
    ...data.lines.map((line) => linePath(line, data.x, frame, box, colours)),
    '</g>',
    ...(legendHeight > 0 ? shown.map((line, i) => legend(line, i, columns, height, colours)) : []),
    '</svg>',
  ].join('\n');
}

/** The picture in pixels, two for each unit of the SVG. */
export async function renderPng(svg: string, scale = 2): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth * scale;
    canvas.height = image.naturalHeight * scale;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture is too large.'))));
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}

class SvgPen implements Pen {
  private readonly parts: string[] = [];

  moveTo(x: number, y: number): void {
    this.parts.push(`M${short(x)} ${short(y)}`);
  }

  lineTo(x: number, y: number): void {
    this.parts.push(`L${short(x)} ${short(y)}`);
  }

  path(): string {
    return this.parts.join('');
  }
}

function linePath(
  line: ChartLine,
  xs: Float64Array,
  frame: Frame,
  box: PlotBox,
  colours: ChartColours,
): string {
  const colour = escaped(colours.resolve(line.colour));
  const trace = (draw: (pen: SvgPen) => void, attributes: string): string => {
    const pen = new SvgPen();
    draw(pen);
    return `<path d="${pen.path()}" ${attributes}/>`;
  };
  const band = line.high
    ? trace((pen) => traceBand(pen, line, xs, frame, box), `fill="${colour}" opacity="${BAND_ALPHA}"`)
    : '';
  const raw = line.raw;
  const faint = raw
    ? trace(
        (pen) => traceLine(pen, raw, line, xs, frame, box),
        `stroke="${colour}" stroke-width="${FAINT_WIDTH}" opacity="${FAINT_ALPHA}"`,
      )
    : '';
  const path = trace(
    (pen) => traceLine(pen, line.y, line, xs, frame, box),
    `stroke="${colour}" stroke-width="${LINE_WIDTH}"${dashOf(line)}`,
  );
  const dots = dotsOf(line, xs, frame, box).map(
    (dot) => `<circle cx="${short(dot.x)}" cy="${short(dot.y)}" r="2" fill="${colour}"/>`,
  );
  const signs = new SvgPen();
  for (const mark of line.marks) {
    const place = placeOfMark(mark, frame, box, 4);
    traceMark(signs, mark.what, place.x, place.y, 3);
  }
  return `${band}${faint}${path}${dots.join('')}<path d="${signs.path()}" stroke="${colour}" stroke-width="1.4"/>`;
}

function dashOf(line: ChartLine): string {
  return line.dash.length > 0 ? ` stroke-dasharray="${line.dash.join(' ')}"` : '';
}

function xTick(tick: Tick, box: PlotBox, colours: ChartColours): string {
  const x = short(box.left + tick.at * box.width);
  const bottom = box.top + box.height;
  return (
    `<path d="M${x} ${box.top}V${bottom}" stroke="${colours.line}"/>` +
    text(x, bottom + 16, tick.text, `fill="${colours.muted}" text-anchor="middle"`)
  );
}

function yTick(tick: Tick, box: PlotBox, colours: ChartColours): string {
  const y = short(box.top + (1 - tick.at) * box.height);
  return (
    `<path d="M${box.left} ${y}H${box.left + box.width}" stroke="${colours.line}"/>` +
    text(box.left - 8, y + 4, tick.text, `fill="${colours.muted}" text-anchor="end"`)
  );
}

function legend(line: ChartLine, at: number, columns: number, top: number, colours: ChartColours): string {
  const x = LEFT + (at % columns) * LEGEND_COLUMN;
  const y = top + Math.floor(at / columns) * LEGEND_ROW + 8;
  const label = line.label.length > 34 ? `${line.label.slice(0, 33)}…` : line.label;
  return (
    `<path d="M${x} ${y}h18" stroke="${escaped(colours.resolve(line.colour))}" stroke-width="2"${dashOf(line)}/>` +
    text(x + 25, y + 4, label, `fill="${colours.ink}"`)
  );
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${x}" y="${y}" ${attributes}>${escaped(content)}</text>`;
}

/** Control characters have no place in XML, escaped or not. */
export function escaped(content: string): string {
  let clean = '';
  for (const char of content) {
    if (char >= ' ' && char !== '\ufffe' && char !== '\uffff') clean += ENTITIES.get(char) ?? char;
  }
  return clean;
}

const ENTITIES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
]);

function short(value: number): number {
  return Math.round(value * 10) / 10;
}
