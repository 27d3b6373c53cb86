import { quantile, sortedFinite, summariseBox } from '../../../base/quartiles.ts';
import type { Band } from '../../../domain/view-state.ts';

/** What a whisker says, for the notes of a figure. */
export const WHISKERS: Readonly<Record<Band, string>> = {
  none: 'none',
  std: 'standard deviation',
  sem: 'standard error',
  'min-max': 'least to greatest',
  'p5-p95': '5th to 95th percentile',
  'p25-p75': 'quartiles',
};

/** Ends of the whisker around the centre of a group; null where there is none. */
export function whisker(
  values: readonly number[],
  centre: number,
  band: Band,
): readonly [number, number] | null {
  const box = summariseBox(values);
  const sorted = sortedFinite(values);
  if (!box || band === 'none') return null;
  if (band === 'p25-p75') return [box.q1, box.q3];
  if (band === 'p5-p95') return [quantile(sorted, 0.05), quantile(sorted, 0.95)];
  if (band === 'min-max') return [quantile(sorted, 0), quantile(sorted, 1)];
  const squares = values.reduce((sum, value) => sum + (value - box.mean) ** 2, 0);
  const std = Math.sqrt(squares / (values.length - 1));
  const half = band === 'sem' ? std / Math.sqrt(values.length) : std;
  return [centre - half, centre + half];
}
