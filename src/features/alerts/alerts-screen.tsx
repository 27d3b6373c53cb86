import { createSignal, type JSX, Show } from 'solid-js';
import { type AlertRule, type AlertRuleId, MOST_ALERT_RULES } from '../../domain/alerts/alert-rule.ts';
import { alertRuleName, alertRuleWords } from '../../domain/alerts/alert-sentence.ts';
import { conditionText, mayFire } from '../../domain/alerts/webhook.ts';
import { useAlerts } from '../../state/alerts.ts';
import { useEdits } from '../../state/edits.ts';
import { useQuery } from '../../state/query.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { showToast } from '../../ui/toast.tsx';
import { type AlertDraft, NEW_ALERT, toDraft } from './alert-draft.ts';
import { AlertList } from './alert-list.tsx';
import { AlertRuleDialog, type EditedAlertRule } from './alert-rule-dialog.tsx';
import { AlertRulesTable } from './alert-rules-table.tsx';
import { createKnownNames } from './known-names.ts';
import { NoAlertRules } from './no-alert-rules.tsx';
import { NotifySwitch } from './notify-switch.tsx';
import { TellDialog } from './tell-dialog.tsx';
import './alerts.css';

/** What rules were waiting for and has come, and the rules (`#/alerts`). */
export function AlertsScreen(): JSX.Element {
  const { version } = useQuery();
  const edits = useEdits();
  const share = useShare();
  const alerts = useAlerts();
  const [edited, setEdited] = createSignal<EditedAlertRule | null>(null);
  const [telling, setTelling] = createSignal<AlertRuleId | null>(null);
  const hasRules = () => edits.alertRules().size > 0;
  const hasAlerts = () => (alerts.alerts()?.length ?? 0) > 0;
  const names = createKnownNames(() => share.canEdit() && (edited() !== null || !hasRules()));
  const add = (draft: AlertDraft | null) => {
    if (edits.alertRules().size >= MOST_ALERT_RULES)
      return showToast({
        text: `A workspace has at most ${MOST_ALERT_RULES} alert rules: remove one first.`,
      });
    setEdited({ id: null, rule: null, draft: draft ?? NEW_ALERT });
  };
  const save = (id: AlertRuleId | null, rule: AlertRule) => {
    const before = id === null ? undefined : edits.alertRules().get(id);
    const hook = id === null ? undefined : alerts.choices().webhooks.get(id);
    const saved = edits.saveAlertRule(id, rule, alertRuleWords(rule, edits.rules()));
    // Whoever changes a rule here means that it goes on sending what they set up.
    if (before && hook && mayFire(hook, before))
      void alerts.setWebhook(saved, { ...hook, agreedTo: conditionText(rule) });
    setEdited(null);
    const undo = { label: 'Undo', onSelect: () => edits.undo() };
    showToast({ text: `Alert rule “${alertRuleName(rule, edits.rules())}” saved.`, action: undo });
  };
  return (
    <div class="alerts-screen">
      <header class="alerts-head">
        <h1>Alerts</h1>
        <NotifySwitch />
        <Show when={share.canEdit() && hasRules()}>
          <Button variant="primary" icon="plus" onClick={() => add(null)}>
            New rule
          </Button>
        </Show>
      </header>
      <Show when={version() > 0 && alerts.alerts()} fallback={<Skeleton lines={6} />}>
        {(list) => (
          <>
            <Show when={hasRules() || hasAlerts()}>
              <AlertList alerts={list()} />
            </Show>
            <Show
              when={hasRules()}
              fallback={<NoAlertRules canEdit={share.canEdit()} metrics={names().metrics} onAdd={add} />}
            >
              <AlertRulesTable
                onEdit={(id, rule) => setEdited({ id, rule, draft: toDraft(rule) })}
                onDuplicate={(rule) => add({ ...toDraft(rule), title: copyName(rule) })}
                onTell={setTelling}
              />
            </Show>
          </>
        )}
      </Show>
      <AlertRuleDialog edited={edited()} names={names()} onClose={() => setEdited(null)} onSave={save} />
      <TellDialog rule={telling()} onClose={() => setTelling(null)} />
    </div>
  );
}

function copyName({ title }: AlertRule): string {
  return title.trim() === '' ? '' : `${title.trim()} (copy)`;
}
