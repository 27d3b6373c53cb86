import { deflateSync } from 'fflate';
import { concatBytes, toUtf8 } from '../../src/base/bytes.ts';
import { Crc32 } from '../../workers/import/source/crc32.ts';

/** An entry as it should stand in the archive, lies included: what no zip tool would write on demand. */
export interface RawEntry {
  readonly name: string | Uint8Array;
  readonly content: string | Uint8Array;
  readonly stored?: boolean;
  readonly flags?: number;
  readonly method?: number;
  readonly unixMode?: number;
  /** Sizes and checksum after the data, zero before it. */
  readonly descriptor?: boolean;
  /** Sizes and offset in the 64-bit extra field. */
  readonly zip64?: boolean;
  readonly localName?: string;
  readonly localExtraBytes?: number;
  readonly claimedBytes?: number;
  readonly claimedCrc?: number;
  /** Take the data of the first entry. */
  readonly sharesFirst?: boolean;
}

export interface RawZipOptions {
  readonly comment?: string;
  readonly zip64End?: boolean;
  readonly claimedCount?: number;
}

const UTF8 = 0x800;

export function writeRawZip(entries: readonly RawEntry[], options: RawZipOptions = {}): Uint8Array {
  const out = new Out();
  const directory = new Out();
  for (const entry of entries) {
    const content = toBytes(entry.content);
    const data = entry.stored ? content : deflateSync(content);
    const facts = {
      crc: entry.claimedCrc ?? new Crc32().update(content).value,
      packed: data.length,
      size: entry.claimedBytes ?? content.length,
      offset: entry.sharesFirst ? 0 : out.length,
      method: entry.method ?? (entry.stored ? 0 : 8),
      flags: (entry.flags ?? UTF8) | (entry.descriptor ? 8 : 0),
    };
    if (!entry.sharesFirst) writeLocal(out, entry, facts, data);
    writeCentral(directory, entry, facts);
  }
  const start = out.length;
  append(out, directory.whole());
  const count = options.claimedCount ?? entries.length;
  if (options.zip64End) writeEnd64(out, count, directory.length, start);
  const [n, size, offset] = options.zip64End
    ? [0xffff, 0xffffffff, 0xffffffff]
    : [count, directory.length, start];
  const comment = toUtf8(options.comment ?? '');
  append(out, [
    ...u32(0x06054b50),
    ...u16(0),
    ...u16(0),
    ...u16(n!),
    ...u16(n!),
    ...u32(size!),
    ...u32(offset!),
  ]);
  append(out, [...u16(comment.length), ...comment]);
  return out.whole();
}

interface Facts {
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
  readonly method: number;
  readonly flags: number;
}

function writeLocal(out: Out, entry: RawEntry, facts: Facts, data: Uint8Array): void {
  const name = toBytes(entry.localName ?? entry.name);
  const [crc, packed, size] = entry.descriptor ? [0, 0, 0] : [facts.crc, facts.packed, facts.size];
  const extra = new Uint8Array(entry.localExtraBytes ?? 0);
  append(out, [
    ...u32(0x04034b50),
    ...u16(20),
    ...u16(facts.flags),
    ...u16(facts.method),
    ...u32(0x58210000),
  ]);
  append(out, [...u32(crc!), ...u32(packed!), ...u32(size!), ...u16(name.length), ...u16(extra.length)]);
  for (const part of [name, extra, data]) append(out, part);
  if (entry.descriptor) {
    append(out, [...u32(0x08074b50), ...u32(facts.crc), ...u32(facts.packed), ...u32(facts.size)]);
  }
}

function writeCentral(out: Out, entry: RawEntry, facts: Facts): void {
  const name = toBytes(entry.name);
  const is64 = entry.zip64 === true;
  const extra = is64
    ? [...u16(1), ...u16(24), ...u64(facts.size), ...u64(facts.packed), ...u64(facts.offset)]
    : [];
  const madeBy = entry.unixMode === undefined ? 20 : (3 << 8) | 20;
  append(out, [...u32(0x02014b50), ...u16(madeBy), ...u16(20), ...u16(facts.flags), ...u16(facts.method)]);
  append(out, [...u32(0x58210000), ...u32(facts.crc), ...u32(is64 ? 0xffffffff : facts.packed)]);
  append(out, [...u32(is64 ? 0xffffffff : facts.size), ...u16(name.length), ...u16(extra.length), ...u16(0)]);
  append(out, [...u16(0), ...u16(0), ...u32((entry.unixMode ?? 0) * 65_536)]);
  append(out, [...u32(is64 ? 0xffffffff : facts.offset), ...name, ...extra]);
}

function writeEnd64(out: Out, count: number, sizeBytes: number, start: number): void {
  const end = out.length;
  append(out, [...u32(0x06064b50), ...u64(44), ...u16(45), ...u16(45), ...u32(0), ...u32(0)]);
  append(out, [...u64(count), ...u64(count), ...u64(sizeBytes), ...u64(start)]);
  append(out, [...u32(0x07064b50), ...u32(0), ...u64(end), ...u32(1)]);
}

class Out {
  length = 0;
  private readonly parts: Uint8Array[] = [];

  add(bytes: Uint8Array): void {
    this.parts.push(bytes);
    this.length += bytes.length;
  }

  whole(): Uint8Array {
    return concatBytes(this.parts);
  }
}

function append(out: Out, bytes: Uint8Array | readonly number[]): void {
  out.add(bytes instanceof Uint8Array ? bytes : Uint8Array.from(bytes));
}

function toBytes(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? toUtf8(content) : content;
}

function u16(value: number): number[] {
  return [value & 255, (value >>> 8) & 255];
}

function u32(value: number): number[] {
  return [...u16(value % 65_536), ...u16(Math.floor(value / 65_536))];
}

function u64(value: number): number[] {
  return [...u32(value % 4_294_967_296), ...u32(Math.floor(value / 4_294_967_296))];
}
