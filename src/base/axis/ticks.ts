/** Ticks of an axis: round values from `from` to `to`, at most `most` of them, ascending. */

/** Beyond this a difference of two doubles may be infinite. */
const LARGEST = 8e307;

export function clampToDrawable(value: number): number {
  return Math.max(-LARGEST, Math.min(LARGEST, value));
}

export function linearTicks(from: number, to: number, most: number): number[] {
  const span = to - from;
  if (!(span > 0) || !Number.isFinite(span) || most < 1) return [from];
  return multiplesWithin(from, to, roundStep(span, most));
}

/** The least of 1, 2, 5 × 10ⁿ of which no more than `most` fit. */
function roundStep(span: number, most: number): number {
  const power = 10 ** Math.floor(Math.log10(span / most));
  for (const factor of [1, 2, 5, 10, 20]) {
    if (Math.floor(span / (power * factor)) + 1 <= most) return power * factor;
  }
  return power * 50;
}

function multiplesWithin(from: number, to: number, step: number): number[] {
  const ticks: number[] = [];
  const first = Math.ceil(from / step - 1e-9);
  for (let i = 0; ticks.length < 100; i++) {
    const tick = (first + i) * step;
    if (tick > to + step * 1e-9) break;
    // Multiplying leaves dust such as 0.30000000000000004.
    ticks.push(step < 1 ? Number(tick.toPrecision(12)) : tick);
  }
  return ticks;
}

/** What of each power of ten is labelled, as far as there is room; 1 and 3 are as far apart as 3 and 10. */
const LOG_FACTORS = [[1, 2, 5], [1, 3], [1]] as const;

/** Multiples of the powers of ten, the most that there is room for; over a sliver of one the linear ticks. */
export function logTicks(from: number, to: number, most: number): number[] {
  const low = Math.ceil(Math.log10(from) - 1e-9);
  const high = Math.floor(Math.log10(to) + 1e-9);
  const count = high - low + 1;
  for (const factors of LOG_FACTORS) {
    const ticks = multiplesOfPowers(low - 1, high, factors).filter((tick) => tick >= from && tick <= to);
    if (ticks.length >= 2 && ticks.length <= most) return ticks;
  }
  if (count < 3) return linearTicks(from, to, most);
  const stride = Math.ceil(count / most);
  return range(Math.ceil(low / stride) * stride, high, stride).map((power) => 10 ** power);
}

/** Ascending; none where there are so many powers that no axis has room for them. */
function multiplesOfPowers(low: number, high: number, factors: readonly number[]): number[] {
  const ticks: number[] = [];
  if (high - low > 100) return ticks;
  for (let power = low; power <= high; power++) {
    for (const factor of factors) ticks.push(Number((factor * 10 ** power).toPrecision(1)));
  }
  return ticks;
}

/** Zero and signed powers of ten from the threshold on, below which the scale is linear; multiples as on a log axis. */
export function symlogTicks(from: number, to: number, threshold: number, most: number): number[] {
  const lowest = Math.ceil(Math.log10(threshold) - 1e-9);
  const highest = Math.floor(Math.log10(Math.max(-from, to, threshold)) + 1e-9);
  for (const factors of LOG_FACTORS) {
    const sizes = multiplesOfPowers(lowest, highest, factors);
    const ticks = [...sizes.map((size) => -size).reverse(), 0, ...sizes].filter(
      (tick) => tick >= from && tick <= to,
    );
    if (ticks.length >= 2 && ticks.length <= most) return ticks;
  }
  const side = (limit: number): number[] => {
    if (limit < threshold) return [];
    const low = Math.ceil(Math.log10(threshold) - 1e-9);
    const high = Math.floor(Math.log10(limit) + 1e-9);
    const room = Math.max(1, Math.floor((most - 1) / (from < 0 && to > 0 ? 2 : 1)));
    const stride = Math.max(1, Math.ceil((high - low + 1) / room));
    const powers: number[] = [];
    for (let power = high; power >= low; power -= stride) powers.unshift(10 ** power);
    return powers;
  };
  const ticks = [
    ...side(-from)
      .reverse()
      .map((tick) => -tick),
    ...(from <= 0 && to >= 0 ? [0] : []),
    ...side(to),
  ].filter((tick) => tick >= from && tick <= to);
  return ticks.length < 2 ? linearTicks(from, to, most) : ticks;
}

function range(from: number, to: number, stride: number): number[] {
  const values: number[] = [];
  for (let value = from; value <= to && values.length < 100; value += stride) values.push(value);
  return values;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Steps that divide the next unit of a clock. */
const CLOCK_STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
];

/** Ticks of a length of time in ms: whole seconds, minutes, hours or days. */
export function durationTicks(from: number, to: number, most: number): number[] {
  const span = to - from;
  if (!(span > 0) || !Number.isFinite(span)) return [from];
  return multiplesWithin(from, to, durationStep(span, most));
}

function durationStep(span: number, most: number): number {
  if (span < most * SECOND) return roundStep(span, most);
  for (const step of CLOCK_STEPS) if (Math.floor(span / step) + 1 <= most) return step;
  return roundStep(span / DAY, most) >= 1 ? roundStep(span / DAY, most) * DAY : DAY;
}

/** Ticks of the calendar in local time: midnight and the first of a month stay where the clock has them. */
export function timeTicks(from: number, to: number, most: number): number[] {
  const span = to - from;
  if (!(span > 0) || Math.abs(from) > 8.6e15 || Math.abs(to) > 8.6e15) return [from];
  const step = durationStep(span, most);
  if (step < DAY) return clockTicks(from, to, step);
  const days = step / DAY;
  if (days <= 14) return dayTicks(from, to, days);
  return monthTicks(from, to, Math.max(1, span / (30.44 * DAY) / most));
}

function clockTicks(from: number, to: number, step: number): number[] {
  const shift = -new Date(from).getTimezoneOffset() * MINUTE;
  return multiplesWithin(from + shift, to + shift, step).map((tick) => tick - shift);
}

function dayTicks(from: number, to: number, days: number): number[] {
  const ticks: number[] = [];
  const day = new Date(from);
  day.setHours(0, 0, 0, 0);
  for (let i = 0; i < 1000 && day.getTime() <= to; i++) {
    if (day.getTime() >= from) ticks.push(day.getTime());
    day.setDate(day.getDate() + (ticks.length === 0 ? 1 : days));
  }
  return ticks;
}

function monthTicks(from: number, to: number, leastMonths: number): number[] {
  const months =
    [1, 2, 3, 6, 12].find((count) => count >= leastMonths) ?? roundStep(leastMonths / 12, 1) * 12;
  const ticks: number[] = [];
  const start = new Date(from);
  const firstMonth = Math.ceil((start.getFullYear() * 12 + start.getMonth()) / months) * months;
  for (let month = firstMonth; ticks.length < 100; month += months) {
    const tick = new Date(2000, 0, 1);
    tick.setFullYear(Math.floor(month / 12), month % 12, 1);
    tick.setHours(0, 0, 0, 0);
    if (!(tick.getTime() <= to)) break;
    if (tick.getTime() >= from) ticks.push(tick.getTime());
  }
  return ticks;
}
