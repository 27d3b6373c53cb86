import { makePlotAxis } from '../../base/axis/plot-column.ts';
import type { ParallelModel, Shown } from './chart-model.ts';
import { cutTo, type Drawn, draw, px, root, type Size } from './tree.ts';

const HEAD = 34;
const FOOT = 26;
const SIDE = 64;

export function drawParallel(model: ParallelModel, shown: Shown, size: Size): Drawn {
  const { axes, marks } = model;
  const top = HEAD;
  const hasMissing = axes.some(({ column }) => column.values.some((value) => !Number.isFinite(value)));
  const height = Math.max(20, size.height - HEAD - FOOT);
  const gap = axes.length > 1 ? (size.width - SIDE * 2) / (axes.length - 1) : 0;
  const placed = axes.map(({ column, log, flip }, i) => {
    const scale = makePlotAxis(column, log, column.unit === 'words' ? Math.floor(height / 16) : 5);
    const yOf = (unit: number) => top + (flip ? unit : 1 - unit) * height;
    const place = (mark: number) => {
      const value = column.values[mark]!;
      return px(Number.isFinite(value) ? yOf(scale.toUnit(value)) : top + height + 16);
    };
    return {
      x: px(axes.length > 1 ? SIDE + i * gap : size.width / 2),
      scale,
      yOf,
      place,
      label: column.label,
    };
  });
  const opacity = Math.max(0.12, Math.min(0.85, 60 / marks.length)).toFixed(2);
  const lines = marks.flatMap(({ of, shade }, i) => {
    if (shown.hidden.has(of)) return [];
    const d = placed.map(({ x, place }, at) => `${at === 0 ? 'M' : 'L'}${x} ${place(i)}`).join('');
    return [draw('path', { class: `strand ${shade}`, 'data-i': i, opacity, d })];
  });
  const frame = placed.flatMap(({ x, scale, yOf, label }, at) => {
    const room = at === 0 || at === placed.length - 1 ? SIDE + gap / 2 : gap;
    return [
      draw('path', { class: 'axis', d: `M${x} ${top}V${top + height}` }),
      draw('text', { class: 'tick mid strong', x, y: 14 }, cutTo(label, Math.max(60, room - 6))),
      ...scale.ticks
        .filter(({ at: unit }) => unit >= -0.001 && unit <= 1.001)
        .map(({ at: unit, text }) =>
          draw(
            'text',
            { class: 'tick halo', x: x + 6, y: px(yOf(unit)) + 4 },
            cutTo(text, Math.max(40, gap - 12)),
          ),
        ),
    ];
  });
  const missing = hasMissing
    ? [draw('text', { class: 'tick', x: 4, y: px(top + height + 20) }, 'no value')]
    : [];
  return root(size, model.name, [...lines, ...frame, ...missing]);
}
