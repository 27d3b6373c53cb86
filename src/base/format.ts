/** Numbers, sizes and times as people read them. One locale: the screens are in English. */

const counts = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const dateTime = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Outside this a Date is invalid and formatting it throws. */
const MAX_DATE_MS = 8.64e15;

export function formatCount(count: number): string {
  return counts.format(count);
}

/** '1 run', '1,284 runs'. */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/**
 * A logged value with at most `digits` significant digits; whole numbers keep all of theirs. Very small and very
 * large values take the exponent form. NaN and the infinities are values and are named.
 */
export function formatNumber(value: number, digits = 5): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e12) return String(value);
  if (size < 1e-4 || size >= 1e9) return shortExponent(value.toExponential(digits - 1));
  const whole = Math.trunc(size).toString().length;
  return whole >= digits ? value.toFixed(1) : trimZeros(value.toPrecision(digits));
}

function shortExponent(text: string): string {
  return text.replace(/(\.\d*?)0*e\+?/, '$1e').replace('.e', 'e');
}

function trimZeros(text: string): string {
  return text.includes('.') && !text.includes('e') ? text.replace(/0+$/, '').replace(/\.$/, '') : text;
}

/** At most `most` letters of a name: its beginning and, of a path, the last part whole, else about half of it. */
export function cutInMiddle(text: string, most: number): string {
  if (text.length <= most) return text;
  const last = text.length - Math.max(0, text.lastIndexOf('/'));
  const tail = last < most ? last : Math.floor((most - 1) / 2);
  return `${text.slice(0, most - 1 - tail)}…${text.slice(-tail)}`;
}

/** 1,024-based, as file managers show it. */
export function formatBytes(sizeBytes: number): string {
  if (!(sizeBytes >= 0)) return '–';
  if (sizeBytes < 1024) return formatPlural(sizeBytes, 'byte');
  const units = ['KB', 'MB', 'GB', 'TB'];
  let size = sizeBytes / 1024;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${size < 9.95 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

/** The two greatest units; a negative duration (clocks that went back) is shown as it is. */
export function formatDuration(durationMs: number): string {
  if (!Number.isFinite(durationMs)) return '–';
  if (durationMs < 0) return `-${formatDuration(-durationMs)}`;
  if (durationMs < SECOND) return `${Math.round(durationMs)} ms`;
  if (durationMs < MINUTE) {
    const seconds = durationMs / SECOND;
    return `${seconds < 10 ? Math.floor(seconds * 10) / 10 : Math.floor(seconds)} s`;
  }
  if (durationMs < HOUR) return twoUnits(durationMs, MINUTE, 'min', SECOND, 's');
  if (durationMs < DAY) return twoUnits(durationMs, HOUR, 'h', MINUTE, 'min');
  return twoUnits(durationMs, DAY, 'd', HOUR, 'h');
}

/** To the minute, for what changes while it is read: '< 1 min', '3 min', '2 h 10 min'. */
export function durationInMinutes(durationMs: number): string {
  return durationMs < MINUTE ? '< 1 min' : formatDuration(Math.floor(durationMs / MINUTE) * MINUTE);
}

function twoUnits(ms: number, great: number, greatName: string, small: number, smallName: string): string {
  const first = Math.floor(ms / great);
  const second = Math.floor((ms % great) / small);
  return second === 0
    ? `${formatCount(first)} ${greatName}`
    : `${formatCount(first)} ${greatName} ${second} ${smallName}`;
}

/** Local date and time to the second; a dash for a time that no calendar holds. */
export function formatTime(timestampMs: number | null): string {
  if (timestampMs === null || !(Math.abs(timestampMs) <= MAX_DATE_MS)) return '–';
  return dateTime.format(timestampMs);
}

/** Local date alone; a dash for a time that no calendar holds. */
export function formatDay(timestampMs: number): string {
  return Math.abs(timestampMs) <= MAX_DATE_MS ? day.format(timestampMs) : '–';
}

/** 'now', '4 min', '3 h', '12 d', '5 mo', '2 y': how long ago, in one unit. */
export function formatAge(timestampMs: number, nowMs: number): string {
  const age = nowMs - timestampMs;
  if (!Number.isFinite(age)) return '–';
  if (age < MINUTE) return 'now';
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min`;
  if (age < DAY) return `${Math.floor(age / HOUR)} h`;
  if (age < 60 * DAY) return `${Math.floor(age / DAY)} d`;
  if (age < 730 * DAY) return `${Math.floor(age / (30.44 * DAY))} mo`;
  return `${Math.floor(age / (365.25 * DAY))} y`;
}

/** 'now', '12 s ago', '4 min ago': how long ago something happened, as short as it can be said. */
export function formatAgo(timestampMs: number, nowMs: number): string {
  const age = nowMs - timestampMs;
  // What is a moment old is now: a writer that writes every second would make the words flicker.
  if (age < 5 * SECOND) return 'now';
  return age < MINUTE ? `${Math.floor(age / SECOND)} s ago` : `${formatAge(timestampMs, nowMs)} ago`;
}

const timeOfDay = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const dayAndTime = new Intl.DateTimeFormat('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit' });

/** '14:32'; of another day than now '3 Dec 2026' or, within the next days, 'Fri 14:32'. A dash for no time. */
export function formatMoment(timestampMs: number, nowMs: number): string {
  if (!(Math.abs(timestampMs) <= MAX_DATE_MS)) return '–';
  if (day.format(timestampMs) === day.format(nowMs)) return timeOfDay.format(timestampMs);
  return Math.abs(timestampMs - nowMs) < 6 * DAY ? dayAndTime.format(timestampMs) : day.format(timestampMs);
}
