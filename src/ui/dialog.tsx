import { createEffect, createUniqueId, type JSX, Show } from 'solid-js';
import { Button } from './button.tsx';
import './dialog.css';

/**
 * A modal on the native element: the browser traps focus, closes on Escape and gives focus back. Children exist
 * only while it is open. Content that begins with a field has the focus there, so that one can type at once.
 */
export function Dialog(props: {
  readonly open: boolean;
  readonly onClose: () => void;
  /** Shown as its heading and read as its name. */
  readonly title: string;
  readonly wide?: boolean;
  readonly footer?: JSX.Element;
  readonly class?: string;
  readonly children: JSX.Element;
}): JSX.Element {
  let dialog!: HTMLDialogElement;
  const titleId = createUniqueId();
  createEffect(() => {
    if (props.open && !dialog.open) {
      dialog.showModal();
      focusFirstField(dialog);
    }
    if (!props.open && dialog.open) dialog.close();
  });
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it; the click is the pointer's way outside.
    <dialog
      ref={dialog}
      class={`dialog${props.wide ? ' is-wide' : ''} ${props.class ?? ''}`}
      aria-labelledby={titleId}
      onClose={() => props.onClose()}
      onClick={(event) => {
        if (event.target === dialog) dialog.close();
      }}
    >
      <Show when={props.open}>
        <div class="dialog-head">
          <h2 id={titleId} class="cut">
            {props.title}
          </h2>
          <Button variant="quiet" icon="close" label="Close" onClick={() => dialog.close()} />
        </div>
        <div class="dialog-body">{props.children}</div>
        <Show when={props.footer}>
          <div class="dialog-foot">{props.footer}</div>
        </Show>
      </Show>
    </dialog>
  );
}

const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex]';
const FIELD = 'input:not([type=checkbox]):not([type=range]), select, textarea';

function focusFirstField(dialog: HTMLDialogElement): void {
  if (dialog.querySelector('[autofocus]')) return;
  const first = dialog.querySelector<HTMLElement>(`.dialog-body :is(${FOCUSABLE})`);
  if (!first?.matches(FIELD) || first.matches(':disabled')) return;
  // Of a group of radio buttons, the chosen one is the one that Tab reaches.
  const group = first.closest('[role=radiogroup]');
  (group?.querySelector<HTMLElement>('input:checked') ?? first).focus();
}
