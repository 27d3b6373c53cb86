import { useNavigate } from '@solidjs/router';
import { createSignal, createUniqueId, For, type JSX, Show } from 'solid-js';
import type { ModelKey } from '../../domain/ids.ts';
import { nextNumber } from '../../domain/registry/registry-changes.ts';
import { MAX_MODEL_NAME, modelNameFault } from '../../domain/registry/registry-names.ts';
import type { RunDetail } from '../../rpc/query-api.ts';
import { useNameRules } from '../../state/name-rules.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { Button } from '../../ui/button.tsx';
import { DescriptionField } from './description-field.tsx';
import { registerChoices } from './register-choices.ts';
import { createRegistryActs } from './registry-acts.ts';
import { versionAddress } from './registry-address.ts';
import { modelFaultText } from './registry-words.ts';
import { WhyField } from './why-field.tsx';
import '../../ui/name-note.css';

/** Names that are offered while one types. */
const MOST_OFFERED = 8;

/** Which model, which of the run's models becomes its next version, what it is and why. */
export function RegisterForm(props: {
  readonly detail: RunDetail;
  readonly of: ModelKey | undefined;
  readonly onClose: () => void;
}): JSX.Element {
  const { api, version } = useQuery();
  const acts = createRegistryActs();
  const navigate = useNavigate();
  const hintId = createUniqueId();
  const choices = () => registerChoices(props.detail);
  const [name, setName] = createSignal('');
  const [chosen, setChosen] = createSignal<string>(props.of ?? choices()[0]!.id);
  const [description, setDescription] = createSignal('');
  const [why, setWhy] = createSignal('');
  const registry = createNewestAnswer(version, () => api.registry(null));
  const known = () => registry()?.models.find((model) => model.name === name());
  const offered = () => {
    const words = name().trim().toLowerCase();
    const fitting = (registry()?.models ?? []).filter(
      (model) => !model.deleted && model.name !== name() && model.name.toLowerCase().includes(words),
    );
    return { shown: fitting.slice(0, MOST_OFFERED), more: fitting.length - MOST_OFFERED };
  };
  const hint = () => {
    const fault = modelNameFault(name());
    if (fault) return name() === '' ? 'Choose a model, or name a new one.' : modelFaultText(fault);
    const model = known();
    if (!model) return `A new model: this becomes its version 1.`;
    const restored = model.deleted ? ' The model is deleted: this brings it back.' : '';
    return `This becomes version ${nextNumber(model)} of ${model.name}.${restored}`;
  };
  const said = useNameRules('model', () => (registry() && !known() ? name() : ''));
  const canSave = () => registry() !== undefined && modelNameFault(name()) === null;
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    const choice = choices().find(({ id }) => id === chosen());
    if (!canSave() || !choice) return;
    const model = known() ?? null;
    const number = nextNumber(model);
    const address = versionAddress(name(), number);
    acts.register(name(), model, choice.origin, {
      description: description(),
      why: why(),
      number,
      action: { label: `Open version ${number}`, onSelect: () => navigate(address) },
    });
    props.onClose();
  };
  return (
    <form class="models-form" onSubmit={save}>
      <label>
        <span class="muted">Model</span>
        <input
          class="field"
          value={name()}
          maxlength={MAX_MODEL_NAME}
          aria-describedby={hintId}
          autocomplete="off"
          autofocus
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <Show when={offered().shown.length > 0}>
        <ul class="models-offered" aria-label="Models that are there">
          <For each={offered().shown}>
            {(model) => (
              <li>
                <Button small onClick={() => setName(model.name)}>
                  {model.name}
                </Button>
              </li>
            )}
          </For>
          <Show when={offered().more > 0}>
            <li class="muted">{offered().more} more: type a part of the name</li>
          </Show>
        </ul>
      </Show>
      <p id={hintId} class="models-hint" role="status">
        {hint()}
        <Show when={modelNameFault(name()) === null && said()}>
          {(text) => <span class="name-note is-line">{text()}</span>}
        </Show>
      </p>
      <label>
        <span class="muted">What becomes the version</span>
        <select class="field" onChange={(event) => setChosen(event.currentTarget.value)}>
          <For each={choices()}>
            {(choice) => (
              <option value={choice.id} selected={choice.id === chosen()}>
                {choice.label}
              </option>
            )}
          </For>
        </select>
      </label>
      <DescriptionField text={description()} onInput={setDescription} />
      <WhyField text={why()} onInput={setWhy} />
      <div class="models-form-actions">
        <Button onClick={() => props.onClose()}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={!canSave()}>
          Register
        </Button>
      </div>
    </form>
  );
}
