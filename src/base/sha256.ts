import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from './bytes.ts';

/**
 * SHA-256 as 64 hexadecimal digits, like `sha256Hex` but at once: for small inputs, of which there are thousands, the
 * way to the browser's own and back is most of the cost. For large ones the browser's own is some ten times faster.
 */
export function sha256HexNow(bytes: Uint8Array): string {
  return toHex(sha256(bytes));
}
