import { createSignal, For, type JSX, Show } from 'solid-js';
import { Button } from './button.tsx';
import './toast.css';

export interface Toast {
  readonly text: string;
  readonly tone?: 'plain' | 'failed';
  readonly action?: { readonly label: string; readonly onSelect: () => void };
  /** A place to go to (`#/alerts`). Nothing is done, so it leaves the Undo of another message where it is. */
  readonly link?: { readonly label: string; readonly href: string };
}

/** Long enough to read and to reach Undo; a failure stays until it is closed. */
const SHOWN_MS = 7000;
const MOST_SHOWN = 3;

const [toasts, setToasts] = createSignal<readonly Toast[]>([]);

/** A toast with an action takes the place of the one before: an Undo below newer edits would undo those instead. */
export function showToast(toast: Toast): void {
  if (toast.action) removeActionToasts();
  setToasts((shown) => [...shown, toast].slice(-MOST_SHOWN));
  if (toast.tone !== 'failed') setTimeout(() => removeToast(toast), SHOWN_MS);
}

function removeToast(toast: Toast): void {
  setToasts((shown) => shown.filter((other) => other !== toast));
}

export function removeActionToasts(): void {
  setToasts((shown) => shown.filter((other) => !other.action));
}

/** Placed once, by the shell. */
export function Toasts(): JSX.Element {
  return (
    <div class="toasts" role="log" aria-live="polite" aria-label="Messages">
      <For each={toasts()}>
        {(toast) => (
          <div class="toast" classList={{ 'is-failed': toast.tone === 'failed' }}>
            <span>{toast.text}</span>
            <Show when={toast.action}>
              {(action) => (
                <Button
                  small
                  onClick={() => {
                    removeToast(toast);
                    action().onSelect();
                  }}
                >
                  {action().label}
                </Button>
              )}
            </Show>
            <Show when={toast.link}>
              {(link) => (
                <a class="button is-small" href={link().href} on:click={() => removeToast(toast)}>
                  {link().label}
                </a>
              )}
            </Show>
            <Button variant="quiet" small icon="close" label="Dismiss" onClick={() => removeToast(toast)} />
          </div>
        )}
      </For>
    </div>
  );
}
