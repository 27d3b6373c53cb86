import { Deflate, deflateSync } from 'fflate';
import { toUtf8 } from '../../../src/base/bytes.ts';
import { Crc32 } from '../../import/source/crc32.ts';
import type { ByteSpace } from './byte-space.ts';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const UTF8_NAMES = 0x800;
const STORED = 0;
const DEFLATED = 8;
const NEEDS = 20;
/** Version 4.5: sizes and counts of 64 bits. */
const NEEDS64 = 45;
/** Made on Unix: of what was made on DOS, Info-ZIP's unzip recodes the names, though they are marked as UTF-8. */
const MADE_BY = (3 << 8) | NEEDS64;
/** Unix modes, in the upper half of the attributes: what its owner may change and everybody read. */
const FILE_MODE = 0o100644 * 0x10000;
const FOLDER_MODE = 0o40755 * 0x10000;
const SLASH = 0x2f;
const MOST16 = 0xffff;
/** 1980-01-01: the same content gives the same archive. */
const DATE = 0x00210000;
const MOST32 = 0xffffffff;

interface Entry {
  readonly name: Uint8Array<ArrayBuffer>;
  readonly at: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  /** Its size was not known when it was begun: room for 64 bits is kept. */
  readonly isStream: boolean;
}

export interface OpenEntry {
  write(bytes: Uint8Array<ArrayBuffer>): void;
  end(): void;
  /** Leaves nothing of it. */
  cancel(): void;
}

/** A zip archive of any size, written entry by entry. Names are the caller's care. */
export class ZipFile {
  private readonly entries: Entry[] = [];

  constructor(private readonly space: ByteSpace) {}

  get size(): number {
    return this.space.size;
  }

  /** A small file, compressed where that helps. */
  addBytes(name: string, bytes: Uint8Array<ArrayBuffer>): void {
    const packed = bytes.length > 64 ? deflateSync(bytes) : bytes;
    const isSmaller = packed.length < bytes.length;
    const data = isSmaller ? packed : bytes;
    const entry = {
      name: toUtf8(name),
      at: this.size,
      method: isSmaller ? DEFLATED : STORED,
      crc: new Crc32().update(bytes).value,
      packed: data.length,
      size: bytes.length,
      isStream: false,
    };
    this.append(localHeader(entry));
    this.append(data);
    this.entries.push(entry);
  }

