import { A, useSearchParams } from '@solidjs/router';
import { createMemo, createSignal, type JSX, Show } from 'solid-js';
import { formatCount } from '../../base/format.ts';
import type { RegistryView } from '../../domain/registry/registry-view.ts';
import { makeModelTest } from '../../domain/registry/search/match-search.ts';
import { useActions } from '../../state/actions.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Switch } from '../../ui/switch.tsx';
import { type ModelSortKey, type Sort, sortModels } from './model-list.ts';
import { ModelsTable } from './models-table.tsx';
import { NewModelDialog } from './new-model-dialog.tsx';
import { createPeople } from './people.ts';
import { firstText } from './registry-address.ts';
import { createRegistrySearch } from './registry-search.ts';
import { SearchLine } from './search-line.tsx';
import { StagesDialog } from './stages-dialog.tsx';

/** All registered models, `#/models`; what is searched for stands in the address. */
export function ModelsPage(props: { readonly registry: RegistryView }): JSX.Element {
  const share = useShare();
  const [address, setAddress] = useSearchParams();
  const [sort, setSort] = createSignal<Sort<ModelSortKey>>({ by: 'name', direction: 'ascending' });
  const [open, setOpen] = createSignal<'model' | 'stages' | null>(null);
  const search = createRegistrySearch(() => firstText(address.search));
  const people = createPeople(() => props.registry.history);
  const withDeleted = () => address.deleted === '1';
  const listed = createMemo(() => props.registry.models.filter(({ deleted }) => withDeleted() || !deleted));
  const deletedCount = () => props.registry.models.filter(({ deleted }) => deleted).length;
  const found = createMemo(() => sortModels(listed().filter(makeModelTest(search.terms())), sort(), people));
  return (
    <>
      <header class="models-head">
        <h1>Models</h1>
        <span class="muted">{formatCount(listed().length)}</span>
        <div class="models-head-tools">
          <Show when={share.canEdit()}>
            <Button icon="plus" onClick={() => setOpen('model')}>
              New model
            </Button>
            <Button icon="settings" onClick={() => setOpen('stages')}>
              Stages
            </Button>
          </Show>
          <A class="button is-plain" href="/rules">
            Rules
          </A>
        </div>
      </header>
      <Show when={props.registry.models.length > 0} fallback={<NoModels />}>
        <div class="models-bar">
          <SearchLine
            label="Search models"
            placeholder="name ILIKE 'taxi%' AND tags.team = 'x'"
            text={firstText(address.search)}
            parsed={search.parsed()}
            shown={search.lastGoodText() ? `Shown: ${search.lastGoodText()}` : 'All models are shown.'}
            onInput={(text) => setAddress({ search: text || null }, { replace: true })}
          />
          <Show when={deletedCount() > 0}>
            <Switch
              label={`Deleted models (${formatCount(deletedCount())})`}
              checked={withDeleted()}
              onChange={(on) => setAddress({ deleted: on ? '1' : null }, { replace: true })}
            />
          </Show>
        </div>
        <ModelsTable models={found()} people={people} sort={sort()} onSort={setSort} />
        <Show when={found().length === 0}>
          <p class="models-none">
            {listed().length === 0 ? 'All models are deleted.' : 'No model matches the search.'}
          </p>
        </Show>
      </Show>
      <NewModelDialog
        open={open() === 'model'}
        models={props.registry.models}
        onClose={() => setOpen(null)}
      />
      <StagesDialog open={open() === 'stages'} models={props.registry.models} onClose={() => setOpen(null)} />
    </>
  );
}

function NoModels(): JSX.Element {
  const actions = useActions();
  return (
    <EmptyState
      title="No registered models yet"
      text="Register a model on the page of its run, or import a database or folder with a model registry."
    >
      <Button icon="upload" onClick={() => actions.importFiles()}>
        Choose files
      </Button>
      <Button onClick={() => actions.loadSample()}>Load sample</Button>
    </EmptyState>
  );
}
