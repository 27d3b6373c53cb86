export type StepKind = 'text' | 'histogram' | 'pr-curve';

/** What was logged at one step, as a line of `texts/….jsonl`, `histograms/….jsonl` or `pr_curves/….jsonl` says. */
export interface StepValue {
  readonly step: number | null;
  readonly timeMs: number | null;
  readonly text: string;
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  readonly precision: readonly number[];
  readonly recall: readonly number[];
}

const MOST_NUMBERS = 100_000;

/** One line; null where it is none of these. Whatever a member holds that it should not is as if it were missing. */
export function parseStepLine(line: string): StepValue | null {
  let raw: unknown;
  try {
    raw = JSON.parse(line);
  } catch {
    return null;
  }
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) return null;
  const members = new Map(Object.entries(raw));
  const text = members.get('text');
  return {
    step: numberOrNull(members.get('step')),
    timeMs: numberOrNull(members.get('time')),
    text: typeof text === 'string' ? text : '',
    edges: numbers(members.get('edges')),
    counts: numbers(members.get('counts')),
    precision: numbers(members.get('precision')),
    recall: numbers(members.get('recall')),
  };
}

export interface EvenBins {
  readonly from: number;
  readonly to: number;
  readonly bins: number;
}

/**
 * The same counts in bins of one width, each old bin spread evenly over those it covers: writers make bins that grow
 * with the distance from zero, and drawn as they are they say nothing. Empty where nothing was counted.
 */
export function rebin(
  edges: readonly number[],
  counts: readonly number[],
  { from, to, bins }: EvenBins,
): readonly number[] {
  if (edges.length === 0 || counts.length !== edges.length - 1) return [];
  const even = new Array<number>(bins).fill(0);
  const width = (to - from) / bins;
  if (!(width > 0)) {
    even[bins >> 1] = sum(counts);
    return even;
  }
  const binOf = (value: number) => Math.min(bins - 1, Math.max(0, Math.floor((value - from) / width)));
  counts.forEach((count, at) => {
    const left = edges[at]!;
    const right = edges[at + 1]!;
    const first = binOf(left);
    const last = Math.min(bins - 1, Math.max(first, Math.ceil((right - from) / width) - 1));
    if (first === last) even[first]! += count;
    else
      for (let bin = first; bin <= last; bin++) {
        const covered = Math.min(right, from + (bin + 1) * width) - Math.max(left, from + bin * width);
        even[bin]! += (count * Math.max(0, covered)) / (right - left);
      }
  });
  return even;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function numbers(value: unknown): readonly number[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, MOST_NUMBERS).map((one: unknown) => (typeof one === 'number' ? one : 0));
}
