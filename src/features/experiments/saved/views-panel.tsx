import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { Button } from '../../../ui/button.tsx';
import { MenuButton } from '../../../ui/menu.tsx';
import { RenameField } from '../organise/rename-field.tsx';
import type { ListedView, SavedViews } from './saved-views.ts';

const MOST_NAME = 200;

/** Saves the table as it is under a name, and lists what was saved before. */
export function ViewsPanel(props: {
  readonly views: SavedViews;
  readonly scope: string;
  readonly scopeName: (scope: string) => string;
  readonly canEdit: boolean;
  readonly onClose: () => void;
  readonly onReport: (view: ListedView) => void;
}): JSX.Element {
  const { views } = props;
  const [name, setName] = createSignal('');
  const own = createMemo(() => views.all().filter(({ scope }) => scope === props.scope));
  const others = createMemo(() => views.all().filter(({ scope }) => scope !== props.scope));
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    const given = name().trim();
    if (given === '') return;
    void views.saveAs(given);
    setName('');
    props.onClose();
  };
  return (
    <div class="choice-panel">
      <Show
        when={props.canEdit}
        fallback={<p class="choice-head muted">You may look; views are saved by editors.</p>}
      >
        <form class="choice-head" onSubmit={save}>
          <input
            class="field"
            aria-label="Name of the view"
            placeholder="Name of the view"
            maxlength={MOST_NAME}
            value={name()}
            onInput={(event) => setName(event.currentTarget.value)}
          />
          <Button variant="primary" type="submit" disabled={name().trim() === ''}>
            Save
          </Button>
        </form>
      </Show>
      <div class="choice-body">
        <ViewList title="Views of this table" views={views} listed={own()} {...listProps()} />
        <ViewList title="Views of other tables" views={views} listed={others()} {...listProps()} />
        <Show when={views.all().length === 0}>
          <p class="muted">
            A view is the filter, the columns, sorting, grouping, layout and charts of this table under a
            name.
          </p>
        </Show>
        <Button variant="quiet" small icon="copy" onClick={() => void views.copyOwnAddress()}>
          Copy address of this screen
        </Button>
      </div>
    </div>
  );

  function listProps() {
    const { scope, scopeName, canEdit, onClose, onReport } = props;
    return { scope, scopeName, canEdit, onClose, onReport };
  }
}

function ViewList(props: {
  readonly title: string;
  readonly views: SavedViews;
  readonly listed: readonly ListedView[];
  readonly scope: string;
  readonly scopeName: (scope: string) => string;
  readonly canEdit: boolean;
  readonly onClose: () => void;
  readonly onReport: (view: ListedView) => void;
}): JSX.Element {
  return (
    <Show when={props.listed.length > 0}>
      <section aria-label={props.title}>
        <h3>{props.title}</h3>
        <ul>
          <For each={props.listed}>{(view) => <ViewEntry {...props} view={view} />}</For>
        </ul>
      </section>
    </Show>
  );
}

function ViewEntry(props: {
  readonly views: SavedViews;
  readonly view: ListedView;
  readonly scope: string;
  readonly scopeName: (scope: string) => string;
  readonly canEdit: boolean;
  readonly onClose: () => void;
  readonly onReport: (view: ListedView) => void;
}): JSX.Element {
  const { views } = props;
  let opener: HTMLButtonElement | undefined;
  const [isRenaming, setRenaming] = createSignal(false);
  const isOpen = () => views.opened()?.id === props.view.id;
  const isOwn = () => props.view.scope === props.scope;
  const open = () => {
    void views.open(props.view);
    props.onClose();
  };
  const items = () => [
    { label: 'Copy address', icon: 'copy' as const, onSelect: () => void views.copyAddress(props.view) },
    {
      label: 'HTML report',
      icon: 'file' as const,
      onSelect: () => {
        props.onClose();
        props.onReport(props.view);
      },
    },
    ...(props.canEdit && isOwn()
      ? [{ label: 'Update', icon: 'check' as const, onSelect: () => void views.update(props.view.id) }]
      : []),
    ...(props.canEdit
      ? [
          { label: 'Rename', icon: 'edit' as const, onSelect: () => setRenaming(true) },
          {
            label: 'Delete',
            icon: 'trash' as const,
            danger: true,
            onSelect: () => views.remove(props.view.id),
          },
        ]
      : []),
  ];
  return (
    <li class="view-entry" classList={{ 'is-open': isOpen() }}>
      <Show
        when={!isRenaming()}
        fallback={
          <RenameField
            label={`New name of ${props.view.name}`}
            name={props.view.name}
            onName={(name) => views.rename(props.view.id, name)}
            onClose={(byKey) => {
              setRenaming(false);
              if (byKey) queueMicrotask(() => opener?.focus());
            }}
          />
        }
      >
        <Button
          ref={(button) => {
            opener = button;
          }}
          variant="quiet"
          class="view-open"
          aria-current={isOpen()}
          onClick={open}
        >
          <span class="cut">{props.view.name}</span>
          <Show when={!isOwn()}>
            <span class="muted cut">{props.scopeName(props.view.scope)}</span>
          </Show>
          <Show when={isOpen() && views.isChanged()}>
            <span class="muted">changed</span>
          </Show>
        </Button>
        <MenuButton variant="quiet" small icon="more" label={`More for ${props.view.name}`} items={items()} />
      </Show>
    </li>
  );
}
