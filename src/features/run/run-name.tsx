import { createSignal, type JSX, Show } from 'solid-js';
import type { RunKey } from '../../domain/ids.ts';
import { useEdits } from '../../state/edits.ts';
import { useNameRules } from '../../state/name-rules.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { NameNote } from '../../ui/name-note.tsx';
import { showToast } from '../../ui/toast.tsx';

const MAX_LENGTH = 250;

/** The heading, and a field in its place while the name is being changed: Enter saves, Escape leaves. */
export function RunName(props: { readonly run: RunKey; readonly name: string }): JSX.Element {
  const edits = useEdits();
  const share = useShare();
  let button: HTMLButtonElement | undefined;
  const [draft, setDraft] = createSignal<string | null>(null);
  const said = useNameRules('run', () => draft()?.trim() ?? '');
  const close = () => {
    setDraft(null);
    queueMicrotask(() => button?.focus());
  };
  const save = () => {
    const name = draft()?.trim() ?? '';
    close();
    if (name === '' || name === props.name) return;
    edits.rename(props.run, name);
    showToast({ text: `Renamed to ${name}.`, action: { label: 'Undo', onSelect: () => edits.undo() } });
  };
  return (
    <Show
      when={draft() === null || !share.canEdit()}
      fallback={
        <form
          class="runpage-rename"
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <input
            ref={(element) =>
              queueMicrotask(() => {
                element.focus();
                element.select();
              })
            }
            class="field"
            aria-label="Run name"
            maxlength={MAX_LENGTH}
            value={draft()!}
            onInput={(event) => setDraft(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') close();
            }}
          />
          <Button type="submit" variant="primary">
            Save
          </Button>
          <Button onClick={close}>Cancel</Button>
          <NameNote text={said()} />
        </form>
      }
    >
      <h1>{props.name}</h1>
      <Show when={share.canEdit()}>
        <Button
          ref={(element) => {
            button = element;
          }}
          variant="quiet"
          icon="edit"
          label="Rename run"
          class="runpage-rename-button"
          onClick={() => setDraft(props.name)}
        />
      </Show>
    </Show>
  );
}
