export const BLOCK_BYTES = 512;

/** What one header block says, before extended headers are laid over it. */
export interface TarHeader {
  readonly name: string;
  readonly linkName: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** One character; '0' for a file, also where an old tar left it empty. */
  readonly type: string;
}

const CHECKSUM_AT = 148;
const CHECKSUM_BYTES = 8;
const MAGIC_AT = 257;

/** null where the checksum does not fit, or the size is no number: then this is no header. */
export function parseTarHeader(block: Uint8Array): TarHeader | null {
  if (block.length < BLOCK_BYTES || !fitsChecksum(block)) return null;
  const sizeBytes = parseNumber(block.subarray(124, 136));
  const modifiedSeconds = parseNumber(block.subarray(136, 148)) ?? 0;
  if (sizeBytes === null) return null;
  // GNU's own form has times where POSIX has the beginning of a long name.
  const isPosix = textOf(block.subarray(MAGIC_AT, MAGIC_AT + 6)) === 'ustar' && block[MAGIC_AT + 5] === 0;
  const prefix = isPosix ? textOf(block.subarray(345, 500)) : '';
  const name = textOf(block.subarray(0, 100));
  const mark = block[156]!;
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    linkName: textOf(block.subarray(157, 257)),
    sizeBytes,
    modifiedMs: modifiedSeconds * 1000,
    type: mark === 0 ? '0' : String.fromCharCode(mark),
  };
}

export function isZeroBlock(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}

/** Whether more of a GNU sparse file's map follows in a block of its own. */
export function hasMoreMap(block: Uint8Array, isFirst: boolean): boolean {
  return block[isFirst ? 482 : 504] === 1;
}

/** Up to the first zero byte; names that are not UTF-8 come from old tools, as Latin-1. */
export function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  const used = end < 0 ? bytes : bytes.subarray(0, end);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(used);
  } catch {
    return new TextDecoder('latin1').decode(used);
  }
}

function fitsChecksum(block: Uint8Array): boolean {
  const stored = parseNumber(block.subarray(CHECKSUM_AT, CHECKSUM_AT + CHECKSUM_BYTES));
  let plain = 0;
  // Some old tars took bytes for signed.
  let signed = 0;
  for (let at = 0; at < BLOCK_BYTES; at++) {
    const isSum = at >= CHECKSUM_AT && at < CHECKSUM_AT + CHECKSUM_BYTES;
    const byte = isSum ? 0x20 : block[at]!;
    plain += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  return stored !== null && (stored === plain || stored === signed);
}

/** Octal digits, or a binary number where the first bit is set. null for anything else, negative or past 2^53. */
function parseNumber(field: Uint8Array): number | null {
  const first = field[0]!;
  if ((first & 0x80) !== 0) {
    let value = first & 0x7f;
    for (const byte of field.subarray(1)) {
      value = value * 256 + byte;
      if (value > Number.MAX_SAFE_INTEGER) return null;
    }
    return value;
  }
  const digits = textOf(field).trim();
  if (digits === '') return 0;
  return /^[0-7]{1,17}$/.test(digits) ? Number.parseInt(digits, 8) : null;
}
