import { useNavigate } from '@solidjs/router';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import type { CollectionId } from '../../domain/ids.ts';
import { useEdits } from '../../state/edits.ts';
import { useQuery } from '../../state/query.ts';
import { useShare } from '../../state/share.ts';
import { MenuButton } from '../../ui/menu.tsx';
import { type MenuItem, MenuPanel } from '../../ui/menu-panel.tsx';
import type { Box } from '../../ui/popover-place.ts';
import { SearchBox } from '../../ui/search-box.tsx';
import { Switch } from '../../ui/switch.tsx';
import './experiments.css';
import { ALL_RUNS } from './all-runs.ts';
import { CollectionList } from './organise/collection-list.tsx';
import { collectionMenu, experimentMenu, sayDone } from './organise/experiment-actions.ts';
import { ExperimentEntry } from './organise/experiment-entry.tsx';
import type { ListedExperiment } from './organise/experiment-tree.ts';
import { ExperimentTreeList } from './organise/experiment-tree-list.tsx';
import { createFoldMemory } from './organise/fold-memory.ts';
import { createListedExperiments } from './organise/listed-experiments.ts';
import { NameDialog } from './organise/name-dialog.tsx';
import './organise/organise.css';

const SEARCH_FROM = 12;

type Naming =
  | { readonly kind: 'experiment' }
  | { readonly kind: 'collection'; readonly first: ListedExperiment | null };

interface OpenMenu {
  readonly label: string;
  readonly anchor: Box;
  readonly items: () => readonly MenuItem[];
}

