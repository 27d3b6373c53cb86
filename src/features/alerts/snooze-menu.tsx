import type { JSX } from 'solid-js';
import type { Alert } from '../../domain/alerts/alert.ts';
import type { Snooze } from '../../domain/alerts/alert-standing.ts';
import { useAlerts } from '../../state/alerts.ts';
import { MenuButton } from '../../ui/menu.tsx';
import { showToast } from '../../ui/toast.tsx';

const HOUR_MS = 60 * 60 * 1000;
/** When people begin to look again. */
const MORNING_HOUR = 8;

/** Puts an alert off on this device, or everything of its run or rule. */
export function SnoozeMenu(props: { readonly alert: Alert; readonly name: string }): JSX.Element {
  const alerts = useAlerts();
  const snooze = (snoozed: Snooze, text: string) => {
    alerts
      .snooze(snoozed)
      .then(
        () => showToast({ text, action: { label: 'Undo', onSelect: () => void alerts.wake(snoozed) } }),
        reportError,
      );
  };
  const items = () => {
    const { id, run, rule } = props.alert;
    const ofRun =
      run === null
        ? []
        : [
            {
              label: 'Everything of this run',
              rule: true,
              onSelect: () =>
                snooze({ of: 'run', id: run, untilMs: null }, 'This run is snoozed on this device.'),
            },
          ];
    return [
      {
        label: 'For 1 hour',
        heading: 'On this device',
        onSelect: () =>
          snooze({ of: 'alert', id, untilMs: Date.now() + HOUR_MS }, 'Snoozed for an hour on this device.'),
      },
      {
        label: 'Until tomorrow',
        onSelect: () =>
          snooze(
            { of: 'alert', id, untilMs: tomorrow(new Date()) },
            'Snoozed until tomorrow on this device.',
          ),
      },
      ...ofRun,
      {
        label: 'Everything of this rule',
        rule: run === null,
        onSelect: () =>
          snooze({ of: 'rule', id: rule, untilMs: null }, 'This rule is snoozed on this device.'),
      },
    ];
  };
  return (
    <MenuButton small label={`Snooze: ${props.name}`} items={items()}>
      Snooze
    </MenuButton>
  );
}

export function tomorrow(now: Date): number {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, MORNING_HOUR).getTime();
}
