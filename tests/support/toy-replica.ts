import { concatBytes, sha256Hex, toUtf8 } from '../../src/base/bytes.ts';
import { canonicalJson } from '../../src/base/canonical-json.ts';
import type { BlobStore, PendingCounts, Replica } from '../../src/sync/exchange/replica-port.ts';
import type {
  DeviceId,
  EnvelopeId,
  Heads,
  Member,
  Outcome,
  RefusalCode,
  Role,
} from '../../src/sync/log/replica.ts';

/**
 * A log with rules simple enough to see through: what arrives in causal order is judged once, by the members as they
 * are then. For tests of what carries envelopes, not of what judges them. Its epoch keys are no secrets.
 */
interface Content {
  readonly workspace: string;
  readonly author: DeviceId;
  readonly seq: number;
  readonly prev: string;
  readonly deps: readonly string[];
  readonly type: 'genesis' | 'admit' | 'role' | 'edit' | 'future';
  readonly data: Readonly<Record<string, string>>;
}

interface Held {
  readonly id: EnvelopeId;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly content: Content;
}

const MAX_BYTES = 1024 * 1024;

export interface Device {
  readonly id: DeviceId;
  readonly keys: CryptoKeyPair;
}

export async function makeDevice(): Promise<Device> {
  const keys = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', keys.publicKey));
  return { id: Buffer.from(raw).toString('base64url') as DeviceId, keys };
}

export async function signContent(device: Device, content: Content): Promise<Uint8Array<ArrayBuffer>> {
  const json = toUtf8(canonicalJson(content));
  const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', device.keys.privateKey, json));
  return concatBytes([signature, json]);
}

export class ToyReplica implements Replica {
  readonly device: DeviceId;
  /** Types this replica does not know, as an older version would not. */
  knowsFuture = true;
  /** The next writes fail, as on a full disk. */
  isFull = false;
  ingested = 0;
  private readonly own: Device;
  private readonly envelopes = new Map<EnvelopeId, Held>();
  private readonly byAuthor = new Map<DeviceId, Held[]>();
  private readonly waiting = new Map<EnvelopeId, Held>();
  private readonly people = new Map<DeviceId, Member>();
  private current: string;

  private constructor(
    own: Device,
    readonly workspace: string,
    epoch: string,
  ) {
    this.own = own;
    this.device = own.id;
    this.current = epoch;
  }

  static async found(device: Device): Promise<ToyReplica> {
    const content = {
      workspace: '',
      author: device.id,
      seq: 1,
      prev: '',
      deps: [],
      type: 'genesis',
    } as const;
    const bytes = await signContent(device, { ...content, data: {} });
    const replica = new ToyReplica(device, await sha256Hex(bytes), '');
    await replica.ingest([bytes]);
    return replica;
  }

  /** Somebody with a link: knows the workspace, and the epoch that the link is of; '' for one without its key. */
  static linked(device: Device, workspace: string, epoch: string): ToyReplica {
    return new ToyReplica(device, workspace, epoch);
  }

  async write(type: Content['type'], data: Readonly<Record<string, string>>): Promise<EnvelopeId> {
    const mine = this.byAuthor.get(this.device) ?? [];
    const deps = [...this.byAuthor.values()].flatMap((list) => list.at(-1)?.id ?? []);
    const content = {
      workspace: this.workspace,
      author: this.device,
      seq: mine.length + 1,
      prev: mine.at(-1)?.id ?? '',
      deps,
      type,
      data,
    };
    const bytes = await signContent(this.own, content);
    const [outcome] = await this.ingest([bytes]);
    if (outcome?.kind !== 'accepted' && outcome?.kind !== 'newer') throw new Error('Not mine to write');
    return outcome.id;
  }

