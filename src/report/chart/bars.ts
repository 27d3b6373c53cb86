import { makeYScale } from '../../base/axis/axis-scale.ts';
import { extentOf } from '../../base/axis/plot-column.ts';
import { type BarsModel, type Shown, shadeOfLook } from './chart-model.ts';
import { mostTicksX } from './frame.ts';
import { cutTo, type Drawn, draw, px, root, textWidth } from './tree.ts';

const LANE = 24;
const FOOT = 36;

export function barsHeight(count: number): number {
  return Math.max(1, count) * LANE + FOOT;
}

/** Bars from zero on, one below the other, as they come. */
export function drawBars(model: BarsModel, shown: Shown, width: number): Drawn {
  const bars = model.bars.filter(({ of }) => !shown.hidden.has(of));
  const size = { width, height: barsHeight(bars.length) };
  const names = Math.min(width * 0.32, Math.max(60, ...bars.map(({ name }) => textWidth(name) + 12)));
  const values = Math.max(30, ...bars.map(({ text }) => textWidth(text) + 12));
  const room = Math.max(40, width - names - values);
  const ends = bars.flatMap(({ value, error }) => [value, ...(error ?? [])]);
  const { min, max, leastSize } = extentOf([0, ...ends]);
  const scale = makeYScale({ min, max, leastSize }, false, mostTicksX(room), [
    min < 0 ? null : 0,
    max > 0 ? null : 0,
  ]);
  const at = (value: number) => px(names + scale.toUnit(value) * room);
  const bottom = bars.length * LANE + 6;
  const grid = scale.ticks
    .filter(({ at: unit }) => unit >= -0.001 && unit <= 1.001)
    .flatMap(({ at: unit, text }) => [
      draw('path', { class: 'grid', d: `M${px(names + unit * room)} 0V${bottom}` }),
      draw('text', { class: 'tick mid', x: px(names + unit * room), y: bottom + 14 }, text),
    ]);
  const lanes = bars.flatMap(({ of, name, look, value, text, error }, i) => {
    const middle = i * LANE + LANE / 2 + 3;
    const [from, to] = [at(Math.min(0, value)), at(Math.max(0, value))];
    const end = Math.max(to, error ? at(error[1]) : to);
    return [
      draw('g', { 'data-of': of, class: 'lane' }, [
        draw('title', {}, `${name}: ${text}`),
        draw('text', { class: 'tick end name', x: px(names - 10), y: middle + 4 }, cutTo(name, names - 12)),
        draw('rect', {
          class: `bar ${shadeOfLook(look)}`,
          x: from,
          y: middle - 7,
          width: px(Math.max(1, to - from)),
          height: 14,
          rx: 2,
        }),
        ...(error
          ? [draw('path', { class: 'whisker', d: `M${at(error[0])} ${middle}H${at(error[1])}` })]
          : []),
        draw('text', { class: 'tick value', x: px(end + 6), y: middle + 4 }, text),
      ]),
    ];
  });
  const label = draw(
    'text',
    { class: 'tick end', x: px(names + room), y: bottom + 28 },
    cutTo(model.label, room),
  );
  return root(size, model.name, [...grid, ...lanes, label]);
}
