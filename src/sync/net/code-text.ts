/**
 * Bytes as text to read out, type or scan: no letter that looks like a digit, upper and lower case are the same, and
 * all of it fits the alphanumeric mode of a QR code (Crockford's base 32).
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const VALUES = new Map<string, number>();
for (const [value, letter] of [...ALPHABET].entries())
  VALUES.set(letter, value).set(letter.toLowerCase(), value);
for (const letter of 'Oo') VALUES.set(letter, 0);
for (const letter of 'IiLl') VALUES.set(letter, 1);

/** The longest code is about 400 letters; people paste more around it, not this much more. */
const MAX_CHARS = 2_000;

export function toCodeText(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let bitCount = 0;
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xfff;
    bitCount += 8;
    while (bitCount >= 5) {
      bitCount -= 5;
      text += ALPHABET[(bits >> bitCount) & 31];
    }
  }
  return bitCount > 0 ? text + ALPHABET[(bits << (5 - bitCount)) & 31] : text;
}

/** Null for text with anything but letters of a code, white space and hyphens. */
export function fromCodeText(text: string): Uint8Array<ArrayBuffer> | null {
  if (text.length > MAX_CHARS) return null;
  const letters = text.replace(/[\s-]/g, '');
  const bytes = new Uint8Array(Math.floor((letters.length * 5) / 8));
  let bits = 0;
  let bitCount = 0;
  let at = 0;
  for (const letter of letters) {
    const value = VALUES.get(letter);
    if (value === undefined) return null;
    bits = ((bits << 5) | value) & 0xfff;
    bitCount += 5;
    if (bitCount < 8) continue;
    bitCount -= 8;
    bytes[at] = (bits >> bitCount) & 255;
    at += 1;
  }
  return bytes;
}

/** CRC-32 as in zip: tells a slip of the finger, not an enemy. */
export function checkValue(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}
