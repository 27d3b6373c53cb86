import type { DiffLine } from '../../rpc/preview-api.ts';

/** A line of the comparison on the screen, or a stretch of equal lines that is folded away. */
export type ShownLine =
  | { readonly kind: 'line'; readonly line: DiffLine }
  | { readonly kind: 'fold'; readonly from: number; readonly count: number };

/** Equal lines that stay around what changed. */
const CONTEXT = 3;
/** Shorter stretches are not worth a fold. */
const LEAST_FOLD = 6;

/** Lines with stretches of equal ones folded away; `opened` holds where those begin that a person opened. */
export function foldEqualLines(
  lines: readonly DiffLine[],
  opened: ReadonlySet<number>,
): readonly ShownLine[] {
  const shown: ShownLine[] = [];
  let at = 0;
  while (at < lines.length) {
    let end = at;
    while (end < lines.length && lines[end]!.kind === 'same') end += 1;
    const from = at === 0 ? at : at + CONTEXT;
    const to = end === lines.length ? end : end - CONTEXT;
    if (end > at && to - from >= LEAST_FOLD && !opened.has(from)) {
      for (let i = at; i < from; i++) shown.push({ kind: 'line', line: lines[i]! });
      shown.push({ kind: 'fold', from, count: to - from });
      for (let i = to; i < end; i++) shown.push({ kind: 'line', line: lines[i]! });
    } else for (let i = at; i < end; i++) shown.push({ kind: 'line', line: lines[i]! });
    if (end < lines.length) shown.push({ kind: 'line', line: lines[end]! });
    at = end + 1;
  }
  return shown;
}

export interface DiffCounts {
  readonly before: number;
  readonly after: number;
}

/** Lines of either side that the other has not. */
export function countChanges(lines: readonly DiffLine[]): DiffCounts {
  let before = 0;
  let after = 0;
  for (const line of lines) {
    if (line.kind === 'same') continue;
    if (line.left !== null) before += 1;
    if (line.right !== null) after += 1;
  }
  return { before, after };
}
