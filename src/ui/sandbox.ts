import { type Accessor, createSignal, onCleanup, onMount } from 'solid-js';

/**
 * Where a page runs that is not this app's. The service worker alone answers `sandbox.html` (see
 * `public/sandbox-worker.js`), with a policy that makes the frame a stranger to this app. Both sides refuse when that
 * did not happen: the frame acts only with the origin `null`, and this side gives it the page only after a ready
 * message from that very frame with that very origin, once. After that nobody listens to the frame any more.
 * The frame has no `sandbox` attribute: with one, browsers ask the network instead of the service worker.
 */
export const SANDBOX_ADDRESS = './sandbox.html';
const READY = 'cairn-sandbox-ready';
const READY_LIMIT_MS = 10_000;
/** The sandbox page, then the page that is written into it. A third one is not what the person asked for. */
const EXPECTED_LOADS = 2;

/** On a first visit the service worker is still storing the app. */
const WORKER_LIMIT_MS = 15_000;

export type SandboxState = 'preparing' | 'waiting' | 'running' | 'no-worker' | 'no-answer' | 'led-away';

export interface Sandbox {
  readonly state: Accessor<SandboxState>;
  /** The frame may be made: before, the network would be asked for its page. */
  readonly isShown: Accessor<boolean>;
  /** The frame that the page runs in. */
  take(frame: HTMLIFrameElement): void;
  onLoad(): void;
}

export function createSandbox(html: () => string): Sandbox {
  const [state, setState] = createSignal<SandboxState>(hasWorker() ? 'waiting' : 'preparing');
  let frame: HTMLIFrameElement | undefined;
  let loads = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const listen = (event: MessageEvent): void => {
    const target = frame?.contentWindow;
    if (!target || event.source !== target || event.origin !== 'null' || event.data !== READY) return;
    removeEventListener('message', listen);
    clearTimeout(timer);
    // A stranger has no origin that could be named here; the page is all that is sent.
    target.postMessage(html(), '*');
    setState('running');
  };
  const start = (): void => {
    timer = setTimeout(() => setState('no-answer'), READY_LIMIT_MS);
    addEventListener('message', listen);
    setState('waiting');
  };
  const onWorker = (): void => {
    if (state() !== 'preparing' || !hasWorker()) return;
    clearTimeout(timer);
    start();
  };
  onMount(() => {
    if (hasWorker()) return start();
    if (!('serviceWorker' in navigator)) return setState('no-worker');
    timer = setTimeout(() => setState('no-worker'), WORKER_LIMIT_MS);
    navigator.serviceWorker.addEventListener('controllerchange', onWorker);
  });
  onCleanup(() => {
    removeEventListener('message', listen);
    if ('serviceWorker' in navigator)
      navigator.serviceWorker.removeEventListener('controllerchange', onWorker);
    clearTimeout(timer);
  });
  return {
    state,
    isShown: () => state() === 'waiting' || state() === 'running',
    take: (element) => {
      frame = element;
    },
    onLoad: () => {
      loads += 1;
      if (loads > EXPECTED_LOADS && state() === 'running') setState('led-away');
    },
  };
}

function hasWorker(): boolean {
  return 'serviceWorker' in navigator && navigator.serviceWorker.controller !== null;
}
