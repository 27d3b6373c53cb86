/** What one cell says. `unreadable` is text where a number was expected. */
export const MISSING = 0;
export const PRESENT = 1;
export const UNREADABLE = 2;

const NULLS = new Set(['', 'na', 'n/a', '#n/a', '<na>', 'none', 'null', 'nil', '-', 'nat', '#null!']);
const SPECIAL = new Map<string, number>([
  ['nan', Number.NaN],
  ['+nan', Number.NaN],
  ['-nan', Number.NaN],
  ['1.#qnan', Number.NaN],
  ['inf', Infinity],
  ['+inf', Infinity],
  ['-inf', -Infinity],
  ['infinity', Infinity],
  ['+infinity', Infinity],
  ['-infinity', -Infinity],
  ['true', 1],
  ['false', 0],
]);
/** Longer cells are no number, no date and no token; keeps hostile cells from being walked again and again. */
const LONGEST_TOKEN = 64;

export function isNullText(text: string): boolean {
  return text === '' || (text.length <= 8 && NULLS.has(text.trim().toLowerCase()));
}

/** The value of `lastNumber` belongs to the call before it, when that gave PRESENT: no object per cell. */
export let lastNumber = 0;

/** Reads a cell as a number. NaN and infinity are values that were logged; null words and blanks are not. */
export function readNumber(text: string): number {
  const value = Number(text);
  // Number('') and Number(' ') are 0; hexadecimal, octal and binary are not what a log writes.
  if (!Number.isNaN(value) && text !== '' && !isOddNumber(text)) {
    lastNumber = value;
    return PRESENT;
  }
  return readToken(text);
}

function isOddNumber(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first <= 32 || first === 160) return text.trim() === '' || isOddNumber(text.trim());
  return first === 48 && text.length > 2 && text.charCodeAt(1) > 57 && !/^0[eE]/.test(text);
}

function readToken(text: string): number {
  if (text.length > LONGEST_TOKEN) return UNREADABLE;
  const token = text.trim().toLowerCase();
  if (NULLS.has(token)) return MISSING;
  const special = SPECIAL.get(token);
  if (special === undefined) return UNREADABLE;
  lastNumber = special;
  return PRESENT;
}

/** `1,5` and `1.234,5` as German, French or Brazilian spreadsheets write them. */
export function fromDecimalComma(text: string): string {
  if (!text.includes(',')) return text;
  return (text.includes('.') ? text.replaceAll('.', '') : text).replace(',', '.');
}

const DATE =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T _](\d{1,2})[:-](\d{2})(?:[:-](\d{2})(?:[.,](\d{1,9}))?)?)?\s?(Z|UTC|[+-]\d{2}:?\d{2})?$/i;

/**
 * Milliseconds of ISO 8601 and what is close to it (`2024-05-05 10:07:23.5`, Ray's `2024-05-05_10-07-23`), else
 * NaN. A time without a zone is taken as UTC.
 */
export function parseTimeText(text: string): number {
  if (text.length < 8 || text.length > LONGEST_TOKEN) return Number.NaN;
  const found = DATE.exec(text.trim());
  if (found === null) return Number.NaN;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = ''] = found;
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31) return Number.NaN;
  if (Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return Number.NaN;
  const whole = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const partMs = fraction === '' ? 0 : Number(`0.${fraction}`) * 1000;
  return whole + partMs - zoneMs(zone);
}

function zoneMs(zone: string): number {
  if (zone === '' || /^(?:z|utc)$/i.test(zone)) return 0;
  const sign = zone[0] === '-' ? -1 : 1;
  const digits = zone.slice(1).replace(':', '');
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000;
}

const DURATION = /^(-)?(?:(\d+) days? ?)?(?:(\d{1,4}):(\d{1,2}):(\d{1,2}(?:\.\d{1,9})?))?$/;

/** Seconds of `0 days 00:01:02.5` (pandas) or `1:02:03`, else NaN. */
export function parseDurationText(text: string): number {
  if (text.length < 5 || text.length > LONGEST_TOKEN) return Number.NaN;
  const found = DURATION.exec(text.trim());
  if (found === null) return Number.NaN;
  const [, minus, days = '0', hours = '0', minutes = '0', seconds = '0'] = found;
  const size = Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return minus === undefined ? size : -size;
}
