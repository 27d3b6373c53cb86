import { createSignal, type JSX, lazy, onCleanup, onMount, Show, Suspense } from 'solid-js';
import type { Actions } from '../state/actions.ts';
import type { WorkspaceSession } from '../state/workspace-session.ts';
import { isTyping } from '../ui/is-typing.ts';

const CommandPalette = lazy(async () => ({
  default: (await import('./palette/command-palette.tsx')).CommandPalette,
}));
const KeysDialog = lazy(async () => ({ default: (await import('./palette/keys-dialog.tsx')).KeysDialog }));

/** Ctrl/Cmd-K finds anything, ? lists the keys. Both arrive when they are first asked for. */
export function PaletteParts(props: {
  readonly session: WorkspaceSession;
  readonly actions: Actions;
  readonly onShare: () => void;
}): JSX.Element {
  const [asked, setAsked] = createSignal<'palette' | 'keys' | null>(null);
  // Once opened they stay: a dialog gives the focus back when it closes, not when it is taken away.
  const [hadPalette, setHadPalette] = createSignal(false);
  const [hadKeys, setHadKeys] = createSignal(false);
  const openKeys = () => {
    setHadKeys(true);
    setAsked('keys');
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.altKey || event.defaultPrevented || event.isComposing) return;
    const withControl = event.ctrlKey || event.metaKey;
    const isPalette = withControl && !event.shiftKey && event.key.toLowerCase() === 'k';
    const isKeys = !withControl && event.key === '?' && !isTyping(event.target);
    if (!isPalette && !isKeys) return;
    event.preventDefault();
    // Another dialog has the screen: what is chosen here would happen behind it.
    if (document.querySelector('dialog[open]')) {
      if (asked() === 'palette' && isPalette) setAsked(null);
      return;
    }
    if (isKeys) {
      openKeys();
      return;
    }
    setHadPalette(true);
    setAsked('palette');
  };
  onMount(() => addEventListener('keydown', onKey));
  onCleanup(() => removeEventListener('keydown', onKey));
  const close = () => setAsked(null);
  return (
    <>
      <Show when={hadPalette()}>
        <Suspense>
          <CommandPalette
            open={asked() === 'palette'}
            session={props.session}
            actions={props.actions}
            onShare={props.onShare}
            onKeys={openKeys}
            onClose={() => asked() === 'palette' && close()}
          />
        </Suspense>
      </Show>
      <Show when={hadKeys()}>
        <Suspense>
          <KeysDialog open={asked() === 'keys'} onClose={() => asked() === 'keys' && close()} />
        </Suspense>
      </Show>
    </>
  );
}
