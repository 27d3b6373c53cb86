import type { Sealed } from '../../storage/log-store.ts';
import { isKnownType, writeBody } from './body.ts';
import { decode } from './decode.ts';
import { parseEnvelope, writeEnvelope } from './envelope.ts';
import { chooseEpoch, chooseEpochForRotation, makeRotation, needsRotation } from './epochs.ts';
import type { Node } from './graph.ts';
import type { HeldLog } from './held-log.ts';
import { Intake } from './intake.ts';
import {
  INVITE_SECRET_BYTES,
  inviteKeyFrom,
  type JoinAnswer,
  type JoinRequest,
  signJoinRequest,
  verifyJoinRequest,
} from './invite.ts';
import { KeyRing } from './key-ring.ts';
import { deriveBytes, makeDeviceKeys, makeEpochKey, toAesKey, toPublicText } from './keys.ts';
import { MAX_ENVELOPE_BYTES } from './limits.ts';
import { LogKeeper } from './log-keeper.ts';
import type {
  Body,
  DeviceId,
  Entry,
  EnvelopeId,
  Heads,
  IndexedEnvelope,
  Invite,
  LogEffects,
  LogStorage,
  Member,
  Outcome,
  RefusalCode,
  Role,
  Rotation,
  StoredSecrets,
  WorkspaceFingerprint,
} from './replica.ts';

type Bytes = Uint8Array<ArrayBuffer>;
export type OwnBody = Exclude<Body, { type: 'unknown' }>;
export type AppendResult =
  | { readonly kind: 'written'; readonly entry: Entry; readonly bytes: Bytes }
  | { readonly kind: 'refused'; readonly code: AppendRefusal };
/** `needs-newer`: this device wrote something about the membership with a newer Cairn, and cannot go on from there. */
export type AppendRefusal = RefusalCode | 'needs-newer';

const NO_EFFECTS: LogEffects = { accepted: async () => undefined, rebuild: async () => undefined };

/**
 * The log of a workspace on this device. Changes go one after the other; whoever is told of them by `LogEffects` must
 * not wait for another change inside. When storage fails the call throws and nothing has changed.
 */
