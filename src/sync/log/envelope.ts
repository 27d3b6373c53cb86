import * as v from 'valibot';
import { fromBase64Url } from '../../base/base64url.ts';
import { concatBytes, sha256Hex, toUtf8 } from '../../base/bytes.ts';
import { canonicalJson } from '../../base/canonical-json.ts';
import { MAX_DEPS, MAX_ENVELOPE_BYTES, MAX_HEADER_BYTES, MAX_NAME } from './limits.ts';
import type { DeviceId, EnvelopeId, RefusalCode } from './replica.ts';

/** `[u32 header length][header][signature][IV][ciphertext]`, big-endian. */
const LENGTH_BYTES = 4;
const SIGNATURE_BYTES = 64;
export const IV_BYTES = 12;
const TAG_BYTES = 16;
const SIGNED_DOMAIN = toUtf8('cairn-envelope-v1\0');
/** In the year 2255: sums of times stay exact. */
const MAX_TIME_MS = 9_000_000_000_000;
const MAX_SEALED_EPOCHS_TEXT = 2000;

export interface Header {
  readonly v: 1;
  readonly minReader: number;
  readonly workspace: EnvelopeId | '';
  readonly author: DeviceId;
  readonly seq: number;
  readonly prev: EnvelopeId | '';
  readonly deps: readonly EnvelopeId[];
  readonly epoch: EnvelopeId | '';
  readonly previous: string;
  readonly type: string;
  readonly atMs: number;
  /** Of the body before encryption. */
  readonly bodyBytes: number;
}

/** An envelope whose shape is right; the signature is not checked yet. */
export interface ParsedEnvelope {
  readonly id: EnvelopeId;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly header: Header;
  readonly headerBytes: Uint8Array<ArrayBuffer>;
  readonly signature: Uint8Array<ArrayBuffer>;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly ciphertext: Uint8Array<ArrayBuffer>;
}

export const envelopeId = v.custom<EnvelopeId>((value) => typeof value === 'string' && isHash(value));
export const deviceId = v.custom<DeviceId>((value) => typeof value === 'string' && isPublicKey(value));
export const publicKey = v.custom<string>((value) => typeof value === 'string' && isPublicKey(value));
export const timeMs = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_TIME_MS));
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const idOrEmpty = v.union([v.literal(''), envelopeId]);

const headerSchema = v.strictObject({
  v: v.literal(1),
  minReader: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  workspace: idOrEmpty,
  author: deviceId,
  seq: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  prev: idOrEmpty,
  deps: v.pipe(v.array(envelopeId), v.maxLength(MAX_DEPS)),
  epoch: idOrEmpty,
  previous: v.pipe(v.string(), v.maxLength(MAX_SEALED_EPOCHS_TEXT)),
  type: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_NAME)),
  atMs: timeMs,
  bodyBytes: count,
});

/** 32 bytes in base64url. */
export function isPublicKey(text: string): boolean {
  return text.length === 43 && fromBase64Url(text) !== null;
}

export function isHash(text: string): boolean {
  return text.length === 64 && /^[0-9a-f]{64}$/.test(text);
}

