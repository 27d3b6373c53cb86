/** How the numbers of one table column are written, so that they can be compared down the column. */
export interface NumberStyle {
  /** Significant digits of every value. */
  readonly digits: number;
  /** Every value is whole and is written whole. */
  readonly integers: boolean;
}

const LEAST_DIGITS = 5;
const MOST_DIGITS = 9;

/** As many digits as it takes to tell the values of a column apart, between 5 and 9. */
export function numberStyle(
  range: { readonly min: number; readonly max: number; readonly integers: boolean } | undefined,
): NumberStyle {
  if (!range) return { digits: LEAST_DIGITS, integers: false };
  const size = Math.max(Math.abs(range.min), Math.abs(range.max));
  const spread = range.max - range.min;
  const needed = spread > 0 ? Math.ceil(Math.log10(size / spread)) + 3 : LEAST_DIGITS;
  return { digits: Math.min(MOST_DIGITS, Math.max(LEAST_DIGITS, needed)), integers: range.integers };
}

/** Digits before the point are never dropped; very small and very large values take the exponent form. */
export function formatInColumn(value: number, style: NumberStyle): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (style.integers && size < 1e15) return String(value);
  if (size < 1e-4 || size >= 1e9) return value.toExponential(style.digits - 1).replace('e+', 'e');
  const whole = size >= 1 ? Math.floor(Math.log10(size)) + 1 : 0;
  return whole >= style.digits ? value.toFixed(0) : value.toPrecision(style.digits);
}
