import { createUniqueId, type JSX, Show } from 'solid-js';

/** A named part of the page: section, heading, and room for its tools beside the heading. */
export function Region(props: {
  readonly title: string;
  /** Scrolled to by the section buttons. */
  readonly id: string;
  readonly count?: string | undefined;
  readonly tools?: JSX.Element;
  readonly class?: string;
  readonly children: JSX.Element;
}): JSX.Element {
  const titleId = createUniqueId();
  return (
    <section
      id={props.id}
      class={`runpage-region ${props.class ?? ''}`}
      aria-labelledby={titleId}
      tabindex="-1"
    >
      <div class="runpage-region-head">
        <h2 id={titleId}>{props.title}</h2>
        <Show when={props.count}>
          <span class="muted">{props.count}</span>
        </Show>
        <div class="runpage-region-tools">{props.tools}</div>
      </div>
      {props.children}
    </section>
  );
}