/** What is wrong with the shape is told by a code; neither signature nor body is looked at. */
export async function parseEnvelope(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<ParsedEnvelope | { readonly code: RefusalCode }> {
  if (bytes.byteLength > MAX_ENVELOPE_BYTES) return { code: 'oversize' };
  if (bytes.byteLength < LENGTH_BYTES + SIGNATURE_BYTES + IV_BYTES + TAG_BYTES) return { code: 'malformed' };
  const headerLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  if (headerLength > MAX_HEADER_BYTES) return { code: 'oversize' };
  const signatureAt = LENGTH_BYTES + headerLength;
  const ivAt = signatureAt + SIGNATURE_BYTES;
  const cipherAt = ivAt + IV_BYTES;
  if (bytes.byteLength < cipherAt + TAG_BYTES) return { code: 'malformed' };
  const headerBytes = bytes.subarray(LENGTH_BYTES, signatureAt);
  const header = parseExactly(headerSchema, headerBytes);
  if (!header || bytes.byteLength !== cipherAt + TAG_BYTES + header.bodyBytes || !isConsistent(header))
    return { code: 'malformed' };
  return {
    id: (await sha256Hex(bytes)) as EnvelopeId,
    bytes,
    header,
    headerBytes,
    signature: bytes.subarray(signatureAt, ivAt),
    iv: bytes.subarray(ivAt, cipherAt),
    ciphertext: bytes.subarray(cipherAt),
  };
}

/**
 * JSON that has exactly the members of the schema and is written canonically, or null. Comparing with what the schema
 * let through catches members that no schema sees, such as `__proto__`, and members given twice.
 */
export function parseExactly<Output>(
  schema: v.GenericSchema<unknown, Output>,
  bytes: Uint8Array,
): Output | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const result = v.safeParse(schema, JSON.parse(text), { abortEarly: true });
    return result.success && canonicalJson(result.output) === text ? result.output : null;
  } catch {
    return null;
  }
}

function isConsistent(header: Header): boolean {
  const isGenesis = header.type === 'genesis';
  if (isGenesis !== (header.workspace === '') || isGenesis !== (header.epoch === '')) return false;
  if (isGenesis && (header.seq !== 1 || header.deps.length > 0)) return false;
  if ((header.seq === 1) !== (header.prev === '')) return false;
  if (header.previous !== '' && header.type !== 'role' && header.type !== 'rotate') return false;
  return new Set(header.deps).size === header.deps.length;
}

/** Encrypts and signs. The key is the epoch's key for envelopes. */
export async function writeEnvelope(
  header: Omit<Header, 'v' | 'minReader' | 'bodyBytes'> & { readonly minReader?: number },
  body: Uint8Array<ArrayBuffer>,
  key: CryptoKey,
  signing: CryptoKey,
): Promise<Uint8Array<ArrayBuffer>> {
  const headerBytes = toUtf8(canonicalJson({ v: 1, minReader: 1, ...header, bodyBytes: body.byteLength }));
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const algorithm = { name: 'AES-GCM', iv, additionalData: headerBytes };
  const ciphertext = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, body));
  const digest = await signedDigest(headerBytes, iv, ciphertext);
  const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', signing, digest));
  return concatBytes([lengthPrefix(headerBytes.byteLength), headerBytes, signature, iv, ciphertext]);
}

export async function isSignedBy(envelope: ParsedEnvelope, key: CryptoKey): Promise<boolean> {
  const digest = await signedDigest(envelope.headerBytes, envelope.iv, envelope.ciphertext);
  return crypto.subtle.verify('Ed25519', key, envelope.signature, digest);
}

/** The body in clear, or null when the key is not the one that it was encrypted with. */
export async function decryptBody(
  envelope: ParsedEnvelope,
  key: CryptoKey,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const algorithm = { name: 'AES-GCM', iv: envelope.iv, additionalData: envelope.headerBytes };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, envelope.ciphertext));
  } catch {
    return null;
  }
}

export function lengthPrefix(sizeBytes: number): Uint8Array<ArrayBuffer> {
  const prefix = new Uint8Array(LENGTH_BYTES);
  new DataView(prefix.buffer).setUint32(0, sizeBytes);
  return prefix;
}

/** The length in front of the header keeps header and ciphertext apart. */
async function signedDigest(
  header: Uint8Array<ArrayBuffer>,
  iv: Uint8Array<ArrayBuffer>,
  ciphertext: Uint8Array<ArrayBuffer>,
): Promise<ArrayBuffer> {
  const signed = concatBytes([SIGNED_DOMAIN, lengthPrefix(header.byteLength), header, iv, ciphertext]);
  return crypto.subtle.digest('SHA-256', signed);
}
