import * as v from 'valibot';
import { concatBytes, toHex, toUtf8 } from '../../base/bytes.ts';
import { canonicalJson } from '../../base/canonical-json.ts';
import { MAX_ENVELOPE_BYTES } from '../log/limits.ts';
import type { DeviceId, EnvelopeId } from '../log/replica.ts';

/** Version of this protocol, and the oldest one that it can still talk with. */
export const PROTOCOL_VERSION = 1;
export const MIN_PEER_VERSION = 1;

export const MAX_HEAD_BYTES = 256 * 1024;
/** Of any message but envelopes, one of which may be of 16 MiB; a batch of several stays below 256 KB. */
export const MAX_MESSAGE_BYTES = 1280 * 1024;
const MAX_ENVELOPES_BYTES = MAX_ENVELOPE_BYTES + MAX_HEAD_BYTES;
const ID_BYTES = 32;
/** Ids of 32 bytes in one message: 256 KB. */
export const MAX_IDS = 8192;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const device = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_-]{43}$/),
  v.transform((text) => text as DeviceId),
);
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const envelope = v.pipe(
  hash,
  v.transform((text) => text as EnvelopeId),
);
/** Characters that say where somebody is. */
export const MAX_LOOKING = 400;

const shortText = (max: number) => v.pipe(v.string(), v.maxLength(max));

const headsEntry = v.tuple([device, count, envelope]);
const heads = v.pipe(v.array(headsEntry), v.maxLength(2000));

const STANDINGS = ['owner', 'editor', 'viewer', 'link-viewer', 'former', 'behind'] as const;
export const FAILURES = ['other-workspace', 'bad-proof', 'not-a-member', 'needs-newer', 'timed-out'] as const;

/** Every message with its number on the wire. The head is one of these shapes exactly; what is bulk follows it. */
const KINDS = {
  // The one shape that may grow: a newer Cairn must still be able to say that it is newer. Rest: nonce, tag.
  hello: { code: 1, head: v.object({ v: count, minReader: count, device, app: shortText(40) }) },
  // Rest: signature, then a MAC when there is an epoch key.
  proof: { code: 2, head: v.strictObject({ epoch: v.union([hash, v.literal('')]), joining: v.boolean() }) },
  verdict: {
    code: 3,
    head: v.variant('kind', [
      v.strictObject({ kind: v.literal('welcome'), standing: v.picklist(STANDINGS) }),
      v.strictObject({ kind: v.literal('failure'), failure: v.picklist(FAILURES) }),
    ]),
  },
  /** Says goodbye with a reason before the link closes. */
  bye: { code: 4, head: v.strictObject({ code: shortText(40) }) },
  heads: {
    code: 10,
    head: v.strictObject({
      heads,
      digest: shortText(64),
      content: shortText(64),
      facts: count,
      waiting: count,
      newer: count,
      sealed: count,
      /** Envelopes of the receiver's that the sender has refused. */
      refused: count,
      /** Devices that the sender has met; null when they are the same as before. */
      peers: v.nullable(v.pipe(v.array(device), v.maxLength(16))),
    }),
  },
  pull: { code: 11, head: v.strictObject({ request: count, heads }) },
  /** Rest: ids. */
  want: { code: 12, head: v.strictObject({ request: count }) },
  /** Rest: the envelopes one after the other. Request 0 is what nobody asked for: a change just made. */
  envelopes: {
    code: 13,
    head: v.strictObject({
      request: count,
      more: v.boolean(),
      sizes: v.pipe(v.array(v.pipe(count, v.minValue(1))), v.maxLength(4096)),
    }),
  },
  /** So many batches have been taken in since the handshake. */
  ack: { code: 14, head: v.strictObject({ batches: count }) },
  /** Rest: ids of everything that the sender holds, over several messages. */
  list: { code: 15, head: v.strictObject({ more: v.boolean() }) },
  /** Rest: a request to be let in, as the log made it. */
  join: { code: 20, head: v.strictObject({ device }) },
  /** Rest: what the transport of one tells the transport of the other. */
  intro: { code: 21, head: v.strictObject({ to: device, from: device }) },
  live: { code: 22, head: v.strictObject({}) },
  presence: {
    code: 23,
    head: v.strictObject({
      name: shortText(80),
      colour: v.pipe(count, v.maxValue(0xffffff)),
      looking: shortText(MAX_LOOKING),
      tab: shortText(40),
    }),
  },
  /** Rest: hashes of blobs. */
  have: { code: 30, head: v.strictObject({ request: count }) },
  /** Rest: one bit for each hash asked for, least significant first. */
  bitmap: { code: 31, head: v.strictObject({ request: count }) },
  range: {
    code: 32,
    head: v.strictObject({ request: count, hash, offset: count, length: v.pipe(count, v.minValue(1)) }),
  },
  /** Rest: bytes of the blob at `offset`; `total` is the size of the whole blob. */
  data: { code: 33, head: v.strictObject({ request: count, offset: count, total: count }) },
  cancel: { code: 34, head: v.strictObject({ request: count }) },
  gone: { code: 35, head: v.strictObject({ request: count }) },
  busy: { code: 36, head: v.strictObject({ request: count }) },
} as const;

