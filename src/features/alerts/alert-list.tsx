import { useSearchParams } from '@solidjs/router';
import { createEffect, createMemo, createSignal, For, type JSX, on, Show } from 'solid-js';
import { formatCount, formatPlural } from '../../base/format.ts';
import type { Alert } from '../../domain/alerts/alert.ts';
import { type AlertRuleId, toAlertRuleId } from '../../domain/alerts/alert-rule.ts';
import { alertRuleName, alertSentence } from '../../domain/alerts/alert-sentence.ts';
import type { AlertStanding } from '../../domain/alerts/alert-standing.ts';
import { type StoredAlert, useAlerts } from '../../state/alerts.ts';
import { useEdits } from '../../state/edits.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { ChoiceBar } from '../../ui/choice-bar.tsx';
import { KeyedFor } from '../../ui/keyed-for.tsx';
import { showToast } from '../../ui/toast.tsx';
import { AlertItem } from './alert-item.tsx';
import { SnoozeNotes } from './snooze-notes.tsx';

const SHOWN_FIRST = 12;
const SHOWN_MORE = 100;

type Shown = AlertStanding | 'all';

/** Everything that rules have told, newest first. */
export function AlertList(props: { readonly alerts: readonly StoredAlert[] }): JSX.Element {
  const alerts = useAlerts();
  const edits = useEdits();
  const share = useShare();
  const [search, setSearch] = useSearchParams<{ rule?: string }>();
  const [shown, setShown] = createSignal<Shown>('open');
  const [limit, setLimit] = createSignal(SHOWN_FIRST);
  const rule = () => (search.rule ? toAlertRuleId(search.rule) : null);
  const ofRule = createMemo(() => {
    const chosen = rule();
    return chosen === null ? props.alerts : props.alerts.filter(({ alert }) => alert.rule === chosen);
  });
  const byStanding = createMemo(() => {
    const lists: Record<AlertStanding, StoredAlert[]> = { open: [], snoozed: [], acknowledged: [] };
    for (const one of ofRule()) lists[alerts.standing(one.alert)].push(one);
    return lists;
  });
  const found = () => {
    const which = shown();
    return which === 'all' ? ofRule() : byStanding()[which];
  };
  createEffect(on([shown, rule], () => setLimit(SHOWN_FIRST)));
  const listed = () => found().slice(0, limit());
  const hidden = () => found().length - listed().length;
  const choices = () => [
    { value: 'open' as const, label: `Open ${formatCount(byStanding().open.length)}` },
    { value: 'snoozed' as const, label: `Snoozed ${formatCount(byStanding().snoozed.length)}` },
    {
      value: 'acknowledged' as const,
      label: `Acknowledged ${formatCount(byStanding().acknowledged.length)}`,
    },
    { value: 'all' as const, label: 'All' },
  ];
  const acknowledge = (list: readonly Alert[]) => {
    const [first] = list;
    if (!first) return;
    const isOne = list.length === 1;
    const words = isOne ? sentenceOf(first) : formatPlural(list.length, 'alert');
    edits.acknowledge(
      list.map(({ id }) => id),
      Date.now(),
      words,
    );
    const undo = { label: 'Undo', onSelect: () => edits.undo() };
    showToast({ text: isOne ? 'Alert acknowledged.' : `${words} acknowledged.`, action: undo });
  };
  const sentenceOf = (alert: Alert) => alertSentence(alert, edits.alertRules().get(alert.rule) ?? null);
  return (
    <section class="alerts-list" aria-labelledby="alerts-told">
      <div class="alerts-list-head">
        <h2 id="alerts-told">What happened</h2>
        <ChoiceBar name="Show" options={choices()} value={shown()} onChange={setShown} />
        <RuleChoice
          alerts={props.alerts}
          value={rule()}
          onChange={(id) => setSearch({ rule: id ?? undefined })}
        />
        <Show when={share.canEdit() && byStanding().open.length > 0}>
          <Button icon="check" onClick={() => acknowledge(byStanding().open.map(({ alert }) => alert))}>
            Acknowledge all
          </Button>
        </Show>
      </div>
      <SnoozeNotes alerts={props.alerts} />
      <Show
        when={found().length > 0}
        fallback={<p class="alerts-none muted">{noneText(shown(), props.alerts.length > 0)}</p>}
      >
        <ul class="alerts-items" aria-label="Alerts">
          <KeyedFor each={listed()} by={({ id }) => id}>
            {(one) => (
              <AlertItem
                alert={one().alert}
                standing={alerts.standing(one().alert)}
                onAcknowledge={() => acknowledge([one().alert])}
              />
            )}
          </KeyedFor>
        </ul>
        <Show when={hidden() > 0}>
          <Button small onClick={() => setLimit(limit() + SHOWN_MORE)}>
            Show {formatCount(Math.min(SHOWN_MORE, hidden()))} older
            {hidden() > SHOWN_MORE ? ` of ${formatCount(hidden())}` : ''}
          </Button>
        </Show>
      </Show>
    </section>
  );
}

function RuleChoice(props: {
  readonly alerts: readonly StoredAlert[];
  readonly value: AlertRuleId | null;
  readonly onChange: (rule: AlertRuleId | null) => void;
}): JSX.Element {
  const edits = useEdits();
  const options = createMemo(() => {
    const rules = [...new Set(props.alerts.map(({ alert }) => alert.rule))];
    const known = [...edits.alertRules().keys()].filter((id) => !rules.includes(id));
    return [...rules, ...known].map((id) => {
      const rule = edits.alertRules().get(id);
      return { id, name: rule ? alertRuleName(rule, edits.rules()) : 'A rule that is gone' };
    });
  });
  return (
    <select
      class="field alerts-rule-choice"
      aria-label="Rule"
      onChange={(event) => {
        const { value } = event.currentTarget;
        props.onChange(value === '' ? null : toAlertRuleId(value));
      }}
    >
      <option value="" selected={props.value === null}>
        All rules
      </option>
      <For each={options()}>
        {({ id, name }) => (
          <option value={id} selected={props.value === id}>
            {name}
          </option>
        )}
      </For>
    </select>
  );
}

function noneText(shown: Shown, hasAlerts: boolean): string {
  if (!hasAlerts) return 'Nothing yet: what a rule waits for is listed here as soon as it comes.';
  switch (shown) {
    case 'open':
      return 'Everything has been dealt with.';
    case 'snoozed':
      return 'Nothing is snoozed.';
    case 'acknowledged':
      return 'Nothing has been acknowledged.';
    case 'all':
      return 'Nothing of this rule yet.';
  }
}
