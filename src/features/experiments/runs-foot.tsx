import { useNavigate } from '@solidjs/router';
import { createSignal, type JSX, Show } from 'solid-js';
import { formatCount, formatPlural } from '../../base/format.ts';
import { type RunKey, toRunKey } from '../../domain/ids.ts';
import { useEdits } from '../../state/edits.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { saveBlob, toFileName } from '../../ui/save-blob.ts';
import { Switch } from '../../ui/switch.tsx';
import { showToast } from '../../ui/toast.tsx';
import type { RunsView } from './runs-view-state.ts';

/** What can be done with the selection. Always there, so that nothing jumps when something is chosen. */
export function RunsFoot(props: { readonly view: RunsView }): JSX.Element {
  const { view } = props;
  const edits = useEdits();
  const share = useShare();
  const [isWriting, setWriting] = createSignal(false);
  const count = () => view.selected().size;
  const chosen = (): RunKey[] => [...view.selected()].map(toRunKey);
  const navigate = useNavigate();
  const compare = () => navigate(`/compare?runs=${chosen().map(encodeURIComponent).join(',')}`);
  const setDeleted = (deleted: boolean) => {
    const runs = chosen();
    edits.setDeleted(runs, deleted);
    view.setSelected(new Set<string>());
    showToast({
      text: `${deleted ? 'Deleted' : 'Restored'} ${formatPlural(runs.length, 'run')}.`,
      action: { label: 'Undo', onSelect: () => edits.undo() },
    });
  };
  const downloadCsv = async () => {
    const summary = view.summary();
    if (!summary) return;
    setWriting(true);
    try {
      saveBlob(await view.api.csv(summary.table, chosen()), toFileName('selected runs', 'csv'));
    } finally {
      setWriting(false);
    }
  };
  const deletedCount = () => view.summary()?.deletedCount ?? 0;

  return (
    <footer class={`runs-foot${count() > 0 ? ' is-choosing' : ''}`}>
      <div class="runs-chosen" aria-live="polite">
        <Show when={count() > 0} fallback={<span class="muted runs-hint">No runs selected</span>}>
          <span>{formatPlural(count(), 'run')} selected</span>
          <Button variant="quiet" small icon="chart" onClick={compare}>
            Compare
          </Button>
          <Show when={share.canEdit()}>
            <Button variant="quiet" small icon="trash" onClick={() => setDeleted(true)}>
              Delete
            </Button>
            <Show when={view.showsDeleted()}>
              <Button variant="quiet" small icon="restore" onClick={() => setDeleted(false)}>
                Restore
              </Button>
            </Show>
          </Show>
          <Button
            variant="quiet"
            small
            icon="download"
            disabled={isWriting()}
            onClick={() => void downloadCsv()}
          >
            Download selected
          </Button>
          <Button variant="quiet" small onClick={() => view.setSelected(new Set<string>())}>
            Clear
          </Button>
        </Show>
      </div>
      <Show when={!share.canEdit()}>
        <span class="runs-view-only muted">You may look; changes are for editors.</span>
      </Show>
      <Switch label="Nested runs" checked={view.view().tree} onChange={view.setTree} />
      <Switch
        label={deletedCount() > 0 ? `Deleted runs (${formatCount(deletedCount())})` : 'Deleted runs'}
        checked={view.showsDeleted()}
        onChange={view.setShowsDeleted}
      />
    </footer>
  );
}
