/** Where the bytes of an archive go. */
export interface ArchiveOutput {
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The archive, where it did not go into a file. */
  finish(): Promise<Blob | null>;
  /** Leaves nothing behind. */
  discard(): Promise<void>;
}

/** Parts are handed to the browser in blobs of this size, which it can move out of memory. */
const PART_BYTES = 16 * 1024 * 1024;
/** Each write of a file is a message to another process: the small pieces of an archive go together. */
const WRITTEN_BYTES = 4 * 1024 * 1024;

export function openBlobOutput(): ArchiveOutput {
  const done: Blob[] = [];
  let parts: Uint8Array<ArrayBuffer>[] = [];
  let held = 0;
  const flush = () => {
    done.push(new Blob(parts));
    parts = [];
    held = 0;
  };
  return {
    write: async (bytes) => {
      parts.push(bytes);
      held += bytes.length;
      if (held >= PART_BYTES) flush();
    },
    finish: async () => {
      flush();
      return new Blob(done, { type: 'application/octet-stream' });
    },
    discard: async () => {
      done.length = 0;
      parts = [];
    },
  };
}

/** A file that the person chose: it changes only when everything is written. */
export async function openFileOutput(target: FileSystemFileHandle): Promise<ArchiveOutput> {
  const stream = await target.createWritable();
  let parts: Uint8Array<ArrayBuffer>[] = [];
  let held = 0;
  const flush = async () => {
    const together = new Blob(parts);
    parts = [];
    held = 0;
    await stream.write(together);
  };
  return {
    write: async (bytes) => {
      parts.push(bytes);
      held += bytes.length;
      if (held >= WRITTEN_BYTES) await flush();
    },
    finish: async () => {
      await flush();
      await stream.close();
      return null;
    },
    discard: () => stream.abort(),
  };
}
