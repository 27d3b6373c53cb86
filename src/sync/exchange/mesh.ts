import type { DeviceId, EnvelopeId, Outcome } from '../log/replica.ts';
import type { Link } from '../net/link.ts';
import { BlobExchange, type BlobProgress } from './blob-exchange.ts';
import { Claims } from './claims.ts';
import { type Clock, systemClock, TokenBucket } from './clock.ts';
import type { Holdings } from './intake.ts';
import { encodeMessage } from './messages.ts';
import { MAX_LIVE_BYTES, type Passing, PeerSession, type SessionHost } from './peer-session.ts';
import { type Peer, type Presence, type RefusalCount, RefusalCounts } from './peer-state.ts';
import type { BlobStore, Replica } from './replica-port.ts';
import { mayWrite } from './standing.ts';

/** Beyond this a full mesh costs more than it brings. */
export const MAX_PEERS = 8;
/** Longer than a link takes to notice that its other end is gone. */
const TWIN_GRACE_MS = 8_000;
const MAX_REMEMBERED = 32;
const MAX_JOIN_REQUESTS = 16;
const MAX_MISSING = 10_000;
const PRESENCE_EVERY_MS = 500;
const LIVE_PER_SECOND = 20;

export interface MeshOptions {
  readonly replica: Replica;
  readonly blobs: BlobStore;
  readonly clock?: Clock;
  /** Version of Cairn, for the other side to show. */
  readonly app: string;
  /** Facts on this disk. */
  readonly facts?: () => number;
  readonly maxPeers?: number;
}

export interface MeshState {
  readonly peers: readonly Peer[];
  readonly joinRequests: readonly DeviceId[];
  readonly refusals: readonly RefusalCount[];
  readonly blobs: BlobProgress;
  /** The last batch could not be stored: the disk is full, or broken. */
  readonly storageFailed: boolean;
}

/**
 * All links of this browser in one workspace. Give it every link that the transport opens, and every change made
 * here; it keeps one session for each device, and tells the truth about them.
 */
export class Mesh {
  readonly blobs: BlobExchange;
  onChange: () => void = () => undefined;
  onLive: (from: DeviceId, bytes: Uint8Array<ArrayBuffer>) => void = () => undefined;
  /** Somebody asks to be let in, at first hand or through an editor; owners may admit. Once for each request. */
  onJoinRequest: (device: DeviceId, request: Uint8Array<ArrayBuffer>) => void = () => undefined;
  /** What another transport says through `via`, who vouches for `from` no more than a postman does. */
  onIntroduction: (from: DeviceId, data: Uint8Array<ArrayBuffer>, via: DeviceId) => void = () => undefined;
  private readonly replica: Replica;
  private readonly clock: Clock;
  private readonly maxPeers: number;
  private readonly sessions = new Set<PeerSession>();
  private readonly past = new Map<string, Peer>();
  private readonly refusals = new RefusalCounts();
  private readonly missing = new Set<EnvelopeId>();
  private readonly joinRequests = new Map<DeviceId, Uint8Array<ArrayBuffer>>();
  private readonly host: SessionHost;
  private readonly live: TokenBucket;
  private ownRequest: Uint8Array | null = null;
  private cached: Promise<Holdings> | null = null;
  private log: Promise<unknown> = Promise.resolve();
  private storageFailed = false;
  private isChangeTold = true;
  private presence: Presence | null = null;
  private presenceAtMs = Number.NEGATIVE_INFINITY;
  private stopPresence: (() => void) | null = null;
  private closed = false;

