import { extentOf, type PlotColumn, valueText } from '../../base/axis/plot-column.ts';
import { quantile, sortedFinite } from '../../base/quartiles.ts';
import type { PlotLegend } from './legend.ts';
import { RAMP_PALETTE, rampStep } from './ramp.ts';

/** A colour for each mark, by its place in a short list. */
export interface MarkColours {
  readonly codes: Uint8Array;
  readonly palette: readonly string[];
  readonly legend: PlotLegend | null;
}

const NONE = 'var(--muted)';
/** More words than this share the last colour. */
const MOST_WORDS = 9;

/** Numbers on the ramp, words on the palette that is given; what has no value is muted. `canClip`: outliers may share an end. */
export function coloursOf(
  column: PlotColumn,
  words: readonly string[],
  canClip: boolean = true,
): MarkColours {
  return column.unit === 'words' ? wordColours(column, words) : rampColours(column, canClip);
}

/** Share of the values beyond each end of a ramp that is clipped. */
const TAIL = 0.05;
/** Fewer values than this have no tails. */
const LEAST_VALUES = 20;
/** Clipped where the ramp would have to be so many times as long for the tails alone. */
const STRETCH = 2;

/** Ends of the ramp. Two outliers would give all others one colour: then it ends where the tails begin. */
export function rampEnds(
  values: ArrayLike<number>,
  canClip: boolean = true,
): {
  readonly low: number;
  readonly high: number;
  readonly isClipped: boolean;
} {
  const { min, max } = extentOf(values);
  const sorted = sortedFinite(values);
  if (canClip && sorted.length >= LEAST_VALUES) {
    const [low, high] = [quantile(sorted, TAIL), quantile(sorted, 1 - TAIL)];
    if (high > low && max - min > (high - low) * STRETCH) return { low, high, isClipped: true };
  }
  return { low: min, high: max, isClipped: false };
}

function rampColours(column: PlotColumn, canClip: boolean): MarkColours {
  const { low, high, isClipped } = rampEnds(column.values, canClip);
  const span = high - low;
  const codes = Uint8Array.from(column.values, (value) =>
    Number.isFinite(value) ? rampStep(span > 0 ? (value - low) / span : 0.5) : RAMP_PALETTE.length,
  );
  const legend: PlotLegend = {
    kind: 'ramp',
    label: isClipped ? `${column.label}, 5th to 95th percentile` : column.label,
    low: `${isClipped ? '≤ ' : ''}${valueText(column, low)}`,
    high: `${isClipped ? '≥ ' : ''}${valueText(column, high)}`,
  };
  return { codes, palette: [...RAMP_PALETTE, NONE], legend: Number.isNaN(low) ? null : legend };
}

/** The most frequent words have a colour each. */
function wordColours(column: PlotColumn, palette: readonly string[]): MarkColours {
  const counts = new Uint32Array(column.words.length);
  for (const value of column.values) if (Number.isFinite(value)) counts[value]! += 1;
  const order = Array.from(counts.keys()).sort((a, b) => counts[b]! - counts[a]! || a - b);
  const own = order.slice(0, Math.min(MOST_WORDS, palette.length)).sort((a, b) => a - b);
  const codeOf = new Map(own.map((word, code) => [word, code]));
  const rest = own.length;
  const codes = Uint8Array.from(column.values, (value) =>
    Number.isFinite(value) ? (codeOf.get(value) ?? rest) : rest + 1,
  );
  const entries = own.map((word, code) => ({ label: column.words[word] || '""', colour: palette[code]! }));
  const others = column.words.length - own.length;
  if (others > 0) entries.push({ label: `${others} others`, colour: 'var(--ink)' });
  return {
    codes,
    palette: [...palette.slice(0, own.length), 'var(--ink)', NONE],
    legend: { kind: 'words', label: column.label, entries },
  };
}
