import { useNavigate } from '@solidjs/router';
import { createSignal, createUniqueId, type JSX, Show } from 'solid-js';
import { MAX_MODEL_NAME, modelNameFault } from '../../domain/registry/registry-names.ts';
import type { RegisteredModel } from '../../domain/registry/registry-view.ts';
import { useNameRules } from '../../state/name-rules.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DescriptionField } from './description-field.tsx';
import { createRegistryActs } from './registry-acts.ts';
import { modelAddress } from './registry-address.ts';
import { modelFaultText } from './registry-words.ts';
import '../../ui/name-note.css';

/** Makes a model without versions. */
export function NewModelDialog(props: {
  readonly open: boolean;
  readonly models: readonly RegisteredModel[];
  readonly onClose: () => void;
}): JSX.Element {
  return (
    <Dialog open={props.open} onClose={props.onClose} title="New model">
      <NewModelForm models={props.models} onClose={props.onClose} />
    </Dialog>
  );
}

function NewModelForm(props: {
  readonly models: readonly RegisteredModel[];
  readonly onClose: () => void;
}): JSX.Element {
  const acts = createRegistryActs();
  const navigate = useNavigate();
  const hintId = createUniqueId();
  const [name, setName] = createSignal('');
  const [description, setDescription] = createSignal('');
  const known = () => props.models.find((model) => model.name === name());
  const problem = () => {
    const fault = modelNameFault(name());
    if (fault) return name() === '' ? '' : modelFaultText(fault);
    const model = known();
    if (!model) return '';
    return model.deleted
      ? 'A deleted model has this name: restore it instead.'
      : 'A model has this name already.';
  };
  const said = useNameRules('model', name);
  const canSave = () => modelNameFault(name()) === null && !known();
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    if (!canSave()) return;
    acts.makeModel(name(), description());
    props.onClose();
    navigate(modelAddress(name()));
  };
  return (
    <form class="models-form" onSubmit={save}>
      <label>
        <span class="muted">Name</span>
        <input
          class="field"
          value={name()}
          maxlength={MAX_MODEL_NAME}
          aria-describedby={hintId}
          autofocus
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <p id={hintId} class="models-problem" role="status">
        <Show when={problem() || !said()} fallback={<span class="name-note is-line">{said()}</span>}>
          {problem()}
        </Show>
      </p>
      <DescriptionField text={description()} onInput={setDescription} />
      <div class="models-form-actions">
        <Button onClick={() => props.onClose()}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={!canSave()}>
          Make model
        </Button>
      </div>
    </form>
  );
}
