import type { DeviceId, EnvelopeId, Heads, Member, Outcome, Role } from '../log/replica.ts';

/**
 * What the exchange needs of the signed log. The log alone judges envelopes; the exchange carries them and decides
 * who is served.
 */
export interface Replica {
  /** Id of the genesis envelope: 64 hexadecimal digits. */
  readonly workspace: string;
  readonly device: DeviceId;
  /** What this device may do; null while the log does not know it (a link viewer, a joiner). */
  role(): Role | 'removed' | null;
  members(): readonly Member[];
  /** Envelope that began the current epoch; '' while there is no key. */
  epoch(): string;
  heads(): Heads;
  /** Hash over the ids of all envelopes that are held and passed on, whatever their order of arrival. */
  digest(): string | Promise<string>;
  /** Ids that a holder of `heads` lacks, each after what it builds on. All of them for empty heads. */
  missingFor(heads: Heads): readonly EnvelopeId[];
  has(id: EnvelopeId): boolean;
  bytesOf(ids: readonly EnvelopeId[]): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]>;
  /** One outcome for each envelope of the batch, in its order. Rejects only when nothing could be stored. */
  ingest(batch: readonly Uint8Array<ArrayBuffer>[], nowMs: number): Promise<readonly Outcome[]>;
  /** 256 bits derived from the current epoch's key: what every reader of the workspace has. Null without a key. */
  deriveKey(label: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Ed25519 signature of this device's key: 64 bytes. */
  sign(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
  /** Hash of what people see: equal for equal sets of understood envelopes. */
  contentHash(): string | Promise<string>;
  pending(): PendingCounts;
}

/** Envelopes held that do not count yet on this device. */
export interface PendingCounts {
  readonly waiting: number;
  readonly newer: number;
  readonly sealed: number;
}

/** The bytes of facts, named by their SHA-256 as 64 hexadecimal digits. */
export interface BlobStore {
  /** One entry for each hash asked for. */
  has(hashes: readonly string[]): Promise<readonly boolean[]>;
  read(hash: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** The bytes are verified. Rejects when the disk is full. */
  write(hash: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}
