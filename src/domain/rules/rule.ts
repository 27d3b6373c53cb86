/** What a rule is about. */
export type RuleSubject = 'experiment' | 'run' | 'model' | 'version';

export type RuleCheck =
  /** Names must match the whole of a pattern (`base/pattern`). */
  | {
      readonly kind: 'name';
      readonly subject: 'experiment' | 'run' | 'model';
      readonly pattern: string;
      /** What the pattern means, in the team's words; '' where it speaks for itself. */
      readonly hint: string;
    }
  /** A tag must be there. `preset`: what is offered where it is missing; '' for nothing. */
  | {
      readonly kind: 'tag';
      readonly subject: 'run' | 'model' | 'version';
      readonly key: string;
      readonly preset: string;
    }
  /** What a version needs before it may come into one of these stages. */
  | { readonly kind: 'promotion'; readonly stages: readonly string[]; readonly needs: PromotionNeed };

export type PromotionNeed =
  /** The version's run must match, in the filter language of runs (`metrics.val_rmse < 6.5`). */
  | { readonly kind: 'run'; readonly filter: string }
  | { readonly kind: 'dataset' } // a dataset with a digest was recorded by the run
  | { readonly kind: 'clean-commit' } // a commit was recorded, and nothing says that there were uncommitted changes
  | { readonly kind: 'signature' } // the model's files have a signature
  | { readonly kind: 'description' } // the version is described
  | { readonly kind: 'reason' }; // the person says why

export interface Rule {
  /** As people call it; '' where the check speaks for itself. */
  readonly title: string;
  readonly check: RuleCheck;
  /** `block` stops a promotion; everything else can only be warned of. */
  readonly severity: 'block' | 'warn';
  readonly enabled: boolean;
}
