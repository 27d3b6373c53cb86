import { concatBytes, fromHex, sha256Hex, toHex, toUtf8 } from '../../base/bytes.ts';
import type { EnvelopeId, Heads, Outcome } from '../log/replica.ts';

/** The log and the facts as files carry them. */
export interface Cargo {
  readonly workspace: string;
  /** Epoch whose key seals chunks now. */
  epoch(): string;
  /** 256 bits for a purpose from the key of an epoch; null when that key is not here. */
  deriveKey(label: string, epoch: string): Promise<Uint8Array<ArrayBuffer> | null>;
  missingFor(heads: Heads): readonly EnvelopeId[];
  bytesOf(ids: readonly EnvelopeId[]): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]>;
  ingest(batch: readonly Uint8Array<ArrayBuffer>[]): Promise<readonly Outcome[]>;
  readChunk(hash: string): Promise<Uint8Array<ArrayBuffer> | null>;
  hasChunks(hashes: readonly string[]): Promise<readonly boolean[]>;
  /** The bytes are what the hash says. */
  keepChunk(hash: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** What this device shows to be let in, as long as it waits for that. */
  joinRequest(): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Lets in who shows a good invitation; true when somebody came in by it. For owners, nothing for others. */
  admit(request: Uint8Array<ArrayBuffer>): Promise<boolean>;
}

export interface Batch {
  readonly ids: readonly EnvelopeId[];
  readonly envelopes: readonly Uint8Array<ArrayBuffer>[];
}

/** The envelopes of these that are here, in order, as many together as memory and a file hold. */
export async function* loadBatches(cargo: Cargo, ids: readonly EnvelopeId[]): AsyncGenerator<Batch> {
  let batch: { ids: EnvelopeId[]; envelopes: Uint8Array<ArrayBuffer>[] } = { ids: [], envelopes: [] };
  let sizeBytes = 0;
  for (let at = 0; at < ids.length; at += LOADED_AT_ONCE) {
    const some = ids.slice(at, at + LOADED_AT_ONCE);
    const loaded = await cargo.bytesOf(some);
    for (const [index, id] of some.entries()) {
      const bytes = loaded[index];
      if (!bytes) continue;
      const isFull = batch.ids.length >= ENVELOPES_AT_ONCE || sizeBytes + bytes.byteLength > BATCH_BYTES;
      if (isFull && batch.ids.length > 0) {
        yield batch;
        batch = { ids: [], envelopes: [] };
        sizeBytes = 0;
      }
      batch.ids.push(id);
      batch.envelopes.push(bytes);
      sizeBytes += bytes.byteLength;
    }
  }
  if (batch.ids.length > 0) yield batch;
}

/** What a file or a folder cannot be used for. */
export class CarryProblem extends Error {
  constructor(readonly code: 'not-a-file' | 'other-workspace' | 'newer-link' | 'not-allowed') {
    super(code);
    this.name = 'CarryProblem';
  }
}

/** No chunk of ours is larger; a length beyond it is damage or worse. */
export const MAX_CHUNK_BYTES = 32 * 1024 * 1024;
export const ENVELOPES_AT_ONCE = 200;
/** Of envelopes in memory at one time, and in one file of a folder; a single one may be as large. */
export const BATCH_BYTES = 16 * 1024 * 1024;
const LOADED_AT_ONCE = 16;
const IV_BYTES = 12;
const HASH_BYTES = 32;

/** Seals chunks for whoever has the workspace's key; used for one file or folder. */
export class ChunkSeal {
  private constructor(
    private readonly key: CryptoKey,
    private readonly names: CryptoKey,
  ) {}

  /** null when the key of the epoch is not here. */
  static async of(cargo: Cargo, epoch: string): Promise<ChunkSeal | null> {
    const raw = await cargo.deriveKey('files', epoch);
    const nameKey = await cargo.deriveKey('file-names', epoch);
    if (!raw || !nameKey) return null;
    const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
    const hmac = { name: 'HMAC', hash: 'SHA-256' };
    return new ChunkSeal(key, await crypto.subtle.importKey('raw', nameKey, hmac, false, ['sign']));
  }

  /** A name that says nothing of the content to whoever lacks the key. */
  async nameOf(hash: string): Promise<string> {
    return toHex(new Uint8Array(await crypto.subtle.sign('HMAC', this.names, toUtf8(hash))));
  }

  /** `[IV][AES-GCM of hash and bytes]` */
  async seal(hash: string, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const plain = concatBytes([fromHex(hash), bytes]);
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, this.key, plain);
    return concatBytes([iv, new Uint8Array(sealed)]);
  }

  /** null for what was sealed by another key, damaged, or is not what its hash says. */
  async open(
    sealed: Uint8Array<ArrayBuffer>,
  ): Promise<{ readonly hash: string; readonly bytes: Uint8Array<ArrayBuffer> } | null> {
    if (sealed.byteLength < IV_BYTES + HASH_BYTES) return null;
    const iv = sealed.slice(0, IV_BYTES);
    try {
      const open = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, this.key, sealed.subarray(IV_BYTES));
      const plain = new Uint8Array(open);
      const hash = toHex(plain.subarray(0, HASH_BYTES));
      const bytes = plain.slice(HASH_BYTES);
      return (await sha256Hex(bytes)) === hash ? { hash, bytes } : null;
    } catch {
      return null;
    }
  }
}
