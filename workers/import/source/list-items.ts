import type { DroppedItem } from '../../../src/rpc/import-api.ts';
import type { SourceFile } from '../source.ts';
import { fromFile } from './file-source.ts';

/** A directory tree deeper than this is a loop or a mistake. */
const MAX_DEPTH = 40;
const MAX_FILES = 500_000;

/** Files of everything that was dropped; folders given as handles are walked here, off the page. */
export async function listItems(items: readonly DroppedItem[], signal: AbortSignal): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const item of items) {
    if (item.kind === 'file') files.push(fromFile(trimSlashes(item.path), item.file));
    else await walk(item.handle, item.handle.name, 0, files, signal);
  }
  return files;
}

async function walk(
  folder: FileSystemDirectoryHandle,
  path: string,
  depth: number,
  files: SourceFile[],
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  if (depth > MAX_DEPTH || files.length > MAX_FILES) return;
  const pending: Promise<SourceFile>[] = [];
  for await (const [name, handle] of folder.entries()) {
    const childPath = `${path}/${name}`;
    if (handle.kind === 'directory') {
      await walk(handle as FileSystemDirectoryHandle, childPath, depth + 1, files, signal);
    } else {
      pending.push((handle as FileSystemFileHandle).getFile().then((file) => fromFile(childPath, file)));
    }
  }
  files.push(...(await Promise.all(pending)));
}

function trimSlashes(path: string): string {
  return path.replace(/^\/+/, '');
}
