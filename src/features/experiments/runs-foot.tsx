import { useLocation, useNavigate } from '@solidjs/router';
import { createMemo, createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { formatCount, formatPlural } from '../../base/format.ts';
import { compareAddress } from '../../domain/run-set-code.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { MenuButton } from '../../ui/menu.tsx';
import { saveBlob, toFileName } from '../../ui/save-blob.ts';
import { Switch } from '../../ui/switch.tsx';
import { showToast } from '../../ui/toast.tsx';
import type { RunTools } from './organise/run-tools.tsx';
import type { RunsView } from './runs-view-state.ts';

/** Narrower than this (px), what can be done with the selection is a menu. */
const WIDE_FROM = 1040;

/** What can be done with the selection. Always there, so that nothing jumps when something is chosen. */
export function RunsFoot(props: { readonly view: RunsView; readonly tools: RunTools }): JSX.Element {
  const { view, tools } = props;
  const share = useShare();
  let foot!: HTMLElement;
  const [isWriting, setWriting] = createSignal(false);
  const [isWide, setWide] = createSignal(true);
  const count = () => view.selected().size;
  const navigate = useNavigate();
  const location = useLocation();
  const compare = () => {
    const table = { address: `${location.pathname}${location.search}`, title: view.title() };
    navigate(compareAddress(tools.chosen()), { state: { table } });
  };
  const clear = () => view.setSelected(new Set<string>());
  const downloadCsv = async () => {
    const summary = view.summary();
    if (!summary) return;
    setWriting(true);
    try {
      const asked = { table: summary.table, format: 'csv', runs: tools.chosen(), columns: null } as const;
      saveBlob(await view.api.tableFile(asked), toFileName(`${view.title()} selected runs`, 'csv'));
    } catch (error) {
      console.warn('table not written', error);
      showToast({ text: 'The table changed while the file was written. Try again.', tone: 'failed' });
    } finally {
      setWriting(false);
    }
  };
  const deletedCount = () => view.summary()?.deletedCount ?? 0;
  onMount(() => {
    const observer = new ResizeObserver(() => setWide(foot.clientWidth >= WIDE_FROM));
    observer.observe(foot);
    onCleanup(() => observer.disconnect());
  });
  const archivedCount = () => view.summary()?.archivedCount ?? 0;

  return (
    <footer ref={foot} class="runs-foot" classList={{ 'is-choosing': count() > 0, 'is-compact': !isWide() }}>
      <div class="runs-chosen" aria-live="polite">
        <Show when={count() > 0} fallback={<span class="muted runs-hint">No runs selected</span>}>
          <span>
            {formatPlural(count(), 'run')} selected
            <Show when={view.unlisted() > 0}>
              <span class="muted">, {formatCount(view.unlisted())} not listed here</span>
            </Show>
          </span>
          <Button variant="quiet" small icon="chart" onClick={compare}>
            Compare
          </Button>
          <Show when={share.canEdit()}>
            <SelectionActions tools={tools} isWide={isWide()} />
          </Show>
          <Button
            variant="quiet"
            small
            icon="download"
            label="Download selected"
            disabled={isWriting()}
            onClick={() => void downloadCsv()}
          />
          <Button variant="quiet" small onClick={clear}>
            Clear
          </Button>
        </Show>
      </div>
      <Show when={!share.canEdit()}>
        <span class="runs-view-only muted">You may look; changes are for editors.</span>
      </Show>
      <Switch
        label="Nested runs"
        checked={view.view().tree && view.view().groupBy.length === 0}
        disabled={view.view().groupBy.length > 0}
        onChange={view.setTree}
      />
      <Switch
        label={deletedCount() > 0 ? `Deleted runs (${formatCount(deletedCount())})` : 'Deleted runs'}
        checked={view.showsDeleted()}
        onChange={view.setShowsDeleted}
      />
      <Switch
        label={archivedCount() > 0 ? `Archived runs (${formatCount(archivedCount())})` : 'Archived runs'}
        checked={view.showsArchived()}
        onChange={view.setShowsArchived}
      />
    </footer>
  );
}

/** Buttons where there is room for them, and a menu for the rest; one menu for all where there is not. */
function SelectionActions(props: { readonly tools: RunTools; readonly isWide: boolean }): JSX.Element {
  let place!: HTMLSpanElement;
  const [pressed, setPressed] = createSignal<Element | null>(null);
  const anchor = () => {
    const button = pressed();
    return (button?.isConnected ? button : place).getBoundingClientRect();
  };
  const actions = () => props.tools.actions(anchor);
  const common = createMemo(
    () => new Map(actions().flatMap((action) => (action.isCommon ? [[action.word, action]] : []))),
  );
  // By word, so that a button stays while what it does changes.
  const words = createMemo(() => [...common().keys()], [], { equals: (a, b) => a.join() === b.join() });
  return (
    <span ref={place} class="selection-actions">
      <Show
        when={props.isWide}
        fallback={
          <MenuButton label="Actions" variant="quiet" small items={actions()}>
            Actions
          </MenuButton>
        }
      >
        <For each={words()}>
          {(word) => (
            <Show when={common().get(word)}>
              {(action) => (
                <Button
                  variant="quiet"
                  small
                  icon={action().icon}
                  onClick={(event) => {
                    setPressed(event.currentTarget);
                    action().onSelect();
                  }}
                >
                  {action().word}
                </Button>
              )}
            </Show>
          )}
        </For>
        <MenuButton
          label="More actions"
          icon="more"
          variant="quiet"
          small
          items={actions().filter(({ isCommon }) => !isCommon)}
        />
      </Show>
    </span>
  );
}
