import { type AxisScale, makeYScale } from '../../base/axis/axis-scale.ts';

/** For bars: zero is on the axis, and at its end where all values are on one side. */
export function makeGroundScale(min: number, max: number, mostTicks: number, onlyWhole = false): AxisScale {
  const [low, high] = [Math.min(0, min), Math.max(0, max)];
  const scale = makeYScale({ min: low, max: high, leastSize: Number.NaN }, false, mostTicks);
  const from = low === 0 && high > 0 ? scale.toUnit(0) : 0;
  const to = high === 0 && low < 0 ? scale.toUnit(0) : 1;
  const span = to - from;
  const ticks = scale.ticks.filter(
    ({ at }) => at >= from - 1e-9 && at <= to + 1e-9 && (!onlyWhole || isWhole(scale.fromUnit(at))),
  );
  return {
    toUnit: (value) => (scale.toUnit(value) - from) / span,
    fromUnit: (unit) => scale.fromUnit(from + unit * span),
    ticks: ticks.map((tick) => ({ ...tick, at: (tick.at - from) / span })),
  };
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-6 * Math.max(1, Math.abs(value));
}
