import { createSignal, createUniqueId, For, type JSX, Show } from 'solid-js';
import { aliasFault } from '../../domain/registry/registry-names.ts';
import type { ModelVersion, RegisteredModel } from '../../domain/registry/registry-view.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { presentVersions } from './model-list.ts';
import { createRegistryActs } from './registry-acts.ts';
import { aliasFaultText, versionName } from './registry-words.ts';
import { WhyField } from './why-field.tsx';

/** Gives a version an alias; one that another version has moves. */
export function AliasDialog(props: {
  readonly open: boolean;
  readonly model: RegisteredModel;
  /** Asked for where it is absent. */
  readonly version?: ModelVersion | undefined;
  readonly onClose: () => void;
}): JSX.Element {
  return (
    <Dialog open={props.open} onClose={props.onClose} title="Add alias">
      <AliasForm model={props.model} version={props.version} onClose={props.onClose} />
    </Dialog>
  );
}

function AliasForm(props: {
  readonly model: RegisteredModel;
  readonly version: ModelVersion | undefined;
  readonly onClose: () => void;
}): JSX.Element {
  const acts = createRegistryActs();
  const hintId = createUniqueId();
  const listId = createUniqueId();
  const [alias, setAlias] = createSignal('');
  const [number, setNumber] = createSignal(
    props.version?.number ?? presentVersions(props.model)[0]?.number ?? 0,
  );
  const [why, setWhy] = createSignal('');
  const version = () => presentVersions(props.model).find((one) => one.number === number());
  const holder = () => props.model.aliases.find((one) => one.alias === alias())?.version;
  const fault = () => aliasFault(alias());
  const note = () => {
    const found = fault();
    if (found) return alias() === '' ? '' : aliasFaultText(found);
    const now = holder();
    if (now === undefined) return '';
    return now === number()
      ? `${versionName(now)} has @${alias()} already.`
      : `@${alias()} is on version ${now} now: it moves to version ${number()}.`;
  };
  const canSave = () => fault() === null && version() !== undefined && holder() !== number();
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    if (!canSave()) return;
    acts.setAlias(props.model, alias(), version()!, why());
    props.onClose();
  };
  return (
    <form class="models-form" onSubmit={save}>
      <label>
        <span class="muted">Alias</span>
        <input
          class="field"
          value={alias()}
          maxlength={255}
          list={listId}
          aria-describedby={hintId}
          placeholder="champion"
          autocomplete="off"
          autofocus
          onInput={(event) => setAlias(event.currentTarget.value)}
        />
      </label>
      <datalist id={listId}>
        <For each={props.model.aliases}>{(one) => <option value={one.alias} />}</For>
      </datalist>
      <p id={hintId} class="models-problem" role="status">
        {note()}
      </p>
      <Show when={!props.version} fallback={<p class="muted">For version {number()}.</p>}>
        <label>
          <span class="muted">Version</span>
          <select class="field" onChange={(event) => setNumber(Number(event.currentTarget.value))}>
            <For each={presentVersions(props.model)}>
              {(one) => (
                <option value={one.number} selected={one.number === number()}>
                  {versionName(one.number)}
                </option>
              )}
            </For>
          </select>
        </label>
      </Show>
      <WhyField text={why()} onInput={setWhy} />
      <div class="models-form-actions">
        <Button onClick={() => props.onClose()}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={!canSave()}>
          {holder() === undefined || holder() === number() ? 'Add alias' : 'Move alias'}
        </Button>
      </div>
    </form>
  );
}
