import type { AxisScale } from '../../base/axis/axis-scale.ts';
import { type Box, cutTo, type Drawn, draw, px, type Size, textWidth } from './tree.ts';

const TOP = 10;
const RIGHT = 14;
const FOOT = 34;

/** Room for the longest tick of y to the left, for ticks and name of x below. */
export function boxOf(size: Size, y: AxisScale): Box {
  const widest = Math.max(12, ...y.ticks.map(({ text }) => textWidth(text)));
  const left = Math.min(size.width * 0.35, widest + 12);
  return {
    left,
    top: TOP,
    width: Math.max(20, size.width - left - RIGHT),
    height: Math.max(20, size.height - TOP - FOOT),
  };
}

export function mostTicksX(width: number): number {
  return Math.max(2, Math.min(6, Math.floor(width / 90)));
}

export function mostTicksY(height: number): number {
  return Math.max(2, Math.min(5, Math.floor(height / 40)));
}

export function placeX(scale: AxisScale, box: Box, value: number): number {
  return box.left + scale.toUnit(value) * box.width;
}

export function placeY(scale: AxisScale, box: Box, value: number): number {
  return box.top + (1 - scale.toUnit(value)) * box.height;
}

/** Ticks that lie within the axis. */
function inSight(scale: AxisScale): AxisScale['ticks'] {
  return scale.ticks.filter(({ at }) => at >= -0.001 && at <= 1.001);
}

/** Grid, ticks and the name of x. */
export function drawFrame(box: Box, x: AxisScale, y: AxisScale, xLabel: string): Drawn[] {
  const bottom = box.top + box.height;
  const room = box.left - 8;
  const rows = inSight(y).flatMap(({ at, text }): Drawn[] => {
    const place = px(box.top + (1 - at) * box.height);
    return [
      draw('path', { class: 'grid', d: `M${px(box.left)} ${place}H${px(box.left + box.width)}` }),
      draw('text', { class: 'tick end', x: px(box.left - 8), y: place + 4 }, cutTo(text, room)),
    ];
  });
  const columns = inSight(x).map(({ at, text }) => {
    const place = box.left + at * box.width;
    const half = textWidth(text) / 2;
    const within = Math.max(half, Math.min(box.left + box.width + RIGHT - half, place));
    return draw('text', { class: 'tick mid', x: px(within), y: px(bottom + 15) }, text);
  });
  return [
    ...rows,
    draw('path', { class: 'axis', d: `M${px(box.left)} ${px(bottom)}H${px(box.left + box.width)}` }),
    ...columns,
    draw(
      'text',
      { class: 'tick end', x: px(box.left + box.width), y: px(bottom + 30) },
      cutTo(xLabel, box.width),
    ),
  ];
}
