import { createSignal, type JSX, Show } from 'solid-js';
import type { ExperimentRecord } from '../../domain/records.ts';
import { useEdits } from '../../state/edits.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { showToast } from '../../ui/toast.tsx';

export function RenameExperiment(props: { readonly experiment: ExperimentRecord }): JSX.Element {
  const edits = useEdits();
  const share = useShare();
  const [isOpen, setOpen] = createSignal(false);
  let field!: HTMLInputElement;
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    const name = field.value.trim();
    setOpen(false);
    if (name === '' || name === props.experiment.name) return;
    edits.renameExperiment(props.experiment.key, name);
    showToast({ text: `Renamed to ${name}.`, action: { label: 'Undo', onSelect: () => edits.undo() } });
  };
  return (
    <Show when={share.canEdit()}>
      <Button variant="quiet" small icon="edit" label="Rename experiment" onClick={() => setOpen(true)} />
      <Dialog open={isOpen()} onClose={() => setOpen(false)} title="Rename experiment">
        <form class="rename-form" onSubmit={save}>
          <label>
            <span class="muted">Name</span>
            <input ref={field} class="field" value={props.experiment.name} maxlength="250" autofocus />
          </label>
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
