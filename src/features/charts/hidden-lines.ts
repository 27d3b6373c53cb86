import type { DrawnLine } from './wall-store.ts';

/** A line that a legend hid, and where in the legend it stood. */
export interface HiddenLine {
  readonly line: DrawnLine;
  readonly at: number;
}

/** Lines as a legend lists them: what is hidden keeps its place, so that a second press shows it again. */
export function withHidden<T>(lines: readonly T[], hidden: readonly HiddenLine[]): (T | DrawnLine)[] {
  const all: (T | DrawnLine)[] = [...lines];
  for (const { line, at } of [...hidden].sort((a, b) => a.at - b.at)) all.splice(at, 0, line);
  return all;
}
