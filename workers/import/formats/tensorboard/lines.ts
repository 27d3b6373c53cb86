import { fromUtf8 } from '../../../../src/base/bytes.ts';
import type { Histogram } from './histograms.ts';
import type { Tensor } from './tensor.ts';

/** A text in Markdown: one string as it is, a list one below the other, a table as rows. Null for another shape. */
export function textOf({ shape, strings }: Tensor): string | null {
  if (strings.length === 0 || shape.length > 2) return null;
  const texts = strings.map((bytes) => fromUtf8(bytes));
  const columns = shape.length === 2 ? (shape[1] ?? 1) : 1;
  if (columns <= 1) return texts.join('\n');
  const rows: string[] = [];
  for (let at = 0; at < texts.length; at += columns) {
    rows.push(`| ${texts.slice(at, at + columns).join(' | ')} |`);
    if (at === 0) rows.push(`|${' --- |'.repeat(columns)}`);
  }
  return rows.join('\n');
}

export function textLine(step: number, timeMs: number, text: string): string {
  return JSON.stringify({ step, time: timeOf(timeMs), text });
}

export function histogramLine(step: number, timeMs: number, { edges, counts }: Histogram): string {
  return JSON.stringify({ step, time: timeOf(timeMs), edges, counts });
}

const PR_ROWS = ['tp', 'fp', 'tn', 'fn', 'precision', 'recall'] as const;

/** A precision-recall curve by threshold; null where the tensor is none. */
export function prCurveLine(step: number, timeMs: number, { shape, numbers }: Tensor): string | null {
  const [rows, thresholds = 0] = shape;
  if (numbers === null || rows !== PR_ROWS.length || shape.length !== 2) return null;
  const columns = PR_ROWS.map((name, row) => [
    name,
    Array.from(numbers.subarray(row * thresholds, (row + 1) * thresholds)),
  ]);
  return JSON.stringify({ step, time: timeOf(timeMs), ...Object.fromEntries(columns) });
}

/** JSON has no word for a time that is not known. */
function timeOf(timeMs: number): number | null {
  return Number.isFinite(timeMs) ? timeMs : null;
}
