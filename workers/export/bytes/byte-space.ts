/** Where a file grows: bytes at any place, read and written at once, as SQLite needs it. */
export interface ByteSpace {
  readonly size: number;
  /** Fills `target` from `at`; what lies beyond the end is left alone. Returns how many bytes there were. */
  read(target: Uint8Array, at: number): number;
  /** Throws `SpaceFull` where there is no room. */
  write(bytes: Uint8Array, at: number): void;
  truncate(size: number): void;
  /** Lets what was written leave the memory, where writing takes time; call it between larger pieces. */
  drain?(): Promise<void>;
  /** The whole as a file; nothing is written any more. */
  finish(): Promise<Blob>;
}

/** An empty one. */
export type OpenSpace = () => Promise<ByteSpace>;

/** No room for another byte. */
export class SpaceFull extends Error {
  override readonly name = 'SpaceFull';
  constructor(readonly where: 'memory' | 'disk') {
    super(where === 'memory' ? 'The file is too large for memory' : 'The disk is full');
  }
}

const BLOCK_BYTES = 1024 * 1024;

/** A file in memory, for browsers without files of their own and for Node. */
export class MemorySpace implements ByteSpace {
  size = 0;
  private readonly blocks: Uint8Array<ArrayBuffer>[] = [];

  constructor(private readonly capBytes: number) {}

  read(target: Uint8Array, at: number): number {
    const length = Math.max(0, Math.min(target.length, this.size - at));
    this.eachPart(at, length, (block, from, to, done) => target.set(block.subarray(from, to), done));
    return length;
  }

  write(bytes: Uint8Array, at: number): void {
    const end = at + bytes.length;
    if (end > this.capBytes) throw new SpaceFull('memory');
    while (this.blocks.length * BLOCK_BYTES < end) this.blocks.push(new Uint8Array(BLOCK_BYTES));
    this.eachPart(at, bytes.length, (block, from, to, done) =>
      block.set(bytes.subarray(done, done + to - from), from),
    );
    this.size = Math.max(this.size, end);
  }

  truncate(size: number): void {
    this.size = Math.min(this.size, size);
  }

  async finish(): Promise<Blob> {
    const parts = this.blocks.map((block, index) =>
      block.subarray(0, Math.max(0, Math.min(BLOCK_BYTES, this.size - index * BLOCK_BYTES))),
    );
    return new Blob(parts, { type: 'application/octet-stream' });
  }

  private eachPart(
    at: number,
    length: number,
    visit: (block: Uint8Array, from: number, to: number, done: number) => void,
  ): void {
    for (let done = 0; done < length; ) {
      const from = (at + done) % BLOCK_BYTES;
      const to = Math.min(BLOCK_BYTES, from + length - done);
      visit(this.blocks[Math.floor((at + done) / BLOCK_BYTES)]!, from, to, done);
      done += to - from;
    }
  }
}
