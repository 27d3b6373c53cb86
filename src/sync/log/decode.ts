import { isKnownType, parseBody } from './body.ts';
import { decryptBody, type ParsedEnvelope } from './envelope.ts';
import type { KeyRing } from './key-ring.ts';
import type { Body, EnvelopeIndex, IndexedContent } from './replica.ts';
import { readUpdateRanges } from './update-ranges.ts';

/** Highest `minReader` that this Cairn understands. */
const READER = 1;

export interface Decoded {
  readonly index: EnvelopeIndex;
  /** Null when it cannot be read; the index says why. */
  readonly body: Body | null;
}

/** Decrypts a verified envelope and writes down what acceptance needs of it. */
export async function decode(envelope: ParsedEnvelope, ring: KeyRing): Promise<Decoded> {
  const { author, seq, prev, deps, epoch, previous, type, atMs } = envelope.header;
  const { content, body } = await readContent(envelope, ring);
  const sizeBytes = envelope.bytes.byteLength;
  return { index: { author, seq, prev, deps, type, atMs, epoch, previous, sizeBytes, content }, body };
}

/** The body of an envelope that was accepted before; null when it cannot be read, which is then a fault of the disk. */
export async function readBody(envelope: ParsedEnvelope, ring: KeyRing): Promise<Body | null> {
  const { type, previous } = envelope.header;
  const key = await ring.envelopeKey(epochOf(envelope));
  const plain = key && (await decryptBody(envelope, key));
  return plain && isKnownType(type) ? parseBody(type, plain, previous) : null;
}

async function readContent(
  envelope: ParsedEnvelope,
  ring: KeyRing,
): Promise<{ readonly content: IndexedContent; readonly body: Body | null }> {
  const { type, minReader, previous } = envelope.header;
  ring.noteGenesis(envelope);
  if (minReader > READER || !isKnownType(type)) return unread('newer');
  const key = await ring.envelopeKey(epochOf(envelope));
  if (!key) return unread('sealed');
  const plain = await decryptBody(envelope, key);
  if (!plain) return bad('bad-key');
  const body = parseBody(type, plain, previous);
  if (!body) return bad('malformed');
  if (body.type === 'import' || body.type === 'snapshot') return { content: { type: 'plain' }, body };
  if (body.type !== 'yjs') return body.type === 'unknown' ? unread('newer') : { content: body, body };
  const clients = readUpdateRanges(body.update);
  return clients ? { content: { type: 'yjs', doc: body.doc, clients }, body } : bad('damaged-update');
}

/** The first epoch has the name of the genesis, which cannot name itself. */
function epochOf({ id, header }: ParsedEnvelope): ParsedEnvelope['id'] {
  return header.epoch === '' ? id : header.epoch;
}

function unread(why: 'newer' | 'sealed'): { readonly content: IndexedContent; readonly body: null } {
  return { content: { type: 'unread', why }, body: null };
}

function bad(code: 'bad-key' | 'malformed' | 'damaged-update'): {
  readonly content: IndexedContent;
  readonly body: null;
} {
  return { content: { type: 'bad', code }, body: null };
}
