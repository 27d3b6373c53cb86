import { type JSX, Show } from 'solid-js';
import type { RegistrySubject } from '../../domain/registry/registry-changes.ts';
import { readMarkdown } from '../../rpc/preview-client.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { createNoteDraft } from '../../state/note-draft.ts';
import { useShare } from '../../state/share.ts';
import { Button } from '../../ui/button.tsx';
import { MarkdownView } from '../../ui/markdown/index.ts';
import { NoteEditor } from '../../ui/note-editor.tsx';
import { Part } from './part.tsx';
import { createRegistryActs, subjectName } from './registry-acts.ts';

/** The description of a model or version, in Markdown. */
export function DescriptionPart(props: { readonly subject: RegistrySubject }): JSX.Element {
  const acts = createRegistryActs();
  const share = useShare();
  /** A model may be called what a version of another is called. */
  const draft = createNoteDraft(
    () => `registry ${'ref' in props.subject ? props.subject.ref : 'model'} ${subjectName(props.subject)}`,
  );
  const text = () => props.subject.description;
  const isWriting = () => draft.text() !== null && share.canEdit();
  const blocks = createNewestAnswer(
    () => text().trim() || undefined,
    (markdown) => readMarkdown(markdown),
  );
  const save = () => {
    const written = draft.finish();
    if (written !== null) acts.setDescription(props.subject, written.text);
  };
  return (
    <Part
      title="Description"
      tools={
        <Show when={!isWriting() && share.canEdit()}>
          <Button variant="quiet" small icon="edit" onClick={() => draft.begin(text())}>
            {text() === '' ? 'Add description' : 'Edit description'}
          </Button>
        </Show>
      }
    >
      <Show
        when={!isWriting()}
        fallback={
          <NoteEditor
            label="Description in Markdown"
            text={draft.text() ?? ''}
            rows={6}
            onInput={draft.write}
            onSave={save}
            onCancel={draft.cancel}
          />
        }
      >
        <Show when={text().trim()} fallback={<p class="muted">No description yet.</p>}>
          <div class="models-description">
            <Show when={blocks()} fallback={<p class="models-plain">{text()}</p>}>
              {(parsed) => <MarkdownView blocks={parsed()} headingLevel={3} />}
            </Show>
          </div>
        </Show>
      </Show>
    </Part>
  );
}
