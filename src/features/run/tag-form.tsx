import { createSignal, createUniqueId, type JSX, onMount, Show } from 'solid-js';
import type { Pair } from '../../domain/run.ts';
import { Button } from '../../ui/button.tsx';
import { isSystemTag } from './run-words.ts';

/** Adds a tag, or changes the value of one that is there. Enter saves, Escape leaves. */
export function TagForm(props: {
  /** Absent while a tag is being added. */
  readonly tagKey?: string;
  readonly value?: string;
  readonly taken: readonly Pair[];
  readonly onSave: (key: string, value: string) => void;
  readonly onCancel: () => void;
}): JSX.Element {
  let first!: HTMLInputElement;
  const problemId = createUniqueId();
  const [key, setKey] = createSignal(props.tagKey ?? '');
  const [value, setValue] = createSignal(props.value ?? '');
  const isNew = () => props.tagKey === undefined;
  const problem = () => {
    const name = key().trim();
    if (!isNew() || name === '') return null;
    if (isSystemTag(name)) return 'Names that begin with “mlflow.” belong to MLflow.';
    return props.taken.some(([taken]) => taken === name)
      ? 'This tag is there already. Saving replaces it.'
      : null;
  };
  const canSave = () => key().trim() !== '' && !(isNew() && isSystemTag(key().trim()));
  onMount(() => {
    first.focus();
    if (!isNew()) first.select();
  });
  return (
    <form
      class="runpage-tag-form"
      aria-label={isNew() ? 'New tag' : `Edit ${props.tagKey}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (canSave()) props.onSave(key().trim(), value());
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') props.onCancel();
      }}
    >
      <Show when={isNew()} fallback={<span class="runpage-tag-key">{props.tagKey}</span>}>
        <input
          ref={first}
          class="field"
          aria-label="Tag name"
          aria-describedby={problemId}
          placeholder="Name"
          value={key()}
          maxlength="250"
          onInput={(event) => setKey(event.currentTarget.value)}
        />
      </Show>
      <input
        ref={(element) => {
          if (!isNew()) first = element;
        }}
        class="field"
        aria-label="Tag value"
        placeholder="Value"
        value={value()}
        maxlength="8000"
        onInput={(event) => setValue(event.currentTarget.value)}
      />
      <p id={problemId} class="runpage-hint" hidden={problem() === null}>
        {problem()}
      </p>
      <div class="runpage-form-actions">
        <Button type="submit" variant="primary" small disabled={!canSave()}>
          Save tag
        </Button>
        <Button small onClick={() => props.onCancel()}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
