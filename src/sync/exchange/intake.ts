import type { DeviceId, EnvelopeId, Heads, Outcome } from '../log/replica.ts';
import type { Claims } from './claims.ts';
import type { Clock } from './clock.ts';
import { encodeMessage, type HeadOf, MAX_IDS, packIds } from './messages.ts';
import type { PeerState } from './peer-state.ts';
import type { PendingCounts, Replica } from './replica-port.ts';

/** A request that has brought nothing for so long is given up, and another peer is asked. */
const REQUEST_PATIENCE_MS = 20_000;
/** After so many requests in vain nobody else waits for this peer's answers any more. */
const MAX_STRIKES = 2;
/** What an author who is met sends itself is not asked of others for so long. */
const PUSH_PATIENCE_MS = 400;
const MAX_LATE = 16;
const MAX_AUTHORS = 5000;
/** Ids of one whole list: more than this is no list of a log that this Cairn could hold. */
const MAX_LIST = 250_000;

/** What this replica holds at one moment. */
export interface Holdings {
  readonly heads: Heads;
  readonly digest: string;
  readonly content: string;
  readonly pending: PendingCounts;
}

export interface IntakeHost {
  readonly replica: Replica;
  readonly clock: Clock;
  readonly claims: Claims<unknown>;
  /** Ids that stored envelopes wait for. */
  readonly missing: ReadonlySet<EnvelopeId>;
  /** Whether another session brings this author's changes as they are made. */
  isFollowed(author: DeviceId): boolean;
  holdings(): Promise<Holdings>;
  send(message: Uint8Array<ArrayBuffer>): void;
  /** Compares again, after what is being done now. */
  compareSoon(): void;
  /** What was asked of this peer is free for others to ask for. */
  released(): void;
}

interface Request {
  readonly id: number;
  readonly kind: 'pull' | 'want';
  readonly claims: readonly string[];
  brought: number;
  stopTimer: () => void;
}

/**
 * What one peer has and this device lacks: compares heads, asks for the difference, and knows when there is none.
 * At most one request is out at a time.
 */
export class Intake {
  private readonly host: IntakeHost;
  /** False while they may not read here: they are asked for everything, so that they learn nothing of this log. */
  showsHeads = true;
  facts: number | null = null;
  peers: readonly DeviceId[] = [];
  /** Of theirs, here. */
  refused = 0;
  /** Of ours, there. */
  private refusedThere = 0;
  private theirs: Holdings | null = null;
  private readonly theirHeads = new Map<DeviceId, { seq: number; id: EnvelopeId }>();
  private request: Request | null = null;
  private lastRequest = 0;
  private strikes = 0;
  /** What was tried while both held exactly this. */
  private tried = { pair: '', pull: false, list: false, times: 0 };
  private readonly lateSince = new Map<DeviceId, { readonly seq: number; readonly atMs: number }>();
  private stopWaiting: (() => void) | null = null;
  private readonly askedFor = new Set<EnvelopeId>();
  private list: string[] = [];
  private most = 0;
  private stopped = false;
  private judged: PeerState = { kind: 'exchanging', done: 0, total: 0 };

  constructor(host: IntakeHost) {
    this.host = host;
  }

  get state(): PeerState {
    return this.judged;
  }

  /** Whether they have told what they hold. */
  get isMet(): boolean {
    return this.theirs !== null;
  }

  stop(): void {
    this.stopped = true;
    this.stopWaiting?.();
    this.request?.stopTimer();
    this.request = null;
    this.host.claims.releaseAll(this);
  }

  /** Heads come as what has changed since the last ones. False when they claim too much. */
  onHeads(message: HeadOf<'heads'>): boolean {
    for (const [author, seq, id] of message.heads) this.theirHeads.set(author, { seq, id });
    if (this.theirHeads.size > MAX_AUTHORS) return false;
    const { digest, content, waiting, newer, sealed } = message;
    if (this.theirs?.digest !== digest) this.askedFor.clear();
    this.theirs = { heads: this.theirHeads, digest, content, pending: { waiting, newer, sealed } };
    this.facts = message.facts;
    this.refusedThere = message.refused;
    this.peers = message.peers ?? this.peers;
    this.tried.times += 1;
    this.host.compareSoon();
    return true;
  }

