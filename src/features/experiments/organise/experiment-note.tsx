import { createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js';
import type { ExperimentKey } from '../../../domain/ids.ts';
import { readMarkdown } from '../../../rpc/preview-client.ts';
import { useEdits } from '../../../state/edits.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import type { NoteDraft } from '../../../state/note-draft.ts';
import { useShare } from '../../../state/share.ts';
import { Button } from '../../../ui/button.tsx';
import { MarkdownView } from '../../../ui/markdown/index.ts';
import { NoteEditor } from '../../../ui/note-editor.tsx';
import { sayDone } from './experiment-actions.ts';
import './experiment-note.css';

interface NoteProps {
  readonly experiment: ExperimentKey;
  readonly note: string;
  readonly draft: NoteDraft;
  readonly isWriting: boolean;
}

/** A few lines of an experiment's note, all of it on demand; or the field it is written in. */
export function ExperimentNote(props: NoteProps): JSX.Element {
  const edits = useEdits();
  const save = () => {
    const written = props.draft.finish();
    if (written === null) return;
    edits.setExperimentNote(props.experiment, written.text, written.begunWith);
    sayDone(edits, 'Notes saved.');
  };
  return (
    <section class="about-experiment" aria-label="Experiment notes">
      <Show when={props.isWriting} fallback={<ReadNote {...props} />}>
        <NoteEditor
          label="Experiment notes in Markdown"
          text={props.draft.text() ?? ''}
          rows={6}
          onInput={props.draft.write}
          onSave={save}
          onCancel={props.draft.cancel}
        />
      </Show>
    </section>
  );
}

function ReadNote(props: NoteProps): JSX.Element {
  const share = useShare();
  const [isWhole, setWhole] = createSignal(false);
  const [isCut, setCut] = createSignal(false);
  const blocks = createNewestAnswer(
    () => props.note.trim() || undefined,
    (note) => readMarkdown(note),
  );
  /** Tells whether there is more than is shown. */
  const watchSize = (content: HTMLElement) => {
    const observer = new ResizeObserver(() => {
      const box = content.parentElement;
      if (box) setCut(content.offsetHeight > box.clientHeight + 1);
    });
    onMount(() => {
      observer.observe(content);
      if (content.parentElement) observer.observe(content.parentElement);
    });
    onCleanup(() => observer.disconnect());
  };
  return (
    <>
      <Show when={blocks()} fallback={<p class="about-text">{props.note.slice(0, 400)}</p>}>
        {(parsed) => (
          <div
            class="about-text"
            classList={{ 'is-whole': isWhole(), 'is-cut': isCut() && !isWhole() }}
            tabindex={isWhole() ? 0 : undefined}
          >
            <div ref={watchSize}>
              <MarkdownView blocks={parsed()} headingLevel={2} />
            </div>
          </div>
        )}
      </Show>
      <div class="about-tools">
        <Show when={isCut() || isWhole()}>
          <Button variant="quiet" small aria-expanded={isWhole()} onClick={() => setWhole(!isWhole())}>
            {isWhole() ? 'Show less' : 'Show more'}
          </Button>
        </Show>
        <Show when={share.canEdit()}>
          <Button variant="quiet" small icon="edit" onClick={() => props.draft.begin(props.note)}>
            Edit notes
          </Button>
        </Show>
      </div>
    </>
  );
}
