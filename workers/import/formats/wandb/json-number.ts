import { parseDecimalBytes } from '../../tables/decimal.ts';

/** Longer runs of digits are no numbers that anybody logged. */
const MOST_NUMBER_BYTES = 400;

/** Whether the JSON that begins with this byte is a number or one of Python's words for what is none. */
export function beginsNumber(byte: number | undefined): boolean {
  // Digits, `-`, `I` of Infinity, `N` of NaN.
  return byte !== undefined && ((byte >= 48 && byte <= 57) || byte === 45 || byte === 73 || byte === 78);
}

/** The number in bytes [start, end); undefined where there is none. NaN is a number that was logged. */
export function numberAt(bytes: Uint8Array, start: number, end: number): number | undefined {
  const quick = parseDecimalBytes(bytes, start, end);
  if (!Number.isNaN(quick)) return quick;
  if (end - start > MOST_NUMBER_BYTES) return undefined;
  return numberOf(String.fromCharCode(...bytes.subarray(start, end)));
}

/** Numbers as JSON, Python and W&B's exports write them. */
export function numberOf(text: string): number | undefined {
  const word = text.trim();
  switch (word) {
    case '':
      return undefined;
    case 'NaN':
    case '-NaN':
      return Number.NaN;
    case 'Infinity':
      return Number.POSITIVE_INFINITY;
    case '-Infinity':
      return Number.NEGATIVE_INFINITY;
    default: {
      // Number would also take `0x10`.
      if (!/^-?[0-9][0-9.eE+-]*$/.test(word)) return undefined;
      const value = Number(word);
      return Number.isNaN(value) ? undefined : value;
    }
  }
}
