import { createEffect, createSignal, type JSX, on, onCleanup, Show } from 'solid-js';
import type { RunKey } from '../../domain/ids.ts';
import { readMarkdown } from '../../rpc/preview-client.ts';
import { useEdits } from '../../state/edits.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { MarkdownView } from '../../ui/markdown/index.ts';
import { showToast } from '../../ui/toast.tsx';
import { Region } from './region.tsx';

/** Notes that were begun and not saved, while the tab lives: leaving the page does not lose them. */
const drafts = new Map<RunKey, Draft>();

interface Draft {
  readonly text: string;
  /** The note as it was when this was begun. */
  readonly begunWith: string;
}

export function NotesRegion(props: { readonly run: RunKey; readonly note: string }): JSX.Element {
  const edits = useEdits();
  const share = useShare();
  const isReading = () => draft() === null || !share.canEdit();
  const [draft, setDraft] = createSignal<Draft | null>(null);
  const blocks = createNewestAnswer(
    () => props.note.trim() || undefined,
    (note) => readMarkdown(note),
  );
  createEffect(
    on(
      () => props.run,
      (run) => {
        setDraft(drafts.get(run) ?? null);
        onCleanup(() => {
          const left = draft();
          if (left === null) drafts.delete(run);
          else drafts.set(run, left);
        });
      },
    ),
  );
  const save = () => {
    const written = draft();
    if (written === null) return;
    if (written.text !== written.begunWith) {
      edits.setNote(props.run, written.text, written.begunWith);
      showToast({ text: 'Notes saved.', action: { label: 'Undo', onSelect: () => edits.undo() } });
    }
    setDraft(null);
  };
  return (
    <Region
      title="Notes"
      id="run-notes"
      tools={
        <Show when={draft() === null && share.canEdit()}>
          <Button
            variant="quiet"
            small
            icon="edit"
            onClick={() => setDraft({ text: props.note, begunWith: props.note })}
          >
            {props.note === '' ? 'Add notes' : 'Edit notes'}
          </Button>
        </Show>
      }
    >
      <Show
        when={isReading()}
        fallback={
          <NoteEditor
            text={draft()?.text ?? ''}
            onInput={(text) => setDraft((begun) => begun && { ...begun, text })}
            onSave={save}
            onCancel={() => setDraft(null)}
          />
        }
      >
        <Show when={props.note.trim() !== ''} fallback={<p class="runpage-none">No notes yet.</p>}>
          <Show when={blocks()} fallback={<p class="runpage-value">{props.note}</p>}>
            {(parsed) => <MarkdownView blocks={parsed()} headingLevel={3} />}
          </Show>
        </Show>
      </Show>
    </Region>
  );
}

function NoteEditor(props: {
  readonly text: string;
  readonly onInput: (text: string) => void;
  readonly onSave: () => void;
  readonly onCancel: () => void;
}): JSX.Element {
  return (
    <form
      class="runpage-note-form"
      onSubmit={(event) => {
        event.preventDefault();
        props.onSave();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) props.onSave();
        if (event.key === 'Escape') props.onCancel();
      }}
    >
      <textarea
        ref={(element) => queueMicrotask(() => element.focus())}
        class="field"
        rows="10"
        aria-label="Notes in Markdown"
        value={props.text}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
      <div class="runpage-form-actions">
        <Button type="submit" variant="primary" small>
          Save
        </Button>
        <Button small onClick={() => props.onCancel()}>
          Cancel
        </Button>
        <span class="runpage-hint">Markdown. Ctrl+Enter saves, Escape cancels.</span>
      </div>
    </form>
  );
}
