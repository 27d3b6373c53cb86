import { For, type JSX } from 'solid-js';

/** Goes to a section and gives it the focus, so that the keyboard goes on from there. */
function showSection(id: string): void {
  const section = document.getElementById(id);
  section?.scrollIntoView({ block: 'start' });
  section?.focus({ preventScroll: true });
}

/** Buttons, not links: the fragment of the address is the route. */
export function SectionNav(props: {
  readonly sections: readonly (readonly [id: string, title: string])[];
}): JSX.Element {
  return (
    <nav class="runpage-sections" aria-label="Sections of this run">
      <For each={props.sections}>
        {([id, title]) => (
          <button type="button" onClick={() => showSection(id)}>
            {title}
          </button>
        )}
      </For>
    </nav>
  );
}
