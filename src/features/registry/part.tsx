import { createUniqueId, type JSX, Show } from 'solid-js';

/** A named part of a page of the registry. */
export function Part(props: {
  readonly title: string;
  readonly count?: string | undefined;
  readonly tools?: JSX.Element;
  readonly class?: string;
  readonly children: JSX.Element;
}): JSX.Element {
  const titleId = createUniqueId();
  return (
    <section class={`models-part ${props.class ?? ''}`} aria-labelledby={titleId}>
      <div class="models-part-head">
        <h2 id={titleId}>{props.title}</h2>
        <Show when={props.count}>
          <span class="muted">{props.count}</span>
        </Show>
        <div class="models-part-tools">{props.tools}</div>
      </div>
      {props.children}
    </section>
  );
}
