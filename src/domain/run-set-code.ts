import { fromBase64Url, toBase64Url } from '../base/base64url.ts';
import { fromHex, toHex, toUtf8 } from '../base/bytes.ts';
import { type RunKey, toRunKey } from './ids.ts';

/** More runs than this are no comparison, and no address. */
export const MAX_COMPARED_RUNS = 5_000;
/** A key may begin with what elsewhere is a byte order mark. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
/** Characters of a code; what is longer was not written here. */
const MAX_CODE = 400_000;
const MAX_KEY_BYTES = 1_000;
const VERSION = 1;
/** Addresses up to this length keep their runs readable. */
const READABLE = 700;

export type RunSet =
  | { readonly kind: 'runs'; readonly runs: readonly RunKey[] }
  | { readonly kind: 'mistake'; readonly text: string };

/**
 * Runs as the query of an address: `runs=a,b`, or `set=<code>` where that would be long. Producers' ids are random,
 * which nothing can compress; as bytes instead of hexadecimal digits they take two thirds of the room, and keys that
 * begin alike are told by where they part.
 */
export function runSetQuery(runs: readonly RunKey[]): string {
  const readable = `runs=${runs.map(encodeURIComponent).join(',')}`;
  const isPlain = readable.length <= READABLE && !runs.some((run) => run.includes(','));
  return isPlain ? readable : `set=${toRunSetCode(runs)}`;
}

/** Where runs are compared: `/compare?…`. */
export function compareAddress(runs: readonly RunKey[]): string {
  return `/compare?${runSetQuery(runs)}`;
}

/** The runs that an address names, each once. Text of any origin. */
export function parseRunSet(search: { readonly runs?: string; readonly set?: string }): RunSet {
  if (search.set !== undefined && search.set !== '') return fromRunSetCode(search.set);
  const runs = [...new Set((search.runs ?? '').split(',').filter(Boolean))];
  return limited(runs);
}

/**
 * After the version a run each: a byte that says how it is written, hexadecimal digits as bytes (their number first)
 * or text that shares so many bytes with the key before it.
 */
export function toRunSetCode(runs: readonly RunKey[]): string {
  const bytes: number[] = [VERSION];
  let before: Uint8Array = new Uint8Array();
  for (const run of runs) {
    const text = toUtf8(run);
    const hex = hexBytes(run);
    let shared = 0;
    while (shared < text.length && shared < 255 && text[shared] === before[shared]) shared += 1;
    // Hexadecimal digits take half the room, unless most of them stand in the key before.
    if (hex && hex.length <= text.length - shared) bytes.push(hex.length, ...hex);
    else {
      const rest = text.subarray(shared);
      bytes.push(0, shared, ...toVarint(rest.length), ...rest);
    }
    before = text;
  }
  return toBase64Url(Uint8Array.from(bytes));
}

export function fromRunSetCode(code: string): RunSet {
  if (code.length > MAX_CODE)
    return { kind: 'mistake', text: 'The address names more runs than Cairn compares.' };
  const bytes = fromBase64Url(code);
  if (!bytes || bytes.length === 0) return CUT_SHORT;
  if (bytes[0] !== VERSION)
    return { kind: 'mistake', text: 'The address was written by a newer version of Cairn.' };
  const runs = new Set<string>();
  let before: Uint8Array = new Uint8Array();
  let at = 1;
  while (at < bytes.length) {
    const head = bytes[at]!;
    at += 1;
    let key: Uint8Array;
    if (head > 0) {
      if (at + head > bytes.length) return CUT_SHORT;
      key = toUtf8(toHex(bytes.subarray(at, at + head)));
      at += head;
    } else {
      const shared = bytes[at];
      const length = fromVarint(bytes, at + 1);
      if (shared === undefined || !length || shared > before.length || length.value > MAX_KEY_BYTES)
        return CUT_SHORT;
      const from = length.end;
      if (from + length.value > bytes.length) return CUT_SHORT;
      key = new Uint8Array(shared + length.value);
      key.set(before.subarray(0, shared));
      key.set(bytes.subarray(from, from + length.value), shared);
      at = from + length.value;
    }
    runs.add(decoder.decode(key));
    before = key;
    if (runs.size > MAX_COMPARED_RUNS) break;
  }
  return limited([...runs]);
}

const CUT_SHORT: RunSet = {
  kind: 'mistake',
  text: 'The address is damaged: part of it was lost on the way. Ask for it again.',
};

function limited(runs: readonly string[]): RunSet {
  return runs.length > MAX_COMPARED_RUNS
    ? { kind: 'mistake', text: 'The address names more runs than Cairn compares.' }
    : { kind: 'runs', runs: runs.map(toRunKey) };
}

/** Bytes of an even number of small hexadecimal digits, at least 8 and at most 128; null for any other text. */
function hexBytes(text: string): Uint8Array | null {
  if (!/^(?:[0-9a-f]{2}){4,64}$/.test(text)) return null;
  return fromHex(text);
}

function toVarint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...toVarint(value >> 7)];
}

function fromVarint(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } | null {
  let value = 0;
  for (let i = 0; i < 3; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return null;
    value += (byte & 127) << (7 * i);
    if (byte < 128) return { value, end: at + i + 1 };
  }
  return null;
}
