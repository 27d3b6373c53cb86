export type PickFolder = (options: { readonly mode: 'readwrite' }) => Promise<FileSystemDirectoryHandle>;
export type PickSaveFile = (options: { readonly suggestedName: string }) => Promise<FileSystemFileHandle>;

/** The browser's chooser of a folder to write into; null where there is none. Chromium alone has it. */
export function folderPicker(): PickFolder | null {
  const picker: unknown = Reflect.get(window, 'showDirectoryPicker');
  return typeof picker === 'function' ? (picker.bind(window) as PickFolder) : null;
}

/** The browser's chooser of a file to write; null where there is none. Chromium alone has it. */
export function savePicker(): PickSaveFile | null {
  const picker: unknown = Reflect.get(window, 'showSaveFilePicker');
  return typeof picker === 'function' ? (picker.bind(window) as PickSaveFile) : null;
}
