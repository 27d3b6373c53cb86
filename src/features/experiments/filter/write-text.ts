/** Another text for the input, written as typing would: the only way that the browser's own undo knows of. */
export function writeText(
  input: HTMLInputElement,
  { text, caret }: { readonly text: string; readonly caret: number },
): void {
  input.focus();
  input.select();
  const isWritten = document.execCommand(text === '' ? 'delete' : 'insertText', false, text);
  if (!isWritten || input.value !== text) input.value = text;
  input.setSelectionRange(caret, caret);
}
