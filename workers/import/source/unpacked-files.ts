import { concatBytes } from '../../../src/base/bytes.ts';
import type { SourceFile } from '../source.ts';
import { fromFile } from './file-source.ts';
import { makeFile } from './made-file.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** No room for another byte. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom';
}

/** A file of the disk that grows, and is read when it is whole. */
export interface DiskFile {
  /** Throws `NoRoom` where there is none. */
  write(bytes: Bytes): void;
  finish(): Promise<Blob>;
  remove(): Promise<void>;
}

/** null where the browser has no files of its own. */
export type OpenDiskFile = () => Promise<DiskFile | null>;

const MEBIBYTE = 1024 * 1024;
/** Of all archives of a drop together; what is more goes to the disk. */
const MEMORY_BYTES = 48 * MEBIBYTE;
/** Where there is no disk. */
const MEMORY_ONLY_BYTES = 512 * MEBIBYTE;

/**
 * What compressed streams of a drop hold, unpacked, because they can be read from front to back only: a little of it in
 * memory, the rest in the browser's own file system until the import is over.
 */
export class UnpackedFiles {
  private inMemory = 0;
  private readonly onDisk: DiskFile[] = [];

  constructor(
    private readonly openDisk: OpenDiskFile = async () => null,
    private readonly limits = { memory: MEMORY_BYTES, memoryOnly: MEMORY_ONLY_BYTES },
  ) {}

  begin(): UnpackedFile {
    return new UnpackedFile(
      async () => {
        const file = await this.openDisk();
        if (file) this.onDisk.push(file);
        return file;
      },
      (bytes, hasDisk) => {
        const limit = hasDisk === false ? this.limits.memoryOnly : this.limits.memory;
        if (this.inMemory + bytes > limit) return false;
        this.inMemory += bytes;
        return true;
      },
    );
  }

  /** The files are not read any more. */
  async close(): Promise<void> {
    await Promise.all(this.onDisk.splice(0).map((file) => file.remove()));
  }
}

export class UnpackedFile {
  sizeBytes = 0;
  private parts: Bytes[] = [];
  private disk: DiskFile | null = null;
  private hasDisk: boolean | null = null;

  constructor(
    private readonly openDisk: OpenDiskFile,
    /** Negative bytes give memory back. */
    private readonly takeMemory: (bytes: number, hasDisk: boolean | null) => boolean,
  ) {}

  /** Throws `NoRoom`. The bytes are not to be changed afterwards. */
  async write(bytes: Bytes): Promise<void> {
    if (this.disk === null && !this.takeMemory(bytes.length, this.hasDisk))
      await this.moveToDisk(bytes.length);
    if (this.disk) this.disk.write(bytes);
    else this.parts.push(bytes);
    this.sizeBytes += bytes.length;
  }

  async finish(path: string, modifiedMs: number): Promise<SourceFile> {
    const parts = this.parts.splice(0);
    if (this.disk) return { ...fromFile(path, await this.disk.finish()), modifiedMs };
    // What is large is not held twice, not even for a moment.
    if (this.sizeBytes > MEMORY_BYTES) return { ...fromFile(path, new Blob(parts)), modifiedMs };
    return makeFile(path, concatBytes(parts), modifiedMs);
  }

  /** Begins again with nothing. */
  async empty(): Promise<void> {
    await this.disk?.remove();
    if (this.disk === null) this.takeMemory(-this.sizeBytes, this.hasDisk);
    this.disk = null;
    this.parts = [];
    this.sizeBytes = 0;
  }

  private async moveToDisk(moreBytes: number): Promise<void> {
    this.disk = await this.openDisk();
    this.hasDisk = this.disk !== null;
    if (this.disk === null) {
      if (!this.takeMemory(moreBytes, false)) throw new NoRoom();
      return;
    }
    for (const part of this.parts.splice(0)) this.disk.write(part);
    this.takeMemory(-this.sizeBytes, true);
  }
}
