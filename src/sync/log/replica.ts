import type { Brand } from '../../base/brand.ts';
import type { ChangeNote } from '../../domain/edits.ts';
import type { EditDoc } from '../../storage/edit-store.ts';
import type { Sealed } from '../../storage/log-store.ts';

/** An author: the raw Ed25519 public key of one browser profile's device key, base64url (43 characters). */
export type DeviceId = Brand<string, 'DeviceId'>;
/** SHA-256 of all bytes of an envelope, 64 hexadecimal digits. */
export type EnvelopeId = Brand<string, 'EnvelopeId'>;
/** Id of the genesis envelope: whoever knows it can tell this workspace from any other. */
export type WorkspaceFingerprint = EnvelopeId;

export type Role = 'owner' | 'editor' | 'viewer';

/** The newest envelope of each author that this replica holds. */
export type Heads = ReadonlyMap<DeviceId, { readonly seq: number; readonly id: EnvelopeId }>;

/** Why an envelope changes nothing. The sentence for each is written in the UI. */
export type RefusalCode =
  | 'malformed'
  | 'oversize'
  | 'other-workspace'
  | 'bad-signature'
  | 'bad-key' // cannot be decrypted although its epoch is known
  | 'unknown-author'
  | 'role' // the author may not do this
  | 'broken-chain' // seq, prev or deps contradict one another
  | 'fork' // two envelopes with one number: the author is frozen
  | 'removed' // made after its author was removed
  | 'foreign-client' // Yjs structs under a client id of somebody else
  | 'damaged-update' // Yjs cannot read it
  | 'depends-on-refused'
  | 'invite' // cites an invite that is spent, expired, of another role or of a former owner
  | 'last-owner' // would leave the workspace without an owner
  | 'flood'; // more than an author may send in a day: held back on this device

export type Outcome =
  | { readonly kind: 'accepted'; readonly id: EnvelopeId }
  | { readonly kind: 'known'; readonly id: EnvelopeId }
  /** Held in memory, within bounds, and tried again when what it builds on arrives. */
  | { readonly kind: 'waiting'; readonly id: EnvelopeId; readonly missing: readonly EnvelopeId[] }
  /** Of a type or minimum version that this Cairn does not know: kept and passed on. */
  | { readonly kind: 'newer'; readonly id: EnvelopeId }
  /** Its epoch's key is not here (a link from before a removal): kept and passed on. */
  | { readonly kind: 'sealed'; readonly id: EnvelopeId }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly author: DeviceId | null };

export interface ImportEntry {
  /** The import's own id, the same on every device. */
  readonly import: string;
  readonly label: string;
  readonly startedMs: number;
  readonly finishedMs: number;
  /** Record packs in order, with what is needed before they are here. */
  readonly packs: readonly {
    readonly hash: string;
    readonly holds: 'runs' | 'artifacts' | 'others';
    readonly sizeBytes: number;
    readonly records: number;
  }[];
}

export interface Member {
  readonly device: DeviceId;
  readonly role: Role | 'removed';
  readonly name: string;
  readonly colour: number;
  /** Raw X25519 public key, base64url: epoch keys are sealed to it. */
  readonly agreementKey: string;
  /** Envelope that let it in; null for the founder. */
  readonly admittedBy: DeviceId | null;
  readonly sinceMs: number;
  /** Has written two envelopes with one number: nothing more of it counts. */
  readonly forked: boolean;
}

/** An invite that an owner wrote, until it is used or expires. */
export interface Invite {
  readonly id: EnvelopeId;
  readonly author: DeviceId;
  /** Raw Ed25519 public key, base64url; its private half follows from the secret in the link. */
  readonly key: string;
  readonly role: 'owner' | 'editor';
  readonly expiresMs: number;
  readonly spent: boolean;
}

export interface SnapshotDoc {
  readonly doc: EditDoc;
  /** Hashes of the pieces of the document's state, in order. */
  readonly chunks: readonly string[];
}

