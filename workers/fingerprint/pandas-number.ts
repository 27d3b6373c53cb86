const MOST_DIGITS = 17;
const MOST_POWER = 308;
const POWERS = Float64Array.from({ length: MOST_POWER + 1 }, (_, power) => Number(`1e${power}`));

/**
 * A number as `pandas.read_csv` reads it by default, NaN where the text is none. Up to 15 digits that is the nearest double;
 * of longer ones pandas takes 17 digits and scales them, which may be off in the last bit: this repeats it step by step.
 */
export function pandasNumber(raw: string): number {
  const text = raw.trim();
  const found = /^([+-]?)(\d{0,400})(?:\.(\d{0,400}))?(?:[eE]([+-]?\d{1,6}))?$/.exec(text);
  if (found === null) return specialNumber(text);
  const [, sign, whole = '', part = '', power = '0'] = found;
  if (whole === '' && part === '') return Number.NaN;
  let value = 0;
  let digits = 0;
  let exponent = Number(power);
  for (const digit of whole) {
    if (digits < MOST_DIGITS) {
      value = value * 10 + Number(digit);
      digits += 1;
    } else exponent += 1;
  }
  for (const digit of part) {
    if (digits >= MOST_DIGITS) break;
    value = value * 10 + Number(digit);
    digits += 1;
    exponent -= 1;
  }
  if (sign === '-') value = -value;
  // What is too large for a double is text to pandas, and so are more digits than it takes before an exponent.
  if (exponent > MOST_POWER || (whole.length > MOST_DIGITS && power !== '0')) return Number.NaN;
  if (exponent > 0) return finiteOr(value * POWERS[exponent]!);
  if (exponent >= -MOST_POWER) return value / POWERS[-exponent]!;
  return value / (POWERS[Math.min(MOST_POWER, -MOST_POWER - exponent)] ?? 1) / POWERS[MOST_POWER]!;
}

const finiteOr = (value: number): number => (Number.isFinite(value) ? value : Number.NaN);

function specialNumber(text: string): number {
  const found = /^([+-]?)inf(?:inity)?$/i.exec(text);
  return found === null ? Number.NaN : found[1] === '-' ? -Infinity : Infinity;
}
