import type { ImportProblem } from '../../../src/domain/problem.ts';

/** Rows before and behind a damaged place, by their steps. */
export type StepGap = readonly [before: number, behind: number];

/** What damage inside a log cost: records by their numbers, steps by the rows around it. */
export function damagedLog(
  path: string,
  {
    places,
    firstByte,
    records,
    gaps,
  }: { places: number; firstByte: number; records: number; gaps: readonly StepGap[] },
): ImportProblem {
  const lost = gaps.filter(([before, behind]) => behind > before + 1 || Number.isNaN(before));
  const steps = lost.slice(0, 5).map(stepsBetween).join(', ');
  const facts = { places, records: Math.max(records, 1), ...(steps === '' ? {} : { steps }) };
  return { code: 'log-damaged', path, byte: firstByte, facts };
}

/** The last record is not whole; `step` is the last that was read. */
export function cutLog(path: string, atByte: number, step: number): ImportProblem {
  return { code: 'log-cut', path, byte: atByte, facts: stepFacts(step) };
}

/** The log is whole and its run did not say that it ended. */
export function unfinishedRun(path: string, step: number): ImportProblem {
  return { code: 'run-unfinished', path, facts: stepFacts(step) };
}

function stepFacts(step: number): { readonly step?: number } {
  return Number.isFinite(step) ? { step } : {};
}

function stepsBetween([before, behind]: StepGap): string {
  const from = Number.isFinite(before) ? before + 1 : 0;
  return from >= behind - 1 ? String(from) : `${from}–${behind - 1}`;
}
