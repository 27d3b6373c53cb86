import { type ByteSpace, type OpenSpace, SpaceFull } from './byte-space.ts';

interface Pending {
  readonly at: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The browser may not write where the person said. */
export class PickRefused extends Error {
  override readonly name = 'PickRefused';
}

/** Short writes are handed on together. */
const BATCH_BYTES = 1024 * 1024;

/**
 * Writes straight into a file that the person chose, without a second copy on the disk. It changes only when everything
 * is written: who ends the worker before leaves it as it was.
 */
export function openPicked(target: FileSystemFileHandle): OpenSpace {
  return async () => {
    return new PickedSpace(target, await orRefusal(() => target.createWritable()));
  };
}

/** Cannot be read. What was written waits in memory until `drain`. */
class PickedSpace implements ByteSpace {
  size = 0;
  private pending: Pending[] = [];
  private pendingBytes = 0;

  constructor(
    private readonly target: FileSystemFileHandle,
    private readonly stream: FileSystemWritableFileStream,
  ) {}

  read(): number {
    throw new Error('A chosen file is only written');
  }

  write(bytes: Uint8Array<ArrayBuffer>, at: number): void {
    // Whoever writes may go on using the buffer.
    this.pending.push({ at, bytes: bytes.slice() });
    this.pendingBytes += bytes.length;
    this.size = Math.max(this.size, at + bytes.length);
  }

  /** What comes next is written over the rest. */
  truncate(size: number): void {
    this.size = Math.min(this.size, size);
  }

  async drain(isLast = false): Promise<void> {
    if (!isLast && this.pendingBytes < BATCH_BYTES) return;
    const waiting = this.pending;
    this.pending = [];
    this.pendingBytes = 0;
    await orRefusal(async () => {
      for (const { at, bytes } of joined(waiting))
        await this.stream.write({ type: 'write', position: at, data: bytes });
    });
  }

  async finish(): Promise<Blob> {
    await this.drain(true);
    return orRefusal(async () => {
      await this.stream.truncate(this.size);
      // Only now does the browser move it to where it was chosen: the disk may be full, or gone.
      await this.stream.close();
      return this.target.getFile();
    });
  }
}

/** Throws `SpaceFull` or `PickRefused` where the browser would not do it. */
async function orRefusal<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    throw error.name === 'QuotaExceededError' ? new SpaceFull('disk') : new PickRefused();
  }
}

/** What follows one another on the disk becomes one write. */
function joined(writes: readonly Pending[]): readonly { readonly at: number; readonly bytes: Blob }[] {
  const runs: { readonly at: number; end: number; readonly parts: Uint8Array<ArrayBuffer>[] }[] = [];
  for (const { at, bytes } of writes) {
    const last = runs.at(-1);
    if (last?.end === at) {
      last.parts.push(bytes);
      last.end += bytes.length;
    } else runs.push({ at, end: at + bytes.length, parts: [bytes] });
  }
  return runs.map(({ at, parts }) => ({ at, bytes: new Blob(parts) }));
}
