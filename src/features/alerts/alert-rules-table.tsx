import { A, useSearchParams } from '@solidjs/router';
import { createMemo, type JSX, Show } from 'solid-js';
import { formatCount } from '../../base/format.ts';
import type { AlertRule, AlertRuleId } from '../../domain/alerts/alert-rule.ts';
import { alertRuleName, alertRuleWords } from '../../domain/alerts/alert-sentence.ts';
import type { TellHow } from '../../domain/alerts/alert-standing.ts';
import { conditionText } from '../../domain/alerts/webhook.ts';
import { useAlerts } from '../../state/alerts.ts';
import { useEdits } from '../../state/edits.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { KeyedFor } from '../../ui/keyed-for.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import { Switch } from '../../ui/switch.tsx';
import { moveInGrid } from '../../ui/table-keys.ts';
import { showToast } from '../../ui/toast.tsx';
import '../../ui/card-table.css';

const HOW: Readonly<Record<TellHow, string>> = {
  notify: 'Notification',
  app: 'In the app',
  none: 'Not at all',
};

interface Ways {
  readonly onEdit: (id: AlertRuleId, rule: AlertRule) => void;
  readonly onDuplicate: (rule: AlertRule) => void;
  readonly onTell: (id: AlertRuleId) => void;
}

export function AlertRulesTable(props: Ways): JSX.Element {
  const alerts = useAlerts();
  const edits = useEdits();
  const rules = createMemo(() => {
    const nameOf = (rule: AlertRule) => alertRuleName(rule, edits.rules());
    return [...edits.alertRules()].sort(([a, one], [b, other]) => {
      return nameOf(one).localeCompare(nameOf(other), 'en') || (a < b ? -1 : 1);
    });
  });
  const fired = createMemo(() => {
    const counts = new Map<AlertRuleId, number>();
    for (const { alert } of alerts.alerts() ?? [])
      counts.set(alert.rule, (counts.get(alert.rule) ?? 0) + (alert.leftOut ?? 1));
    return counts;
  });
  return (
    <section class="alerts-rules" aria-labelledby="alert-rules">
      <h2 id="alert-rules">Rules</h2>
      <ScrollBox class="table-card" label="All alert rules">
        {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid, as its rows are acted on */}
        <table class="card-table alerts-table" role="grid" aria-label="Alert rules" onKeyDown={moveInGrid}>
          <thead>
            <tr>
              <th scope="col">Rule</th>
              <th scope="col">On</th>
              <th scope="col" class="is-number">
                Fired
              </th>
              <th scope="col">I am told</th>
              <th scope="col">
                <span class="unseen">What can be done</span>
              </th>
            </tr>
          </thead>
          <tbody>
            <KeyedFor each={rules()} by={([id]) => id}>
              {(entry) => (
                <RuleRow {...props} id={entry()[0]} rule={entry()[1]} fired={fired().get(entry()[0]) ?? 0} />
              )}
            </KeyedFor>
          </tbody>
        </table>
      </ScrollBox>
    </section>
  );
}

function RuleRow(
  props: Ways & { readonly id: AlertRuleId; readonly rule: AlertRule; readonly fired: number },
): JSX.Element {
  const edits = useEdits();
  const share = useShare();
  const [search] = useSearchParams<{ rule?: string }>();
  const name = () => alertRuleName(props.rule, edits.rules());
  const words = () => alertRuleWords(props.rule, edits.rules());
  const undo = { label: 'Undo', onSelect: () => edits.undo() };
  const setEnabled = (enabled: boolean) => {
    const sinceMs = enabled ? Date.now() : props.rule.sinceMs;
    edits.saveAlertRule(props.id, { ...props.rule, enabled, sinceMs }, words());
    showToast({ text: `Alert rule “${name()}” is ${enabled ? 'on' : 'off'}.`, action: undo });
  };
  const remove = () => {
    edits.removeAlertRule(props.id, words());
    showToast({ text: `Alert rule “${name()}” removed.`, action: undo });
  };
  return (
    <tr classList={{ 'is-off': !props.rule.enabled, 'is-named': search.rule === props.id }}>
      <th scope="row">
        {name()}
        <Show when={props.rule.title.trim() !== ''}>
          <span class="alerts-words muted">{words()}</span>
        </Show>
      </th>
      <td data-label="On">
        <Switch
          label={`On: ${name()}`}
          isLabelHidden
          checked={props.rule.enabled}
          disabled={!share.canEdit()}
          onChange={setEnabled}
        />
      </td>
      <td class="is-number" data-label="Fired">
        <Show when={props.fired > 0} fallback={<span class="muted">0</span>}>
          <A href={`/alerts?rule=${encodeURIComponent(props.id)}`}>{formatCount(props.fired)}</A>
        </Show>
      </td>
      <td data-label="I am told">
        <TellButton id={props.id} rule={props.rule} name={name()} onTell={() => props.onTell(props.id)} />
      </td>
      <td class="card-table-tools alerts-tools" data-label="">
        <Show when={share.canEdit()}>
          <Button
            variant="quiet"
            small
            icon="edit"
            label={`Edit ${name()}`}
            onClick={() => props.onEdit(props.id, props.rule)}
          />
          <Button
            variant="quiet"
            small
            icon="copy"
            label={`Duplicate ${name()}`}
            onClick={() => props.onDuplicate(props.rule)}
          />
          <Button variant="quiet" small icon="trash" label={`Remove ${name()}`} onClick={remove} />
        </Show>
      </td>
    </tr>
  );
}

function TellButton(props: {
  readonly id: AlertRuleId;
  readonly rule: AlertRule;
  readonly name: string;
  readonly onTell: () => void;
}): JSX.Element {
  const alerts = useAlerts();
  const hook = () => {
    const set = alerts.choices().webhooks.get(props.id);
    if (!set?.enabled) return '';
    return set.agreedTo === conditionText(props.rule) ? ' and webhook' : ' (webhook waits)';
  };
  const text = () => HOW[alerts.tellHow(props.id)] + hook();
  return (
    <Button
      variant="quiet"
      small
      class="alerts-told"
      aria-haspopup="dialog"
      label={`I am told of ${props.name}: ${text()}`}
      onClick={() => props.onTell()}
    >
      {text()}
    </Button>
  );
}
