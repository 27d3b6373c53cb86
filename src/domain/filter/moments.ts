const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: SECOND,
  sec: SECOND,
  m: MINUTE,
  min: MINUTE,
  h: HOUR,
  d: DAY,
  w: 7 * DAY,
};

/** `1.5h`, `90s`, `1h30m`, `7d`, in milliseconds; null for anything else. */
export function parseDuration(text: string): number | null {
  let rest = text.trim();
  if (rest === '' || rest.length > 40) return null;
  let sum = 0;
  while (rest !== '') {
    const part = /^(\d+(?:\.\d+)?)(ms|sec|s|min|m|h|d|w)\s*/.exec(rest);
    if (!part) return null;
    sum += Number(part[1]) * UNITS[part[2]!]!;
    rest = rest.slice(part[0].length);
  }
  return sum;
}

/** A stretch of time: the instant a text names, and how long what it names lasts (a day, a minute, a second …). */
export interface Moment {
  readonly atMs: number;
  readonly spanMs: number;
}

const ISO =
  /^(\d{4})-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?)?$/i;

/** `2026-01`, `2026-01-31`, `2026-01-31T12:30[:15[.5]]` with an offset or in UTC; null when no calendar has it. */
export function parseMoment(text: string): Moment | null {
  const match = ISO.exec(text.trim());
  if (!match) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const fractionMs = fraction ? Math.floor(Number(`0.${fraction}`) * SECOND) : 0;
  const wanted = [year, month, day ?? '1', hour ?? '0', minute ?? '0', second ?? '0'].map(Number);
  const [y, m, d, h, min, s] = wanted as [number, number, number, number, number, number];
  if (m < 1 || m > 12 || d < 1 || h > 23 || min > 59 || s > 59) return null;
  const date = new Date(0);
  date.setUTCFullYear(y, m - 1, d);
  date.setUTCHours(h, min, s, fractionMs);
  // The 31st of a month of 30 days rolls over into the next.
  if (date.getUTCDate() !== d) return null;
  const atMs = date.getTime() - offsetMs(zone);
  if (day === undefined) return { atMs, spanMs: Date.UTC(y, m, 1) - Date.UTC(y, m - 1, 1) };
  if (hour === undefined) return { atMs, spanMs: DAY };
  if (second === undefined) return { atMs, spanMs: MINUTE };
  return { atMs, spanMs: fraction ? 1 : SECOND };
}

function offsetMs(zone: string | undefined): number {
  if (!zone || zone.toUpperCase() === 'Z') return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  const digits = zone.slice(1).replace(':', '');
  return sign * (Number(digits.slice(0, 2)) * HOUR + Number(digits.slice(2)) * MINUTE);
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const INFINITY = /^([+-]?)inf(?:inity)?$/i;

/** A number as filters write it, `inf` and `nan` too; null for anything else. */
export function parseNumber(text: string): number | null {
  if (NUMBER.test(text)) return Number(text);
  if (/^nan$/i.test(text)) return Number.NaN;
  const infinite = INFINITY.exec(text);
  if (!infinite) return null;
  return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** A logged text as a number; null when it reads as none. */
export function readNumber(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > 400) return null;
  const value = Number(trimmed);
  return Number.isNaN(value) ? parseNumber(trimmed) : value;
}