  role(): Role | 'removed' | null {
    return this.people.get(this.device)?.role ?? null;
  }
  members(): readonly Member[] {
    return [...this.people.values()];
  }
  epoch(): string {
    return this.current;
  }
  heads(): Heads {
    const heads = new Map<DeviceId, { seq: number; id: EnvelopeId }>();
    for (const [author, list] of this.byAuthor) {
      const last = list.at(-1);
      if (last) heads.set(author, { seq: last.content.seq, id: last.id });
    }
    return heads;
  }
  digest(): Promise<string> {
    return sha256Hex(toUtf8([...this.envelopes.keys()].sort().join()));
  }
  async contentHash(): Promise<string> {
    const known = [...this.envelopes.values()].filter((one) => this.isKnown(one.content));
    return sha256Hex(
      toUtf8(
        known
          .map((one) => one.id)
          .sort()
          .join(),
      ),
    );
  }
  pending(): PendingCounts {
    const newer = [...this.envelopes.values()].filter((one) => !this.isKnown(one.content)).length;
    return { waiting: this.waiting.size, newer, sealed: 0 };
  }
  missingFor(heads: Heads): readonly EnvelopeId[] {
    const lacking = (one: Held) => one.content.seq > (heads.get(one.content.author)?.seq ?? 0);
    return [...this.envelopes.values()].filter(lacking).map((one) => one.id);
  }
  has(id: EnvelopeId): boolean {
    return this.envelopes.has(id);
  }
  async bytesOf(ids: readonly EnvelopeId[]): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]> {
    return ids.map((id) => this.envelopes.get(id)?.bytes ?? null);
  }
  async sign(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await crypto.subtle.sign('Ed25519', this.own.keys.privateKey, bytes));
  }
  async deriveKey(label: string): Promise<Uint8Array<ArrayBuffer> | null> {
    if (this.current === '') return null;
    return new Uint8Array(await crypto.subtle.digest('SHA-256', toUtf8(`${label} ${this.current}`)));
  }

  async ingest(batch: readonly Uint8Array<ArrayBuffer>[]): Promise<readonly Outcome[]> {
    if (this.isFull) throw new DOMException('The disk is full', 'QuotaExceededError');
    const outcomes: Outcome[] = [];
    for (const bytes of batch) outcomes.push(await this.take(bytes));
    for (let moved = true; moved; ) {
      moved = false;
      for (const held of this.waiting.values()) {
        if (this.lacking(held.content).length > 0) continue;
        this.waiting.delete(held.id);
        this.judge(held);
        moved = true;
      }
    }
    return outcomes;
  }

  private isKnown(content: Content): boolean {
    return this.knowsFuture || content.type !== 'future';
  }

  private async take(bytes: Uint8Array<ArrayBuffer>): Promise<Outcome> {
    const refuse = (code: RefusalCode, author: DeviceId | null): Outcome => ({
      kind: 'refused',
      code,
      author,
    });
    this.ingested += 1;
    if (bytes.byteLength > MAX_BYTES) return refuse('oversize', null);
    let content: Content;
    try {
      content = JSON.parse(Buffer.from(bytes.subarray(64)).toString('utf8')) as Content;
      const raw = Buffer.from(content.author, 'base64url');
      const key = await crypto.subtle.importKey('raw', raw, 'Ed25519', true, ['verify']);
      const isSigned = await crypto.subtle.verify('Ed25519', key, bytes.slice(0, 64), bytes.slice(64));
      if (!isSigned) return refuse('bad-signature', content.author);
    } catch {
      return refuse('malformed', null);
    }
    const id = (await sha256Hex(bytes)) as EnvelopeId;
    if (this.envelopes.has(id)) return { kind: 'known', id };
    if (id !== this.workspace && content.workspace !== this.workspace)
      return refuse('other-workspace', content.author);
    const held = { id, bytes, content };
    const missing = this.lacking(content);
    if (missing.length > 0) {
      if (this.waiting.size < 1000) this.waiting.set(id, held);
      return { kind: 'waiting', id, missing };
    }
    return this.judge(held);
  }

  private lacking(content: Content): EnvelopeId[] {
    const needed = [content.prev, ...content.deps].filter((id) => id !== '') as EnvelopeId[];
    return needed.filter((id) => !this.envelopes.has(id));
  }

  private judge(held: Held): Outcome {
    const { content, id } = held;
    const { author } = content;
    const refuse = (code: RefusalCode): Outcome => ({ kind: 'refused', code, author });
    const list = this.byAuthor.get(author) ?? [];
    if (content.seq !== list.length + 1) {
      // The second of a number is kept, for everyone to see.
      if (content.seq > list.length) return refuse('broken-chain');
      this.envelopes.set(id, held);
      return refuse('fork');
    }
    if (id !== this.workspace) {
      const role = this.people.get(author)?.role;
      if (!role) return refuse('unknown-author');
      if (role === 'removed') return refuse('removed');
      const isByOwner = content.type === 'admit' || content.type === 'role';
      if (role === 'viewer' || (isByOwner && role !== 'owner')) return refuse('role');
    }
    this.envelopes.set(id, held);
    list.push(held);
    this.byAuthor.set(author, list);
    this.apply(held);
    return this.isKnown(content) ? { kind: 'accepted', id } : { kind: 'newer', id };
  }

  private apply({ id, content }: Held): void {
    const { type, data, author } = content;
    const add = (device: DeviceId, role: Member['role'], admittedBy: DeviceId | null) => {
      const member = {
        device,
        role,
        name: '',
        colour: 0,
        agreementKey: '',
        admittedBy,
        sinceMs: 0,
        forked: false,
      };
      this.people.set(device, member);
    };
    if (type === 'genesis') add(author, 'owner', null);
    if (type === 'admit' || type === 'role') add(data.device as DeviceId, data.role as Role, author);
    if (type === 'genesis' || data.role === 'removed') this.current = id;
  }
}

/** Blobs in memory; `isFull` makes writes fail as a full disk does. */
export class MemoryBlobs implements BlobStore {
  readonly blobs = new Map<string, Uint8Array<ArrayBuffer>>();
  isFull = false;
  reads = 0;

  async has(hashes: readonly string[]): Promise<readonly boolean[]> {
    return hashes.map((hash) => this.blobs.has(hash));
  }
  async read(hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
    this.reads += 1;
    return this.blobs.get(hash) ?? null;
  }
  async write(hash: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.isFull) throw new DOMException('The disk is full', 'QuotaExceededError');
    this.blobs.set(hash, bytes);
  }
  async add(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
    const hash = await sha256Hex(bytes);
    this.blobs.set(hash, bytes);
    return hash;
  }
}