  /** False when the batch answers nothing that is being asked. */
  onBatch(request: number, more: boolean, outcomes: readonly Outcome[]): boolean {
    this.refused += outcomes.filter((outcome) => outcome.kind === 'refused').length;
    if (request === 0) return !more;
    if (this.request?.id !== request) return request <= this.lastRequest;
    this.request.brought += outcomes.length;
    if (more) this.waitFor(this.request);
    else this.finish(this.request);
    return true;
  }

  /** Part of a list of everything that they hold; false when it is too long. */
  onList(ids: readonly string[], more: boolean): boolean {
    this.list.push(...ids);
    if (this.list.length > MAX_LIST) return false;
    if (more) return true;
    const lacking = (this.list as EnvelopeId[]).filter((id) => !this.host.replica.has(id));
    this.list = [];
    if (lacking.length > 0) this.want(lacking.slice(0, MAX_IDS));
    return true;
  }

  /** Asks for what is lacking and says how things stand. */
  async compare(): Promise<void> {
    const { theirs } = this;
    if (this.stopped || !theirs) return;
    const ours = await this.host.holdings();
    const pair = `${ours.digest} ${theirs.digest}`;
    if (pair !== this.tried.pair) this.tried = { pair, pull: false, list: false, times: 0 };
    const gaps = difference(ours.heads, theirs.heads);
    for (const [author, { seq }] of this.lateSince) {
      if ((ours.heads.get(author)?.seq ?? 0) >= seq) this.lateSince.delete(author);
    }
    if (ours.digest !== theirs.digest) this.close(gaps, ours);
    this.judged = this.judge(ours, theirs, gaps);
  }

  private close(gaps: Gaps, ours: Holdings): void {
    if (this.request) return;
    if (gaps.lacking.length > 0 && !this.tried.pull) this.pull(gaps, ours.heads);
    else this.wantMissing();
    // Equal numbers and unequal sets: a fork, or gaps. The same when nothing has moved for two announcements.
    const isStuck = (gaps.lacking.length === 0 && gaps.ahead === 0) || this.tried.times > 1;
    if (this.request || this.tried.list || !isStuck || !this.showsHeads) return;
    this.tried.list = true;
    this.sendList();
  }

  private pull({ lacking, lackingCount }: Gaps, ours: Heads): void {
    const { claims, clock } = this.host;
    const nowMs = clock.nowMs();
    const isTrusted = this.strikes < MAX_STRIKES;
    // Much of it is no matter of a moment: then all from one, so that it comes in causal order.
    const due = lacking.filter((author) => lackingCount > MAX_LATE || this.isDue(author, nowMs));
    const free = due.filter((author) => !isTrusted || claims.isFree(author, nowMs));
    if (free.length === 0) return;
    const known = new Map(this.showsHeads ? ours : []);
    // What another peer is sending already is told as held.
    for (const author of lacking) {
      const head = this.theirHeads.get(author);
      if (head && !free.includes(author)) known.set(author, head);
    }
    this.tried.pull = true;
    const request = this.ask('pull', isTrusted ? free : []);
    const heads = [...known].map(
      ([author, { seq, id }]) => [author, seq, id] as [DeviceId, number, EnvelopeId],
    );
    this.host.send(encodeMessage('pull', { request, heads }));
  }

  /** False while it is likely that the author's own message is only a little late. */
  private isDue(author: DeviceId, nowMs: number): boolean {
    if (!this.host.isFollowed(author)) return true;
    const seq = this.theirHeads.get(author)?.seq ?? 0;
    const seen = this.lateSince.get(author);
    if (seen && seen.seq <= seq && nowMs - seen.atMs >= PUSH_PATIENCE_MS) return true;
    if (!seen) this.lateSince.set(author, { seq, atMs: nowMs });
    this.stopWaiting ??= this.host.clock.after(PUSH_PATIENCE_MS, () => {
      this.stopWaiting = null;
      this.host.compareSoon();
    });
    return false;
  }

