import { type Accessor, createSignal } from 'solid-js';

/** Chromium's own event; not in the standard types. */
interface InstallEvent extends Event {
  prompt(): Promise<{ readonly outcome: 'accepted' | 'dismissed' }>;
}

const [offered, setOffered] = createSignal<InstallEvent | null>(null);
const [isInstalled, setInstalled] = createSignal(false);

/** The browser offers installation once and early: called before anything is mounted. */
export function listenForInstall(): void {
  const modes = ['standalone', 'window-controls-overlay'];
  setInstalled(modes.some((mode) => matchMedia(`(display-mode: ${mode})`).matches));
  addEventListener('beforeinstallprompt', (event) => {
    // Without this the offer cannot be used later.
    event.preventDefault();
    setOffered(event as InstallEvent);
  });
  addEventListener('appinstalled', () => {
    setInstalled(true);
    setOffered(null);
  });
}

export interface InstallPrompt {
  /** The browser is ready to install; Firefox and Safari never say so and install from their own menus. */
  readonly canInstall: Accessor<boolean>;
  readonly isInstalled: Accessor<boolean>;
  install(): Promise<void>;
}

export function createInstallPrompt(): InstallPrompt {
  return {
    canInstall: () => offered() !== null,
    isInstalled,
    install: async () => {
      const event = offered();
      setOffered(null);
      await event?.prompt();
    },
  };
}
