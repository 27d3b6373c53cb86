import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js';

interface Draft {
  readonly text: string;
  /** The note as it was when this was begun. */
  readonly begunWith: string;
}

export interface NoteDraft {
  /** What is being written, or null. */
  readonly text: Accessor<string | null>;
  readonly begin: (note: string) => void;
  readonly write: (text: string) => void;
  readonly cancel: () => void;
  /** Ends the draft; what is to be saved, or null where nothing was changed. */
  readonly finish: () => Draft | null;
}

/** Notes that were begun and not saved, while the tab lives: leaving the page does not lose them. */
const drafts = new Map<string, Draft>();

/** `of`: a key of the run or experiment that the note is about. */
export function createNoteDraft(of: Accessor<string>): NoteDraft {
  const [draft, setDraft] = createSignal<Draft | null>(null);
  createEffect(
    on(of, (key) => {
      setDraft(drafts.get(key) ?? null);
      onCleanup(() => {
        const left = draft();
        if (left === null) drafts.delete(key);
        else drafts.set(key, left);
      });
    }),
  );
  return {
    text: () => draft()?.text ?? null,
    begin: (note) => setDraft({ text: note, begunWith: note }),
    write: (text) => setDraft((begun) => begun && { ...begun, text }),
    cancel: () => setDraft(null),
    finish: () => {
      const written = draft();
      setDraft(null);
      return written === null || written.text === written.begunWith ? null : written;
    },
  };
}
