import { type JSX, Show } from 'solid-js';
import { readBuildMark } from '../../state/build-mark.ts';
import { Panel } from './panel.tsx';

export function AboutPanel(): JSX.Element {
  const build = readBuildMark();
  return (
    <Panel title="About">
      <p>
        Cairn {build.version}. Nothing leaves this browser: there is no account, no server and no tracking,
        and every file you drop is read on this device.
      </p>
      <Show when={build.hash}>
        {(hash) => (
          <p>
            Build <code class="settings-hash">{hash()}</code>
          </p>
        )}
      </Show>
      <p class="muted">Free software under the MIT licence.</p>
    </Panel>
  );
}
