import { For, type JSX } from 'solid-js';
import './empty-state.css';

/** Grey bars where text will be, seen only when it takes longer than 150 ms. */
export function Skeleton(props: { readonly lines?: number; readonly class?: string }): JSX.Element {
  return (
    <span class={props.class ?? ''} aria-hidden="true">
      <For each={Array.from({ length: props.lines ?? 1 })}>{() => <span class="skeleton" />}</For>
    </span>
  );
}
