import { isAbort } from '../base/abort.ts';
import type { DroppedItem } from '../rpc/import-api.ts';

/**
 * What was dropped, as files and folder handles. The items of a drop die with its event, so every handle and entry is
 * taken before the first await.
 */
export async function collectDrop(transfer: DataTransfer): Promise<readonly DroppedItem[]> {
  const taken = [...transfer.items]
    .filter((item) => item.kind === 'file')
    .map((item) => takeItem(item as DataTransferItemWithHandle));
  const collected = await Promise.all(taken);
  return collected.flat();
}

/** Files of an `<input type=file>`; a folder input says where in the folder each lay. */
export function collectFiles(files: FileList): readonly DroppedItem[] {
  return [...files].map((file) => ({ kind: 'file', path: file.webkitRelativePath || file.name, file }));
}

/** Not in the DOM types: a chooser that gives a handle, in Chromium. */
interface FolderPicker {
  showDirectoryPicker?(options: {
    readonly id: string;
    readonly mode: 'read';
  }): Promise<FileSystemDirectoryHandle>;
}

/**
 * A folder chosen as a handle; nothing where the person chose none, null where this browser has no such chooser. Of a
 * folder that holds a link to another one (`wandb/latest-run`), the chooser of Chromium's `<input>` gives no files at all
 * and says nothing.
 */
export async function pickFolder(source: object): Promise<readonly DroppedItem[] | null> {
  const picker = source as FolderPicker;
  if (picker.showDirectoryPicker === undefined) return null;
  try {
    return [{ kind: 'folder', handle: await picker.showDirectoryPicker({ id: 'import', mode: 'read' }) }];
  } catch (error) {
    // Otherwise it is forbidden here, as in a frame.
    return isAbort(error) ? [] : null;
  }
}

/** A short name for the import list: `mlflow.db`, `mlruns`, `mlflow.db and 3 more`. */
export function labelOf(items: readonly DroppedItem[]): string {
  const names = new Set(items.map((item) => (item.kind === 'folder' ? item.handle.name : topOf(item.path))));
  const [first = 'import', ...rest] = names;
  return rest.length === 0 ? first : `${first} and ${rest.length} more`;
}

function topOf(path: string): string {
  return path.split('/')[0] ?? path;
}

/** Not in the DOM types: Chromium gives handles, three times cheaper to walk than entries. */
interface DataTransferItemWithHandle extends DataTransferItem {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
}

function takeItem(item: DataTransferItemWithHandle): Promise<readonly DroppedItem[]> {
  const entry = item.webkitGetAsEntry();
  const file = item.getAsFile();
  if (entry?.isDirectory && item.getAsFileSystemHandle) {
    return item.getAsFileSystemHandle().then(
      (handle) =>
        handle ? [{ kind: 'folder', handle: handle as FileSystemDirectoryHandle }] : walkEntry(entry),
      () => walkEntry(entry),
    );
  }
  if (entry?.isDirectory) return walkEntry(entry);
  return Promise.resolve(file ? [{ kind: 'file', path: file.name, file }] : []);
}

async function walkEntry(entry: FileSystemEntry): Promise<readonly DroppedItem[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => {
      (entry as FileSystemFileEntry).file(resolve, reject);
    });
    return [{ kind: 'file', path: entry.fullPath.replace(/^\//, ''), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const items: DroppedItem[] = [];
  for (;;) {
    // Chromium gives a hundred at a time and an empty batch at the end.
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (batch.length === 0) return items;
    for (const child of batch) items.push(...(await walkEntry(child)));
  }
}
