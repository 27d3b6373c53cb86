import { checkValue, fromCodeText, toCodeText } from './code-text.ts';
import { ADDRESS_KINDS, addressSize, packAddress, unpackAddress } from './packed-address.ts';
import { CANDIDATE_TYPES, type Candidate, type SessionFields } from './session-description.ts';

/**
 * What two people hand each other to connect their browsers, in bytes:
 *
 *     version·16 + kind   1
 *     tag of the offer    2   answers only
 *     ufrag, pwd          1 + 6 bits a letter (4 when all are hexadecimal) each
 *     fingerprint         32
 *     candidates          1 + for each: type·4 + address kind 1, address 4 or 16, port 2
 *     payload             1 + up to 64
 *     check value         4   CRC-32 over all before
 */
const VERSION = 1;
const KINDS = ['offer', 'answer'] as const;
export const MAX_PAYLOAD_BYTES = 64;
const MAX_CANDIDATES = 6;
const MAX_IPV6 = 2;
const MAX_ICE_CHARS = 80;
const CHECK_BYTES = 4;

export type PairingCode = { readonly fields: SessionFields; readonly payload: Uint8Array<ArrayBuffer> } & (
  | { readonly kind: 'offer' }
  | { readonly kind: 'answer'; readonly offerTag: number }
);

export type CodeProblem = 'not-a-code' | 'mistyped' | 'newer-version';

export type CodeReading =
  | { readonly kind: 'code'; readonly code: PairingCode; readonly tag: number }
  | { readonly kind: 'problem'; readonly code: CodeProblem };

/** Throws a RangeError for a payload above its limit: that is a bug of the caller. Null for unusual ICE letters. */
export function packCode(code: PairingCode): { readonly text: string; readonly tag: number } | null {
  if (code.payload.byteLength > MAX_PAYLOAD_BYTES) throw new RangeError('The payload of a code is too large');
  const ufrag = packIceText(code.fields.ufrag);
  const pwd = packIceText(code.fields.pwd);
  if (!ufrag || !pwd || code.fields.fingerprint.byteLength !== 32) return null;
  const candidates = chooseCandidates(code.fields.candidates);
  const body = [
    VERSION * 16 + KINDS.indexOf(code.kind),
    ...(code.kind === 'answer' ? [code.offerTag >> 8, code.offerTag & 255] : []),
    ...ufrag,
    ...pwd,
    ...code.fields.fingerprint,
    candidates.length,
    ...candidates.flatMap(packCandidate),
    code.payload.byteLength,
    ...code.payload,
  ];
  const check = checkValue(Uint8Array.from(body));
  const bytes = [...body, check >>> 24, (check >>> 16) & 255, (check >>> 8) & 255, check & 255];
  return { text: toCodeText(Uint8Array.from(bytes)), tag: check & 0xffff };
}

export function unpackCode(text: string): CodeReading {
  const bytes = fromCodeText(text);
  if (!bytes || bytes.byteLength < 1 + 32 + CHECK_BYTES) return problem('not-a-code');
  const body = bytes.subarray(0, -CHECK_BYTES);
  const check = checkValue(body);
  if (new DataView(bytes.buffer).getUint32(body.byteLength) !== check) return problem('mistyped');
  if ((body[0] ?? 0) >> 4 !== VERSION) return problem('newer-version');
  const code = readBody(new ByteCursor(body));
  return code ? { kind: 'code', code, tag: check & 0xffff } : problem('not-a-code');
}

/** Null where the bytes end too early, say something unknown, or go on after the end. */
function readBody(cursor: ByteCursor): PairingCode | null {
  const kind = KINDS[cursor.byte() & 15];
  const offerTag = kind === 'answer' ? cursor.byte() * 256 + cursor.byte() : 0;
  const ufrag = readIceText(cursor);
  const pwd = readIceText(cursor);
  const fingerprint = cursor.take(32);
  const candidates = readCandidates(cursor);
  const payload = cursor.take(cursor.byte());
  if (!kind || !ufrag || !pwd || !candidates || !cursor.isAtEnd) return null;
  if (payload.byteLength > MAX_PAYLOAD_BYTES) return null;
  const fields: SessionFields = { ufrag, pwd, fingerprint, candidates };
  return kind === 'offer' ? { kind, fields, payload } : { kind, offerTag, fields, payload };
}

