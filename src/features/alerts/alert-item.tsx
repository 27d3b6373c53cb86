import { A } from '@solidjs/router';
import { type JSX, Show } from 'solid-js';
import { formatAge, formatTime } from '../../base/format.ts';
import type { Alert } from '../../domain/alerts/alert.ts';
import { alertAddress } from '../../domain/alerts/alert-address.ts';
import { alertRuleName, alertSentence } from '../../domain/alerts/alert-sentence.ts';
import type { AlertStanding } from '../../domain/alerts/alert-standing.ts';
import { useAlerts } from '../../state/alerts.ts';
import { useEdits } from '../../state/edits.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { SnoozeMenu } from './snooze-menu.tsx';

/** What looks bad has a square, what is good news a ring: state has a shape as well as a colour. */
const GOOD_NEWS: ReadonlySet<Alert['kind']> = new Set(['best', 'matches']);

export function AlertItem(props: {
  readonly alert: Alert;
  readonly standing: AlertStanding;
  readonly onAcknowledge: () => void;
}): JSX.Element {
  const edits = useEdits();
  const share = useShare();
  const alerts = useAlerts();
  const rule = () => edits.alertRules().get(props.alert.rule);
  const address = () => alertAddress(props.alert);
  const sentence = () => alertSentence(props.alert, rule() ?? null);
  const isGood = () =>
    GOOD_NEWS.has(props.alert.kind) || (props.alert.kind === 'ended' && props.alert.about === 'finished');
  const runAddress = () => (props.alert.run === null ? null : `/runs/${encodeURIComponent(props.alert.run)}`);
  return (
    <li class="alert-item" classList={{ 'is-open': props.standing === 'open' }}>
      <span class="alert-mark" classList={{ 'is-good': isGood() }} aria-hidden="true" />
      <div class="alert-text">
        <Show when={address()} fallback={<p>{sentence()}</p>}>
          {(href) => (
            <A href={href()} class="alert-link">
              {sentence()}
            </A>
          )}
        </Show>
        <p class="alert-facts muted">
          <time dateTime={isoTime(props.alert.atMs)} title={formatTime(props.alert.atMs)}>
            {ageText(props.alert.atMs, alerts.nowMs())}
          </time>
          <Show when={runAddress()}>
            {(href) => (
              <A href={href()} class="cut">
                {props.alert.runName}
              </A>
            )}
          </Show>
          <span class="cut">{ruleText(rule(), edits)}</span>
          <Show when={props.standing === 'acknowledged'}>
            <span class="alert-done">
              <Icon name="check" /> Acknowledged
            </span>
          </Show>
        </p>
      </div>
      <div class="alert-ways">
        <Show when={props.standing === 'open'}>
          <SnoozeMenu alert={props.alert} name={sentence()} />
        </Show>
        <Show when={props.standing !== 'acknowledged' && share.canEdit()}>
          <Button
            small
            icon="check"
            label={`Acknowledge: ${sentence()}`}
            onClick={() => props.onAcknowledge()}
          >
            Acknowledge
          </Button>
        </Show>
      </div>
    </li>
  );
}

function ruleText(
  rule: Parameters<typeof alertRuleName>[0] | undefined,
  edits: ReturnType<typeof useEdits>,
): string {
  return rule ? alertRuleName(rule, edits.rules()) : 'A rule that is gone';
}

function ageText(atMs: number, nowMs: number): string {
  const age = formatAge(atMs, nowMs);
  return age === 'now' || age === '–' ? age : `${age} ago`;
}

function isoTime(atMs: number): string | undefined {
  return Math.abs(atMs) <= 8.64e15 ? new Date(atMs).toISOString() : undefined;
}
