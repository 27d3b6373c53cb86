import type { DeviceId, EnvelopeId, Outcome } from '../log/replica.ts';
import type { Link } from '../net/link.ts';
import type { Claims } from './claims.ts';
import { type Clock, TokenBucket } from './clock.ts';
import { Handshake, type HandshakeResult } from './handshake.ts';
import { type Holdings, Intake } from './intake.ts';
import {
  decodeMessage,
  encodeMessage,
  type HeadOf,
  type Message,
  splitBatch,
  unpackIds,
} from './messages.ts';
import { Outflow } from './outflow.ts';
import type { PeerRefusal, PeerState, Presence } from './peer-state.ts';
import type { Replica } from './replica-port.ts';
import { type Evidence, judgeStanding, mayRead, type Standing } from './standing.ts';

const HANDSHAKE_PATIENCE_MS = 20_000;
/** A stranger may teach this log for so long before it has to be known. */
const BEHIND_PATIENCE_MS = 60_000;
const MAX_OFFENCES = 3;
/** Envelopes that no Cairn makes, before the link is closed. */
const MAX_FORGED = 50;
/** Messages that have come and not been looked at yet; what is asked for and acknowledged stays far below. */
const MAX_INBOX_BYTES = 24 * 1024 * 1024;
const MAX_INBOX_MESSAGES = 4096;
const GOODBYE_MS = 1000;
const MAX_EARLY = 16;
const MAX_EARLY_BYTES = 160 * 1024;
const MAX_HANDSHAKE_BYTES = 16 * 1024;
const ANNOUNCE_AFTER_MS = 150;
const ANNOUNCE_JITTER_MS = 250;
/** Said again although nothing has moved, in case something was lost here or there. */
const REPEAT_AFTER_MS = 30_000;
const REPEAT_JITTER_MS = 15_000;
export const MAX_LIVE_BYTES = 16 * 1024;
const MAX_JOIN_BYTES = 8 * 1024;
const FORGED: readonly string[] = ['malformed', 'oversize', 'other-workspace', 'bad-signature'];

/** What a session needs of the mesh around it. */
export interface SessionHost {
  readonly replica: Replica;
  readonly clock: Clock;
  readonly claims: Claims<unknown>;
  readonly missing: ReadonlySet<EnvelopeId>;
  readonly app: string;
  holdings(): Promise<Holdings>;
  ingest(batch: readonly Uint8Array<ArrayBuffer>[]): Promise<readonly Outcome[]>;
  /** Facts on this disk. */
  facts(): number;
  peers(): readonly DeviceId[];
  /** A request of this device to be let in, or null. */
  joinRequest(): Uint8Array | null;
  released(by: PeerSession): void;
  /** It has proved who it is; the mesh may close it for another one. */
  met(session: PeerSession): void;
  standingChanged(session: PeerSession): void;
  heard(session: PeerSession, message: Passing): void;
  /** They say that they have other facts than before. */
  factsMoved(session: PeerSession): void;
  changed(): void;
  closed(session: PeerSession): void;
}

/** What goes through a session and does not concern it. */
export type Passing = Extract<Message, { readonly kind: 'join' | 'intro' | 'live' }>;

/** One link from its first message to its end. Messages are dealt with one after the other. */
export class PeerSession {
  readonly link: Link;
  device: DeviceId | null = null;
  standing: Standing | null = null;
  /** What this device is to them. */
  ours: Standing | null = null;
  presence: Presence | null = null;
  lastMetMs: number;
  readonly counts = { unknown: 0, offences: 0, dropped: 0, headsSent: 0, headsBytes: 0 };
  readonly outflow: Outflow;
  readonly intake: Intake;
  /** Messages of the other lane that came before the mesh took it over. */
  readonly early: Uint8Array<ArrayBuffer>[] = [];
  private readonly host: SessionHost;
  private readonly handshake: Handshake;
  private evidence: Evidence | null = null;
  private refusal: PeerState | null = null;
  private ended = false;
  private proving = false;
  private work: Promise<void> = Promise.resolve();
  private inboxBytes = 0;
  private inboxMessages = 0;
  private forged = 0;
  private comparing = false;
  private stopAnnouncing: (() => void) | null = null;
  private stopPatience: () => void;
  private toldPeers: string | null = null;
  private readonly told = new Map<DeviceId, string>();
  private readonly limits: Record<'small' | 'unasked' | 'live' | 'presence' | 'intro', TokenBucket>;

