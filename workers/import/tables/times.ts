import type { TimeUnit } from '../../../src/domain/table-layout.ts';

/** Seconds up to three years: a time this small counts from the start of the run. */
const LARGEST_RELATIVE = 1e8;

/** The unit of an absolute time by its magnitude; null when it counts from the start or is no time at all. */
export function unitOfMagnitude(value: number): TimeUnit | null {
  const size = Math.abs(value);
  if (!Number.isFinite(size) || size < LARGEST_RELATIVE) return null;
  if (size < 1e11) return 's';
  if (size < 1e14) return 'ms';
  if (size < 1e17) return 'us';
  return size < 1e20 ? 'ns' : null;
}

/** Milliseconds per unit; `text` is in milliseconds once its cells are read. */
export function msPerUnit(unit: TimeUnit | undefined): number {
  switch (unit) {
    case 's':
      return 1000;
    case 'us':
      return 1e-3;
    case 'ns':
      return 1e-6;
    default:
      return 1;
  }
}
