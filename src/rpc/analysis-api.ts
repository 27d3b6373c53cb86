import type { ColumnId, ValueColumn } from './query-api.ts';

/** Which parameters a metric hangs on, asked of the values of some runs. */
export interface ImportanceQuery {
  readonly target: ValueColumn;
  /** Index-aligned with the target. */
  readonly params: readonly ValueColumn[];
  readonly seed: number;
}

export interface ParamImportance {
  readonly column: ColumnId;
  /** How much worse the forest guesses when this parameter is shuffled: rise of squared error by variance, 0 … ~2. */
  readonly importance: number;
  /** Standard deviation of that over forests of other seeds. */
  readonly spread: number;
  /** It beat every shuffled copy of a parameter in every forest. */
  readonly isAboveChance: boolean;
  /** NaN where the values are no numbers, too few, or never change. */
  readonly pearson: number;
  readonly spearman: number;
  /** Runs with a value, among those that count. */
  readonly filled: number;
}

/** `constant` has one value, `unique` a text of its own in almost every run, `too-many` did not fit. */
export type UnusedReason = 'constant' | 'unique' | 'too-many';

export interface ImportanceAnswer {
  readonly kind: 'answer';
  /** Runs with a finite target. */
  readonly runs: number;
  /** Runs the forests were grown on, where there were too many for all. */
  readonly used: number;
  /** Share of the variance that trees explain of runs they have not seen; below 0 it is worse than the mean. */
  readonly r2: number;
  readonly r2Spread: number;
  /** The importance that shuffled copies of parameters reach by chance. */
  readonly chance: number;
  /** Most important first. */
  readonly params: readonly ParamImportance[];
  readonly unused: readonly { readonly column: ColumnId; readonly reason: UnusedReason }[];
  /** Pairs that change together, so that their importance cannot be told apart. */
  readonly alike: readonly { readonly a: ColumnId; readonly b: ColumnId; readonly correlation: number }[];
}

export type ImportanceResult =
  | ImportanceAnswer
  | { readonly kind: 'too-few-runs'; readonly runs: number }
  | { readonly kind: 'same-target'; readonly runs: number }
  | { readonly kind: 'no-params'; readonly runs: number; readonly unused: ImportanceAnswer['unused'] };

/** Fewer runs than this and nothing is said of them. */
export const LEAST_RUNS = 8;

export interface AnalysisApi {
  /** `onProgress` hears the share that is done. */
  importance(query: ImportanceQuery, onProgress: (share: number) => void): Promise<ImportanceResult>;
}
