import { type Accessor, createEffect, onCleanup, onMount } from 'solid-js';
import type { EditsState } from '../state/edits.ts';
import { isTyping } from '../ui/is-typing.ts';
import { removeActionToasts, showToast } from '../ui/toast.tsx';

/**
 * Ctrl/Cmd+Z and Shift+Ctrl/Cmd+Z (or Ctrl+Y) outside of text fields, which undo their own typing. Nothing is taken
 * back by somebody who may only look: an owner can make an editor a viewer.
 */
export function createUndoKeys(edits: EditsState, canEdit: Accessor<boolean>): void {
  const onKey = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || isTyping(event.target)) return;
    const key = event.key.toLowerCase();
    const redo = key === 'y' || (key === 'z' && event.shiftKey);
    if (!canEdit() || (!redo && key !== 'z')) return;
    event.preventDefault();
    stepBack(edits, redo);
  };
  createEffect(() => {
    if (!canEdit()) removeActionToasts();
  });
  onMount(() => addEventListener('keydown', onKey));
  onCleanup(() => removeEventListener('keydown', onKey));
}

/** Undoes or redoes one step and says which; the way back that a message still offers would be another one now. */
export function stepBack(edits: EditsState, redo: boolean): void {
  const label = redo ? edits.redoLabel() : edits.undoLabel();
  if (label === null) return;
  if (redo) edits.redo();
  else edits.undo();
  removeActionToasts();
  showToast({ text: `${redo ? 'Redone' : 'Undone'}: ${label}` });
}
