import type { ExperimentKey, RuleId, RunKey } from '../ids.ts';
import type { RuleSubject } from './rule.ts';

/** What exactly is wrong; the sentence for it is in `breach-sentence.ts`. */
export type BreachCode =
  /** The name is not like the pattern. */
  | 'name'
  /** The pattern of the rule cannot be read: nothing was checked. */
  | 'pattern'
  /** The tag is missing or blank. */
  | 'tag'
  /** A version of no run, or of one that is not in this workspace. */
  | 'no-run'
  | 'run-elsewhere'
  /** The filter of the rule cannot be read; `found` is why. */
  | 'mistake'
  /** The run does not match: `name` is the field that is not as it should be, '' where no single one is. */
  | 'unmet'
  | 'no-dataset'
  | 'no-commit'
  | 'uncommitted'
  | 'no-model-file'
  | 'model-file-not-here'
  | 'no-signature'
  | 'no-description'
  | 'no-reason';

/** A rule that something does not keep. */
export interface Breach {
  readonly rule: RuleId;
  readonly severity: 'block' | 'warn';
  readonly subject: RuleSubject;
  readonly code: BreachCode;
  /** What it is called on the screen. */
  readonly label: string;
  readonly experiment: ExperimentKey | null;
  readonly run: RunKey | null;
  /** Model name; with `version` for a version. */
  readonly model: string | null;
  readonly version: number | null;
  /** What is called wrong, is missing or not reached: a name, a tag key, a field of the filter. */
  readonly name: string;
  /** What is there instead; '' for nothing. */
  readonly found: string;
}

export interface RuleCount {
  /** Things that the rule is about. */
  readonly checked: number;
  readonly breaches: number;
}

export interface Breaches {
  /** By rule, in the order of the rules; runs newest first. */
  readonly list: readonly Breach[];
  /** Breaches that are not in the list because there are too many. */
  readonly leftOut: number;
  /** For every rule that is enabled, all its breaches, listed or not. */
  readonly counts: ReadonlyMap<RuleId, RuleCount>;
}

export const NO_BREACHES: Breaches = { list: [], leftOut: 0, counts: new Map() };

/** What a rule would find if it were one, while somebody writes it. */
export interface RuleTrial extends RuleCount {
  readonly examples: readonly Breach[];
}

/** A page that says which rules its thing does not keep. */
export type BreachPlace =
  | { readonly kind: 'experiment'; readonly experiment: ExperimentKey }
  | { readonly kind: 'run'; readonly run: RunKey }
  /** `version`: null for the model itself. */
  | { readonly kind: 'model'; readonly model: string; readonly version: number | null };