  /** A file of any size, as it is: artifacts are compressed already, or large. */
  addStream(name: string, chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void> {
    return this.addLater(this.begin(name, 'stored'), chunks);
  }

  /** A text of any size, compressed as it comes. */
  addPacked(name: string, chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void> {
    return this.addLater(this.begin(name, 'deflated'), chunks);
  }

  /** A file of any size, written bit by bit. Nothing else may be added before it has ended. */
  begin(name: string, how: 'stored' | 'deflated'): OpenEntry {
    const method = how === 'stored' ? STORED : DEFLATED;
    const blank = { name: toUtf8(name), at: this.size, method, crc: 0, packed: 0, size: 0, isStream: true };
    this.append(localHeader(blank));
    const from = this.size;
    const crc = new Crc32();
    let size = 0;
    const append = (bytes: Uint8Array): void => this.append(bytes as Uint8Array<ArrayBuffer>);
    const deflate = how === 'deflated' ? new Deflate(append) : null;
    return {
      write: (bytes) => {
        crc.update(bytes);
        size += bytes.length;
        if (deflate) deflate.push(bytes);
        else append(bytes);
      },
      end: () => {
        deflate?.push(new Uint8Array(0), true);
        const entry = { ...blank, crc: crc.value, packed: this.size - from, size };
        this.space.write(localHeader(entry), entry.at);
        this.entries.push(entry);
      },
      cancel: () => this.space.truncate(blank.at),
    };
  }

  private async addLater(entry: OpenEntry, chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void> {
    try {
      for await (const chunk of chunks) {
        entry.write(chunk);
        await this.drain();
      }
      entry.end();
    } catch (error) {
      entry.cancel();
      throw error;
    }
  }

  /** See `ByteSpace.drain`. */
  async drain(): Promise<void> {
    await this.space.drain?.();
  }

  finish(): Promise<Blob> {
    const at = this.size;
    for (const entry of this.entries) this.append(centralHeader(entry));
    this.append(ending(this.entries.length, this.size - at, at));
    return this.space.finish();
  }

  private append(bytes: Uint8Array<ArrayBuffer>): void {
    this.space.write(bytes, this.space.size);
  }
}

/** Of a size that does not depend on what is in it, so that it can be written again. */
function localHeader({ name, method, crc, packed, size, isStream }: Entry): Uint8Array<ArrayBuffer> {
  const extraBytes = isStream ? 20 : 0;
  const out = new Fields(30 + name.length + extraBytes);
  out
    .u32(LOCAL)
    .u16(isStream ? NEEDS64 : NEEDS)
    .u16(UTF8_NAMES)
    .u16(method)
    .u32(DATE)
    .u32(crc);
  out.u32(isStream ? MOST32 : packed).u32(isStream ? MOST32 : size);
  out.u16(name.length).u16(extraBytes).bytes(name);
  if (isStream) out.u16(1).u16(16).u64(size).u64(packed);
  return out.all;
}

function centralHeader({ name, at, method, crc, packed, size, isStream }: Entry): Uint8Array<ArrayBuffer> {
  const is64 = isStream || at >= MOST32;
  const extraBytes = is64 ? 28 : 0;
  const out = new Fields(46 + name.length + extraBytes);
  out
    .u32(CENTRAL)
    .u16(MADE_BY)
    .u16(is64 ? NEEDS64 : NEEDS)
    .u16(UTF8_NAMES)
    .u16(method)
    .u32(DATE)
    .u32(crc);
  out.u32(is64 ? MOST32 : packed).u32(is64 ? MOST32 : size);
  out
    .u16(name.length)
    .u16(extraBytes)
    .u16(0)
    .u16(0)
    .u16(0)
    .u32(name.at(-1) === SLASH ? FOLDER_MODE : FILE_MODE)
    .u32(is64 ? MOST32 : at);
  out.bytes(name);
  if (is64) out.u16(1).u16(24).u64(size).u64(packed).u64(at);
  return out.all;
}

function ending(count: number, sizeBytes: number, at: number): Uint8Array<ArrayBuffer> {
  const is64 = count >= MOST16 || at + sizeBytes >= MOST32;
  const out = new Fields((is64 ? 56 + 20 : 0) + 22);
  if (is64) {
    out.u32(END64).u64(44).u16(NEEDS64).u16(NEEDS64).u32(0).u32(0).u64(count).u64(count);
    out.u64(sizeBytes).u64(at);
    out
      .u32(LOCATOR64)
      .u32(0)
      .u64(at + sizeBytes)
      .u32(1);
  }
  out
    .u32(END)
    .u16(0)
    .u16(0)
    .u16(is64 ? MOST16 : count)
    .u16(is64 ? MOST16 : count);
  out
    .u32(is64 ? MOST32 : sizeBytes)
    .u32(is64 ? MOST32 : at)
    .u16(0);
  return out.all;
}

/** Little-endian fields one after another. */
class Fields {
  readonly all: Uint8Array<ArrayBuffer>;
  private readonly view: DataView;
  private at = 0;

  constructor(sizeBytes: number) {
    this.all = new Uint8Array(sizeBytes);
    this.view = new DataView(this.all.buffer);
  }

  u16(value: number): this {
    this.view.setUint16(this.at, value, true);
    this.at += 2;
    return this;
  }

  u32(value: number): this {
    this.view.setUint32(this.at, value, true);
    this.at += 4;
    return this;
  }

  u64(value: number): this {
    this.view.setBigUint64(this.at, BigInt(value), true);
    this.at += 8;
    return this;
  }

  bytes(value: Uint8Array): this {
    this.all.set(value, this.at);
    this.at += value.length;
    return this;
  }
}
