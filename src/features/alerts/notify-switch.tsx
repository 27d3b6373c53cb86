import type { JSX } from 'solid-js';
import { useAlerts } from '../../state/alerts.ts';
import { askToNotify } from './ask-to-notify.ts';
import '../../ui/controls.css';

/** Whether this device shows notifications of the system, for rules where nobody chose otherwise. */
export function NotifySwitch(): JSX.Element {
  const alerts = useAlerts();
  const isOn = () => alerts.choices().tellAll === 'notify';
  const change = async (input: HTMLInputElement) => {
    const wanted = input.checked;
    if (!wanted || (await askToNotify())) await alerts.setTellHow(null, wanted ? 'notify' : 'app');
    // The browser, or the person, may have said no.
    input.checked = isOn();
  };
  return (
    <label class="switch alerts-notify">
      <input
        type="checkbox"
        role="switch"
        checked={isOn()}
        aria-checked={isOn()}
        onChange={(event) => void change(event.currentTarget).catch(reportError)}
      />
      <span>Notifications on this device</span>
    </label>
  );
}
