import { createEffect, createUniqueId, type JSX, Show } from 'solid-js';
import { Button } from './button.tsx';
import './dialog.css';

/**
 * A modal on the native element: the browser traps focus, closes on Escape and gives focus back. Children exist
 * only while it is open.
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
    if (props.open && !dialog.open) dialog.showModal();
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
