import { type JSX, Match, Switch } from 'solid-js';
import { createInstallPrompt } from '../../state/install.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from './panel.tsx';

export function InstallPanel(): JSX.Element {
  const prompt = createInstallPrompt();
  return (
    <Panel title="Install">
      <Switch
        fallback={
          <p>
            Install Cairn from the browser's own menu to get a window and an icon for it. It works without a
            network either way.
          </p>
        }
      >
        <Match when={prompt.isInstalled()}>
          <p>Cairn is installed on this device.</p>
        </Match>
        <Match when={prompt.canInstall()}>
          <p>
            A window and an icon of its own. Browsers are also more willing to keep the data of an installed
            app.
          </p>
          <p>
            <Button icon="download" onClick={() => void prompt.install()}>
              Install Cairn
            </Button>
          </p>
        </Match>
      </Switch>
    </Panel>
  );
}