  private wantMissing(): void {
    const { missing, claims, replica } = this.host;
    // A pull from somebody else may be bringing them.
    if (missing.size === 0 || claims.size > 0) return;
    const ids = [...missing].filter((id) => !this.askedFor.has(id) && !replica.has(id));
    if (ids.length > 0) this.want(ids.slice(0, MAX_IDS));
  }

  private want(ids: readonly EnvelopeId[]): void {
    if (this.request) return;
    const nowMs = this.host.clock.nowMs();
    const free = ids.filter((id) => this.host.claims.isFree(id, nowMs));
    if (free.length === 0) return;
    for (const id of free) this.askedFor.add(id);
    const request = this.ask('want', this.strikes < MAX_STRIKES ? free : []);
    this.host.send(encodeMessage('want', { request }, packIds(free)));
  }

  private ask(kind: Request['kind'], claims: readonly string[]): number {
    this.lastRequest += 1;
    this.request = { id: this.lastRequest, kind, claims, brought: 0, stopTimer: () => undefined };
    this.waitFor(this.request);
    return this.lastRequest;
  }

  private waitFor(request: Request): void {
    const { clock, claims } = this.host;
    request.stopTimer();
    for (const key of request.claims) claims.claim(key, this, clock.nowMs() + REQUEST_PATIENCE_MS);
    request.stopTimer = clock.after(REQUEST_PATIENCE_MS, () => {
      request.brought = 0;
      this.finish(request);
      // Asked again when they next say what they hold.
      this.tried.pair = '';
    });
  }

  private finish(request: Request): void {
    if (this.request !== request) return;
    request.stopTimer();
    this.request = null;
    this.strikes = request.brought > 0 ? 0 : this.strikes + 1;
    this.host.claims.release(request.claims, this);
    this.host.released();
    this.host.compareSoon();
  }

  /** Everything that is held here, for them to ask for what they lack. */
  private sendList(): void {
    const ids = this.host.replica.missingFor(new Map());
    for (let at = 0; at === 0 || at < ids.length; at += MAX_IDS) {
      const part = ids.slice(at, at + MAX_IDS);
      this.host.send(encodeMessage('list', { more: at + MAX_IDS < ids.length }, packIds(part)));
    }
  }

  private judge(ours: Holdings, theirs: Holdings, gaps: Gaps): PeerState {
    if (ours.digest === theirs.digest) {
      this.most = 0;
      if (ours.content === theirs.content) return { kind: 'in-sync' };
      return explain(ours, theirs, this.refused + this.refusedThere) ?? { kind: 'different' };
    }
    const isDone = !this.request && this.tried.list && this.tried.times > 0;
    if (isDone) return explain(ours, theirs, this.refused + this.refusedThere) ?? { kind: 'different' };
    const open = gaps.lackingCount + gaps.ahead;
    this.most = Math.max(this.most, open);
    return { kind: 'exchanging', done: this.most - open, total: this.most };
  }
}

interface Gaps {
  /** Authors of whom they have more. */
  readonly lacking: readonly DeviceId[];
  readonly lackingCount: number;
  /** Envelopes that they lack. */
  readonly ahead: number;
}

function difference(ours: Heads, theirs: Heads): Gaps {
  const lacking: DeviceId[] = [];
  let lackingCount = 0;
  let ahead = 0;
  for (const [author, { seq }] of theirs) {
    const own = ours.get(author)?.seq ?? -1;
    if (seq > own) lacking.push(author);
    lackingCount += Math.max(0, seq - own);
  }
  for (const [author, { seq }] of ours) ahead += Math.max(0, seq - (theirs.get(author)?.seq ?? -1));
  return { lacking, lackingCount, ahead };
}

/** Why two replicas with nothing left to exchange may differ and nothing be wrong. */
function explain(ours: Holdings, theirs: Holdings, refused: number): PeerState | null {
  if (ours.pending.newer > 0) return { kind: 'needs-newer', who: 'us' };
  if (theirs.pending.newer > 0) return { kind: 'needs-newer', who: 'them' };
  const waiting = ours.pending.waiting + theirs.pending.waiting;
  const sealed = ours.pending.sealed + theirs.pending.sealed;
  return waiting + sealed + refused > 0 ? { kind: 'partial', waiting, sealed, refused } : null;
}