export type MessageKind = keyof typeof KINDS;
export type HeadOf<K extends MessageKind> = v.InferOutput<(typeof KINDS)[K]['head']>;
export type Message = {
  [K in MessageKind]: { readonly kind: K; readonly head: HeadOf<K>; readonly rest: Uint8Array<ArrayBuffer> };
}[MessageKind];

export type Decoded = Message | { readonly kind: 'unknown' } | { readonly kind: 'malformed' };

const EMPTY = new Uint8Array(0);
const BY_CODE = new Map<number, MessageKind>(
  (Object.keys(KINDS) as MessageKind[]).map((kind) => [KINDS[kind].code, kind]),
);

/** Layout: code (1 byte), length of the head (4 bytes, big-endian), head (canonical JSON), rest. */
export function encodeMessage<K extends MessageKind>(
  kind: K,
  head: HeadOf<K>,
  rest: Uint8Array = EMPTY,
): Uint8Array<ArrayBuffer> {
  const json = toUtf8(canonicalJson(head));
  const prefix = new Uint8Array(5);
  prefix[0] = KINDS[kind].code;
  new DataView(prefix.buffer).setUint32(1, json.byteLength);
  return concatBytes([prefix, json, rest]);
}

/** Never throws: what is not understood is `unknown`, what breaks the rules is `malformed`. */
export function decodeMessage(bytes: Uint8Array<ArrayBuffer>): Decoded {
  if (bytes.byteLength < 5) return { kind: 'malformed' };
  const kind = BY_CODE.get(bytes[0] ?? 0);
  if (!kind) return { kind: 'unknown' };
  const maxBytes = kind === 'envelopes' ? MAX_ENVELOPES_BYTES : MAX_MESSAGE_BYTES;
  if (bytes.byteLength > maxBytes) return { kind: 'malformed' };
  const headBytes = new DataView(bytes.buffer, bytes.byteOffset, 5).getUint32(1);
  if (headBytes > MAX_HEAD_BYTES || 5 + headBytes > bytes.byteLength) return { kind: 'malformed' };
  const head = parseHead(kind, bytes.subarray(5, 5 + headBytes));
  if (!head) return { kind: 'malformed' };
  return { kind, head, rest: bytes.subarray(5 + headBytes) } as Message;
}

function parseHead(kind: MessageKind, bytes: Uint8Array): unknown {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
  const parsed = v.safeParse(KINDS[kind].head, json, { abortEarly: true });
  return parsed.success ? parsed.output : null;
}

export function packIds(ids: readonly string[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(ids.length * ID_BYTES);
  for (const [at, id] of ids.entries()) {
    for (let byte = 0; byte < ID_BYTES; byte += 1) {
      bytes[at * ID_BYTES + byte] = Number.parseInt(id.slice(byte * 2, byte * 2 + 2), 16);
    }
  }
  return bytes;
}

/** Null when the length is not that of whole ids, or there are too many. */
export function unpackIds(bytes: Uint8Array): string[] | null {
  if (bytes.byteLength % ID_BYTES !== 0 || bytes.byteLength > MAX_IDS * ID_BYTES) return null;
  const ids: string[] = [];
  for (let at = 0; at < bytes.byteLength; at += ID_BYTES) ids.push(toHex(bytes.subarray(at, at + ID_BYTES)));
  return ids;
}

/** The envelopes of a batch, copied out of it; null when the sizes do not add up. */
export function splitBatch(sizes: readonly number[], rest: Uint8Array): Uint8Array<ArrayBuffer>[] | null {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let at = 0;
  for (const size of sizes) {
    if (size > rest.byteLength - at) return null;
    parts.push(rest.slice(at, at + size));
    at += size;
  }
  return at === rest.byteLength ? parts : null;
}