  constructor(options: MeshOptions) {
    this.replica = options.replica;
    this.clock = options.clock ?? systemClock;
    this.maxPeers = options.maxPeers ?? MAX_PEERS;
    this.live = new TokenBucket(LIVE_PER_SECOND, LIVE_PER_SECOND, this.clock.nowMs());
    this.blobs = new BlobExchange(options.blobs, this.clock);
    this.blobs.onChange = () => this.changed();
    this.host = {
      replica: this.replica,
      clock: this.clock,
      claims: new Claims<unknown>(),
      missing: this.missing,
      app: options.app,
      facts: options.facts ?? (() => 0),
      holdings: () => this.holdings(),
      ingest: (batch) => this.ingest(batch),
      peers: () => this.met().flatMap((one) => (one.device && one.isServed ? [one.device] : [])),
      joinRequest: () => (this.replica.role() === null ? this.ownRequest : null),
      released: (by) => this.compareAll(by),
      met: (session) => this.onMet(session),
      standingChanged: (session) => this.onStanding(session),
      heard: (session, message) => this.onHeard(session, message),
      factsMoved: (session) => this.blobs.hasMore(session.link.id),
      changed: () => this.changed(),
      closed: (session) => this.onClosed(session),
    };
  }

  /** Takes over a link that the transport has opened. */
  add(link: Link): void {
    if (this.closed || this.sessions.size >= this.maxPeers * 2) {
      link.close();
      return;
    }
    this.sessions.add(new PeerSession(link, this.host));
    this.changed();
  }

  /**
   * To be called after changes made on this device are stored: sends them, then says what is held. With no ids after
   * the content has changed in another way, such as an edit taken back that the log refused.
   */
  published(ids: readonly EnvelopeId[]): void {
    // First of all, so that whoever was just removed gets no more.
    this.logMoved();
    if (ids.length > 0) for (const session of this.sessions) session.push(ids);
  }

  /** To be called when facts were stored or dropped here: others learn of it with the next heads. */
  factsMoved(): void {
    for (const session of this.sessions) session.announceSoon();
  }

  /** The request of this device to be let in, as the log made it; sent to everyone met from now on. */
  askToJoin(request: Uint8Array<ArrayBuffer> | null): void {
    this.ownRequest = request;
    if (!request) return;
    const message = encodeMessage('join', { device: this.replica.device }, request);
    for (const session of this.met()) session.send(message);
  }

  /** Forgets a request that an owner turned down. */
  dismissJoinRequest(device: DeviceId): void {
    this.joinRequests.delete(device);
    this.changed();
  }

  joinRequest(device: DeviceId): Uint8Array<ArrayBuffer> | null {
    return this.joinRequests.get(device) ?? null;
  }

  /** Fleeting bytes to everyone met; false when they are too many, or come too often (20 a second). */
  sendLive(bytes: Uint8Array<ArrayBuffer>): boolean {
    if (bytes.byteLength > MAX_LIVE_BYTES || !this.live.take(this.clock.nowMs())) return false;
    const message = encodeMessage('live', {}, bytes);
    for (const session of this.sessions) if (session.isServed) session.send(message);
    return true;
  }

  /** Who and where one is; at most twice a second, the last word wins. */
  setPresence(presence: Presence): void {
    this.presence = presence;
    if (this.stopPresence) return;
    const waitMs = Math.max(0, this.presenceAtMs + PRESENCE_EVERY_MS - this.clock.nowMs());
    const tell = () => {
      this.stopPresence = null;
      this.presenceAtMs = this.clock.nowMs();
      for (const session of this.sessions) this.tellPresence(session);
    };
    if (waitMs === 0) tell();
    else this.stopPresence = this.clock.after(waitMs, tell);
  }

  /** Sends to the transport of a device that is met by one of our peers; false when none says so. */
  introduce(to: DeviceId, data: Uint8Array<ArrayBuffer>): boolean {
    const via = this.met().find((one) => one.device === to || one.intake.peers.includes(to));
    if (!via || data.byteLength > MAX_LIVE_BYTES) return false;
    via.send(encodeMessage('intro', { to, from: this.replica.device }, data));
    return true;
  }

  /** Devices that our peers have met and we have not. */
  reachable(): readonly DeviceId[] {
    const met = new Set<DeviceId | null>([this.replica.device, ...this.met().map((one) => one.device)]);
    const found = new Set<DeviceId>();
    for (const session of this.met()) {
      for (const device of session.intake.peers) if (!met.has(device)) found.add(device);
    }
    return [...found];
  }

