import { createSignal, type JSX, Match, onMount, Show, Switch } from 'solid-js';
import { formatBytes } from '../../base/format.ts';
import { createStorageHealth } from '../../state/storage-state.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Panel } from './panel.tsx';

/** Only Safari erases a site that has not been visited for a week, unless it is installed. */
function isSafariTab(): boolean {
  const isSafari = /^((?!chrome|chromium|android|crios|fxios).)*safari/i.test(navigator.userAgent);
  return isSafari && !matchMedia('(display-mode: standalone)').matches;
}

export function StoragePanel(): JSX.Element {
  const health = createStorageHealth();
  const [isRefused, setRefused] = createSignal(false);
  onMount(() => void health.refresh());
  const ask = async () => setRefused(!(await health.ask()));
  const isKept = () => health.state().persisted;

  return (
    <Panel title="Storage">
      <div role="status" aria-label="Storage">
        <Switch fallback={<p>This browser does not say whether it keeps the data of this page.</p>}>
          <Match when={isKept() === true}>
            <p class="settings-good">
              <Icon name="check" /> <strong>Kept.</strong> The browser does not clear your runs on its own.
            </p>
          </Match>
          <Match when={isKept() === false}>
            <p class="settings-warning">
              <Icon name="warning" /> <strong>Temporary.</strong> The browser may clear your runs when the
              disk gets full.
            </p>
          </Match>
        </Switch>
        <Show when={isRefused() && isKept() === false}>
          <p>The browser said no. It says yes more readily to an installed app or a bookmarked page.</p>
        </Show>
      </div>
      <Show when={isKept() === false}>
        <p>
          <Button onClick={() => void ask()}>Ask the browser to keep them</Button>
        </p>
      </Show>
      <Show when={isSafariTab()}>
        <p class="settings-warning">
          <Icon name="warning" /> Safari may erase this page's data after 7 days without a visit. Install
          Cairn to prevent that.
        </p>
      </Show>
      <Show when={health.state().usageBytes}>
        {(usage) => <p>In use by Cairn on this device: {formatBytes(usage())}.</p>}
      </Show>
      <p class="muted">
        Everything lives in this browser profile only. Clearing the site's data or removing the profile
        deletes it, so keep the files you imported.
      </p>
    </Panel>
  );
}
