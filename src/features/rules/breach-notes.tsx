import { A } from '@solidjs/router';
import { createSignal, type JSX, Show } from 'solid-js';
import { formatPlural } from '../../base/format.ts';
import type { Breach, BreachPlace } from '../../domain/rules/breach.ts';
import { breachSentence, ruleName } from '../../domain/rules/breach-sentence.ts';
import type { Rule } from '../../domain/rules/rule.ts';
import { useEdits } from '../../state/edits.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { KeyedFor } from '../../ui/keyed-for.tsx';
import { SetTagForm } from './set-tag-form.tsx';
import './breach-notes.css';

/** Which rules of the workspace the thing on this page does not keep; nothing where it keeps all. */
export function BreachNotes(props: { readonly of: BreachPlace }): JSX.Element {
  const { api, version } = useQuery();
  const edits = useEdits();
  const found = createNewestAnswer(
    () => (version() > 0 && edits.rules().size > 0 ? { place: props.of, version: version() } : undefined),
    async ({ place }) => ({ place, breaches: await api.breachesAt(place) }),
  );
  /** Of this page, not of the one that was here before; and no rule that has gone meanwhile. */
  const shown = () => {
    const answer = found();
    if (!answer || JSON.stringify(answer.place) !== JSON.stringify(props.of)) return [];
    return answer.breaches.flatMap((breach) => {
      const rule = edits.rules().get(breach.rule);
      return rule?.enabled ? [{ breach, rule }] : [];
    });
  };
  return (
    <Show when={shown().length > 0}>
      <details class="breach-notes">
        <summary>
          <Icon name="warning" />
          {shown().length === 1
            ? '1 rule is not kept'
            : `${formatPlural(shown().length, 'rule')} are not kept`}
        </summary>
        <ul>
          <KeyedFor each={shown()} by={({ breach }) => JSON.stringify(breach)}>
            {(note) => <Note breach={note().breach} rule={note().rule} of={props.of} />}
          </KeyedFor>
        </ul>
      </details>
    </Show>
  );
}

function Note(props: {
  readonly breach: Breach;
  readonly rule: Rule;
  readonly of: BreachPlace;
}): JSX.Element {
  const share = useShare();
  const [isSetting, setIsSetting] = createSignal(false);
  const check = () => (props.rule.check.kind === 'tag' ? props.rule.check : null);
  return (
    <li>
      <span>{breachSentence(props.breach, props.rule)}</span>
      <span class="breach-ways">
        <Show when={share.canEdit() && !isSetting() && check()}>
          {(tag) => (
            <Button small icon="tag" onClick={() => setIsSetting(true)}>
              Set tag {tag().key}
            </Button>
          )}
        </Show>
        <A href={`/rules?rule=${encodeURIComponent(props.breach.rule)}`} title={ruleName(props.rule)}>
          See the rule
        </A>
      </span>
      <Show when={isSetting() && share.canEdit() && check()}>
        {(tag) => <SetTagForm check={tag()} of={props.of} onDone={() => setIsSetting(false)} />}
      </Show>
    </li>
  );
}