  state(): MeshState {
    const peers = [...this.sessions].filter((session) => !this.isReplaced(session)).map(describe);
    const present = new Set(peers.map((peer) => peer.device));
    for (const peer of this.past.values()) if (!present.has(peer.device)) peers.push(peer);
    return {
      peers,
      joinRequests: [...this.joinRequests.keys()],
      refusals: this.refusals.list(),
      blobs: this.blobs.progress(),
      storageFailed: this.storageFailed,
    };
  }

  /** What the links cost so far. */
  costs(): { envelopes: number; envelopeBytes: number; heads: number; headsBytes: number } {
    const sum = { ...this.spent };
    for (const session of this.sessions) addCosts(sum, session);
    return sum;
  }

  /** Ends all links; whoever comes after that is welcome. */
  leaveAll(): void {
    for (const session of [...this.sessions]) {
      session.link.close();
      session.end();
    }
  }

  close(): void {
    this.closed = true;
    this.stopPresence?.();
    this.leaveAll();
    this.blobs.close();
  }

  private readonly spent = { envelopes: 0, envelopeBytes: 0, heads: 0, headsBytes: 0 };

  /** A newer link to the same device tells how things are. */
  private isReplaced(session: PeerSession): boolean {
    const all = [...this.sessions];
    const newer = all.slice(all.indexOf(session) + 1);
    return newer.some((one) => one.isMet && one.device === session.device);
  }

  private met(): readonly PeerSession[] {
    return [...this.sessions].filter((session) => session.isMet);
  }

  /** One thing at a time touches the log, so that heads, digest and content belong together. */
  private inLog<T>(task: () => Promise<T>): Promise<T> {
    const done = this.log.then(task);
    this.log = done.catch(() => undefined);
    return done;
  }

  private holdings(): Promise<Holdings> {
    this.cached ??= this.inLog(async () => ({
      heads: this.replica.heads(),
      digest: await this.replica.digest(),
      content: await this.replica.contentHash(),
      pending: this.replica.pending(),
    }));
    return this.cached;
  }

  private async ingest(batch: readonly Uint8Array<ArrayBuffer>[]): Promise<readonly Outcome[]> {
    let outcomes: readonly Outcome[];
    try {
      outcomes = await this.inLog(() => this.replica.ingest(batch, this.clock.nowMs()));
      this.storageFailed = false;
    } catch (error) {
      // Told by the state; a full disk is no news for the console each time.
      if (!this.storageFailed) console.warn('Changes of a peer could not be stored', error);
      this.storageFailed = true;
      return [];
    }
    for (const outcome of outcomes) {
      if (outcome.kind === 'refused') this.refusals.add(outcome.code, outcome.author);
      if (outcome.kind === 'waiting') for (const id of outcome.missing) this.missing.add(id);
    }
    for (const id of this.missing)
      if (this.replica.has(id) || this.missing.size > MAX_MISSING) this.missing.delete(id);
    const isNew = outcomes.some((outcome) => outcome.kind !== 'refused' && outcome.kind !== 'known');
    // What was overruled is refused and yet held: the others have to learn that it is here.
    if (isNew || (await this.hasMoved())) this.logMoved();
    return outcomes;
  }

  private async hasMoved(): Promise<boolean> {
    const told = await this.cached;
    return told !== null && told.digest !== (await this.inLog(async () => this.replica.digest()));
  }

  private logMoved(): void {
    this.cached = null;
    for (const session of [...this.sessions]) session.reconsider();
    for (const session of this.sessions) session.announceSoon();
    this.compareAll();
    for (const device of this.joinRequests.keys()) {
      if (this.replica.members().some((member) => member.device === device)) this.joinRequests.delete(device);
    }
    this.changed();
  }

  private compareAll(last?: PeerSession): void {
    for (const session of this.sessions) if (session !== last) session.compareSoon();
    last?.compareSoon();
  }

  private onMet(session: PeerSession): void {
    const twin = this.met().find((one) => one !== session && one.device === session.device);
    // One of them may be what is left of a browser that was killed: that one ends by itself before long.
    if (twin) this.clock.after(TWIN_GRACE_MS, () => this.keepOne(twin, session));
    const others = this.met().filter((one) => one !== session);
    if (others.length >= this.maxPeers) {
      const stranger =
        session.standing === 'behind' ? undefined : others.find((one) => one.standing === 'behind');
      (stranger ?? session).refuse('full');
      if (!stranger) return;
    }
    this.past.delete(session.device ?? '');
    const lane = session.link.blobs;
    this.blobs.attach({ id: session.link.id, lane, mayServe: () => session.isServed, early: session.early });
    session.early.length = 0;
    this.onStanding(session);
    for (const other of others) other.announceSoon();
  }