export class WorkspaceLog {
  private readonly intake: Intake;
  private queue: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly storage: LogStorage,
    private readonly keeper: LogKeeper,
    readonly device: DeviceId,
    /** X25519 public key of this device, base64url. */
    readonly agreementKey: string,
  ) {
    this.intake = new Intake(() => keeper.held, keeper.ring);
  }

  /** A new workspace; this device is its founder. */
  static async create(
    storage: LogStorage,
    options: { readonly workspaceName: string; readonly memberName: string; readonly nowMs: number },
    effects: LogEffects = NO_EFFECTS,
  ): Promise<WorkspaceLog> {
    const keys = await makeDeviceKeys();
    const agreementKey = await toPublicText(keys.agreement);
    const author = (await toPublicText(keys.signing)) as DeviceId;
    const { workspaceName: name, memberName: member, nowMs: atMs } = options;
    const body = writeBody({ type: 'genesis', name, member, agreementKey });
    const epochKey = makeEpochKey();
    const key = await toAesKey(await deriveBytes(epochKey, 'envelope'));
    const header = {
      workspace: '',
      author,
      seq: 1,
      prev: '',
      deps: [],
      epoch: '',
      type: 'genesis',
      atMs,
    } as const;
    const bytes = await writeEnvelope({ ...header, previous: '' }, body.bytes, key, keys.signing.privateKey);
    const genesis = await parseEnvelope(bytes);
    if ('code' in genesis) throw new Error(`A name that a log cannot hold: ${genesis.code}`);
    const secrets = { ...keys, workspace: genesis.id, epochKeys: { [genesis.id]: epochKey } };
    const ring = new KeyRing(secrets, author, secrets.epochKeys);
    const { index } = await decode(genesis, ring);
    if (index.content.type !== 'genesis') throw new Error('A name that a log cannot hold');
    const row = { id: genesis.id, index, receivedMs: atMs };
    await storage.append([{ ...row, bytes }], secrets, null);
    return WorkspaceLog.over(storage, effects, secrets, [row]);
  }

  /** Null when nothing is stored there. Neither verifies nor decrypts. */
  static async open(storage: LogStorage, effects: LogEffects = NO_EFFECTS): Promise<WorkspaceLog | null> {
    const { envelopes, secrets } = await storage.load();
    return secrets && WorkspaceLog.over(storage, effects, secrets, envelopes);
  }

  /** What a link gives: the envelopes come later, from others. */
  static async join(
    storage: LogStorage,
    link: {
      readonly workspace: WorkspaceFingerprint;
      readonly epoch: EnvelopeId;
      readonly epochKey: Bytes;
      readonly genesis?: Bytes;
    },
    nowMs: number,
    effects: LogEffects = NO_EFFECTS,
  ): Promise<WorkspaceLog> {
    const { workspace, epoch, epochKey, genesis } = link;
    const secrets = { ...(await makeDeviceKeys()), workspace, epochKeys: { [epoch]: epochKey } };
    await storage.append([], secrets, null);
    const log = await WorkspaceLog.over(storage, effects, secrets, []);
    if (genesis) await log.ingest([genesis], nowMs);
    return log;
  }

  private static async over(
    storage: LogStorage,
    effects: LogEffects,
    secrets: StoredSecrets,
    rows: readonly IndexedEnvelope[],
  ): Promise<WorkspaceLog> {
    const device = (await toPublicText(secrets.signing)) as DeviceId;
    const agreementKey = await toPublicText(secrets.agreement);
    const { epochKeys, ...own } = secrets;
    const ring = new KeyRing(own, device, epochKeys);
    if (!ring.has(secrets.workspace)) await noteStoredGenesis(storage, ring, secrets.workspace);
    const keeper = new LogKeeper(storage, effects, ring, secrets.workspace, device, rows);
    return new WorkspaceLog(storage, keeper, device, agreementKey);
  }

  private get held(): HeldLog {
    return this.keeper.held;
  }

  private get ring(): KeyRing {
    return this.keeper.ring;
  }

  get workspace(): WorkspaceFingerprint {
    return this.held.workspace;
  }

  get name(): string {
    return this.held.state.workspaceName();
  }

  /** Null for somebody whom nobody let in, such as the holder of a viewer link. */
  role(): Role | 'removed' | null {
    return this.held.state.member(this.device)?.role ?? null;
  }

  members(): readonly Member[] {
    return this.held.state.members();
  }

  invites(): readonly Invite[] {
    return this.held.state.invites();
  }

  heads(): Heads {
    return this.held.heads();
  }

  digest(): Promise<string> {
    return this.held.digest();
  }

  missingFor(heads: Heads): readonly EnvelopeId[] {
    return this.held.missingFor(heads);
  }

  has(id: EnvelopeId): boolean {
    return this.held.node(id) !== undefined;
  }

  idsHeld(): readonly EnvelopeId[] {
    return this.held.alive().map(({ record }) => record.id);
  }

  /** Everything held, parents first, with its verdict. */
  entries(): readonly Entry[] {
    return this.held.state.graph.sorted.map((node) => this.held.entryOf(node));
  }

  /** Who wrote under these Yjs clients of the workspace's document. A client that nobody has used yet is left out. */
  writersOf(clients: readonly number[]): ReadonlyMap<number, DeviceId> {
    const wanted = new Set(clients);
    const writers = new Map<number, DeviceId>();
    for (const node of this.held.state.graph.sorted) {
      const { author, content } = node.record.index;
      if (content.type !== 'yjs' || content.doc !== 'workspace') continue;
      // A client that somebody else claims later is refused: whoever wrote under it first is its writer.
      if (this.held.entryOf(node).verdict !== 'accepted') continue;
      for (const { client } of content.clients)
        if (wanted.has(client) && !writers.has(client)) writers.set(client, author);
    }
    return writers;
  }

  bytesOf(ids: readonly EnvelopeId[]): Promise<readonly (Bytes | null)[]> {
    return this.storage.bytesOf(ids);
  }

  /** The epoch that this device writes in; for a link that lets somebody read. */
  epochKey(): { readonly epoch: EnvelopeId; readonly key: Bytes } {
    const epoch = chooseEpoch(this.held, this.ring);
    const key = this.ring.rawKey(epoch);
    if (!key) throw new Error('A device without the key of any epoch');
    return { epoch, key };
  }

  /** Takes the key that a later link gives to somebody whom nobody has let in; members get theirs by the log. */
  takeLink(epoch: EnvelopeId, key: Bytes): Promise<void> {
    return this.inTurn(async () => {
      if (this.role() !== null || this.ring.has(epoch)) return;
      this.keeper.addKey(epoch, key);
      await this.keeper.keep([], []);
      await this.keeper.useNewKeys();
    });
  }

  /** 256 bits for a purpose (blobs, files, the proof of a link), from the given or the newest epoch here. */
  async deriveKey(label: string, epoch: EnvelopeId = this.epochKey().epoch): Promise<Bytes | null> {
    const key = this.ring.rawKey(epoch);
    return key ? deriveBytes(key, `use/${label}`) : null;
  }

  /** Ed25519 signature of this device over what another layer says; its own text in front keeps purposes apart. */
  async sign(bytes: Bytes): Promise<Bytes> {
    return new Uint8Array(await crypto.subtle.sign('Ed25519', this.ring.signing, bytes));
  }

  /**
   * Owners changed the team at the same time: someone removed may hold the newest key, or a member lack it, until an
   * owner rotates.
   */
  needsRotation(): Promise<boolean> {
    return this.inTurn(async () => {
      await this.keeper.openKeys();
      return needsRotation(this.held, this.ring);
    });
  }

  /**
   * Accepted bodies, of one type or of all, parents first, as they are when the reading begins. Throws when storage
   * lacks one.
   */
  bodies(type: Body['type'] | null = null): AsyncGenerator<{ readonly entry: Entry; readonly body: Body }> {
    return this.keeper.bodies(type);
  }

  /** Writes a change of this device's, and marks the rows that it `carries`. Refused ones are not written. */
  append(body: OwnBody, nowMs: number, carries: Sealed | null = null): Promise<AppendResult> {
    return this.inTurn(() => this.write(body, nowMs, { carries }));
  }

  /** Takes envelopes from elsewhere, in any order. One outcome for each. */
  ingest(batch: readonly Bytes[], nowMs: number): Promise<readonly Outcome[]> {
    return this.inTurn(async () => {
      const { fresh, changes, outcomes } = await this.intake.take(batch, nowMs);
      await this.keeper.keep(fresh, changes);
      await this.keeper.useNewKeys();
      return outcomes();
    });
  }

  /** Removes somebody: nothing more of theirs counts, and they cannot read what comes. */
  remove(device: DeviceId, nowMs: number): Promise<AppendResult> {
    return this.inTurn(async () => {
      const { rotation, key } = await this.makeRotation(device);
      const cutoff = this.cutoffOf(device);
      return this.write({ type: 'role', device, role: 'removed', cutoff, rotation }, nowMs, { nextKey: key });
    });
  }

  setRole(device: DeviceId, role: Role, nowMs: number): Promise<AppendResult> {
    return this.inTurn(() =>
      this.write({ type: 'role', device, role, cutoff: this.cutoffOf(device), rotation: null }, nowMs),
    );
  }

  rotate(nowMs: number): Promise<AppendResult> {
    return this.inTurn(async () => {
      const { rotation, key } = await this.makeRotation(null);
      return this.write({ type: 'rotate', rotation }, nowMs, { nextKey: key });
    });
  }

  /** The secret goes into a link, and nowhere else. */
  async makeInvite(
    role: 'owner' | 'editor',
    expiresMs: number,
    nowMs: number,
  ): Promise<{ readonly secret: Bytes; readonly result: AppendResult }> {
    const secret = crypto.getRandomValues(new Uint8Array(INVITE_SECRET_BYTES));
    const { key } = await inviteKeyFrom(secret);
    return { secret, result: await this.append({ type: 'invite', key, role, expiresMs }, nowMs) };
  }

  signJoinRequest(secret: Bytes, name: string): Promise<JoinRequest> {
    const { device, agreementKey } = this;
    return signJoinRequest(secret, this.workspace, { device, agreementKey, name });
  }

  verifyJoinRequest(request: JoinRequest, nowMs: number): Promise<JoinAnswer> {
    return verifyJoinRequest(request, this.workspace, this.invites(), nowMs);
  }

  private inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
    const turn = this.queue.then(task);
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  private cutoffOf(device: DeviceId): number {
    const nodes = this.held.state.graph.lines.get(device)?.nodes ?? [];
    const counted = nodes.filter((node) => this.held.state.isAccepted(node));
    return counted.reduce((seq, { record }) => Math.max(seq, record.index.seq), 0);
  }

  private async makeRotation(
    without: DeviceId | null,
  ): Promise<{ readonly rotation: Rotation; readonly key: Bytes }> {
    await this.keeper.openKeys();
    return makeRotation(this.held, this.ring, without);
  }

  private async write(
    body: OwnBody,
    nowMs: number,
    { nextKey, carries }: { readonly nextKey?: Bytes; readonly carries?: Sealed | null } = {},
  ): Promise<AppendResult> {
    const { graph } = this.held.state;
    const own = graph.lines.get(this.device)?.nodes.at(-1) ?? null;
    const before = own && this.held.state.verdictOf(own).refusal;
    if (graph.forked.has(this.device)) return { kind: 'refused', code: 'fork' };
    if (before) return { kind: 'refused', code: before };
    if (!isKnownType(body.type)) return { kind: 'refused', code: 'malformed' };
    const bytes = await this.seal(body, own, nowMs);
    const envelope = await parseEnvelope(bytes);
    if ('code' in envelope) return { kind: 'refused', code: envelope.code };
    const { index } = await decode(envelope, this.ring);
    const judgement = graph.judge({ id: envelope.id, index });
    if (judgement.kind === 'waiting') throw new Error('An own envelope that waits');
    const { node } = judgement;
    if (node.standing.kind === 'refused') return { kind: 'refused', code: node.standing.code };
    if (node.standing.reads !== 'accepted') return { kind: 'refused', code: 'needs-newer' };
    this.held.insert(node, nowMs);
    const changes = [this.held.settle()];
    if (nextKey) this.keeper.addKey(envelope.id, nextKey);
    const fresh = [{ stored: { id: envelope.id, bytes, receivedMs: nowMs, index }, body }];
    await this.keeper.keep(fresh, changes, carries);
    return { kind: 'written', entry: this.held.entryOf(node), bytes };
  }

  private async seal(body: OwnBody, own: Node | null, nowMs: number): Promise<Bytes> {
    const { bytes, previous } = writeBody(body);
    // Too long to be read by anyone: spare the encryption, the size alone refuses it.
    if (bytes.byteLength > MAX_ENVELOPE_BYTES) return bytes;
    const choose = body.type === 'rotate' ? chooseEpochForRotation : chooseEpoch;
    const epoch = choose(this.held, this.ring);
    const key = await this.ring.envelopeKey(epoch);
    if (!key) throw new Error('An epoch without its key');
    // All of its own lies below its last, also where that cannot be read here and so is no tip.
    const deps = this.held.state.tips().filter(({ record }) => record.index.author !== this.device);
    const header = {
      workspace: this.workspace,
      author: this.device,
      seq: (own?.record.index.seq ?? 0) + 1,
      prev: own?.record.id ?? '',
      deps: deps.map(({ record }) => record.id),
      epoch,
      previous,
      type: body.type,
      atMs: nowMs,
    } as const;
    return writeEnvelope(header, bytes, key, this.ring.signing);
  }
}

/** The first key is told by what it opens, which a log that came without it had to keep unread. */
async function noteStoredGenesis(
  storage: LogStorage,
  ring: KeyRing,
  workspace: WorkspaceFingerprint,
): Promise<void> {
  const [bytes] = await storage.bytesOf([workspace]);
  const genesis = bytes && (await parseEnvelope(bytes));
  if (genesis && !('code' in genesis)) ring.noteGenesis(genesis);
}
