import { createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { formatPlural } from '../../../base/format.ts';
import { Button } from '../../../ui/button.tsx';

/**
 * Where a file runs once a person has asked for it. The service worker alone answers `sandbox.html` (see
 * `public/sandbox-worker.js`), with a policy that makes the frame a stranger to this app. Both sides refuse when that
 * did not happen: the frame acts only with the origin `null`, and this side gives it the file only after a ready
 * message from that very frame with that very origin, once. After that nobody listens to the frame any more.
 * The frame has no `sandbox` attribute: with one, browsers ask the network instead of the service worker.
 */
const ADDRESS = './sandbox.html';
const READY = 'cairn-sandbox-ready';
const READY_LIMIT_MS = 10_000;
/** The sandbox page, then the file that is written into it. A third one is not what the person asked for. */
const EXPECTED_LOADS = 2;

/** On a first visit the service worker is still storing the app. */
const WORKER_LIMIT_MS = 15_000;

type State = 'preparing' | 'waiting' | 'running' | 'no-worker' | 'no-answer' | 'led-away';

export function SandboxFrame(props: {
  readonly html: string;
  readonly name: string;
  /** Scripts that the file wants from elsewhere. */
  readonly blockedScripts: number;
  readonly onClose: () => void;
}): JSX.Element {
  const [state, setState] = createSignal<State>(hasWorker() ? 'waiting' : 'preparing');
  let frame: HTMLIFrameElement | undefined;
  let loads = 0;

  const listen = (event: MessageEvent): void => {
    const target = frame?.contentWindow;
    if (!target || event.source !== target || event.origin !== 'null' || event.data !== READY) return;
    removeEventListener('message', listen);
    clearTimeout(timer);
    // A stranger has no origin that could be named here; the file is all that is sent.
    target.postMessage(props.html, '*');
    setState('running');
  };
  const onLoad = (): void => {
    loads += 1;
    if (loads > EXPECTED_LOADS && state() === 'running') setState('led-away');
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** The frame is made only now: before, the network would be asked for its page. */
  const start = (): void => {
    timer = setTimeout(() => setState('no-answer'), READY_LIMIT_MS);
    addEventListener('message', listen);
    setState('waiting');
  };
  onMount(() => {
    if (hasWorker()) return start();
    if (!('serviceWorker' in navigator)) return setState('no-worker');
    timer = setTimeout(() => setState('no-worker'), WORKER_LIMIT_MS);
    navigator.serviceWorker.addEventListener('controllerchange', onWorker);
  });
  const onWorker = (): void => {
    if (state() !== 'preparing' || !hasWorker()) return;
    clearTimeout(timer);
    start();
  };
  onCleanup(() => {
    removeEventListener('message', listen);
    if ('serviceWorker' in navigator)
      navigator.serviceWorker.removeEventListener('controllerchange', onWorker);
    clearTimeout(timer);
  });
  const isShown = () => state() === 'waiting' || state() === 'running';
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
          ref={(element) => {
            frame = element;
          }}
          class="artifact-sandbox-frame"
          title={`${props.name}, running`}
          referrerpolicy="no-referrer"
          src={ADDRESS}
          onLoad={onLoad}
        />
      </Show>
    </section>
  );
}

function hasWorker(): boolean {
  return 'serviceWorker' in navigator && navigator.serviceWorker.controller !== null;
}

function reason(state: State): string {
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