  /** Two links to one device that both live. Both sides see the same ids, so both keep the same link. */
  private keepOne(one: PeerSession, other: PeerSession): void {
    if (this.closed || !one.isMet || !other.isMet) return;
    (one.link.id < other.link.id ? other : one).refuse('another-link');
  }

  /** They may be an owner now, or may see who is here. */
  private onStanding(session: PeerSession): void {
    this.tellPresence(session);
    if (session.standing === 'owner' && this.replica.role() !== null) {
      for (const [device, request] of this.joinRequests)
        session.send(encodeMessage('join', { device }, request));
    }
    this.changed();
  }

  private tellPresence(session: PeerSession): void {
    if (this.presence && session.isServed) session.send(encodeMessage('presence', { ...this.presence }));
  }

  private onHeard(session: PeerSession, message: Passing): void {
    const { device } = session;
    if (!device) return;
    switch (message.kind) {
      case 'live':
        this.onLive(device, message.rest.slice());
        return;
      case 'join':
        this.takeJoin(session, message.head.device, message.rest.slice());
        return;
      case 'intro': {
        const { to, from } = message.head;
        if (to === this.replica.device) {
          this.onIntroduction(from, message.rest.slice(), device);
        } else if (from === device) {
          const next = this.met().find((one) => one.device === to && one.isServed);
          next?.send(encodeMessage('intro', { to, from }, message.rest));
        }
      }
    }
  }

  private takeJoin(session: PeerSession, device: DeviceId, request: Uint8Array<ArrayBuffer>): void {
    const mayPassOn = session.standing !== null && mayWrite(session.standing);
    if (device !== session.device && !mayPassOn) return;
    if (this.replica.members().some((member) => member.device === device)) return;
    if (this.joinRequests.has(device) || this.joinRequests.size >= MAX_JOIN_REQUESTS) return;
    this.joinRequests.set(device, request);
    if (this.replica.role() === 'owner') this.onJoinRequest(device, request);
    const message = encodeMessage('join', { device }, request);
    if (this.replica.role() !== null) {
      for (const one of this.met()) if (one !== session && one.standing === 'owner') one.send(message);
    }
    this.changed();
  }

  private onClosed(session: PeerSession): void {
    if (!this.sessions.delete(session)) return;
    addCosts(this.spent, session);
    this.blobs.detach(session.link.id);
    const peer = describe(session);
    const isTwin = peer.state.kind === 'refused' && peer.state.code === 'another-link';
    if (!isTwin && !this.closed) this.remember(peer);
    for (const other of this.met()) other.announceSoon();
    this.compareAll();
    this.changed();
  }

  private remember(peer: Peer): void {
    const key = peer.device ?? peer.link;
    this.past.delete(key);
    this.past.set(key, { ...peer, presence: null });
    const [oldest] = this.past.keys();
    if (this.past.size > MAX_REMEMBERED && oldest !== undefined) this.past.delete(oldest);
  }

  private changed(): void {
    if (!this.isChangeTold) return;
    this.isChangeTold = false;
    queueMicrotask(() => {
      this.isChangeTold = true;
      if (!this.closed) this.onChange();
    });
  }
}

function describe(session: PeerSession): Peer {
  const { device, standing, state, presence, lastMetMs } = session;
  return { link: session.link.id, device, standing, state, presence, facts: session.intake.facts, lastMetMs };
}

function addCosts(
  sum: { envelopes: number; envelopeBytes: number; heads: number; headsBytes: number },
  session: PeerSession,
): void {
  sum.envelopes += session.outflow.sentEnvelopes;
  sum.envelopeBytes += session.outflow.sentBytes;
  sum.heads += session.counts.headsSent;
  sum.headsBytes += session.counts.headsBytes;
}
