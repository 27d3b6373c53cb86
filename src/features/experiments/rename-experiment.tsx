import { createSignal, type JSX, Show } from 'solid-js';
import type { ExperimentRecord } from '../../domain/records.ts';
import { useEdits } from '../../state/edits.ts';
import { useNameRules } from '../../state/name-rules.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { NameNote } from '../../ui/name-note.tsx';
import { showToast } from '../../ui/toast.tsx';

export function RenameExperiment(props: { readonly experiment: ExperimentRecord }): JSX.Element {
  const edits = useEdits();
  const share = useShare();
  const [isOpen, setOpen] = createSignal(false);
  const [typed, setTyped] = createSignal('');
  const said = useNameRules('experiment', () => (isOpen() ? typed().trim() : ''));
  const open = () => {
    setTyped(props.experiment.name);
    setOpen(true);
  };
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    const name = typed().trim();
    setOpen(false);
    if (name === '' || name === props.experiment.name) return;
    edits.renameExperiment(props.experiment.key, name);
    showToast({ text: `Renamed to ${name}.`, action: { label: 'Undo', onSelect: () => edits.undo() } });
  };
  return (
    <Show when={share.canEdit()}>
      <Button variant="quiet" small icon="edit" label="Rename experiment" onClick={open} />
      <Dialog open={isOpen()} onClose={() => setOpen(false)} title="Rename experiment">
        <form class="rename-form" onSubmit={save}>
          <label>
            <span class="muted">Name</span>
            <input
              class="field"
              value={typed()}
              maxlength="250"
              autofocus
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          </label>
          <NameNote text={said()} />
          <div class="rename-actions">
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button type="submit" variant="primary">
              Rename
            </Button>
          </div>
        </form>
      </Dialog>
    </Show>
  );
}
