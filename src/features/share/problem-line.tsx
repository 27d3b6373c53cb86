import { type JSX, Show } from 'solid-js';

export function ProblemLine(props: { readonly text: string | null }): JSX.Element {
  return (
    <div role="alert" class="share-alert">
      <Show when={props.text}>
        <p class="share-problem">{props.text}</p>
      </Show>
    </div>
  );
}
