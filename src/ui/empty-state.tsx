import { type JSX, Show } from 'solid-js';
import './empty-state.css';

/** A panel with nothing in it: what it is for and the next step. */
export function EmptyState(props: {
  readonly title: string;
  readonly text?: string;
  /** Buttons. */
  readonly children?: JSX.Element;
}): JSX.Element {
  return (
    <div class="empty-state">
      <p class="empty-title">{props.title}</p>
      <Show when={props.text}>
        <p class="muted">{props.text}</p>
      </Show>
      <Show when={props.children}>
        <div class="empty-actions">{props.children}</div>
      </Show>
    </div>
  );
}
