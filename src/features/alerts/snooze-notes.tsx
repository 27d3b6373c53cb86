import { createMemo, For, type JSX, Show } from 'solid-js';
import { toAlertRuleId } from '../../domain/alerts/alert-rule.ts';
import { alertRuleName } from '../../domain/alerts/alert-sentence.ts';
import { isOn, type Snooze } from '../../domain/alerts/alert-standing.ts';
import { type StoredAlert, useAlerts } from '../../state/alerts.ts';
import { useEdits } from '../../state/edits.ts';
import { Button } from '../../ui/button.tsx';

/** Runs and rules that this device hears nothing of until somebody wakes them. */
export function SnoozeNotes(props: { readonly alerts: readonly StoredAlert[] }): JSX.Element {
  const alerts = useAlerts();
  const edits = useEdits();
  const long = createMemo(() =>
    alerts.choices().snoozes.filter((snooze) => snooze.of !== 'alert' && isOn(snooze, alerts.nowMs())),
  );
  const nameOf = ({ of, id }: Snooze) => {
    if (of === 'run') {
      const known = props.alerts.find(({ alert }) => alert.run === id);
      return `Run ${known?.alert.runName ?? id}`;
    }
    const rule = edits.alertRules().get(toAlertRuleId(id));
    return rule ? `Rule “${alertRuleName(rule, edits.rules())}”` : 'A rule that is gone';
  };
  return (
    <Show when={long().length > 0}>
      <ul class="alerts-snoozed" aria-label="Snoozed on this device">
        <For each={long()}>
          {(snooze) => (
            <li>
              <span>{nameOf(snooze)} is snoozed on this device.</span>
              <Button
                small
                label={`Wake: ${nameOf(snooze)}`}
                onClick={() => void alerts.wake(snooze).catch(reportError)}
              >
                Wake
              </Button>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}
