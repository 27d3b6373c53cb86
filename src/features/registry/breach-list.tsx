import { For, type JSX, Show } from 'solid-js';
import type { Breach } from '../../domain/rules/breach.ts';
import { breachSentence } from '../../domain/rules/breach-sentence.ts';
import { useEdits } from '../../state/edits.ts';
import { Icon } from '../../ui/icon.tsx';

/** What stands against a promotion, as sentences; those that stop it first. */
export function BreachList(props: { readonly breaches: readonly Breach[] }): JSX.Element {
  const edits = useEdits();
  const sentence = (breach: Breach) => {
    const rule = edits.rules().get(breach.rule);
    return rule ? breachSentence(breach, rule) : `${breach.name} ${breach.found}`;
  };
  const inOrder = () => [...props.breaches].sort((a, b) => (a.severity < b.severity ? -1 : 1));
  return (
    <Show when={props.breaches.length > 0}>
      <ul class="models-breaches" aria-label="Rules that are not kept">
        <For each={inOrder()}>
          {(breach) => (
            <li classList={{ 'is-block': breach.severity === 'block' }}>
              <Icon name="warning" />
              <span>
                <b>{breach.severity === 'block' ? 'Stops this' : 'Warning'}:</b> {sentence(breach)}
              </span>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}
