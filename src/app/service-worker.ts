import { type Accessor, createEffect, createSignal, onCleanup } from 'solid-js';
import { Workbox } from 'workbox-window';
import { type BuildMark, parseBuildMark, readBuildMark } from '../state/build-mark.ts';

/** Held in shared mode by every tab that imports; an update takes it alone. */
const BUSY_LOCK = 'cairn/busy';
/** Where the build before an update stays for tabs that still run it. The service worker looks there too. */
const PREVIOUS_CACHE = 'cairn-previous';

/**
 * `ready`: a new version is installed and waits for the person. `waiting`: accepted, but an import runs in some
 * tab. `elsewhere`: another tab has updated, this one still shows the old version.
 */
export type UpdateState = 'none' | 'ready' | 'waiting' | 'applying' | 'elsewhere';

export interface UpdatePromptState {
  readonly state: Accessor<UpdateState>;
  /** The version that waits, where it could be read. */
  readonly next: Accessor<BuildMark | null>;
  /** Turns true once, when the first visit has stored everything the app needs without a network. */
  readonly offlineReady: Accessor<boolean>;
  /** Updates and reloads as soon as no tab imports. */
  accept(): Promise<void>;
  /** Not now: the update comes by itself when the last tab of Cairn has been closed. */
  dismiss(): void;
  reload(): void;
}

/** Registers the service worker. It never reloads a page that the person did not ask it to. */
export function createUpdatePrompt(busy: Accessor<boolean>): UpdatePromptState {
  const [state, setState] = createSignal<UpdateState>('none');
  const [next, setNext] = createSignal<BuildMark | null>(null);
  const [offlineReady, setOfflineReady] = createSignal(false);
  const inert = import.meta.env.DEV || !('serviceWorker' in navigator);
  const workbox = inert ? null : new Workbox('./sw.js');
  let wasControlled = !inert && navigator.serviceWorker.controller !== null;
  let whenControlled = () => {};

  if (workbox) {
    holdLockWhile(busy);
    workbox.addEventListener('installed', (event) => {
      if (!event.isUpdate) setOfflineReady(true);
    });
    workbox.addEventListener('waiting', () => {
      setState('ready');
      void readNextBuild().then(setNext);
    });
    workbox.addEventListener('controlling', () => {
      if (state() === 'applying') whenControlled();
      else if (wasControlled) setState('elsewhere');
      wasControlled = true;
    });
    // A browser that refuses (private window, blocked site data) still runs the page.
    workbox.register().catch((error: unknown) => console.warn('Not available offline:', error));
  }

  const accept = async () => {
    if (!workbox || state() !== 'ready') return;
    setState('waiting');
    await whenNobodyImports(async () => {
      setState('applying');
      // Without space for it the update goes on; tabs that still run the old build say that they need a reload.
      await keepPreviousBuild().catch((error: unknown) =>
        console.warn('The build before is not kept:', error),
      );
      const controlled = new Promise<void>((resolve) => {
        whenControlled = resolve;
      });
      workbox.messageSkipWaiting();
      await controlled;
    });
    location.reload();
  };
  return {
    state,
    next,
    offlineReady,
    accept,
    dismiss: () => setState('none'),
    reload: () => location.reload(),
  };
}

function holdLockWhile(busy: Accessor<boolean>): void {
  createEffect(() => {
    if (!busy()) return;
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    void navigator.locks.request(BUSY_LOCK, { mode: 'shared' }, () => released);
    onCleanup(() => release());
  });
}

/** An import that began while we queued stands behind us: let it pass and queue again. */
async function whenNobodyImports(action: () => Promise<void>): Promise<void> {
  for (let isDone = false; !isDone; ) {
    isDone = await navigator.locks.request(BUSY_LOCK, async () => {
      const { pending } = await navigator.locks.query();
      if (pending?.some((lock) => lock.name === BUSY_LOCK && lock.mode === 'shared')) return false;
      await action();
      return true;
    });
  }
}

/**
 * The new service worker drops the files of the old build. Other tabs may still need them for parts they load
 * later, so they are kept for one version.
 */
async function keepPreviousBuild(): Promise<void> {
  await caches.delete(PREVIOUS_CACHE);
  const previous = await caches.open(PREVIOUS_CACHE);
  for (const name of await precacheNames()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      if (!new URL(request.url).pathname.includes('/assets/')) continue;
      const response = await cache.match(request);
      if (response) await previous.put(request, response);
    }
  }
}

/** Both builds lie in the precache while one waits: the mark that is not ours is the next one's. */
async function readNextBuild(): Promise<BuildMark | null> {
  const current = readBuildMark().hash;
  for (const name of await precacheNames()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      if (!new URL(request.url).pathname.endsWith('/index.html')) continue;
      const page = await (await cache.match(request))?.text();
      const mark = parseBuildMark(/name="cairn-build" content="([^"]*)"/.exec(page ?? '')?.[1] ?? '');
      if (mark.hash !== null && mark.hash !== current) return mark;
    }
  }
  return null;
}

/** Other apps of the same origin have precaches of their own; ours ends with this folder's address. */
async function precacheNames(): Promise<readonly string[]> {
  const scope = new URL('./', location.href).href;
  return (await caches.keys()).filter((name) => name.includes('precache') && name.endsWith(scope));
}
