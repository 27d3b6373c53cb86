import type { AlertKind } from './alert-draft.ts';

/** What can be waited for, as people would ask for it. */
export const KIND_GROUPS: readonly {
  readonly label: string;
  readonly kinds: readonly { readonly kind: AlertKind; readonly label: string }[];
}[] = [
  {
    label: 'Values',
    kinds: [
      { kind: 'threshold', label: 'A metric goes above or below a bound' },
      { kind: 'not-finite', label: 'A metric is NaN or infinite' },
      { kind: 'matches', label: 'A run begins to match a filter' },
      { kind: 'best', label: 'A run is better than the best so far' },
    ],
  },
  {
    label: 'Progress',
    kinds: [
      { kind: 'diverging', label: 'A metric gets worse than its best' },
      { kind: 'flat', label: 'A metric does not get better any more' },
      { kind: 'silent', label: 'A run makes no progress' },
    ],
  },
  { label: 'End', kinds: [{ kind: 'ended', label: 'A run has ended' }] },
  {
    label: 'Registry and data',
    kinds: [
      { kind: 'rule-broken', label: 'Something does not keep a rule of the workspace' },
      { kind: 'dataset-changed', label: 'A run uses a dataset that has changed' },
      { kind: 'drift', label: 'Runs of a model in production drift from its first ones' },
    ],
  },
];
