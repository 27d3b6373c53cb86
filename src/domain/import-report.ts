import type { ImportProblem } from './problem.ts';

export type ImportOutcome = 'committed' | 'nothing-new' | 'cancelled' | 'failed';

/** What an import did. `newRuns + grownRuns + sameRuns` is every run that was read. */
export interface ImportReport {
  readonly outcome: ImportOutcome;
  /** Formats that read something, by label. */
  readonly formats: readonly string[];
  readonly experimentCount: number;
  /** Of these, the ones that were there and got runs of a source they had none of. Missing in older reports. */
  readonly joinedExperiments?: number;
  readonly newRuns: number;
  readonly grownRuns: number;
  readonly sameRuns: number;
  /** Whether edits that people made elsewhere came along and were news. Missing in older reports. */
  readonly broughtEdits?: boolean;
  readonly pointCount: number;
  readonly artifactsKept: number;
  readonly artifactsNotKept: number;
  readonly artifactBytesKept: number;
  readonly bytesRead: number;
  readonly durationMs: number;
  /** Grouped and capped: at most 1,000 are listed, `problemCount` counts all. */
  readonly problems: readonly ImportProblem[];
  readonly problemCount: number;
}

export interface ImportProgress {
  /** `paused`: the disk refused a write; nothing is lost, the import goes on when it is told to. */
  readonly phase: 'waiting' | 'reading' | 'artifacts' | 'storing' | 'paused';
  readonly file: string;
  readonly runs: number;
  readonly points: number;
  readonly bytesRead: number;
  readonly bytesTotal: number;
}
