import { type JSX, Show } from 'solid-js';
import { formatPlural } from '../../../base/format.ts';
import { Button } from '../../../ui/button.tsx';
import { createSandbox, SANDBOX_ADDRESS, type SandboxState } from '../../../ui/sandbox.ts';

/** Where a file runs once a person has asked for it. */
export function SandboxFrame(props: {
  readonly html: string;
  readonly name: string;
  /** Scripts that the file wants from elsewhere. */
  readonly blockedScripts: number;
  readonly onClose: () => void;
}): JSX.Element {
  const sandbox = createSandbox(() => props.html);
  const { state, isShown } = sandbox;
  return (
    <section class="artifact-sandbox" aria-label="Interactive view">
      <div class="artifact-sandbox-head">
        <Show when={isShown() || state() === 'preparing'} fallback={<p role="alert">{reason(state())}</p>}>
          <p>
            <b>{state() === 'running' ? 'Running' : 'Starting'} shut off</b> from Cairn, its data and the
            network. But this file can send its own contents out over WebRTC, or in the name of a server that
            it tries to open. Run only what may be seen by others, or what you trust.
          </p>
        </Show>
        <Button small icon="close" onClick={() => props.onClose()}>
          Close
        </Button>
      </div>
      <Show when={isShown() && props.blockedScripts > 0}>
        <p class="artifact-note">
          {formatPlural(props.blockedScripts, 'script')} of this file would come from another server and{' '}
          {props.blockedScripts === 1 ? 'stays' : 'stay'} blocked, so it may show little or nothing. A file
          that was saved with its scripts inside (in plotly: include_plotlyjs=True) works.
        </p>
      </Show>
      <Show when={isShown()}>
        <iframe
          ref={(element) => sandbox.take(element)}
          class="artifact-sandbox-frame"
          title={`${props.name}, running`}
          referrerpolicy="no-referrer"
          src={SANDBOX_ADDRESS}
          onLoad={() => sandbox.onLoad()}
        />
      </Show>
    </section>
  );
}

function reason(state: SandboxState): string {
  switch (state) {
    case 'no-worker':
      return 'Not run: the frame that shuts a file off needs the service worker of this app, which does not run here. Reload the page once; in a private window, or where site data is refused, open Cairn in an ordinary window. Or download the file.';
    case 'no-answer':
      return 'Not run: the frame that shuts a file off did not answer. Reload the page and try again, or download the file.';
    case 'led-away':
      return 'Stopped: the file tried to lead its frame to another page.';
    default:
      return '';
  }
}
