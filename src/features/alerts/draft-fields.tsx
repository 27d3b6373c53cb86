import { createUniqueId, For, type JSX, Show } from 'solid-js';
import { MOST_SHORT } from './alert-draft.ts';

/** A name with suggestions of those that are known. */
export function NamedField(props: {
  readonly label: string;
  readonly known: readonly string[];
  readonly value: string;
  readonly note?: string | undefined;
  readonly placeholder?: string;
  readonly onInput: (name: string) => void;
}): JSX.Element {
  const id = createUniqueId();
  const noteId = createUniqueId();
  const listId = createUniqueId();
  return (
    <div class="form-field">
      <label for={id}>{props.label}</label>
      <input
        id={id}
        class="field"
        list={listId}
        aria-describedby={props.note === undefined ? undefined : noteId}
        maxlength={MOST_SHORT}
        autocomplete="off"
        spellcheck={false}
        placeholder={props.placeholder}
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
      <Show when={props.note}>
        <p id={noteId} class="muted">
          {props.note}
        </p>
      </Show>
      <datalist id={listId}>
        <For each={props.known}>{(known) => <option value={known} />}</For>
      </datalist>
    </div>
  );
}

/** A number as it is typed: what it is, the draft says. */
export function NumberField(props: {
  readonly label: string;
  readonly value: string;
  readonly onInput: (typed: string) => void;
}): JSX.Element {
  const id = createUniqueId();
  return (
    <div class="form-field is-short">
      <label for={id}>{props.label}</label>
      <input
        id={id}
        class="field"
        inputmode="decimal"
        maxlength={40}
        autocomplete="off"
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </div>
  );
}

export function ChoiceField<Value extends string>(props: {
  readonly label: string;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}): JSX.Element {
  const id = createUniqueId();
  return (
    <div class="form-field is-short">
      <label for={id}>{props.label}</label>
      <select
        id={id}
        class="field"
        onChange={(event) => {
          const chosen = props.options.find(({ value }) => value === event.currentTarget.value);
          if (chosen) props.onChange(chosen.value);
        }}
      >
        <For each={props.options}>
          {({ value, label }) => (
            <option value={value} selected={props.value === value}>
              {label}
            </option>
          )}
        </For>
      </select>
    </div>
  );
}
