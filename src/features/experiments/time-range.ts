import { formatDay } from '../../base/format.ts';
import type { StartedWithin } from '../../domain/view-state.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What the control offers besides moments of the person's own. */
export const RANGES: readonly { readonly label: string; readonly started: StartedWithin | null }[] = [
  { label: 'any time', started: null },
  { label: 'last hour', started: { lastMs: HOUR_MS } },
  { label: 'last 24 hours', started: { lastMs: DAY_MS } },
  { label: 'last 7 days', started: { lastMs: 7 * DAY_MS } },
  { label: 'last 30 days', started: { lastMs: 30 * DAY_MS } },
  { label: 'last year', started: { lastMs: 365 * DAY_MS } },
];

export function rangeText(started: StartedWithin | null): string {
  if (started !== null && !('lastMs' in started)) {
    const { fromMs, toMs } = started;
    if (fromMs === null && toMs === null) return 'any time';
    if (fromMs === null) return `until ${formatDay(toMs ?? 0)}`;
    return toMs === null ? `from ${formatDay(fromMs)}` : `${formatDay(fromMs)} – ${formatDay(toMs)}`;
  }
  const known = RANGES.find((range) => isSameRange(range.started, started));
  if (known) return known.label;
  const days = (started?.lastMs ?? 0) / DAY_MS;
  return days >= 1 ? `last ${Math.round(days)} days` : `last ${Math.round(days * 24)} hours`;
}

export function isSameRange(a: StartedWithin | null, b: StartedWithin | null): boolean {
  if (a === null || b === null) return a === b;
  if ('lastMs' in a || 'lastMs' in b) return 'lastMs' in a && 'lastMs' in b && a.lastMs === b.lastMs;
  return a.fromMs === b.fromMs && a.toMs === b.toMs;
}

/** A moment as `datetime-local` inputs have it, in the person's time zone; '' for none. */
export function toLocalInput(timestampMs: number | null): string {
  if (timestampMs === null || Number.isNaN(new Date(timestampMs).getTime())) return '';
  const date = new Date(timestampMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Null for what is no moment. */
export function fromLocalInput(text: string): number | null {
  const timestampMs = text === '' ? Number.NaN : new Date(text).getTime();
  return Number.isNaN(timestampMs) ? null : timestampMs;
}
