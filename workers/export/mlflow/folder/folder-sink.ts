import type { OpenSpace } from '../../bytes/byte-space.ts';
import { ZipFile } from '../../bytes/zip-file.ts';
import type { NameRules } from './key-paths.ts';

/** Where the files of a store go. Paths begin with `mlruns/`. */
export interface FileSink {
  readonly rules: NameRules;
  readonly bytes: number;
  addBytes(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** One that may stay empty. */
  addFolder(path: string): Promise<void>;
  addStream(path: string, chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void>;
  finish(): Promise<Blob | null>;
}

/** Why a folder cannot be written. */
export class FolderFailure extends Error {
  override readonly name = 'FolderFailure';
  constructor(readonly code: 'folder-taken' | 'folder-refused' | 'disk-full') {
    super(code);
  }
}

export async function createZipSink(open: OpenSpace): Promise<FileSink> {
  const zip = new ZipFile(await open());
  return {
    rules: 'any',
    get bytes() {
      return zip.size;
    },
    addBytes: async (path, bytes) => zip.addBytes(path, bytes),
    // As archives tell of folders.
    addFolder: async (path) => zip.addBytes(`${path}/`, new Uint8Array()),
    addStream: (path, chunks) => zip.addStream(path, chunks),
    finish: () => zip.finish(),
  };
}

const STORE = 'mlruns';
/** Handles of folders that are kept: files come folder by folder. */
const MOST_HANDLES = 500;

/** Writes into a folder of the disk. Nothing in it is overwritten: an `mlruns` there is somebody's. */
export async function createDirectorySink(root: FileSystemDirectoryHandle): Promise<FileSink> {
  await expectNothing(root);
  const handles = new Map<string, FileSystemDirectoryHandle>();
  let bytes = 0;
  const folderOf = async (path: string): Promise<FileSystemDirectoryHandle> => {
    if (path === '') return root;
    const known = handles.get(path);
    if (known) return known;
    const cut = path.lastIndexOf('/');
    const parent = await folderOf(path.slice(0, Math.max(0, cut)));
    const made = await parent.getDirectoryHandle(path.slice(cut + 1), { create: true });
    if (handles.size >= MOST_HANDLES) handles.clear();
    handles.set(path, made);
    return made;
  };
  const add = (path: string, chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void> =>
    orFailure(async () => {
      const cut = path.lastIndexOf('/');
      const folder = await folderOf(path.slice(0, cut));
      const file = await folder.getFileHandle(path.slice(cut + 1), { create: true });
      const out = await file.createWritable();
      for await (const chunk of chunks) {
        await out.write(chunk);
        bytes += chunk.length;
      }
      await out.close();
    });
  return {
    rules: 'strict',
    get bytes() {
      return bytes;
    },
    addBytes: (path, whole) =>
      add(
        path,
        (async function* () {
          yield whole;
        })(),
      ),
    addFolder: (path) => orFailure(async () => void (await folderOf(path))),
    addStream: add,
    finish: async () => null,
  };
}

async function expectNothing(root: FileSystemDirectoryHandle): Promise<void> {
  const isThere = await root.getDirectoryHandle(STORE).then(
    () => true,
    (error: unknown) => !(error instanceof DOMException && error.name === 'NotFoundError'),
  );
  if (isThere) throw new FolderFailure('folder-taken');
}

async function orFailure(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    throw new FolderFailure(error.name === 'QuotaExceededError' ? 'disk-full' : 'folder-refused');
  }
}
