import type { Brand } from '../../base/brand.ts';
import type { MetricKey, RuleId } from '../ids.ts';
import type { MetricDirection } from '../metric-direction.ts';

export type AlertRuleId = Brand<string, 'AlertRuleId'>;
export const toAlertRuleId = (raw: string): AlertRuleId => raw as AlertRuleId;

/** A workspace has no more of them: each is held against every run. */
export const MOST_ALERT_RULES = 200;
/** Points or runs. */
export const MOST_IN_A_ROW = 1_000_000;
/** Of `diverging`: its values are kept for each run that is live. */
export const MOST_WINDOW_POINTS = 10_000;
/** A year: whoever waits longer is not waiting. */
export const MOST_MINUTES = 366 * 24 * 60;

/** What must come about for somebody to be told. Metrics are keys, or patterns with `*` (`val/*`). */
export type AlertCondition =
  /** A run begins to match, in the filter language of runs (`metrics.loss < 0.1 and params.model = 'xgb'`). */
  | { readonly kind: 'matches'; readonly filter: string }
  /** Points beyond a bound, so many in a row. */
  | {
      readonly kind: 'threshold';
      readonly metric: MetricKey;
      readonly is: 'above' | 'below';
      readonly bound: number;
      /** At least 1. */
      readonly inARow: number;
    }
  /** NaN or an infinity was logged; metric '' is any. */
  | { readonly kind: 'not-finite'; readonly metric: MetricKey | '' }
  /** The mean of the last `points` is worse than the best mean of as many before by `factor` (1.5 = by half). */
  | {
      readonly kind: 'diverging';
      readonly metric: MetricKey;
      readonly direction: MetricDirection;
      readonly points: number;
      readonly factor: number;
    }
  /** No better value than before for so many steps, by more than `tolerance` (a share of it: 0.001). */
  | {
      readonly kind: 'flat';
      readonly metric: MetricKey;
      readonly direction: MetricDirection;
      readonly steps: number;
      readonly tolerance: number;
    }
  /** A run that is under way says nothing for so long. */
  | { readonly kind: 'silent'; readonly minutes: number }
  | { readonly kind: 'ended'; readonly how: 'finished' | 'failed' | 'any' }
  /** Better than the best of the experiment before it, once a run has ended or at any point. */
  | {
      readonly kind: 'best';
      readonly metric: MetricKey;
      readonly direction: MetricDirection;
      readonly when: 'any-point' | 'ended';
    }
  /** Something does not keep a rule of the workspace; '' for any rule. */
  | { readonly kind: 'rule-broken'; readonly rule: RuleId | '' }
  /** A run used a dataset of this name with another digest than the run before it; '' for any name. */
  | { readonly kind: 'dataset-changed'; readonly dataset: string }
  /** Values of a metric among a production model's newer runs are distributed otherwise than in its baseline. */
  | {
      readonly kind: 'drift';
      readonly metric: MetricKey;
      /** Registered model; its runs are those of the experiment that its version in `stage` comes from. */
      readonly model: string;
      readonly stage: string;
      readonly measure: 'psi' | 'ks';
      /** PSI above this (0.2), or a KS statistic above this. */
      readonly limit: number;
      /** Runs in a window; at least 5. */
      readonly runs: number;
    };

/** A rule that somebody wants to be told about. An edit: it travels with the workspace. */
export interface AlertRule {
  /** As people call it; '' where the condition speaks for itself. */
  readonly title: string;
  readonly enabled: boolean;
  /** Which runs it is about, in the filter language; '' is all. */
  readonly scope: string;
  readonly condition: AlertCondition;
  /** When it was switched on last: what was so before is no news. */
  readonly sinceMs: number;
}
