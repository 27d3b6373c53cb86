import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { toUtf8 } from '../../src/base/bytes.ts';
import { type SourceFile, SourceReadError, SourceTree } from '../../workers/import/source.ts';

/** What a reader asked for. */
export interface ReadCount {
  reads: number;
  bytes: number;
}

export interface TestSource {
  readonly tree: SourceTree;
  readonly count: ReadCount;
}

const MODIFIED_MS = 1_700_000_000_000;

export function makeMemoryFile(
  path: string,
  content: string | Uint8Array,
  count: ReadCount = { reads: 0, bytes: 0 },
): SourceFile {
  const bytes = typeof content === 'string' ? toUtf8(content) : new Uint8Array(content);
  const sliceSync = (start: number, end: number): Uint8Array<ArrayBuffer> => {
    const part = bytes.slice(Math.max(0, start), Math.min(end, bytes.length));
    count.reads += 1;
    count.bytes += part.length;
    return part;
  };
  return {
    path,
    sizeBytes: bytes.length,
    modifiedMs: MODIFIED_MS,
    slice: async (start, end) => sliceSync(start, end),
    sliceSync,
  };
}

/** Path -> content, as if a folder with these files had been dropped. */
export function makeMemorySource(
  files: Readonly<Record<string, string | Uint8Array>> | ReadonlyMap<string, string | Uint8Array>,
): TestSource {
  const count: ReadCount = { reads: 0, bytes: 0 };
  const entries = files instanceof Map ? [...files] : Object.entries(files);
  return {
    tree: new SourceTree(entries.map(([path, content]) => makeMemoryFile(path, content, count))),
    count,
  };
}

/** A folder of the disk as the source, its own name left out of the paths. Bytes are read when asked for. */
export function openFolderSource(
  folder: string,
  isWanted: (path: string) => boolean = () => true,
): TestSource {
  const count: ReadCount = { reads: 0, bytes: 0 };
  const files: SourceFile[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const onDisk = join(entry.parentPath, entry.name);
    const path = onDisk.slice(folder.length).replaceAll('\\', '/').replace(/^\/+/, '');
    if (isWanted(path)) files.push(makeDiskFile(onDisk, path, count));
  }
  return { tree: new SourceTree(files), count };
}

export function makeDiskFile(onDisk: string, path: string, count: ReadCount): SourceFile {
  const { size, mtimeMs } = statSync(onDisk);
  const lengthOf = (start: number, end: number) => Math.max(0, Math.min(end, size) - Math.max(0, start));
  return {
    path,
    sizeBytes: size,
    modifiedMs: mtimeMs,
    async slice(start, end) {
      const bytes = new Uint8Array(lengthOf(start, end));
      count.reads += 1;
      count.bytes += bytes.length;
      try {
        const handle = await open(onDisk);
        try {
          await handle.read(bytes, 0, bytes.length, Math.max(0, start));
        } finally {
          await handle.close();
        }
      } catch (error) {
        throw new SourceReadError(path, error);
      }
      return bytes;
    },
    sliceSync(start, end) {
      const bytes = new Uint8Array(lengthOf(start, end));
      count.reads += 1;
      count.bytes += bytes.length;
      const descriptor = openSync(onDisk, 'r');
      try {
        readSync(descriptor, bytes, 0, bytes.length, Math.max(0, start));
      } finally {
        closeSync(descriptor);
      }
      return bytes;
    },
  };
}

/** The same tree with one file's bytes replaced. */
export function withFile(tree: SourceTree, path: string, content: string | Uint8Array): SourceTree {
  const others = tree.files.filter((file) => file.path !== path);
  return new SourceTree([...others, makeMemoryFile(path, content)]);
}
