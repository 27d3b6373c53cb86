import type { Page } from '@playwright/test';

/** Files of a folder by their path, as base64. */
export type FolderFiles = Readonly<Record<string, string>>;

/**
 * The picker gives a folder of the page's own file system, which works like one of the disk. Runs in the page before
 * the app.
 */
export function stubFolderPicker(): void {
  Reflect.set(window, 'showDirectoryPicker', async () => {
    const root = await navigator.storage.getDirectory();
    return root.getDirectoryHandle('team', { create: true });
  });
}

/** As `stubFolderPicker`, for a file: it comes to lie in the same folder under the name that was suggested. */
export function stubFilePicker(): void {
  Reflect.set(window, 'showSaveFilePicker', async ({ suggestedName }: { suggestedName: string }) => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('team', { create: true });
    return folder.getFileHandle(suggestedName, { create: true });
  });
}

export function readFolder(page: Page): Promise<FolderFiles> {
  return page.evaluate(async () => {
    const files: Record<string, string> = {};
    const walk = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
      const entries = folder as unknown as AsyncIterable<
        [string, FileSystemDirectoryHandle | FileSystemFileHandle]
      >;
      for await (const [name, handle] of entries) {
        if (handle.kind === 'directory') await walk(handle as FileSystemDirectoryHandle, `${path}${name}/`);
        else {
          const file = await (handle as FileSystemFileHandle).getFile();
          const bytes = new Uint8Array(await file.arrayBuffer());
          let text = '';
          for (const byte of bytes) text += String.fromCharCode(byte);
          files[path + name] = btoa(text);
        }
      }
    };
    const root = await navigator.storage.getDirectory();
    await walk(await root.getDirectoryHandle('team', { create: true }), '');
    return files;
  });
}

/** What a file service does: adds files that are not there. */
export function writeFolder(page: Page, files: FolderFiles): Promise<void> {
  return page.evaluate(async (all) => {
    const root = await navigator.storage.getDirectory();
    const team = await root.getDirectoryHandle('team', { create: true });
    for (const [path, text] of Object.entries(all)) {
      const parts = path.split('/');
      const name = parts.pop() ?? '';
      let folder = team;
      for (const part of parts) folder = await folder.getDirectoryHandle(part, { create: true });
      const stream = await (await folder.getFileHandle(name, { create: true })).createWritable();
      await stream.write(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
      await stream.close();
    }
  }, files);
}
