import { type ByteSpace, MemorySpace, type OpenSpace, SpaceFull } from './byte-space.ts';

/** Without files of its own the browser holds the export in memory, up to this. */
const MEMORY_CAP_BYTES = 1024 * 1024 * 1024;
const FOLDER = 'exports';

/** A file of the browser's own file system, or memory where there is none. */
export const openSpace: OpenSpace = async () => {
  try {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle(FOLDER, { create: true });
    await removeOld(folder);
    const name = `${Date.now()}-${crypto.randomUUID()}`;
    const handle = await folder.getFileHandle(name, { create: true });
    return new DiskSpace(handle, await handle.createSyncAccessHandle());
  } catch {
    return new MemorySpace(MEMORY_CAP_BYTES);
  }
};

/** A download may still be reading what was made this long ago (ms). */
const KEPT_MS = 10 * 60_000;

/** What earlier exports left: they were saved long ago, or never. One that is being written is locked. */
async function removeOld(folder: FileSystemDirectoryHandle): Promise<void> {
  for await (const name of folder.keys()) {
    if (Date.now() - Number.parseInt(name, 10) > KEPT_MS)
      await folder.removeEntry(name).catch(() => undefined);
  }
}

class DiskSpace implements ByteSpace {
  size = 0;

  constructor(
    private readonly file: FileSystemFileHandle,
    private readonly access: FileSystemSyncAccessHandle,
  ) {}

  read(target: Uint8Array<ArrayBuffer>, at: number): number {
    return this.access.read(target, { at });
  }

  write(bytes: Uint8Array<ArrayBuffer>, at: number): void {
    let written: number;
    try {
      written = this.access.write(bytes, { at });
    } catch {
      throw new SpaceFull('disk');
    }
    if (written < bytes.length) throw new SpaceFull('disk');
    this.size = Math.max(this.size, at + bytes.length);
  }

  truncate(size: number): void {
    this.access.truncate(size);
    this.size = size;
  }

  async finish(): Promise<Blob> {
    this.access.flush();
    this.access.close();
    return this.file.getFile();
  }
}
