import { md5 } from '@noble/hashes/legacy.js';
import { toHex, toUtf8 } from './bytes.ts';

/** MD5 as 32 hexadecimal digits, for ids of formats that are made so; it protects nothing. */
export function md5HexOf(text: string): string {
  return toHex(md5(toUtf8(text)));
}
