import { createUniqueId, type JSX } from 'solid-js';

/** One group of settings under its heading. */
export function Panel(props: { readonly title: string; readonly children: JSX.Element }): JSX.Element {
  const id = createUniqueId();
  return (
    <section class="settings-panel" aria-labelledby={id}>
      <h2 id={id}>{props.title}</h2>
      <div class="settings-body">{props.children}</div>
    </section>
  );
}
