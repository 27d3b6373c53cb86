import { createSignal, createUniqueId, For, type JSX, Show } from 'solid-js';
import { formatTime } from '../../base/format.ts';
import type { AlertRule, AlertRuleId } from '../../domain/alerts/alert-rule.ts';
import {
  bodyFor,
  conditionText,
  FIRST_WORDS,
  fillWords,
  MAX_ADDRESS,
  MAX_WORDS,
  mayFire,
  PLACEHOLDERS,
  unknownPlaceholders,
  type Webhook,
  type WebhookBody,
  webhookFault,
} from '../../domain/alerts/webhook.ts';
import { messageParts } from '../../state/alert-message.ts';
import { type SentNote, useAlerts } from '../../state/alerts.ts';
import { postWebhook } from '../../state/post-webhook.ts';
import { Button } from '../../ui/button.tsx';
import { ChoiceBar } from '../../ui/choice-bar.tsx';
import { Switch } from '../../ui/switch.tsx';
import { sampleAlert } from './sample-alert.ts';

const BODIES: readonly { readonly value: WebhookBody; readonly label: string }[] = [
  { value: 'text', label: 'Text (ntfy)' },
  { value: 'json', label: 'JSON (Slack)' },
  { value: 'form', label: 'Form (Discord)' },
];

const FAULTS = {
  empty: '',
  'not-an-address': 'That is no address.',
  'not-https': 'The address must begin with https://.',
  password: 'A web page cannot send to an address with a password in it.',
} as const;

/** Sends the alerts of a rule to an address, from this device, in the person's words. Off until somebody switches it on. */
export function WebhookForm(props: { readonly id: AlertRuleId; readonly rule: AlertRule }): JSX.Element {
  const alerts = useAlerts();
  const ids = { address: createUniqueId(), text: createUniqueId(), note: createUniqueId() };
  const stored = () => alerts.choices().webhooks.get(props.id);
  const [address, setAddress] = createSignal(stored()?.address ?? '');
  const [text, setText] = createSignal(stored()?.text ?? FIRST_WORDS);
  const [body, setBody] = createSignal<WebhookBody>(stored()?.body ?? 'text');
  const [isOn, setIsOn] = createSignal(isSending(stored(), props.rule));
  const [isTesting, setIsTesting] = createSignal(false);
  const [tested, setTested] = createSignal<SentNote | null>(null);
  const fault = () => webhookFault(address());
  const unknown = () => unknownPlaceholders(text());
  const preview = () => {
    const page = window.location.href.split('#', 1)[0] ?? '';
    const newest = alerts.alerts()?.find(({ alert }) => alert.rule === props.id)?.alert;
    return fillWords(text(), messageParts(newest ?? sampleAlert(props.id, props.rule), props.rule, page));
  };
  const keep = (part: Partial<Webhook> = {}) => {
    const agreedTo = conditionText(props.rule);
    const hook = {
      enabled: isOn(),
      address: address().trim(),
      text: text(),
      body: body(),
      agreedTo,
      ...part,
    };
    const isNothing = hook.address === '' && !hook.enabled;
    void alerts.setWebhook(props.id, isNothing ? null : hook).catch(reportError);
  };
  const change = (next: string) => {
    if (body() === bodyFor(address())) setBody(bodyFor(next));
    setAddress(next);
    // Half an address may be somebody else's.
    setIsOn(false);
    keep();
  };
  const test = async () => {
    setIsTesting(true);
    setTested(await postWebhook({ address: address().trim(), body: body() }, `Test: ${preview()}`));
    setIsTesting(false);
  };
  return (
    <section class="alert-webhook" aria-label="Webhook">
      <h3>Webhook</h3>
      <p class="alert-warning">
        What is written below leaves this browser for that address, with what is put into it: names of runs
        and metrics, values. Nothing else does, and only from this device.
      </p>
      <Show when={stored()?.enabled && !isSending(stored(), props.rule)}>
        <p class="form-fault" role="alert">
          The rule has been changed since this was switched on, so nothing is sent. Switch it on again if it
          should be.
        </p>
      </Show>
      <div class="form-field">
        <label for={ids.address}>Address</label>
        <input
          id={ids.address}
          class="field"
          type="url"
          maxlength={MAX_ADDRESS}
          autocomplete="off"
          spellcheck={false}
          placeholder="https://ntfy.sh/my-training"
          aria-invalid={fault() !== null && fault() !== 'empty'}
          value={address()}
          onInput={(event) => change(event.currentTarget.value)}
        />
        <Show when={FAULTS[fault() ?? 'empty']}>{(said) => <p class="form-fault">{said()}</p>}</Show>
      </div>
      <ChoiceBar
        name="Written as"
        options={BODIES}
        value={body()}
        onChange={(chosen) => {
          setBody(chosen);
          keep();
        }}
      />
      <div class="form-field">
        <label for={ids.text}>Words</label>
        <textarea
          id={ids.text}
          class="field"
          rows={2}
          maxlength={MAX_WORDS}
          aria-describedby={ids.note}
          value={text()}
          onInput={(event) => {
            setText(event.currentTarget.value);
            keep();
          }}
        />
        <p id={ids.note} class="muted">
          In braces what happened: <For each={PLACEHOLDERS}>{(word) => <code>{`{${word}} `}</code>}</For>
        </p>
        <Show when={unknown().length > 0}>
          <p class="form-fault">
            There is no{' '}
            {unknown()
              .map((word) => `{${word}}`)
              .join(', ')}
            .
          </p>
        </Show>
        <p class="alert-preview">
          <span class="muted">It would read:</span> {preview()}
        </p>
      </div>
      <div class="alert-row">
        <Switch
          label="Send alerts of this rule there"
          checked={isOn()}
          disabled={fault() !== null}
          onChange={(enabled) => {
            setIsOn(enabled);
            keep({ enabled });
          }}
        />
        <Button
          small
          disabled={fault() !== null || isTesting()}
          onClick={() => void test().catch(reportError)}
        >
          {isTesting() ? 'Sending…' : 'Send a test'}
        </Button>
      </div>
      <p class="muted" role="status" aria-label="Last message">
        <Show when={tested() ?? alerts.choices().sent.get(props.id)}>{(note) => sentText(note())}</Show>
      </p>
    </section>
  );
}

/** What was switched on for another condition is not sent. */
function isSending(hook: Webhook | undefined, rule: AlertRule): boolean {
  return hook !== undefined && mayFire(hook, rule);
}

function sentText({ isSent, tries, atMs }: SentNote): string {
  if (isSent) return `Sent ${formatTime(atMs)}. A web page is not told whether it was taken: look there.`;
  return `Could not be sent ${formatTime(atMs)} (${tries === 1 ? 'tried once' : `tried ${tries} times`}).`;
}
