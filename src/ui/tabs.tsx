import { For, type JSX } from 'solid-js';
import './tabs.css';

export interface Tab {
  readonly id: string;
  readonly label: string;
}

/** A row of tabs: arrow keys, Home and End go from one to the next. The panel is the caller's, see `tabPanel`. */
export function Tabs(props: {
  /** Names the row, and is the beginning of the ids that tie tabs to their panel. */
  readonly name: string;
  readonly prefix: string;
  readonly tabs: readonly Tab[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}): JSX.Element {
  let list!: HTMLDivElement;
  const handleKey = (event: KeyboardEvent) => {
    const at = props.tabs.findIndex((tab) => tab.id === props.chosen);
    const count = props.tabs.length;
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: (at + 1) % count,
      ArrowLeft: (at + count - 1) % count,
      Home: 0,
      End: count - 1,
    };
    const next = Object.hasOwn(steps, event.key) ? props.tabs[steps[event.key]!] : undefined;
    if (!next) return;
    event.preventDefault();
    props.onChoose(next.id);
    list.querySelector<HTMLButtonElement>(`#${props.prefix}-tab-${next.id}`)?.focus();
  };
  return (
    <div ref={list} class="tabs" role="tablist" aria-label={props.name} onKeyDown={handleKey}>
      <For each={props.tabs}>
        {(tab) => (
          <button
            type="button"
            role="tab"
            class="tab"
            id={`${props.prefix}-tab-${tab.id}`}
            aria-controls={`${props.prefix}-panel`}
            aria-selected={tab.id === props.chosen}
            tabindex={tab.id === props.chosen ? 0 : -1}
            onClick={() => props.onChoose(tab.id)}
          >
            {tab.label}
          </button>
        )}
      </For>
    </div>
  );
}
