import { isAbort } from '../base/abort.ts';

export type Access = 'granted' | 'denied' | 'prompt';

/** Not in the DOM types: only Chromium remembers what a page may read. */
interface AskedHandle {
  queryPermission?(how: { readonly mode: 'read' }): Promise<Access>;
  requestPermission?(how: { readonly mode: 'read' }): Promise<Access>;
}

interface FolderChooser {
  showDirectoryPicker?(options: {
    readonly id: string;
    readonly mode: 'read';
    readonly startIn?: FileSystemHandle | 'documents';
  }): Promise<FileSystemDirectoryHandle>;
}

/** Whether a folder may be read without asking. */
export async function readAccess(handle: FileSystemDirectoryHandle): Promise<Access> {
  return (await (handle as AskedHandle).queryPermission?.({ mode: 'read' })) ?? 'granted';
}

/** Asks the person where the browser wants that; call it from a click. 'prompt' where the click was too long ago. */
export async function requestReadAccess(handle: FileSystemDirectoryHandle): Promise<Access> {
  try {
    return (await (handle as AskedHandle).requestPermission?.({ mode: 'read' })) ?? 'granted';
  } catch {
    return 'prompt';
  }
}

/** Whether this browser can hand out a folder that can be read again and again. */
export function hasFolderChooser(source: object): boolean {
  return typeof (source as FolderChooser).showDirectoryPicker === 'function';
}

/** A folder to watch, beginning where the last one lies; null where the person chose none. */
export async function chooseFolderToWatch(
  source: object,
  last: FileSystemDirectoryHandle | undefined,
): Promise<FileSystemDirectoryHandle | null> {
  const chooser = source as FolderChooser;
  try {
    const options = { id: 'watch', mode: 'read', startIn: last ?? 'documents' } as const;
    return (await chooser.showDirectoryPicker?.(options)) ?? null;
  } catch (error) {
    if (isAbort(error)) return null;
    throw error;
  }
}

/** The file at a path that begins with the name of the folder; null where there is none, or it may not be read. */
export async function fileIn(folder: FileSystemDirectoryHandle, path: string): Promise<File | null> {
  const names = path.split('/').slice(1);
  const last = names.pop();
  if (last === undefined) return null;
  try {
    let inner = folder;
    for (const name of names) inner = await inner.getDirectoryHandle(name);
    return await (await inner.getFileHandle(last)).getFile();
  } catch {
    return null;
  }
}
