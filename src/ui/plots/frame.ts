import type { AxisScale } from '../../base/axis/axis-scale.ts';
import { cutText, type PlotBox, type Surface } from './surface.ts';

export interface PlotFrame {
  readonly box: PlotBox;
  readonly x: AxisScale;
  readonly y: AxisScale;
}

export interface FrameLabels {
  readonly x: string;
  readonly y: string;
}

const MOST_LEFT = 130;
const RIGHT = 14;
const FOOT = 40;
const GAP = 8;

/** Room for an axis to the left: as wide as its longest text, within limits. `top` is taken by a legend. */
export function makeFrameBox(surface: Surface, y: AxisScale, top: number, foot = FOOT): PlotBox {
  const texts = y.ticks.map((tick) => surface.measure(tick.text));
  const limit = Math.min(MOST_LEFT, surface.width * 0.32);
  const left = Math.min(limit, Math.max(24, ...texts)) + GAP + 16;
  return {
    left,
    top: top + 6,
    width: Math.max(10, surface.width - left - RIGHT),
    height: Math.max(10, surface.height - top - 6 - foot),
  };
}

export function xPlace({ box, x }: PlotFrame, value: number): number {
  return box.left + x.toUnit(value) * box.width;
}

export function yPlace({ box, y }: PlotFrame, value: number): number {
  return box.top + (1 - y.toUnit(value)) * box.height;
}

/** Grid, ticks and what the axes count. */
export function drawFrame(surface: Surface, frame: PlotFrame, labels: FrameLabels): void {
  drawXAxis(surface, frame, labels.x);
  const { box, y } = frame;
  for (const tick of y.ticks) {
    const at = box.top + (1 - tick.at) * box.height;
    line(surface, box.left, at, box.left + box.width, at);
    const content = cutText(surface, tick.text, box.left - GAP - 16);
    surface.text(box.left - GAP, at + 4, content, { colour: 'var(--muted)', anchor: 'end' });
  }
  const label = cutText(surface, labels.y, box.height);
  surface.text(11, box.top + box.height / 2, label, {
    colour: 'var(--muted)',
    anchor: 'middle',
    isTurned: true,
  });
}

/** The horizontal axis alone, as plots with lanes have it. */
export function drawXAxis(surface: Surface, { box, x }: Omit<PlotFrame, 'y'>, label: string): void {
  const bottom = box.top + box.height;
  const room = box.width / Math.max(1, x.ticks.length) - 6;
  for (const tick of x.ticks) {
    const at = box.left + tick.at * box.width;
    line(surface, at, box.top, at, bottom);
    surface.text(at, bottom + 15, cutText(surface, tick.text, Math.max(room, 30)), {
      colour: 'var(--muted)',
      anchor: 'middle',
    });
  }
  surface.text(box.left + box.width / 2, bottom + 32, cutText(surface, label, box.width), {
    colour: 'var(--muted)',
    anchor: 'middle',
  });
}

export function line(
  surface: Surface,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  colour?: string,
): void {
  surface.path(
    (pen) => {
      pen.moveTo(x1, y1);
      pen.lineTo(x2, y2);
    },
    { stroke: colour ?? 'var(--line)' },
  );
}
