import { throwIfAborted } from '../../../src/base/abort.ts';
import { joinPath } from '../../import/source.ts';
import { FILE_LIMIT_MS, within } from './time-limit.ts';
import { fileNow, isNamed } from './watched-file.ts';

/** A directory tree deeper than this is a loop or a mistake. */
const MAX_DEPTH = 40;
export const MAX_FILES = 100_000;
const MAX_FOLDERS = 100_000;
/** Files asked for at once: each is a question to another process. */
const AT_ONCE = 64;
/** Folders listed at once, beside the first. */
const OTHERS_LISTED = 8;
/** Others get their turn after so many files. */
const FILES_PER_TURN = 512;
/** Histories of other programs: nothing trains into them, and they are large. */
const LEFT_ALONE: ReadonlySet<string> = new Set(['.git', '__MACOSX']);

export interface FoundFile {
  readonly path: string;
  readonly handle: FileSystemFileHandle;
  readonly file: File;
}

export interface FoundFiles {
  readonly files: readonly FoundFile[];
  /** Files and folders that did not answer: what is known of them, and of all below them, stands. */
  readonly unknown: readonly string[];
  /** There are more files than are watched. */
  readonly isCut: boolean;
}

export interface WalkLimits {
  readonly mostFiles?: number;
  /** One folder after the other: of more files than are watched, always the same ones are found. */
  readonly isInOrder?: boolean;
}

/**
 * Lists all files below a folder with their sizes and times. Throws what the browser says of the folder itself (it is gone,
 * it may not be read); what goes wrong further down concerns only what lies there.
 */
export async function walkFolder(
  root: FileSystemDirectoryHandle,
  path: string,
  signal: AbortSignal,
  { mostFiles = MAX_FILES, isInOrder = false }: WalkLimits = {},
): Promise<FoundFiles> {
  const walk = new Walk(signal, mostFiles, isInOrder ? 0 : OTHERS_LISTED);
  await walk.list(root, path, 0);
  await walk.settle();
  return walk;
}

class Walk implements FoundFiles {
  readonly files: FoundFile[] = [];
  readonly unknown: string[] = [];
  isCut = false;
  private asked = 0;
  private folders = 0;
  private open = 0;
  /** Lists of folders under way beside the first. */
  private listing = 0;
  /** Whoever waits for one of those asked to answer. */
  private waiting: (() => void)[] = [];

  constructor(
    private readonly signal: AbortSignal,
    private readonly mostFiles: number,
    private readonly othersListed: number,
  ) {}

  async list(folder: FileSystemDirectoryHandle, path: string, depth: number): Promise<void> {
    const folders: [string, FileSystemDirectoryHandle][] = [];
    const entries = folder.entries()[Symbol.asyncIterator]();
    while (!this.isFull) {
      throwIfAborted(this.signal);
      const next = await within(FILE_LIMIT_MS, entries.next());
      if (next.done) break;
      const [name, handle] = next.value;
      if (handle.kind === 'directory') {
        if (LEFT_ALONE.has(name)) continue;
        folders.push([name, handle as FileSystemDirectoryHandle]);
        this.folders += 1;
      } else if (this.asked >= this.mostFiles) {
        this.isCut = true;
        return;
      } else await this.ask(joinPath(path, name), handle as FileSystemFileHandle);
    }
    if (folders.length > 0 && depth >= MAX_DEPTH) this.isCut = true;
    else await this.listAll(folders, path, depth + 1);
  }

  /** Nothing more is looked at: a disk may have millions. */
  private get isFull(): boolean {
    if (this.folders >= MAX_FOLDERS) this.isCut = true;
    return this.isCut && (this.folders >= MAX_FOLDERS || this.asked >= this.mostFiles);
  }

  async settle(): Promise<void> {
    while (this.open > 0) await this.nextAnswer();
    throwIfAborted(this.signal);
  }

  /** Several at once: of thousands of small folders, waiting for one after the other is most of the time. */
  private async listAll(
    folders: readonly (readonly [string, FileSystemDirectoryHandle])[],
    path: string,
    depth: number,
  ): Promise<void> {
    let next = 0;
    const listOn = async (): Promise<void> => {
      while (next < folders.length) {
        const [name, below] = folders[next++]!;
        await this.listBelow(below, joinPath(path, name), depth);
      }
    };
    const others: Promise<void>[] = [];
    while (this.listing < this.othersListed && others.length < folders.length - 1) {
      this.listing += 1;
      others.push(
        listOn().finally(() => {
          this.listing -= 1;
        }),
      );
    }
    await Promise.all([listOn(), ...others]);
  }

  private async listBelow(folder: FileSystemDirectoryHandle, path: string, depth: number): Promise<void> {
    try {
      await this.list(folder, path, depth);
    } catch (error) {
      throwIfAborted(this.signal);
      if (!isNamed(error, 'NotFoundError')) this.unknown.push(path);
    }
  }

  private async ask(path: string, handle: FileSystemFileHandle): Promise<void> {
    this.asked += 1;
    this.open += 1;
    void this.take(path, handle);
    while (this.open >= AT_ONCE) await this.nextAnswer();
    if (this.asked % FILES_PER_TURN === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  }

  private nextAnswer(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
    });
  }

  private async take(path: string, handle: FileSystemFileHandle): Promise<void> {
    try {
      const file = await fileNow(handle);
      if (file) this.files.push({ path, handle, file });
    } catch {
      this.unknown.push(path);
    }
    this.open -= 1;
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

/**
 * What lies at a path below the folder, by names from the root: a file, all files of a folder, or nothing (null). Throws as
 * `walkFolder` does.
 */
export async function findBelow(
  root: FileSystemDirectoryHandle,
  rootPath: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<FoundFiles | null> {
  let folder = root;
  const last = names.at(-1);
  if (last === undefined) return walkFolder(root, rootPath, signal);
  if (names.some((name) => LEFT_ALONE.has(name))) return null;
  const path = [rootPath, ...names].filter((name) => name !== '').join('/');
  try {
    for (const name of names.slice(0, -1))
      folder = await within(FILE_LIMIT_MS, folder.getDirectoryHandle(name));
    const handle = await within(FILE_LIMIT_MS, fileOrFolder(folder, last));
    if (handle.kind === 'directory') return await walkFolder(handle, path, signal);
    const file = await fileNow(handle);
    return file && { files: [{ path, handle, file }], unknown: [], isCut: false };
  } catch (error) {
    throwIfAborted(signal);
    if (isNamed(error, 'NotFoundError', 'TypeMismatchError')) return null;
    return { files: [], unknown: [path], isCut: false };
  }
}

async function fileOrFolder(
  folder: FileSystemDirectoryHandle,
  name: string,
): Promise<FileSystemFileHandle | FileSystemDirectoryHandle> {
  try {
    return await folder.getFileHandle(name);
  } catch (error) {
    if (isNamed(error, 'TypeMismatchError')) return folder.getDirectoryHandle(name);
    throw error;
  }
}
