import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { parseColumnId } from '../../../domain/column-id.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { SearchBox } from '../../../ui/search-box.tsx';
import type { RunsView } from '../runs-view-state.ts';
import { changeToAtBest } from './change-stat.ts';

const MOST_LISTED = 50;

/** Asks which metric's best step a column should show its own metric at. */
export function AtBestDialog(props: { readonly view: RunsView }): JSX.Element {
  const { view } = props;
  const [search, setSearch] = createSignal('');
  const own = () => {
    const id = view.askedAtBest();
    const ref = id === null ? null : parseColumnId(id);
    return ref && ref.kind !== 'attribute' ? ref.key : '';
  };
  /** Metrics with a good end first: the others have no best step until somebody says which end it is. */
  const metrics = createMemo(() => {
    if (view.askedAtBest() === null) return [];
    const words = search().toLowerCase().split(/\s+/).filter(Boolean);
    const keys = new Map(
      view.infos().flatMap((info) => (info.kind === 'metric' ? [[info.key, info.direction] as const] : [])),
    );
    return [...keys]
      .filter(([key]) => key !== own() && words.every((word) => key.toLowerCase().includes(word)))
      .toSorted((a, b) => Number(b[1] !== null) - Number(a[1] !== null));
  });
  const close = () => {
    view.askAtBest(null);
    setSearch('');
  };
  const choose = (key: string) => {
    const id = view.askedAtBest();
    if (id !== null) changeToAtBest(view, id, key);
    close();
  };
  return (
    <Dialog open={view.askedAtBest() !== null} onClose={close} title={`${own()} at the best step of…`}>
      <div class="at-best">
        <SearchBox label="Find metrics" value={search()} onInput={setSearch} />
        <ul class="pick-list">
          <For each={metrics().slice(0, MOST_LISTED)}>
            {([key, direction]) => (
              <li>
                <Button variant="quiet" disabled={direction === null} onClick={() => choose(key)}>
                  <span class="cut">{key}</span>
                  <span class="muted">
                    {direction === null ? 'no direction set' : direction === 'lower' ? 'lowest' : 'highest'}
                  </span>
                </Button>
              </li>
            )}
          </For>
        </ul>
        <Show when={metrics().length > MOST_LISTED}>
          <p class="muted">{metrics().length - MOST_LISTED} more: search for them by name.</p>
        </Show>
        <Show when={metrics().length === 0}>
          <p class="muted">No other metric has this name.</p>
        </Show>
      </div>
    </Dialog>
  );
}
