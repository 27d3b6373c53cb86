import { type JSX, Show } from 'solid-js';
import { ruleWords } from '../../domain/rules/breach-sentence.ts';
import type { Rule } from '../../domain/rules/rule.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FirstOfKind } from '../../ui/first-of-kind.tsx';
import { exampleRules, findExampleMetric } from './example-rules.ts';

/** What rules are for, and some to begin with. */
export function NoRules(props: {
  readonly canEdit: boolean;
  readonly onAdd: () => void;
  readonly onSave: (id: null, rule: Rule) => void;
}): JSX.Element {
  const { api, version } = useQuery();
  const metric = createNewestAnswer(
    () => version() || undefined,
    () => findExampleMetric(api),
  );
  const examples = () => {
    const known = metric();
    return known === undefined ? [] : exampleRules(known);
  };
  return (
    <EmptyState
      title="No rules yet"
      text="How runs are named, which tags they need, and what a version must have before it goes to Production: a rule says it, and everything that does not keep it is listed here."
    >
      <Show when={props.canEdit}>
        <FirstOfKind
          label="New rule"
          onNew={() => props.onAdd()}
          readyName="Ready rules"
          ready={examples().map(({ label, rule }) => ({
            label,
            title: ruleWords(rule),
            onChoose: () => props.onSave(null, rule),
          }))}
        />
      </Show>
    </EmptyState>
  );
}
