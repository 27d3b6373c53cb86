import { createSignal, type JSX, onMount, Show } from 'solid-js';
import { formatCount } from '../../base/format.ts';
import type { RegistrySubject } from '../../domain/registry/registry-changes.ts';
import { tagKeyFault } from '../../domain/registry/registry-names.ts';
import type { Pair } from '../../domain/run.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { KeyedFor } from '../../ui/keyed-for.tsx';
import { Part } from './part.tsx';
import { createRegistryActs } from './registry-acts.ts';
import { tagFaultText } from './registry-words.ts';

/** MLflow's limit for the value of a version's tag is 100,000; a line is not where one types more than this. */
const MAX_TYPED = 8000;

/** The tags of a model or version. */
export function TagsPart(props: { readonly subject: RegistrySubject }): JSX.Element {
  const acts = createRegistryActs();
  const share = useShare();
  /** The key that is being edited; '' while one is being added. */
  const [chosen, setEditing] = createSignal<string | null>(null);
  const editing = () => (share.canEdit() ? chosen() : null);
  const tags = () => props.subject.tags;
  const save = (key: string, value: string) => {
    acts.setTag(props.subject, key, value);
    setEditing(null);
  };
  return (
    <Part
      title="Tags"
      count={tags().length > 0 ? formatCount(tags().length) : undefined}
      tools={
        <Show when={share.canEdit()}>
          <Button variant="quiet" small icon="plus" onClick={() => setEditing('')}>
            Add tag
          </Button>
        </Show>
      }
    >
      <Show when={editing() === ''}>
        <TagForm taken={tags()} onSave={save} onCancel={() => setEditing(null)} />
      </Show>
      <Show when={tags().length === 0 && editing() === null}>
        <p class="muted">No tag yet.</p>
      </Show>
      <ul class="models-tags">
        <KeyedFor each={tags()} by={([key]) => key}>
          {(tag) => {
            const [key] = tag();
            return (
              <li>
                <Show
                  when={editing() !== key}
                  fallback={
                    <TagForm
                      of={key}
                      value={tag()[1]}
                      taken={tags()}
                      onSave={save}
                      onCancel={() => setEditing(null)}
                    />
                  }
                >
                  <span class="models-tag-key">{key}</span>
                  <span class="models-text">{tag()[1]}</span>
                  <Show when={share.canEdit()}>
                    <span class="models-row-tools">
                      <Button
                        variant="quiet"
                        small
                        icon="edit"
                        label={`Edit ${key}`}
                        onClick={() => setEditing(key)}
                      />
                      <Button
                        variant="quiet"
                        small
                        icon="trash"
                        label={`Remove ${key}`}
                        onClick={() => acts.setTag(props.subject, key, null)}
                      />
                    </span>
                  </Show>
                </Show>
              </li>
            );
          }}
        </KeyedFor>
      </ul>
    </Part>
  );
}

function TagForm(props: {
  /** Absent while a tag is being added. */
  readonly of?: string;
  readonly value?: string;
  readonly taken: readonly Pair[];
  readonly onSave: (key: string, value: string) => void;
  readonly onCancel: () => void;
}): JSX.Element {
  let form!: HTMLFormElement;
  const [key, setKey] = createSignal(props.of ?? '');
  const [value, setValue] = createSignal(props.value ?? '');
  const fault = () => tagKeyFault(key().trim());
  const problem = () => {
    const found = fault();
    if (found) return key() === '' ? '' : tagFaultText(found);
    const isTaken = props.of === undefined && props.taken.some(([taken]) => taken === key().trim());
    return isTaken ? 'This tag is there already. Saving replaces it.' : '';
  };
  onMount(() => form.querySelector('input')?.focus());
  /** The form goes; the focus goes back to the button that it came from. */
  const leave = (act: () => void) => {
    const label = props.of === undefined ? 'Add tag' : `Edit ${props.of}`;
    const buttons = form.closest('section')?.getElementsByTagName('button') ?? [];
    act();
    [...buttons].find((one) => (one.ariaLabel ?? one.textContent?.trim()) === label)?.focus();
  };
  return (
    <form
      ref={form}
      class="models-tag-form"
      aria-label={props.of === undefined ? 'New tag' : `Edit ${props.of}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (!fault()) leave(() => props.onSave(key().trim(), value()));
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') leave(props.onCancel);
      }}
    >
      <Show when={props.of === undefined} fallback={<span class="models-tag-key">{props.of}</span>}>
        <input
          class="field"
          aria-label="Tag name"
          placeholder="Name"
          maxlength={250}
          value={key()}
          onInput={(event) => setKey(event.currentTarget.value)}
        />
      </Show>
      <input
        class="field"
        aria-label="Tag value"
        placeholder="Value"
        maxlength={MAX_TYPED}
        value={value()}
        onInput={(event) => setValue(event.currentTarget.value)}
      />
      <p class="models-problem" role="status" hidden={problem() === ''}>
        {problem()}
      </p>
      <div class="models-inline">
        <Button type="submit" variant="primary" small disabled={fault() !== null}>
          Save tag
        </Button>
        <Button small onClick={() => leave(props.onCancel)}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
