import { concatBytes, toUtf8 } from '../../src/base/bytes.ts';

/** An entry as it should stand in the tar, lies included. */
export interface TarEntry {
  readonly name: string;
  readonly content?: string | Uint8Array;
  readonly type?: string;
  readonly linkName?: string;
  readonly claimedBytes?: number;
}

const BLOCK = 512;

/** A tar with POSIX headers; names longer than 100 bytes get a GNU long name ahead. */
export function writeTar(entries: readonly TarEntry[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    const name = toUtf8(entry.name);
    if (name.length > 100) parts.push(...blocksOf({ name: '././@LongLink', type: 'L', content: name }));
    parts.push(...blocksOf(entry));
  }
  return concatBytes([...parts, new Uint8Array(2 * BLOCK)]);
}

function blocksOf(entry: TarEntry): Uint8Array[] {
  const { content = '' } = entry;
  const bytes = typeof content === 'string' ? toUtf8(content) : content;
  const padding = (BLOCK - (bytes.length % BLOCK)) % BLOCK;
  return [header(entry, entry.claimedBytes ?? bytes.length), bytes, new Uint8Array(padding)];
}

function header({ name, type = '0', linkName = '' }: TarEntry, sizeBytes: number): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (at: number, text: string): void => block.set(toUtf8(text), at);
  block.set(toUtf8(name).subarray(0, 100), 0);
  put(100, '0000644\0');
  put(108, '0001750\0');
  put(116, '0001750\0');
  if (sizeBytes < 8 ** 11) put(124, `${sizeBytes.toString(8).padStart(11, '0')}\0`);
  else {
    block[124] = 0x80;
    new DataView(block.buffer).setBigUint64(128, BigInt(sizeBytes));
  }
  put(136, '14524770400\0');
  put(148, '        ');
  put(156, type);
  put(157, linkName);
  put(257, 'ustar\x0000');
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}
