const PYTHON_NUMBER =
  /^[+-]?(?:nan|inf(?:inity)?|\d[\d_]*\.?[\d_]*(?:e[+-]?[\d_]+)?|\.\d[\d_]*(?:e[+-]?[\d_]+)?)$/i;
const MAX_LENGTH = 64;
/** Up to here the digits and the power of ten are exact doubles, so one division rounds as the full algorithm does. */
const EXACT_DIGITS = 15;
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => Number(`1e${exponent}`));
const MINUS = 45;
const DOT = 46;
const ZERO = 48;
const NINE = 57;

/** The number that stands in text[start, end), as `parseNumber` reads it; plain ones without making a string. */
export function parseNumberAt(text: string, start: number, end: number): number | null {
  const isNegative = text.charCodeAt(start) === MINUS;
  let mantissa = 0;
  let digits = 0;
  let dotAt = -1;
  for (let at = isNegative ? start + 1 : start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) {
      mantissa = mantissa * 10 + (code - ZERO);
      digits += 1;
    } else if (code === DOT && dotAt < 0 && digits > 0) {
      dotAt = at;
    } else return parseNumber(text.slice(start, end));
  }
  if (digits === 0 || digits > EXACT_DIGITS) return parseNumber(text.slice(start, end));
  const value = dotAt < 0 ? mantissa : mantissa / POWERS[end - dotAt - 1]!;
  return isNegative ? -value : value;
}

/** A number as Python reads it; null when the text is none. */
export function parseNumber(text: string): number | null {
  const from = text.charCodeAt(0) === MINUS ? 1 : 0;
  const first = text.charCodeAt(from);
  if (first >= ZERO && first <= NINE && !isPrefixed(text, from) && !text.endsWith(' ')) {
    const value = Number(text);
    if (!Number.isNaN(value)) return value;
  }
  return text.length > MAX_LENGTH || !PYTHON_NUMBER.test(text) ? null : parseRareNumber(text);
}

/** Hexadecimal, octal, binary: numbers for JavaScript, none for Python's float(). */
function isPrefixed(text: string, from: number): boolean {
  return text.charCodeAt(from) === ZERO && 'xXoObB'.includes(text.charAt(from + 1) || ' ');
}

function parseRareNumber(text: string): number | null {
  const word = text.toLowerCase().replace(/^[+-]/, '');
  const sign = text.startsWith('-') ? -1 : 1;
  if (word === 'nan') return Number.NaN;
  if (word.startsWith('inf')) return sign * Number.POSITIVE_INFINITY;
  // Underscores stand between digits only.
  if (/_(?!\d)|(?:^|[^\d])_/.test(word)) return null;
  const value = Number(word.replaceAll('_', ''));
  return Number.isNaN(value) ? null : sign * value;
}
