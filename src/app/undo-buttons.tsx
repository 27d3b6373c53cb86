import { type JSX, Show } from 'solid-js';
import type { EditsState } from '../state/edits.ts';
import { useShare } from '../state/share.ts';
import { Button } from '../ui/button.tsx';
import { stepBack } from './undo-keys.ts';

/** Undo and redo, each with what it would take back or do again. Not there before there is anything to undo. */
export function UndoButtons(props: { readonly edits: EditsState }): JSX.Element {
  const share = useShare();
  const undoLabel = () => props.edits.undoLabel();
  const redoLabel = () => props.edits.redoLabel();
  return (
    <Show when={share.canEdit() && (undoLabel() !== null || redoLabel() !== null)}>
      {/* biome-ignore lint/a11y/useSemanticElements: two buttons that belong together are no fieldset. */}
      <div class="undo-buttons" role="group" aria-label="Edits">
        <Step icon="undo" word="Undo" label={undoLabel()} onPress={() => stepBack(props.edits, false)} />
        <Step icon="redo" word="Redo" label={redoLabel()} onPress={() => stepBack(props.edits, true)} />
      </div>
    </Show>
  );
}

function Step(props: {
  readonly icon: 'undo' | 'redo';
  readonly word: string;
  readonly label: string | null;
  readonly onPress: () => void;
}): JSX.Element {
  return (
    <Button
      variant="quiet"
      small
      icon={props.icon}
      label={props.label === null ? props.word : `${props.word}: ${props.label}`}
      // Not `disabled`: pressing it for the last time must not lose the focus.
      aria-disabled={props.label === null}
      onClick={() => props.onPress()}
    />
  );
}
