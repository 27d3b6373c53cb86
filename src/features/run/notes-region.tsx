import { type JSX, Show } from 'solid-js';
import type { RunKey } from '../../domain/ids.ts';
import { readMarkdown } from '../../rpc/preview-client.ts';
import { useEdits } from '../../state/edits.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { createNoteDraft } from '../../state/note-draft.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { MarkdownView } from '../../ui/markdown/index.ts';
import { NoteEditor } from '../../ui/note-editor.tsx';
import { showToast } from '../../ui/toast.tsx';
import { Region } from './region.tsx';

export function NotesRegion(props: { readonly run: RunKey; readonly note: string }): JSX.Element {
  const edits = useEdits();
  const share = useShare();
  const draft = createNoteDraft(() => `run ${props.run}`);
  const isReading = () => draft.text() === null || !share.canEdit();
  const blocks = createNewestAnswer(
    () => props.note.trim() || undefined,
    (note) => readMarkdown(note),
  );
  const save = () => {
    const written = draft.finish();
    if (written === null) return;
    edits.setNote(props.run, written.text, written.begunWith);
    showToast({ text: 'Notes saved.', action: { label: 'Undo', onSelect: () => edits.undo() } });
  };
  return (
    <Region
      title="Notes"
      id="run-notes"
      tools={
        <Show when={draft.text() === null && share.canEdit()}>
          <Button variant="quiet" small icon="edit" onClick={() => draft.begin(props.note)}>
            {props.note === '' ? 'Add notes' : 'Edit notes'}
          </Button>
        </Show>
      }
    >
      <Show
        when={isReading()}
        fallback={
          <NoteEditor
            label="Notes in Markdown"
            text={draft.text() ?? ''}
            onInput={draft.write}
            onSave={save}
            onCancel={draft.cancel}
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
