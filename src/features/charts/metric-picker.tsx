import { createMemo, createSignal, For, type JSX, onMount, Show } from 'solid-js';
import { formatPlural } from '../../base/format.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { parseSearch } from './title-test.ts';

/** More than a look can take in: the search has to do the rest. */
const MOST_SHOWN = 60;

/** A list of metrics to pick one from, by typing or pressing. Enter takes the first. */
export function MetricPicker(props: {
  readonly title: string;
  readonly keys: readonly string[];
  readonly onPick: (key: string) => void;
  readonly onClose: () => void;
}): JSX.Element {
  let list!: HTMLDivElement;
  const [search, setSearch] = createSignal('');
  const found = createMemo(() => {
    const test = parseSearch(search());
    return test?.kind === 'test' ? props.keys.filter((key) => test.finds(key)) : props.keys;
  });
  const pick = (key: string): void => {
    props.onClose();
    props.onPick(key);
  };
  onMount(() => list.closest('dialog')?.querySelector('input')?.focus());
  return (
    <Dialog open onClose={props.onClose} title={props.title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const first = found()[0];
          if (first !== undefined) pick(first);
        }}
      >
        <SearchBox label="Search metrics" value={search()} onInput={setSearch} />
      </form>
      <div ref={list} class="metric-picks">
        <For each={found().slice(0, MOST_SHOWN)} fallback={<p class="muted">No metric matches.</p>}>
          {(key) => (
            <button type="button" class="menu-item" onClick={() => pick(key)}>
              <span class="cut">{key}</span>
            </button>
          )}
        </For>
        <Show when={found().length > MOST_SHOWN}>
          <p class="muted">and {formatPlural(found().length - MOST_SHOWN, 'metric')} more</p>
        </Show>
      </div>
    </Dialog>
  );
}
