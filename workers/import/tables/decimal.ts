const ZERO = 48;
const POINT = 46;
const MINUS = 45;
const PLUS = 43;
const SMALL_E = 101;
/** Digits that always fit a double exactly. */
const EXACT_DIGITS = 15;
const MOST_DIGITS = 19;
/** Powers of ten up to here are exact as doubles. */
const MOST_SCALE = 22;
const POWERS = Float64Array.from({ length: MOST_SCALE + 1 }, (_, index) => Number(`1e${index}`));
const SPLIT = 134217729; // 2^27 + 1: cuts a double into two halves whose products are exact
const HALF = 134217728;
const POWER_HIGH = POWERS.map((power) => SPLIT * power - (SPLIT * power - power));

/**
 * The double nearest to a plain decimal such as `-0.8437593847593847`, without cutting the text out first, which
 * costs more than the reading. NaN where that is not certain: exponents, more digits than 19, and the few decimals so
 * close to the middle of two doubles that the error of this computation could matter. `Number` has the last word there.
 */
export function parseDecimal(text: string, start: number, end: number): number {
  let at = start;
  const isNegative = text.charCodeAt(at) === MINUS;
  if (isNegative) at += 1;
  let high = 0;
  let low = 0;
  let digits = 0;
  let point = -1;
  const first = at;
  for (; at < end; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (digits < EXACT_DIGITS) high = high * 10 + digit;
      else low = low * 10 + digit;
      // Zeros in front are no digits of the number.
      if (high !== 0) digits += 1;
    } else if (digit === POINT - ZERO && point < 0) {
      point = at;
    } else {
      return Number.NaN;
    }
  }
  const length = end - first;
  if (length === 0 || (length === 1 && point >= 0)) return Number.NaN;
  const size = quotient(high, low, digits, point < 0 ? 0 : end - point - 1);
  return isNegative ? -size : size;
}

/**
 * The same for a number as JSON writes it, in bytes: texts of single numbers need not be made. An exponent is read as
 * well. NaN where `Number` has the last word.
 */
export function parseDecimalBytes(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const isNegative = bytes[at] === MINUS;
  if (isNegative) at += 1;
  let high = 0;
  let low = 0;
  let digits = 0;
  let point = -1;
  let exponent = 0;
  let last = end;
  const first = at;
  for (; at < end; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (digits < EXACT_DIGITS) high = high * 10 + digit;
      else low = low * 10 + digit;
      if (high !== 0) digits += 1;
    } else if (digit === POINT - ZERO && point < 0) {
      point = at;
    } else if ((bytes[at]! | 32) === SMALL_E && at > first) {
      last = at;
      exponent = exponentOf(bytes, at + 1, end);
      break;
    } else {
      return Number.NaN;
    }
  }
  const length = last - first;
  if (length === 0 || (length === 1 && point >= 0)) return Number.NaN;
  const size = quotient(high, low, digits, (point < 0 ? 0 : last - point - 1) - exponent);
  return isNegative ? -size : size;
}

/** `+09`; NaN where there is none, or one that no logged number has. */
function exponentOf(bytes: Uint8Array, start: number, end: number): number {
  const sign = bytes[start];
  const from = sign === PLUS || sign === MINUS ? start + 1 : start;
  if (from >= end || end - from > 3) return Number.NaN;
  let value = 0;
  for (let at = from; at < end; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return sign === MINUS ? -value : value;
}

/** NaN where it is not certain, or the scale is none that has an exact power. */
function quotient(high: number, low: number, digits: number, scale: number): number {
  if (digits > MOST_DIGITS || !(scale >= 0 && scale <= MOST_SCALE)) return Number.NaN;
  if (digits <= EXACT_DIGITS) return scale === 0 ? high : high / POWERS[scale]!;
  return divide(high, low, digits - EXACT_DIGITS, scale);
}

/** (high × 10^lowDigits + low) / 10^scale in twice the precision of a double, and whether rounding it is safe. */
function divide(high: number, low: number, lowDigits: number, scale: number): number {
  const shift = POWERS[lowDigits]!;
  const upper = Math.floor(high / HALF);
  const large = upper * shift * HALF;
  const small = (high - upper * HALF) * shift + low;
  const sum = large + small;
  const sumError = small - (sum - large);
  const power = POWERS[scale]!;
  const near = sum / power;
  const product = near * power;
  const nearHigh = SPLIT * near - (SPLIT * near - near);
  const nearLow = near - nearHigh;
  const powerHigh = POWER_HIGH[scale]!;
  const powerLow = power - powerHigh;
  const productError =
    nearHigh * powerHigh - product + nearHigh * powerLow + nearLow * powerHigh + nearLow * powerLow;
  const rest = sum - product;
  const correction = (rest - productError + sumError) / power;
  const doubt = ((Math.abs(rest) + Math.abs(productError) + Math.abs(sumError)) * 1e-15) / power;
  const below = near + (correction - doubt);
  return below === near + (correction + doubt) ? below : Number.NaN;
}
