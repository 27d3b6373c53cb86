/** Whether keys that are pressed here are text: such fields have an undo and letters of their own. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.tagName === 'TEXTAREA') return true;
  return (
    target instanceof HTMLInputElement && !/^(?:checkbox|radio|range|color|file|button)$/.test(target.type)
  );
}
