/** What a field for date and time holds, in this browser's time zone; null where it is empty or not finished. */
export function readMoment(value: string): number | null {
  const atMs = value === '' ? Number.NaN : new Date(value).getTime();
  return Number.isFinite(atMs) ? atMs : null;
}
