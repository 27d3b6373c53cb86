import { type JSX, Show } from 'solid-js';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FirstOfKind } from '../../ui/first-of-kind.tsx';
import type { AlertDraft } from './alert-draft.ts';
import type { KnownMetric } from './known-names.ts';
import { presetRules } from './preset-rules.ts';

/** What alerts are for, and some rules to begin with. */
export function NoAlertRules(props: {
  readonly canEdit: boolean;
  readonly metrics: readonly KnownMetric[];
  readonly onAdd: (draft: AlertDraft | null) => void;
}): JSX.Element {
  return (
    <EmptyState
      title="No alert rules yet"
      text="Training that goes wrong, stops, or gets better than ever: a rule says what you want to be told of, in runs that are imported and in runs that are under way."
    >
      <Show when={props.canEdit}>
        <FirstOfKind
          label="New rule"
          onNew={() => props.onAdd(null)}
          readyName="Ready rules"
          ready={presetRules(props.metrics).map(({ label, draft }) => ({
            label,
            onChoose: () => props.onAdd(draft),
          }))}
        />
      </Show>
    </EmptyState>
  );
}
