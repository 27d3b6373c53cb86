import { decryptBody, type ParsedEnvelope } from './envelope.ts';
import { deriveBytes, importVerifyKey, openEpochKey, openPrevious, toAesKey } from './keys.ts';
import type { DeviceId, EnvelopeId, EnvelopeIndex, StoredSecrets } from './replica.ts';

type Bytes = Uint8Array<ArrayBuffer>;
/** Imported keys of authors that are kept; strangers can name any number of them. */
const MAX_VERIFY_KEYS = 1000;

/** An envelope that begins an epoch. */
export interface Beginning {
  readonly id: EnvelopeId;
  readonly index: EnvelopeIndex;
  /** Overruled: it gives nobody its key. */
  readonly isVoid: boolean;
}

/** The keys of this device in a workspace, and those that follow from them. */
export class KeyRing {
  private readonly raw = new Map<EnvelopeId, Bytes>();
  private readonly envelopeKeys = new Map<EnvelopeId, Promise<CryptoKey>>();
  private readonly verifyKeys = new Map<DeviceId, Promise<CryptoKey | null>>();
  /** Epochs whose keys are on the disk. */
  private stored: ReadonlySet<EnvelopeId>;
  /** Of each epoch that was opened, those whose keys lie under its own. */
  private readonly under = new Map<EnvelopeId, readonly EnvelopeId[]>();
  /** Shows which key is the first one. */
  private genesis: ParsedEnvelope | null = null;

  constructor(
    private readonly secrets: Omit<StoredSecrets, 'epochKeys'>,
    readonly device: DeviceId,
    epochKeys: StoredSecrets['epochKeys'],
  ) {
    for (const [epoch, key] of Object.entries(epochKeys)) this.raw.set(epoch as EnvelopeId, key);
    this.stored = new Set(this.raw.keys());
  }

  get signing(): CryptoKey {
    return this.secrets.signing.privateKey;
  }

  get size(): number {
    return this.raw.size;
  }

  has(epoch: EnvelopeId): boolean {
    return this.raw.has(epoch);
  }

  rawKey(epoch: EnvelopeId): Bytes | undefined {
    return this.raw.get(epoch);
  }

  add(epoch: EnvelopeId, key: Bytes): void {
    if (!this.raw.has(epoch)) this.raw.set(epoch, key);
  }

  /** Whether there are keys that the disk has not. */
  get hasUnstored(): boolean {
    return this.raw.size !== this.stored.size;
  }

  noteStored(): void {
    this.stored = new Set(this.raw.keys());
  }

  /** Forgets the keys that did not reach the disk: they come again with the envelopes that brought them. */
  forgetUnstored(): void {
    for (const epoch of [...this.raw.keys()]) {
      if (this.stored.has(epoch)) continue;
      this.raw.delete(epoch);
      this.envelopeKeys.delete(epoch);
    }
    this.under.clear();
  }

  noteGenesis(genesis: ParsedEnvelope): void {
    if (genesis.id === this.secrets.workspace) this.genesis = genesis;
  }

  /** Null when the epoch's key is not here. */
  async envelopeKey(epoch: EnvelopeId): Promise<CryptoKey | null> {
    const raw = this.raw.get(epoch);
    if (!raw) return null;
    const key = this.envelopeKeys.get(epoch) ?? deriveBytes(raw, 'envelope').then(toAesKey);
    this.envelopeKeys.set(epoch, key);
    return key;
  }

  verifyKey(author: DeviceId): Promise<CryptoKey | null> {
    const key = this.verifyKeys.get(author) ?? importVerifyKey(author);
    if (this.verifyKeys.size >= MAX_VERIFY_KEYS) this.verifyKeys.clear();
    this.verifyKeys.set(author, key);
    return key;
  }

  /**
   * Takes what the envelopes that begin epochs give this device: their key, where it is sealed to it, and the keys
   * that lie under one it has. A key counts once the beginning of its epoch shows that it is the one: who wrote an
   * envelope is not known to somebody who cannot read the past yet, and a wrong key would spoil what is right.
   */
  async openAll(beginnings: readonly Beginning[]): Promise<void> {
    const previousOf = new Map(beginnings.map(({ id, index }) => [id, index.previous]));
    // The newest first: each may open those before it, and then one round is enough.
    for (const { id, index, isVoid } of [...beginnings].reverse()) {
      if (!isVoid) await this.openOwn(id, index);
      await this.openEarlier(id, previousOf);
    }
  }

  /** Epochs whose keys are here, in the order in which they came. */
  epochs(): readonly EnvelopeId[] {
    return [...this.raw.keys()];
  }

  /** Epochs whose keys a new one has to carry on: those that lie under none that counts. */
  loose(counts: (epoch: EnvelopeId) => boolean): readonly (readonly [EnvelopeId, Bytes])[] {
    const covered = new Set<EnvelopeId>();
    for (const [id, below] of this.under) if (counts(id)) for (const epoch of below) covered.add(epoch);
    return [...this.raw].filter(([epoch]) => !covered.has(epoch));
  }

  toSecrets(): StoredSecrets {
    return { ...this.secrets, epochKeys: Object.fromEntries(this.raw) };
  }

  private async openOwn(id: EnvelopeId, { content, previous }: EnvelopeIndex): Promise<void> {
    const rotation = content.type === 'role' || content.type === 'rotate' ? content.rotation : null;
    if (!rotation || this.raw.has(id) || !Object.hasOwn(rotation.sealed, this.device)) return;
    const box = rotation.sealed[this.device] ?? '';
    const key = await openEpochKey(box, this.secrets.workspace, this.device, this.secrets.agreement);
    if (key && (await openPrevious(key, previous))) this.add(id, key);
  }

  private async openEarlier(id: EnvelopeId, previousOf: ReadonlyMap<EnvelopeId, string>): Promise<void> {
    const key = this.raw.get(id);
    if (!key || this.under.has(id)) return;
    const below: EnvelopeId[] = [];
    let isWhole = true;
    for (const [epoch, earlier] of (await openPrevious(key, previousOf.get(id) ?? '')) ?? []) {
      if (!this.raw.has(epoch) && (await this.isKeyOf(epoch, earlier, previousOf))) this.add(epoch, earlier);
      if (isSame(this.raw.get(epoch), earlier)) below.push(epoch);
      else isWhole = false;
    }
    // What cannot be told yet is looked at again.
    if (isWhole) this.under.set(id, below);
  }

  private async isKeyOf(
    epoch: EnvelopeId,
    key: Bytes,
    previousOf: ReadonlyMap<EnvelopeId, string>,
  ): Promise<boolean> {
    if (epoch === this.secrets.workspace) {
      const envelopeKey = await toAesKey(await deriveBytes(key, 'envelope'));
      return this.genesis !== null && (await decryptBody(this.genesis, envelopeKey)) !== null;
    }
    const previous = previousOf.get(epoch);
    return previous !== undefined && (await openPrevious(key, previous)) !== null;
  }
}

function isSame(a: Bytes | undefined, b: Bytes): boolean {
  return a?.byteLength === b.byteLength && a.every((byte, at) => byte === b[at]);
}
