/** Words for ticks and readings. One locale: the screens are in English. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS = [
  { from: 1e12, letter: 'T' },
  { from: 1e9, letter: 'G' },
  { from: 1e6, letter: 'M' },
  { from: 1e3, letter: 'k' },
] as const;

/** Enough digits to tell neighbouring ticks apart: 0.25, 1.5k, 2e-7. */
export function numberTickText(value: number, step: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e15 || size < 1e-4) return shortExponent(value, step);
  const unit = UNITS.find(({ from }) => size >= from);
  // Thousands are shortened only where the ticks are thousands too: 1,001 and 1,002 must differ.
  if (unit && step >= unit.from / 1000) {
    const digits = decimals(step / unit.from);
    if (digits <= 2) return `${trimZeros((value / unit.from).toFixed(digits))}${unit.letter}`;
  }
  return trimZeros(value.toFixed(decimals(step)));
}

/** Powers of ten and their like on a log axis. */
export function logTickText(value: number): string {
  return value === 0 ? '0' : numberTickText(value, Math.abs(value));
}

/** Digits behind the point that a step of this size needs. */
function decimals(step: number): number {
  if (!(step > 0)) return 0;
  return Math.max(0, Math.min(15, -Math.floor(Math.log10(step) + 1e-9)));
}

function shortExponent(value: number, step: number): string {
  const digits = Math.max(0, Math.min(4, Math.floor(Math.log10(Math.abs(value) / step) + 1e-9)));
  return value
    .toExponential(digits)
    .replace('e+', 'e')
    .replace(/\.?0+e/, 'e');
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text;
}

export function durationTickText(ms: number, step: number): string {
  if (ms === 0) return '0';
  const sign = ms < 0 ? '-' : '';
  const size = Math.abs(ms);
  if (step >= DAY) return `${sign}${numberTickText(size / DAY, step / DAY)} d`;
  if (step >= HOUR) return `${sign}${trimZeros((size / HOUR).toFixed(1))} h`;
  if (step >= MINUTE) {
    const minutes = Math.round(size / MINUTE);
    if (minutes < 60) return `${sign}${minutes} min`;
    return `${sign}${Math.floor(minutes / 60)}:${pad(minutes % 60)} h`;
  }
  if (step >= SECOND) {
    const seconds = Math.round(size / SECOND);
    if (seconds < 60) return `${sign}${seconds} s`;
    if (seconds < 3600) return `${sign}${Math.floor(seconds / 60)}:${pad(seconds % 60)} min`;
    return `${sign}${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  }
  if (size < SECOND) return `${sign}${numberTickText(size, step)} ms`;
  return `${sign}${(size / SECOND).toFixed(decimals(step / SECOND))} s`;
}

const yearText = new Intl.DateTimeFormat('en-GB', { year: 'numeric' });
const monthText = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric' });
const dayText = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const minuteText = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const secondText = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** As much of a date as tells ticks of this step apart; midnight is shown as the day that begins. */
export function timeTickText(timestampMs: number, step: number): string {
  if (!(Math.abs(timestampMs) <= 8.64e15)) return '–';
  const date = new Date(timestampMs);
  if (step >= 360 * DAY) return yearText.format(date);
  if (step >= 27 * DAY) return monthText.format(date);
  if (step >= DAY || isMidnight(date)) return dayText.format(date);
  if (step >= MINUTE) return minuteText.format(date);
  if (step >= SECOND) return secondText.format(date);
  return `${secondText.format(date)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

function isMidnight(date: Date): boolean {
  return date.getHours() + date.getMinutes() + date.getSeconds() + date.getMilliseconds() === 0;
}

function pad(count: number): string {
  return String(count).padStart(2, '0');
}