  constructor(link: Link, host: SessionHost) {
    this.link = link;
    this.host = host;
    const nowMs = host.clock.nowMs();
    this.lastMetMs = nowMs;
    this.limits = {
      small: new TokenBucket(500, 100, nowMs),
      unasked: new TokenBucket(200, 20, nowMs),
      live: new TokenBucket(40, 25, nowMs),
      presence: new TokenBucket(6, 3, nowMs),
      intro: new TokenBucket(30, 10, nowMs),
    };
    this.handshake = new Handshake({
      replica: host.replica,
      binding: link.binding,
      initiator: link.initiator,
      app: host.app,
      joining: host.joinRequest() !== null,
      send: (message) => this.send(message),
    });
    this.outflow = new Outflow(host.replica, (message) => link.log.send(message));
    this.intake = new Intake({
      replica: host.replica,
      clock: host.clock,
      claims: host.claims,
      missing: host.missing,
      isFollowed: (author) => author !== this.device && host.peers().includes(author),
      holdings: () => host.holdings(),
      send: (message) => this.send(message),
      compareSoon: () => this.compareSoon(),
      released: () => host.released(this),
    });
    this.stopPatience = host.clock.after(HANDSHAKE_PATIENCE_MS, () => this.refuse('timed-out'));
    link.log.onMessage = (bytes) => this.receive(bytes);
    // The lanes have no order between them: they may ask for facts before their last word here has come.
    link.blobs.onMessage = (bytes) => {
      if (this.early.length < MAX_EARLY && bytes.byteLength <= MAX_EARLY_BYTES) this.early.push(bytes);
    };
    link.onClose = () => this.end();
    this.enqueue(() => this.handshake.start());
  }

  get state(): PeerState {
    if (this.refusal) return this.refusal;
    if (this.ended) return { kind: 'gone', lastMetMs: this.lastMetMs };
    if (this.device) return this.intake.state;
    return { kind: this.proving ? 'proving' : 'connecting' };
  }

  get isMet(): boolean {
    return this.device !== null && !this.ended;
  }

  /** They may be given the log, facts and live messages. */
  get isServed(): boolean {
    return this.isMet && this.standing !== null && mayRead(this.standing);
  }

  /** A change just made here goes to those who follow; others find it when they compare. */
  push(ids: readonly EnvelopeId[]): void {
    if (this.isServed && this.intake.isMet) this.outflow.offer(0, ids);
  }

  /** Says what is held here, a little later and together with what comes meanwhile. */
  announceSoon(): void {
    if (!this.isServed || this.stopAnnouncing) return;
    const { clock } = this.host;
    this.stopRepeating();
    this.stopAnnouncing = clock.after(ANNOUNCE_AFTER_MS + clock.random() * ANNOUNCE_JITTER_MS, () => {
      this.stopAnnouncing = null;
      this.enqueue(() => this.announce());
    });
  }

  compareSoon(): void {
    if (this.comparing || !this.isMet) return;
    this.comparing = true;
    this.enqueue(async () => {
      this.comparing = false;
      await this.intake.compare();
      this.host.changed();
    });
  }

  /** Looks at their standing again, after the log has changed. */
  reconsider(): void {
    if (!this.evidence || this.ended) return;
    const standing = judgeStanding(this.host.replica, this.evidence);
    if (standing === this.standing) return;
    if (standing === 'not-a-member') {
      this.refuse('not-a-member');
      return;
    }
    this.standing = standing;
    this.send(encodeMessage('verdict', { kind: 'welcome', standing }));
    if (standing === 'former') {
      this.refuse('removed');
      return;
    }
    this.applyStanding();
    this.host.standingChanged(this);
  }

  send(message: Uint8Array<ArrayBuffer>): void {
    if (this.ended) return;
    // The transport keeps the order; a link that fails is reported by its end.
    this.link.log.send(message).catch(() => this.end());
  }

