import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { formatCount, formatPlural } from '../../../base/format.ts';
import { reuse } from '../../../base/reuse.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { experimentTree, type ListedExperiment, type TreeRow } from './experiment-tree.ts';
import type { FoldMemory } from './fold-memory.ts';

/** Rows that have elements at once: a list of thousands is searched, not scrolled. */
const ROWS_AT_ONCE = 300;

/** The rows of the tree, as items of a list. */
export function ExperimentTreeList(props: {
  readonly experiments: readonly ListedExperiment[];
  readonly folds: FoldMemory;
  /** While somebody searches nothing is folded. */
  readonly isSearching: boolean;
  readonly entry: (
    experiment: () => ListedExperiment,
    row: () => Pick<TreeRow, 'label' | 'before'>,
  ) => JSX.Element;
}): JSX.Element {
  const [limit, setLimit] = createSignal(ROWS_AT_ONCE);
  const rows = createMemo(() =>
    experimentTree(props.experiments, (path) => !props.isSearching && props.folds.isFolded(path)),
  );
  const left = () => rows().length - limit();
  /** By id, so that a row that changes or moves keeps its elements and with them the focus. */
  const shown = createMemo<ReadonlyMap<string, TreeRow>>((before) => {
    const next = new Map<string, TreeRow>();
    for (const row of rows().slice(0, limit())) {
      const id = idOf(row);
      next.set(id, reuse(before.get(id), row) ?? row);
    }
    return next;
  }, new Map());
  const ids = createMemo(() => [...shown().keys()]);
  return (
    <>
      <For each={ids()}>{(id) => <Row id={id} />}</For>
      <Show when={left() > 0}>
        <li class="experiment-rest">
          <Button variant="quiet" small onClick={() => setLimit(limit() + ROWS_AT_ONCE)}>
            {`Show more (${formatCount(left())} left)`}
          </Button>
        </li>
      </Show>
    </>
  );

  function Row(own: { readonly id: string }): JSX.Element {
    // Stands while the row is taken down.
    const row = createMemo<TreeRow | undefined>((before) => shown().get(own.id) ?? before);
    const experiment = createMemo(() => row()?.experiment ?? undefined);
    return (
      <Show when={row()}>
        {(at) => (
          <li class="experiment-row" style={{ '--depth': at().depth }}>
            <Show when={at().below > 0 && experiment()}>
              <button
                type="button"
                class="experiment-fold"
                aria-expanded={!at().folded}
                aria-label={`${at().folded ? 'Unfold' : 'Fold'} what is below ${at().label}`}
                onClick={() => props.folds.setFolded(at().path, !at().folded)}
              >
                <Icon name={at().folded ? 'chevron-right' : 'chevron-down'} />
              </button>
            </Show>
            <Show when={experiment()} fallback={<Folder row={at()} />}>
              {(one) => props.entry(one, at)}
            </Show>
          </li>
        )}
      </Show>
    );
  }

  function Folder(own: { readonly row: TreeRow }): JSX.Element {
    return (
      <button
        type="button"
        class="experiment-folder"
        aria-expanded={!own.row.folded}
        aria-label={`${own.row.path}, folder of ${formatPlural(own.row.below, 'experiment')}`}
        title={own.row.path}
        onClick={() => props.folds.setFolded(own.row.path, !own.row.folded)}
      >
        <Icon name={own.row.folded ? 'chevron-right' : 'chevron-down'} />
        <span class="cut">{own.row.label}</span>
      </button>
    );
  }
}

function idOf(row: TreeRow): string {
  return row.experiment ? row.experiment.key : `/${row.path}`;
}