/** Body of an envelope, parsed. `unknown` is kept as it came. */
export type Body =
  | {
      readonly type: 'genesis';
      readonly name: string;
      readonly member: string;
      readonly agreementKey: string;
    }
  | { readonly type: 'profile'; readonly name: string; readonly colour: number }
  | { readonly type: 'workspace-name'; readonly name: string }
  | {
      readonly type: 'invite';
      readonly key: string;
      readonly role: 'owner' | 'editor';
      readonly expiresMs: number;
    }
  | {
      readonly type: 'admit';
      readonly device: DeviceId;
      readonly agreementKey: string;
      readonly role: 'owner' | 'editor';
      readonly name: string;
      readonly invite: EnvelopeId | null;
    }
  | {
      readonly type: 'role';
      readonly device: DeviceId;
      readonly role: Role | 'removed';
      /** Greatest number of theirs that counts unless somebody has built on later ones. */
      readonly cutoff: number;
      /** Present with every removal: the next epoch. */
      readonly rotation: Rotation | null;
    }
  | { readonly type: 'rotate'; readonly rotation: Rotation }
  | { readonly type: 'import'; readonly entries: readonly ImportEntry[] }
  | {
      readonly type: 'yjs';
      readonly doc: EditDoc;
      readonly notes: readonly ChangeNote[];
      readonly update: Uint8Array<ArrayBuffer>;
    }
  | {
      /** An editor attests the state after these heads. */
      readonly type: 'snapshot';
      readonly covers: readonly (readonly [device: DeviceId, seq: number, id: EnvelopeId])[];
      readonly docs: readonly SnapshotDoc[];
      readonly content: string;
    }
  | { readonly type: 'unknown'; readonly name: string };

/** A new key for what comes after, sealed to each remaining device; the room secret changes with it. */
export interface Rotation {
  readonly sealed: Readonly<Record<string, string>>;
  /**
   * The keys of the epochs before, under the new one: whoever is let in later can read the past. It travels in the
   * header, as the envelope itself is encrypted under the key that this gives.
   */
  readonly previous: string;
}

export interface Entry {
  readonly id: EnvelopeId;
  readonly author: DeviceId;
  readonly seq: number;
  readonly type: string;
  readonly atMs: number;
  readonly verdict: 'accepted' | 'waiting' | 'newer' | 'sealed' | 'refused';
  readonly refusal: RefusalCode | null;
}

/** What a workspace's log tells the rest of Cairn after it has changed. */
export interface LogEffects {
  /** Newly accepted bodies in causal order, own ones too. Stored before this is called. */
  accepted(bodies: readonly { readonly entry: Entry; readonly body: Body }[]): Promise<void>;
  /** Earlier accepted envelopes are void now: whatever was made of the log is made anew from `bodies()`. */
  rebuild(): Promise<void>;
}

/** Where the log lies. One writer at a time (the leading tab). */
export interface LogStorage {
  /** Everything but the envelopes' bytes, in any order. */
  load(): Promise<{ readonly envelopes: readonly IndexedEnvelope[]; readonly secrets: StoredSecrets | null }>;
  /**
   * One strict transaction. An id that is there already gets its index replaced. `carries` are the rows of this
   * browser that the envelopes carry: marked in the same transaction, so that nothing is sealed twice or never.
   */
  append(
    envelopes: readonly StoredEnvelope[],
    secrets: StoredSecrets | null,
    carries: Sealed | null,
  ): Promise<void>;
  bytesOf(ids: readonly EnvelopeId[]): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]>;
}

/** What acceptance needs to know of an envelope, written after it was verified: opening a log decrypts nothing. */
export interface IndexedEnvelope {
  readonly id: EnvelopeId;
  readonly receivedMs: number;
  readonly index: EnvelopeIndex;
}

export interface StoredEnvelope extends IndexedEnvelope {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface EnvelopeIndex {
  readonly author: DeviceId;
  readonly seq: number;
  /** '' for the author's first. */
  readonly prev: EnvelopeId | '';
  readonly deps: readonly EnvelopeId[];
  readonly type: string;
  readonly atMs: number;
  /** '' in genesis. */
  readonly epoch: EnvelopeId | '';
  /** Keys of earlier epochs under the one that this envelope begins; '' in all others. */
  readonly previous: string;
  readonly sizeBytes: number;
  readonly content: IndexedContent;
}

/** The half-open range of clocks that an update gives one Yjs client. */
export interface ClientRange {
  readonly client: number;
  readonly from: number;
  readonly to: number;
}

export type IndexedContent =
  | Extract<Body, { type: 'genesis' | 'profile' | 'workspace-name' | 'invite' | 'admit' | 'role' | 'rotate' }>
  | { readonly type: 'yjs'; readonly doc: EditDoc; readonly clients: readonly ClientRange[] }
  /** Imports and snapshots: acceptance looks at nothing inside them. */
  | { readonly type: 'plain' }
  | { readonly type: 'unread'; readonly why: 'newer' | 'sealed' }
  | { readonly type: 'bad'; readonly code: 'malformed' | 'bad-key' | 'damaged-update' };

/** Keys of this device in this workspace. CryptoKeys are stored as they are, not extractable. */
export interface StoredSecrets {
  readonly workspace: WorkspaceFingerprint;
  readonly signing: CryptoKeyPair;
  readonly agreement: CryptoKeyPair;
  /** Epoch (genesis or rotation envelope id) → raw 256-bit key. */
  readonly epochKeys: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
}