  /** Says why, then closes. */
  refuse(code: PeerRefusal): void {
    if (this.ended) return;
    this.refusal ??= { kind: 'refused', code, by: 'us' };
    this.send(encodeMessage('bye', { code }));
    this.end();
    // A link that is closed drops what is still on its way.
    this.host.clock.after(GOODBYE_MS, () => this.link.close());
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.stopPatience();
    this.stopRepeating();
    this.stopAnnouncing?.();
    this.intake.stop();
    this.outflow.stop();
    this.link.log.onMessage = () => undefined;
    this.link.onClose = () => undefined;
    this.host.closed(this);
  }

  private stopRepeating: () => void = () => undefined;

  private enqueue(task: () => void | Promise<void>): void {
    this.work = this.work
      .then(() => (this.ended ? undefined : task()))
      .catch((error: unknown) => {
        console.error('A message of a peer could not be dealt with', error);
        this.refuse('malformed');
      });
  }

  private receive(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.ended) return;
    const isTooMuch = !this.device && bytes.byteLength > MAX_HANDSHAKE_BYTES;
    this.inboxBytes += bytes.byteLength;
    this.inboxMessages += 1;
    if (isTooMuch || this.inboxBytes > MAX_INBOX_BYTES || this.inboxMessages > MAX_INBOX_MESSAGES) {
      this.refuse('flood');
      return;
    }
    this.enqueue(async () => {
      this.inboxBytes -= bytes.byteLength;
      this.inboxMessages -= 1;
      await this.take(decodeMessage(bytes));
    });
  }

  private async take(message: ReturnType<typeof decodeMessage>): Promise<void> {
    this.lastMetMs = this.host.clock.nowMs();
    const isBulk = message.kind === 'envelopes' || message.kind === 'ack';
    if (!isBulk && !this.limits.small.take(this.lastMetMs)) return this.refuse('flood');
    if (message.kind === 'unknown') {
      this.counts.unknown += 1;
    } else if (message.kind === 'malformed') {
      this.offend();
    } else if (message.kind === 'bye') {
      this.takeBye(message.head.code);
    } else if (this.device) {
      await this.dispatch(message);
    } else {
      this.proving = true;
      const result = await this.handshake.receive(message);
      if (result) this.onHandshake(result);
    }
    this.host.changed();
  }

  private takeBye(code: string): void {
    // Their word for it is kept when it is one of ours.
    const isKnown = (BYE_CODES as readonly string[]).includes(code);
    if (isKnown) this.refusal ??= { kind: 'refused', code: code as PeerRefusal, by: 'them' };
    this.link.close();
    this.end();
  }

  private offend(): void {
    this.counts.offences += 1;
    if (this.counts.offences >= MAX_OFFENCES) this.refuse('malformed');
  }

  private onHandshake(result: HandshakeResult): void {
    this.stopPatience();
    if (result.kind === 'failed') {
      this.refusal = { kind: 'refused', code: result.code, by: result.by };
      this.refuse(result.code);
      return;
    }
    this.device = result.device;
    this.evidence = result.evidence;
    this.standing = result.standing;
    this.ours = result.ours;
    if (result.standing === 'former') {
      this.refuse('removed');
      return;
    }
    if (result.ours === 'former') {
      this.takeBye('removed');
      return;
    }
    this.host.met(this);
    if (this.ended) return;
    const request = this.host.joinRequest();
    if (request) this.send(encodeMessage('join', { device: this.host.replica.device }, request));
    this.applyStanding();
    // It may have changed between the proof and the verdict.
    this.reconsider();
  }

  private applyStanding(): void {
    this.stopPatience();
    this.intake.showsHeads = this.standing !== null && mayRead(this.standing);
    if (this.standing === 'behind' && !this.evidence?.joining) {
      this.stopPatience = this.host.clock.after(BEHIND_PATIENCE_MS, () => this.refuse('not-a-member'));
    }
    if (this.isServed) this.enqueue(() => this.announce());
  }

  private async dispatch(message: Message): Promise<void> {
    switch (message.kind) {
      case 'heads': {
        const before = this.intake.facts;
        if (!this.intake.onHeads(message.head)) this.refuse('flood');
        else if (before !== this.intake.facts) this.host.factsMoved(this);
        return;
      }
      case 'pull': {
        const heads = new Map(message.head.heads.map(([author, seq, id]) => [author, { seq, id }]));
        return this.answer(message.head.request, () => this.host.replica.missingFor(heads));
      }
      case 'want': {
        const ids = unpackIds(message.rest);
        if (!ids) return this.offend();
        return this.answer(message.head.request, () => ids as EnvelopeId[]);
      }
      case 'envelopes':
        return this.takeBatch(message.head, message.rest);
      case 'ack':
        if (!this.outflow.onAck(message.head.batches)) this.offend();
        return;
      case 'list': {
        const ids = unpackIds(message.rest);
        if (!ids) return this.offend();
        if (!this.intake.onList(ids, message.head.more)) this.refuse('flood');
        return;
      }
      case 'verdict':
        return this.takeVerdict(message.head);
      case 'presence':
        if (!this.isServed || !this.limits.presence.take(this.lastMetMs)) this.counts.dropped += 1;
        else this.presence = message.head;
        return;
      case 'join':
      case 'intro':
      case 'live':
        return this.takePassing(message);
      default:
        // A second hello, or a message of the other lane.
        this.offend();
    }
  }

  private answer(request: number, find: () => readonly EnvelopeId[]): void {
    if (request === 0) {
      this.offend();
      return;
    }
    if (!this.isServed) {
      this.counts.dropped += 1;
      return;
    }
    if (!this.outflow.offer(request, find())) this.counts.dropped += 1;
  }

  private batchesTaken = 0;

  private async takeBatch(head: HeadOf<'envelopes'>, rest: Uint8Array): Promise<void> {
    const batch = splitBatch(head.sizes, rest);
    if (!batch) return this.offend();
    if (head.request === 0 && !this.limits.unasked.take(this.lastMetMs)) return this.refuse('flood');
    const outcomes = batch.length > 0 ? await this.host.ingest(batch) : [];
    this.forged += outcomes.filter((one) => one.kind === 'refused' && FORGED.includes(one.code)).length;
    if (this.forged >= MAX_FORGED) return this.refuse('hostile');
    if (this.ended) return;
    this.batchesTaken += 1;
    this.send(encodeMessage('ack', { batches: this.batchesTaken }));
    if (!this.intake.onBatch(head.request, head.more, outcomes)) this.offend();
  }

  private takeVerdict(verdict: HeadOf<'verdict'>): void {
    if (verdict.kind === 'failure') {
      this.takeBye(verdict.failure);
      return;
    }
    this.ours = verdict.standing;
    if (verdict.standing === 'former') this.takeBye('removed');
  }

  private takePassing(message: Passing): void {
    const limit = message.kind === 'live' ? this.limits.live : this.limits.intro;
    const maxBytes = message.kind === 'join' ? MAX_JOIN_BYTES : MAX_LIVE_BYTES;
    const isAllowed = this.isServed || message.kind === 'join';
    if (!isAllowed || message.rest.byteLength > maxBytes || !limit.take(this.lastMetMs)) {
      this.counts.dropped += 1;
      return;
    }
    this.host.heard(this, message);
  }

  private async announce(): Promise<void> {
    const { clock } = this.host;
    const { heads, digest, content, pending } = await this.host.holdings();
    if (!this.isServed) return;
    const fresh: [DeviceId, number, EnvelopeId][] = [];
    for (const [author, { seq, id }] of heads) {
      if (this.told.get(author) === id) continue;
      this.told.set(author, id);
      fresh.push([author, seq, id]);
    }
    const { waiting, newer, sealed } = pending;
    const refused = this.intake.refused;
    const met = this.host.peers().slice(0, 16);
    const peers = met.join() === this.toldPeers ? null : [...met];
    this.toldPeers = met.join();
    const facts = this.host.facts();
    const head = { heads: fresh, digest, content, facts, waiting, newer, sealed, refused, peers };
    const message = encodeMessage('heads', head);
    this.counts.headsSent += 1;
    this.counts.headsBytes += message.byteLength;
    this.send(message);
    this.stopRepeating();
    this.stopRepeating = clock.after(REPEAT_AFTER_MS + clock.random() * REPEAT_JITTER_MS, () => {
      this.enqueue(() => this.announce());
    });
  }
}

const BYE_CODES = [
  'other-workspace',
  'bad-proof',
  'not-a-member',
  'needs-newer',
  'timed-out',
  'removed',
  'malformed',
  'flood',
  'hostile',
  'full',
  'another-link',
] as const satisfies readonly PeerRefusal[];
