import { A } from '@solidjs/router';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { formatCount } from '../../base/format.ts';
import type { RuleId } from '../../domain/ids.ts';
import type { Breach, Breaches } from '../../domain/rules/breach.ts';
import {
  breachSentence,
  ruleName,
  type SentenceParts,
  sentenceParts,
} from '../../domain/rules/breach-sentence.ts';
import type { Rule } from '../../domain/rules/rule.ts';
import { rulesInOrder } from '../../domain/rules/rules-in-order.ts';
import { useQuery } from '../../state/query.ts';
import { Button } from '../../ui/button.tsx';
import { KeyedFor } from '../../ui/keyed-for.tsx';
import { saveBlob } from '../../ui/save-blob.ts';
import { SearchBox } from '../../ui/search-box.tsx';
import { showToast } from '../../ui/toast.tsx';
import { breachAddress } from './breach-address.ts';

const SHOWN_AT_ONCE = 50;

interface Line {
  readonly parts: SentenceParts;
  readonly address: string | null;
}

interface Group {
  readonly id: RuleId;
  readonly rule: Rule;
  /** Those that hold what was typed. */
  readonly lines: readonly Line[];
  /** All there are of this rule, and how many of them the list does not have. */
  readonly all: number;
  readonly leftOut: number;
}

/** Everything that does not keep a rule, by rule. */
export function BreachList(props: {
  readonly breaches: Breaches;
  readonly rules: ReadonlyMap<RuleId, Rule>;
}): JSX.Element {
  const { api } = useQuery();
  const [typed, setTyped] = createSignal('');
  const groups = createMemo(() => toGroups(props.breaches, props.rules, typed().trim().toLowerCase()));
  const total = () => props.breaches.list.length + props.breaches.leftOut;
  const download = () => {
    api.breachesFile().then(
      (blob) => saveBlob(blob, 'breaches.csv'),
      (error: unknown) => {
        console.error('breaches not written', error);
        showToast({ text: 'The file could not be written.', tone: 'failed' });
      },
    );
  };
  return (
    <section class="rules-breaches" aria-labelledby="rules-breaches">
      <div class="rules-breaches-head">
        <h2 id="rules-breaches">Breaches</h2>
        <span class="muted" role="status">
          {total() === 0 ? 'Every rule is kept.' : formatCount(total())}
        </span>
        <Show when={total() > 0}>
          <SearchBox class="rules-search" label="Filter breaches" value={typed()} onInput={setTyped} />
          <Button icon="download" onClick={download}>
            Export CSV
          </Button>
        </Show>
      </div>
      <KeyedFor each={groups()} by={({ id }) => id}>
        {(group) => <BreachGroup group={group()} />}
      </KeyedFor>
      <Show when={total() > 0 && groups().length === 0}>
        <p class="muted">None of them has “{typed().trim()}”.</p>
      </Show>
    </section>
  );
}

function BreachGroup(props: { readonly group: Group }): JSX.Element {
  const [limit, setLimit] = createSignal(SHOWN_AT_ONCE);
  const shown = () => props.group.lines.slice(0, limit());
  const hidden = () => props.group.lines.length - shown().length;
  return (
    <section class="rules-group" aria-label={ruleName(props.group.rule)}>
      <h3>
        {ruleName(props.group.rule)} <span class="muted">{formatCount(props.group.all)}</span>
      </h3>
      <ul>
        <For each={shown()}>
          {({ parts, address }) => (
            <li>
              {parts.before}
              <Show when={address} fallback={parts.thing}>
                {(href) => <A href={href()}>{parts.thing}</A>}
              </Show>
              {parts.after}
            </li>
          )}
        </For>
      </ul>
      <Show when={hidden() > 0}>
        <Button small onClick={() => setLimit(limit() + SHOWN_AT_ONCE)}>
          Show {formatCount(Math.min(SHOWN_AT_ONCE, hidden()))} more of {formatCount(hidden())}
        </Button>
      </Show>
      <Show when={props.group.leftOut > 0}>
        <p class="muted">
          {formatCount(props.group.leftOut)} more {props.group.leftOut === 1 ? 'is' : 'are'} neither listed
          nor searched: Export CSV has all of them.
        </p>
      </Show>
    </section>
  );
}

function toGroups(
  { list, counts }: Breaches,
  rules: ReadonlyMap<RuleId, Rule>,
  typed: string,
): readonly Group[] {
  const byRule = new Map<RuleId, Breach[]>();
  for (const breach of list) {
    const known = byRule.get(breach.rule);
    if (known) known.push(breach);
    else byRule.set(breach.rule, [breach]);
  }
  return rulesInOrder(rules).flatMap(([id, rule]) => {
    const all = counts.get(id)?.breaches ?? 0;
    const listed = byRule.get(id) ?? [];
    const lines = listed
      .filter((breach) => breachSentence(breach, rule).toLowerCase().includes(typed))
      .map((breach) => ({ parts: sentenceParts(breach, rule), address: breachAddress(breach) }));
    const leftOut = all - listed.length;
    return lines.length > 0 || leftOut > 0 ? [{ id, rule, lines, all, leftOut }] : [];
  });
}