/** The sidebar's list: every experiment with the number of its runs, as a tree and on shelves. */
export function ExperimentList(): JSX.Element {
  const edits = useEdits();
  const share = useShare();
  const navigate = useNavigate();
  const folds = createFoldMemory(useQuery().workspace);
  const all = createListedExperiments(edits);
  const byKey = createMemo(() => new Map<string, ListedExperiment>(all().map((one) => [one.key, one])));
  const [showsDeleted, setShowsDeleted] = createSignal(false);
  const [showsArchived, setShowsArchived] = createSignal(false);
  const [search, setSearch] = createSignal('');
  const [naming, setNaming] = createSignal<Naming | null>(null);
  /** An experiment may stand in several places; its name is changed in one of them. */
  const [renaming, setRenaming] = createSignal<string | null>(null);
  const [menu, setMenu] = createSignal<OpenMenu | null>(null);
  const word = () => search().trim().toLowerCase();
  const listed = createMemo(() =>
    all().filter(
      ({ name, deleted, archived }) =>
        (showsDeleted() || !deleted) && (showsArchived() || !archived) && name.toLowerCase().includes(word()),
    ),
  );
  const runCount = () => all().reduce((sum, { runs, deleted }) => sum + (deleted ? 0 : runs), 0);
  const takeName = (asked: Naming, name: string) => {
    if (asked.kind === 'experiment') {
      const key = edits.createExperiment(name);
      sayDone(edits, `Created experiment ${name}.`);
      navigate(`/experiments/${encodeURIComponent(key)}`);
      return;
    }
    edits.createCollection(name, asked.first ? [asked.first.key] : []);
    sayDone(edits, `Created collection ${name}.`);
  };

  return (
    <Show when={all().length > 0}>
      <section class="experiment-list" aria-labelledby="experiments-title">
        <div class="experiment-head">
          <h2 id="experiments-title" class="experiment-title">
            Experiments
          </h2>
          <Show when={share.canEdit()}>
            <MenuButton
              label="New"
              icon="plus"
              variant="quiet"
              small
              items={[
                { label: 'New experiment', icon: 'flask', onSelect: () => setNaming({ kind: 'experiment' }) },
                {
                  label: 'New collection',
                  icon: 'folder',
                  onSelect: () => setNaming({ kind: 'collection', first: null }),
                },
              ]}
            />
          </Show>
        </div>
        <Show when={all().length >= SEARCH_FROM}>
          <SearchBox label="Find experiments" value={search()} onInput={setSearch} />
        </Show>
        <Show when={word() === ''}>
          <For each={[...edits.collections().keys()]}>{(id) => <Shelf id={id} />}</For>
        </Show>
        <ul aria-label="Experiments">
          <Show when={word() === ''}>
            <li class="experiment-row">
              <ExperimentEntry
                id={ALL_RUNS}
                label="All runs"
                before=""
                count={runCount()}
                starred={false}
                state={null}
                renaming={false}
                onName={() => undefined}
                onRenamed={() => undefined}
              />
            </li>
          </Show>
          <ExperimentTreeList
            experiments={listed()}
            folds={folds}
            isSearching={word() !== ''}
            entry={(experiment, row) => (
              <Entry place="" experiment={experiment()} label={row().label} before={row().before} />
            )}
          />
        </ul>
        <Show when={word() !== '' && listed().length === 0}>
          <p class="experiment-note muted">No experiment has this in its name.</p>
        </Show>
        <Show when={all().some(({ archived }) => archived)}>
          <Switch label="Archived experiments" checked={showsArchived()} onChange={setShowsArchived} />
        </Show>
        <Show when={all().some(({ deleted }) => deleted)}>
          <Switch label="Deleted experiments" checked={showsDeleted()} onChange={setShowsDeleted} />
        </Show>
      </section>
      <MenuPanel
        label={menu()?.label ?? 'Menu'}
        items={menu()?.items() ?? []}
        anchor={menu()?.anchor ?? null}
        onClose={() => setMenu(null)}
      />
      <NameDialog
        open={naming() !== null}
        title={naming()?.kind === 'collection' ? 'New collection' : 'New experiment'}
        name=""
        isExperiment={naming()?.kind !== 'collection'}
        action="Create"
        {...(naming()?.kind === 'experiment' ? { hint: 'A / in the name makes a folder.' } : {})}
        onName={(name) => {
          const asked = naming();
          if (asked) takeName(asked, name);
        }}
        onClose={() => setNaming(null)}
      />
    </Show>
  );

  function Entry(props: {
    /** The collection that it stands in, or '' for the tree. */
    readonly place: CollectionId | '';
    readonly experiment: ListedExperiment;
    readonly label: string;
    readonly before: string;
  }): JSX.Element {
    const placed = () => `${props.place} ${props.experiment.key}`;
    const openMenu = (anchor: Box) => {
      const { key, name } = props.experiment;
      const ask = {
        rename: () => setRenaming(placed()),
        newCollection: () => setNaming({ kind: 'collection', first: props.experiment }),
      };
      // Read anew while it is open: others edit as well.
      const items = () => experimentMenu(byKey().get(key) ?? props.experiment, edits, ask);
      setMenu({ label: `Menu of ${name}`, anchor, items });
    };
    return (
      <ExperimentEntry
        id={props.experiment.key}
        label={props.label}
        before={props.before}
        count={props.experiment.runs}
        starred={props.experiment.starred}
        state={props.experiment.deleted ? 'deleted' : props.experiment.archived ? 'archived' : null}
        {...(share.canEdit() ? { onMenu: openMenu } : {})}
        renaming={share.canEdit() && renaming() === placed()}
        onName={(name) => {
          edits.renameExperiment(props.experiment.key, name);
          sayDone(edits, `Renamed to ${name}.`);
        }}
        onRenamed={() => setRenaming(null)}
      />
    );
  }

  function Shelf(props: { readonly id: CollectionId }): JSX.Element {
    return (
      <Show when={edits.collections().get(props.id)}>
        {(collection) => (
          <CollectionList
            id={props.id}
            collection={collection()}
            experiments={byKey()}
            folds={folds}
            onMenu={
              share.canEdit()
                ? (anchor) =>
                    setMenu({
                      label: `Menu of ${collection().name}`,
                      anchor,
                      items: () =>
                        collectionMenu(props.id, collection().name, edits, () => setRenaming(props.id)),
                    })
                : null
            }
            renaming={share.canEdit() && renaming() === props.id}
            onName={(name) => {
              edits.renameCollection(props.id, name);
              sayDone(edits, `Renamed to ${name}.`);
            }}
            onRenamed={() => setRenaming(null)}
            entry={(experiment) => (
              <Entry place={props.id} experiment={experiment()} label={experiment().name} before="" />
            )}
          />
        )}
      </Show>
    );
  }
}
