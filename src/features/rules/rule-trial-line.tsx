import { createEffect, createSignal, For, type JSX, onCleanup, Show } from 'solid-js';
import { formatCount } from '../../base/format.ts';
import type { RuleTrial } from '../../domain/rules/breach.ts';
import { breachSentence } from '../../domain/rules/breach-sentence.ts';
import type { Rule } from '../../domain/rules/rule.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { trialText } from './trial-text.ts';

/** Whoever types is answered when they rest. */
const REST_MS = 150;

/** What a rule would find in this workspace, while it is written. */
export function RuleTrialLine(props: { readonly rule: Rule | null }): JSX.Element {
  const { api } = useQuery();
  const [asked, setAsked] = createSignal<Rule>();
  createEffect(() => {
    const { rule } = props;
    const timer = setTimeout(() => setAsked(rule ?? undefined), REST_MS);
    onCleanup(() => clearTimeout(timer));
  });
  const answer = createNewestAnswer(
    asked,
    async (rule): Promise<Tried> => ({
      rule,
      trial: await api.tryRule({ ...rule, enabled: true }),
    }),
  );
  return (
    <div class="rule-trial" role="status" aria-label="In this workspace">
      <Show
        when={props.rule && answer()}
        fallback={<p class="muted">What it finds here is shown when it is complete.</p>}
      >
        {(tried) => (
          <>
            <p>{trialText(tried().rule, tried().trial)}</p>
            <ul>
              <For each={tried().trial.examples}>
                {(breach) => <li class="muted">{breachSentence(breach, tried().rule)}</li>}
              </For>
            </ul>
            <Show when={tried().trial.breaches > tried().trial.examples.length}>
              <p class="muted">
                and {formatCount(tried().trial.breaches - tried().trial.examples.length)} more
              </p>
            </Show>
          </>
        )}
      </Show>
    </div>
  );
}

interface Tried {
  readonly rule: Rule;
  readonly trial: RuleTrial;
}
