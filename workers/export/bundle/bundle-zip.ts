import { createSHA256 } from 'hash-wasm';
import { concatBytes, sha256Hex, toUtf8 } from '../../../src/base/bytes.ts';
import type { ByteSpace } from '../bytes/byte-space.ts';
import { ZipFile } from '../bytes/zip-file.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** Lines are compressed this many characters at a time. */
const LINES_AT_ONCE = 256 * 1024;

/** A file of the bundle as its manifest lists it. */
export interface ListedFile {
  readonly sha256: string;
  readonly sizeBytes: number;
}

export interface OpenFile {
  write(bytes: Bytes): void;
  end(): void;
}

export interface OpenLines {
  add(line: string): void;
  end(): void;
}

/** The zip of a bundle; what its manifest has to list is hashed as it is written. */
export class BundleZip {
  readonly listed = new Map<string, ListedFile>();
  private readonly zip: ZipFile;

  constructor(space: ByteSpace) {
    this.zip = new ZipFile(space);
  }

  get size(): number {
    return this.zip.size;
  }

  /** A file whose name says its hash. */
  addNamed(path: string, bytes: Bytes): void {
    this.zip.addBytes(path, bytes);
  }

  /** The same, of any size. */
  addNamedStream(path: string, chunks: AsyncIterable<Bytes>): Promise<void> {
    return this.zip.addStream(path, chunks);
  }

  async addListed(path: string, bytes: Bytes): Promise<void> {
    this.zip.addBytes(path, bytes);
    this.listed.set(path, { sha256: await sha256Hex(bytes), sizeBytes: bytes.length });
  }

  /** What says itself what it is: the manifest. */
  addUnlisted(path: string, bytes: Bytes): void {
    this.zip.addBytes(path, bytes);
  }

  /** Nothing else may be added before it has ended. */
  async begin(path: string, how: 'stored' | 'deflated'): Promise<OpenFile> {
    const sha = (await createSHA256()).init();
    const entry = this.zip.begin(path, how);
    let sizeBytes = 0;
    return {
      write: (bytes) => {
        sha.update(bytes);
        sizeBytes += bytes.length;
        entry.write(bytes);
      },
      end: () => {
        entry.end();
        this.listed.set(path, { sha256: sha.digest('hex'), sizeBytes });
      },
    };
  }

  async beginLines(path: string): Promise<OpenLines> {
    const file = await this.begin(path, 'deflated');
    let parts: Bytes[] = [];
    let held = 0;
    const flush = (): void => {
      if (held > 0) file.write(concatBytes(parts));
      parts = [];
      held = 0;
    };
    return {
      add: (line) => {
        const bytes = toUtf8(`${line}\n`);
        parts.push(bytes);
        held += bytes.length;
        if (held >= LINES_AT_ONCE) flush();
      },
      end: () => {
        flush();
        file.end();
      },
    };
  }

  async addLines(path: string, lines: Iterable<string>): Promise<void> {
    const file = await this.beginLines(path);
    for (const line of lines) file.add(line);
    file.end();
  }

  /** See `ByteSpace.drain`. */
  drain(): Promise<void> {
    return this.zip.drain();
  }

  finish(): Promise<Blob> {
    return this.zip.finish();
  }
}
