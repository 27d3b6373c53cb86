import { type Accessor, createMemo, type JSX, lazy, Show, Suspense } from 'solid-js';
import type { ExperimentRecord } from '../../../domain/records.ts';
import { useEdits } from '../../../state/edits.ts';
import { createNoteDraft } from '../../../state/note-draft.ts';
import { useShare } from '../../../state/share.ts';
import { Button } from '../../../ui/button.tsx';

const ExperimentNote = lazy(async () => ({
  default: (await import('./experiment-note.tsx')).ExperimentNote,
}));

const NOTE_TAG = 'mlflow.note.content';

export interface AboutExperiment {
  /** A button to begin a note, beside the title; nothing where there is one already. */
  readonly AddNote: () => JSX.Element;
  /** The note, or the field it is written in; nothing where there is none. Takes the width it is given. */
  readonly Note: () => JSX.Element;
}

/** What an experiment is about, above its table. `experiment` is undefined where the table has several. */
export function createAboutExperiment(experiment: Accessor<ExperimentRecord | undefined>): AboutExperiment {
  const edits = useEdits();
  const share = useShare();
  const key = createMemo(() => experiment()?.key);
  const draft = createNoteDraft(() => `experiment ${key() ?? ''}`);
  const note = createMemo(() => {
    const record = experiment();
    if (!record) return '';
    const imported = record.tags.find(([tag]) => tag === NOTE_TAG)?.[1] ?? '';
    return edits.experiment(record.key).note ?? imported;
  });
  const isWriting = () => draft.text() !== null && share.canEdit();
  return {
    AddNote: () => (
      <Show when={key() !== undefined && note().trim() === '' && !isWriting() && share.canEdit()}>
        <Button variant="quiet" small onClick={() => draft.begin(note())}>
          Add notes
        </Button>
      </Show>
    ),
    Note: () => (
      <Show when={(note().trim() !== '' || isWriting()) && key()} keyed>
        {(of) => (
          <Suspense>
            <ExperimentNote experiment={of} note={note()} draft={draft} isWriting={isWriting()} />
          </Suspense>
        )}
      </Show>
    ),
  };
}
