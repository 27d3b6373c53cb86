import type { Brand } from '../../base/brand.ts';
import type { MetricKey, RunKey } from '../ids.ts';
import type { AlertCondition, AlertRuleId } from './alert-rule.ts';

/** Follows from rule, run, metric and step, so that two devices call one event by one name. */
export type AlertId = Brand<string, 'AlertId'>;
export const toAlertId = (raw: string): AlertId => raw as AlertId;

/** Something that a rule was waiting for. The sentence for it is in `alert-sentence.ts`. */
export interface Alert {
  readonly id: AlertId;
  readonly rule: AlertRuleId;
  readonly kind: AlertCondition['kind'];
  /** null for what is about no single run. */
  readonly run: RunKey | null;
  readonly runName: string;
  readonly metric: MetricKey | '';
  /** Where in the run; null for what has no step. */
  readonly step: number | null;
  readonly value: number | null;
  /** What it was measured against: a bound, the best before, a baseline; null for none. */
  readonly against: number | null;
  /**
   * A name that belongs to it: a dataset, a model, how the run ended ('finished', 'failed', 'killed'); for a broken rule the
   * sentence that says what breaks it; '' for none.
   */
  readonly about: string;
  /** When it happened: the time of the point, the end of the run; when it was seen where the source has no time. */
  readonly atMs: number;
  /** Where a rule found too many at once: this one stands for so many that are not listed, and is about no run. */
  readonly leftOut?: number;
}

/** What a rule would have told, had it been on. */
export interface AlertTrial {
  /** Runs that were looked at. */
  readonly runs: number;
  readonly fired: number;
  /** Newest first. */
  readonly examples: readonly Alert[];
  /** Why nothing could be tried (a mistake in the filter); '' else. */
  readonly mistake: string;
}
