import { createUniqueId, type JSX, Show } from 'solid-js';

/** A part of a dialog: a heading and what belongs to it, parted from the rest by a line. */
export function Section(props: {
  readonly title: string;
  readonly count?: string;
  readonly children: JSX.Element;
}): JSX.Element {
  const id = createUniqueId();
  return (
    <section class="share-section" aria-labelledby={id}>
      <h3 id={id}>
        {props.title}
        <Show when={props.count}>
          {' '}
          <span class="muted">{props.count}</span>
        </Show>
      </h3>
      {props.children}
    </section>
  );
}
