import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { formatCount } from '../../../base/format.ts';
import { useEdits } from '../../../state/edits.ts';
import { useNameRules } from '../../../state/name-rules.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { NameNote } from '../../../ui/name-note.tsx';
import { SearchBox } from '../../../ui/search-box.tsx';
import type { ListedExperiment } from './experiment-tree.ts';
import { createListedExperiments } from './listed-experiments.ts';

const MOST_SHOWN = 100;

/** Asks for an experiment: one that is there, or a new one by its name. */
export function PickExperiment(props: {
  readonly open: boolean;
  readonly title: string;
  readonly hint: string;
  /** Not offered: where they are already. */
  readonly without: string | null;
  readonly onPick: (experiment: ListedExperiment) => void;
  readonly onNew: (name: string) => void;
  readonly onClose: () => void;
}): JSX.Element {
  return (
    <Dialog open={props.open} onClose={props.onClose} title={props.title} class="pick-dialog">
      <Choices {...props} />
    </Dialog>
  );
}

function Choices(props: Parameters<typeof PickExperiment>[0]): JSX.Element {
  const all = createListedExperiments(useEdits());
  const [typed, setTyped] = createSignal('');
  let list!: HTMLUListElement;
  const word = () => typed().trim();
  const found = createMemo(() => {
    const lower = word().toLowerCase();
    return all()
      .filter(
        ({ key, name, deleted }) => !deleted && key !== props.without && name.toLowerCase().includes(lower),
      )
      .toSorted((a, b) => Number(b.starred) - Number(a.starred) || (a.name < b.name ? -1 : 1));
  });
  const isNew = () => word() !== '' && !all().some(({ name }) => name === word());
  const said = useNameRules('experiment', () => (isNew() ? word() : ''));
  const take = (experiment: ListedExperiment) => {
    props.onPick(experiment);
    props.onClose();
  };
  const takeNew = () => {
    props.onNew(word());
    props.onClose();
  };
  const step = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const buttons = [...list.querySelectorAll('button')];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons[Math.max(0, at + (event.key === 'ArrowDown' ? 1 : -1))]?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows move between the buttons in it.
    <div class="pick" onKeyDown={step}>
      <p class="organise-hint muted">{props.hint}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const [first] = found();
          if (first) take(first);
          else if (isNew()) takeNew();
        }}
      >
        <SearchBox
          label="Find experiments"
          placeholder="Find, or name a new one"
          value={typed()}
          onInput={setTyped}
        />
      </form>
      <ul ref={list} class="pick-list" aria-label="Experiments to choose from">
        <For each={found().slice(0, MOST_SHOWN)}>
          {(experiment) => (
            <li>
              <button type="button" class="pick-entry" onClick={() => take(experiment)}>
                <span class="cut">{experiment.name}</span>
                <span class="muted">{formatCount(experiment.runs)}</span>
              </button>
            </li>
          )}
        </For>
        <Show when={isNew()}>
          <li>
            <Button icon="plus" onClick={takeNew}>{`New experiment “${word()}”`}</Button>
            <NameNote text={said()} />
          </li>
        </Show>
      </ul>
      <Show when={found().length > MOST_SHOWN}>
        <p class="organise-hint muted">
          {formatCount(found().length - MOST_SHOWN)} more: type a part of the name.
        </p>
      </Show>
    </div>
  );
}
