import { createUniqueId, For, type JSX, Show } from 'solid-js';
import type { AlertRule, AlertRuleId } from '../../domain/alerts/alert-rule.ts';
import { alertRuleName } from '../../domain/alerts/alert-sentence.ts';
import type { TellHow } from '../../domain/alerts/alert-standing.ts';
import { useAlerts } from '../../state/alerts.ts';
import { useEdits } from '../../state/edits.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import '../../ui/form-field.css';
import { askToNotify } from './ask-to-notify.ts';
import { WebhookForm } from './webhook-form.tsx';

const WAYS: readonly { readonly value: TellHow; readonly label: string; readonly note: string }[] = [
  { value: 'notify', label: 'Notification', note: 'by the system, also while Cairn is in the background' },
  { value: 'app', label: 'In the app', note: 'a message, and the count beside Alerts' },
  { value: 'none', label: 'Not at all', note: 'it is listed, and not counted' },
];

/** How this device is told of a rule. It is nobody else's business: none of it travels with the workspace. */
export function TellDialog(props: {
  readonly rule: AlertRuleId | null;
  readonly onClose: () => void;
}): JSX.Element {
  const edits = useEdits();
  /** Gone while it is open: removed by somebody else. */
  const rule = () => (props.rule === null ? undefined : edits.alertRules().get(props.rule));
  return (
    <Dialog
      class="alert-dialog"
      open={rule() !== undefined}
      title="How I am told"
      onClose={() => props.onClose()}
      footer={<Button onClick={() => props.onClose()}>Done</Button>}
    >
      <Show when={rule()}>
        {(known) => (
          <Show when={props.rule} keyed>
            {(id) => <Choices id={id} rule={known()} />}
          </Show>
        )}
      </Show>
    </Dialog>
  );
}

function Choices(props: { readonly id: AlertRuleId; readonly rule: AlertRule }): JSX.Element {
  const alerts = useAlerts();
  const edits = useEdits();
  const group = createUniqueId();
  const choose = async (how: TellHow, input: HTMLInputElement) => {
    if (how !== 'notify' || (await askToNotify())) await alerts.setTellHow(props.id, how);
    const chosen = alerts.tellHow(props.id);
    for (const other of input.form?.querySelectorAll<HTMLInputElement>('input[type=radio]') ?? [])
      other.checked = other.value === chosen;
  };
  return (
    <div class="form-stack">
      <p>
        “{alertRuleName(props.rule, edits.rules())}”, <span class="muted">on this device alone</span>
      </p>
      <form onSubmit={(event) => event.preventDefault()}>
        <fieldset class="alert-ways-choice">
          <legend class="unseen">How I am told</legend>
          <For each={WAYS}>
            {({ value, label, note }) => (
              <label>
                <input
                  type="radio"
                  name={group}
                  value={value}
                  checked={alerts.tellHow(props.id) === value}
                  onChange={(event) => void choose(value, event.currentTarget).catch(reportError)}
                />
                <span>
                  {label} <span class="muted">{note}</span>
                </span>
              </label>
            )}
          </For>
        </fieldset>
      </form>
      <WebhookForm id={props.id} rule={props.rule} />
    </div>
  );
}
