const ZERO = 48;
const POINT = 46;
const MINUS = 45;
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
  const scale = point < 0 ? 0 : end - point - 1;
  if (digits > MOST_DIGITS || scale > MOST_SCALE) return Number.NaN;
  let size: number;
  if (digits <= EXACT_DIGITS) size = scale === 0 ? high : high / POWERS[scale]!;
  else size = divide(high, low, digits - EXACT_DIGITS, scale);
  return isNegative ? -size : size;
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
  const quotient = sum / power;
  const product = quotient * power;
  const quotientHigh = SPLIT * quotient - (SPLIT * quotient - quotient);
  const quotientLow = quotient - quotientHigh;
  const powerHigh = POWER_HIGH[scale]!;
  const powerLow = power - powerHigh;
  const productError =
    quotientHigh * powerHigh -
    product +
    quotientHigh * powerLow +
    quotientLow * powerHigh +
    quotientLow * powerLow;
  const rest = sum - product;
  const correction = (rest - productError + sumError) / power;
  const doubt = ((Math.abs(rest) + Math.abs(productError) + Math.abs(sumError)) * 1e-15) / power;
  const below = quotient + (correction - doubt);
  return below === quotient + (correction + doubt) ? below : Number.NaN;
}
