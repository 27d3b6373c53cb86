import { createUniqueId, type JSX, Show } from 'solid-js';

/** A named part of the page. */
export function Section(props: {
  readonly title: string;
  readonly count?: string;
  readonly children: JSX.Element;
}): JSX.Element {
  const titleId = createUniqueId();
  return (
    <section class="data-section" aria-labelledby={titleId}>
      <div class="data-section-head">
        <h2 id={titleId}>{props.title}</h2>
        <Show when={props.count}>
          <span class="muted">{props.count}</span>
        </Show>
      </div>
      {props.children}
    </section>
  );
}