/** Reads zeros behind the end and remembers that it did. */
class ByteCursor {
  private at = 0;

  constructor(private readonly bytes: Uint8Array<ArrayBuffer>) {}

  byte(): number {
    this.at += 1;
    return this.bytes[this.at - 1] ?? 0;
  }

  take(count: number): Uint8Array<ArrayBuffer> {
    this.at += count;
    return this.bytes.slice(this.at - count, this.at);
  }

  get isAtEnd(): boolean {
    return this.at === this.bytes.byteLength;
  }
}

function problem(code: CodeProblem): CodeReading {
  return { kind: 'problem', code };
}

/** ICE texts consist of these 64 letters; Firefox uses hexadecimal digits only. */
const ICE_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const HEX_LETTERS = '0123456789abcdef';
const HEX_FLAG = 128;

function packIceText(text: string): number[] | null {
  if (text.length < 4 || text.length > MAX_ICE_CHARS) return null;
  const isHex = [...text].every((letter) => HEX_LETTERS.includes(letter));
  const letters = isHex ? HEX_LETTERS : ICE_LETTERS;
  const width = isHex ? 4 : 6;
  const packed = [text.length | (isHex ? HEX_FLAG : 0)];
  let bits = 0;
  let bitCount = 0;
  for (const letter of text) {
    const value = letters.indexOf(letter);
    if (value < 0) return null;
    bits = ((bits << width) | value) & 0xffff;
    bitCount += width;
    if (bitCount < 8) continue;
    bitCount -= 8;
    packed.push((bits >> bitCount) & 255);
  }
  if (bitCount > 0) packed.push((bits << (8 - bitCount)) & 255);
  return packed;
}

function readIceText(cursor: ByteCursor): string | null {
  const head = cursor.byte();
  const isHex = (head & HEX_FLAG) !== 0;
  const count = head & ~HEX_FLAG;
  if (count < 4 || count > MAX_ICE_CHARS) return null;
  const letters = isHex ? HEX_LETTERS : ICE_LETTERS;
  const width = isHex ? 4 : 6;
  let text = '';
  let bits = 0;
  let bitCount = 0;
  while (text.length < count) {
    if (bitCount < width) {
      bits = ((bits << 8) | cursor.byte()) & 0xffff;
      bitCount += 8;
    }
    bitCount -= width;
    text += letters[(bits >> bitCount) & (letters.length - 1)];
  }
  return text;
}

/** A machine with many networks has more than fit: one relay, then what the world sees, then its own addresses. */
function chooseCandidates(all: readonly Candidate[]): Candidate[] {
  const rank = { relay: 0, srflx: 1, prflx: 1, host: 2 };
  const chosen: Candidate[] = [];
  let relays = 0;
  let ipv6 = 0;
  for (const candidate of [...all].sort((one, other) => rank[one.type] - rank[other.type])) {
    const kind = packAddress(candidate.address)?.kind;
    if (!kind || chosen.length === MAX_CANDIDATES) continue;
    if ((kind === 'ipv6' && ipv6 === MAX_IPV6) || (candidate.type === 'relay' && relays === 1)) continue;
    if (kind === 'ipv6') ipv6 += 1;
    if (candidate.type === 'relay') relays += 1;
    chosen.push(candidate);
  }
  return all.filter((candidate) => chosen.includes(candidate));
}

function packCandidate({ type, address, port }: Candidate): number[] {
  const packed = packAddress(address);
  if (!packed) return [];
  const head = CANDIDATE_TYPES.indexOf(type) * 4 + ADDRESS_KINDS.indexOf(packed.kind);
  return [head, ...packed.bytes, port >> 8, port & 255];
}

function readCandidates(cursor: ByteCursor): Candidate[] | null {
  const count = cursor.byte();
  if (count > MAX_CANDIDATES) return null;
  const candidates: Candidate[] = [];
  while (candidates.length < count) {
    const head = cursor.byte();
    const type = CANDIDATE_TYPES[head >> 2];
    const kind = ADDRESS_KINDS[head & 3];
    if (!type || !kind) return null;
    const bytes = cursor.take(addressSize(kind));
    const port = cursor.byte() * 256 + cursor.byte();
    if (port === 0) return null;
    candidates.push({ type, address: unpackAddress({ kind, bytes }), port });
  }
  return candidates;
}
