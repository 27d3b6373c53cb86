import { UNPACKED_FOLDER, unpackedLockName } from '../../../src/storage/unpacked-folder.ts';
import { type DiskFile, NoRoom, type OpenDiskFile } from './unpacked-files.ts';

/** Of what the browser grants: the import itself needs room as well. */
const SHARE_OF_ROOM = 0.6;

/**
 * A file in the browser's own file system. A lock is held as long as this worker lives, so that what a dead one left can
 * be told from what another tab reads.
 */
export const openUnpackedDisk: OpenDiskFile = async () => {
  try {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle(UNPACKED_FOLDER, { create: true });
    const name = crypto.randomUUID();
    const unlock = await hold(name);
    const handle = await folder.getFileHandle(name, { create: true });
    const access = await handle.createSyncAccessHandle();
    const { quota = Number.POSITIVE_INFINITY, usage = 0 } = await navigator.storage.estimate();
    return new BrowserFile(folder, handle, access, (quota - usage) * SHARE_OF_ROOM, unlock);
  } catch {
    return null;
  }
};

class BrowserFile implements DiskFile {
  private sizeBytes = 0;
  private isOpen = true;

  constructor(
    private readonly folder: FileSystemDirectoryHandle,
    private readonly handle: FileSystemFileHandle,
    private readonly access: FileSystemSyncAccessHandle,
    private readonly roomBytes: number,
    private readonly unlock: () => void,
  ) {}

  write(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.sizeBytes + bytes.length > this.roomBytes) throw new NoRoom();
    let written: number;
    try {
      written = this.access.write(bytes, { at: this.sizeBytes });
    } catch {
      throw new NoRoom();
    }
    if (written < bytes.length) throw new NoRoom();
    this.sizeBytes += written;
  }

  async finish(): Promise<Blob> {
    this.close();
    return this.handle.getFile();
  }

  async remove(): Promise<void> {
    this.close();
    await this.folder.removeEntry(this.handle.name).catch(() => undefined);
    this.unlock();
  }

  private close(): void {
    if (this.isOpen) this.access.close();
    this.isOpen = false;
  }
}

/** Resolves when the lock is held; the answer gives it back. */
function hold(name: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const request = navigator.locks.request(
      unpackedLockName(name),
      () => new Promise<void>((end) => resolve(end)),
    );
    request.catch(reject);
  });
}
