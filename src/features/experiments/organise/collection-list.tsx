import { createMemo, createUniqueId, For, type JSX, Show } from 'solid-js';
import type { Collection } from '../../../domain/edits.ts';
import type { CollectionId } from '../../../domain/ids.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import type { Box } from '../../../ui/popover-place.ts';
import type { ListedExperiment } from './experiment-tree.ts';
import type { FoldMemory } from './fold-memory.ts';
import { RenameField } from './rename-field.tsx';

/** A shelf of experiments: its name, and the experiments that stand on it. */
export function CollectionList(props: {
  readonly id: CollectionId;
  readonly collection: Collection;
  readonly experiments: ReadonlyMap<string, ListedExperiment>;
  readonly folds: FoldMemory;
  readonly onMenu: ((anchor: Box) => void) | null;
  readonly renaming: boolean;
  readonly onName: (name: string) => void;
  readonly onRenamed: () => void;
  readonly entry: (experiment: () => ListedExperiment) => JSX.Element;
}): JSX.Element {
  const titleId = createUniqueId();
  const place = () => `collection:${props.id}`;
  const folded = () => props.folds.isFolded(place());
  const members = createMemo(() =>
    props.collection.experiments.flatMap((key) => props.experiments.get(key) ?? []).map(({ key }) => key),
  );
  return (
    <section class="collection" aria-labelledby={titleId}>
      <div class="experiment-row">
        <Show
          when={!props.renaming}
          fallback={
            <RenameField
              label="Collection name"
              name={props.collection.name}
              onName={props.onName}
              onClose={() => props.onRenamed()}
            />
          }
        >
          <h3 class="collection-title">
            <button
              type="button"
              id={titleId}
              class="experiment-folder"
              aria-expanded={!folded()}
              onClick={() => props.folds.setFolded(place(), !folded())}
            >
              <Icon name={folded() ? 'chevron-right' : 'chevron-down'} />
              <span class="cut">{props.collection.name}</span>
              <span class="unseen">, collection</span>
            </button>
          </h3>
          <Show when={props.onMenu}>
            {(onMenu) => (
              <Button
                class="experiment-more"
                variant="quiet"
                small
                icon="more"
                label={`Menu of ${props.collection.name}`}
                aria-haspopup="menu"
                onClick={(event) => onMenu()(event.currentTarget.getBoundingClientRect())}
              />
            )}
          </Show>
        </Show>
      </div>
      <Show when={!folded()}>
        <Show
          when={members().length > 0}
          fallback={<p class="experiment-note muted">Nothing here yet: add experiments by their menus.</p>}
        >
          <ul aria-labelledby={titleId}>
            <For each={members()}>
              {(key) => (
                <Show when={props.experiments.get(key)}>
                  {(experiment) => <li class="experiment-row is-shelved">{props.entry(experiment)}</li>}
                </Show>
              )}
            </For>
          </ul>
        </Show>
      </Show>
    </section>
  );
}
