import { fromUtf8, toUtf8 } from '../../base/bytes.ts';
import type { Link } from './link.ts';
import { type Answer, answerOffer, makeOffer, type Offer, type PairingFailure } from './pairing.ts';

/** Links of one browser: above this, everything goes over every link for nothing. */
export const MAX_PEERS = 8;
const MAX_NAME_CHARS = 128;
const MAX_MESSAGE_BYTES = 4 * 1024;
const MAX_LISTED = 32;
/** For both codes to travel and the browsers to meet. */
const ATTEMPT_MS = 20_000;
/** Between two attempts at the same peer. */
const AGAIN_MS = 15_000;
/** Codes passed on for one neighbour: this many at once, and a second thereafter. */
const BURST = 32;
const PER_SECOND = 2;

/** The two ways of pairing; another one stands in for them in tests. */
export interface Pairing {
  offer(): Promise<Offer | PairingFailure>;
  answer(code: string): Promise<Answer | PairingFailure>;
}

export interface IntroductionsOptions {
  /** Opaque, at most 128 letters, the same for as long as this browser is connected. */
  readonly self: string;
  /** To a peer that was added, over the log lane of its link. */
  readonly send: (peer: string, message: Uint8Array<ArrayBuffer>) => void;
  /** A new link. Whether it leads to the peer of that name is for the layer above to prove. */
  readonly onLink: (peer: string, link: Link) => void;
  readonly pairing: Pairing;
}

type Message =
  /** The peers I have links to and that listen. */
  | { readonly kind: 'peers'; readonly names: readonly string[] }
  | { readonly kind: 'offer' | 'answer'; readonly to: string; readonly from: string; readonly data: string };

interface Neighbour {
  /** Null until it has told: before that, it may not listen yet. */
  peers: ReadonlySet<string> | null;
  tokens: number;
  countedMs: number;
}

interface Attempt {
  /** Whose offer waits for an answer; null while answering one. */
  readonly offer: Offer | null;
  readonly through: string;
  readonly timer: ReturnType<typeof setTimeout>;
  cancel(): void;
}

/** The pairing codes of `pairing.ts`, without people: see Introductions. */
export function pairingOver(iceServers: readonly RTCIceServer[]): Pairing {
  return { offer: () => makeOffer(iceServers), answer: (code) => answerOffer(code, iceServers) };
}

/**
 * Peers that share a neighbour are introduced by it: it tells each of the other and passes on one offer and one
 * answer, so that one link into a group is enough to become linked with all of it, without any server.
 *
 * Of two names the lesser makes the offer. A name is believed from the neighbour it names, and a neighbour about its
 * own links: the worst a lie leads to is a link to a stranger, who then has to prove a name.
 */
export class Introductions {
  private readonly neighbours = new Map<string, Neighbour>();
  private readonly attempts = new Map<string, Attempt | 'starting'>();
  private readonly triedMs = new Map<string, number>();
  private readonly timer: ReturnType<typeof setInterval>;
  private isClosed = false;

  constructor(private readonly options: IntroductionsOptions) {
    this.timer = setInterval(() => this.meetOthers(), AGAIN_MS);
  }

  /** A link to this peer is open and it has proven its name. */
  addPeer(name: string): void {
    if (this.isClosed || name === this.options.self || this.neighbours.has(name)) return;
    this.endAttempt(name);
    this.neighbours.set(name, { peers: null, tokens: BURST, countedMs: performance.now() });
    this.tellPeers();
  }

  removePeer(name: string): void {
    if (!this.neighbours.delete(name)) return;
    for (const [peer, attempt] of this.attempts) {
      if (attempt !== 'starting' && attempt.through === name) this.endAttempt(peer);
    }
    this.tellPeers();
    this.meetOthers();
  }

  /** What a peer that was added has sent. False for what makes no sense; it is ignored. */
  receive(from: string, bytes: Uint8Array): boolean {
    const neighbour = this.neighbours.get(from);
    const message = parseMessage(bytes);
    if (!neighbour || !message || this.isClosed) return false;
    if (message.kind === 'peers') {
      const isFirst = neighbour.peers === null;
      neighbour.peers = new Set(message.names);
      // It listens now. What it was told before, it may have missed; others may now be told of it.
      if (isFirst) this.tellPeers();
      this.meetOthers();
      return true;
    }
    if (message.to === this.options.self) return this.takeCode(from, message);
    // Nobody speaks in another's name, and only to whom this browser knows.
    if (message.from !== from || !this.neighbours.has(message.to) || !spend(neighbour)) return false;
    this.send(message.to, message);
    return true;
  }

  close(): void {
    this.isClosed = true;
    clearInterval(this.timer);
    for (const peer of [...this.attempts.keys()]) this.endAttempt(peer);
    this.neighbours.clear();
  }

  private takeCode(through: string, message: Exclude<Message, { kind: 'peers' }>): boolean {
    const { from, data } = message;
    if (message.kind === 'offer') {
      if (!this.isWanted(from) || from >= this.options.self) return false;
      void this.answer(from, through, data);
      return true;
    }
    const attempt = this.attempts.get(from);
    if (!attempt || attempt === 'starting' || !attempt.offer || attempt.through !== through) return false;
    void this.finish(from, attempt.offer.accept(data));
    return true;
  }

  private meetOthers(): void {
    for (const [through, { peers }] of this.neighbours) {
      for (const peer of peers ?? []) {
        const isDue =
          performance.now() - (this.triedMs.get(peer) ?? Number.NEGATIVE_INFINITY) >= AGAIN_MS - 1_000;
        if (isDue && this.options.self < peer && this.isWanted(peer)) void this.offer(peer, through);
      }
    }
  }

  private isWanted(peer: string): boolean {
    if (this.isClosed || peer === this.options.self) return false;
    if (this.neighbours.has(peer) || this.attempts.has(peer)) return false;
    return this.neighbours.size + this.attempts.size < MAX_PEERS;
  }

  private async offer(peer: string, through: string): Promise<void> {
    this.begin(peer);
    const offer = await this.options.pairing.offer();
    if (!this.isStill(peer, offer) || offer.kind === 'problem') return;
    this.keep(peer, { offer, through, cancel: () => offer.cancel() });
    this.send(through, { kind: 'offer', to: peer, from: this.options.self, data: offer.code });
  }

  private async answer(peer: string, through: string, code: string): Promise<void> {
    this.begin(peer);
    const answer = await this.options.pairing.answer(code);
    if (!this.isStill(peer, answer) || answer.kind === 'problem') return;
    this.keep(peer, { offer: null, through, cancel: () => answer.cancel() });
    this.send(through, { kind: 'answer', to: peer, from: this.options.self, data: answer.code });
    await this.finish(peer, answer.link);
  }

  private begin(peer: string): void {
    this.attempts.set(peer, 'starting');
    this.triedMs.delete(peer);
    this.triedMs.set(peer, performance.now());
    const [oldest] = this.triedMs.keys();
    if (this.triedMs.size > MAX_LISTED * MAX_PEERS && oldest !== undefined) this.triedMs.delete(oldest);
  }

  /** Whether the attempt still stands now that the code is made; if not, or with no code, it is over. */
  private isStill(peer: string, made: Offer | Answer | PairingFailure): boolean {
    const stands = this.attempts.get(peer) === 'starting' && made.kind !== 'problem';
    if (!stands && made.kind !== 'problem') made.cancel();
    if (!stands && this.attempts.get(peer) === 'starting') this.attempts.delete(peer);
    return stands;
  }

  private keep(peer: string, attempt: Omit<Attempt, 'timer'>): void {
    const timer = setTimeout(() => this.endAttempt(peer), ATTEMPT_MS);
    this.attempts.set(peer, { ...attempt, timer });
  }

  private async finish(peer: string, pairing: ReturnType<Offer['accept']>): Promise<void> {
    const attempt = this.attempts.get(peer);
    const paired = await pairing;
    if (this.attempts.get(peer) === attempt) this.endAttempt(peer);
    if (paired.kind !== 'link') return;
    if (this.isClosed || this.neighbours.has(peer)) paired.link.close();
    else this.options.onLink(peer, paired.link);
  }

  /** Cancelling does nothing to a link that has come of it. */
  private endAttempt(peer: string): void {
    const attempt = this.attempts.get(peer);
    this.attempts.delete(peer);
    if (!attempt || attempt === 'starting') return;
    clearTimeout(attempt.timer);
    attempt.cancel();
  }

  private tellPeers(): void {
    const listening = [...this.neighbours].filter(([, { peers }]) => peers !== null).map(([name]) => name);
    for (const name of this.neighbours.keys()) {
      const names = listening.filter((other) => other !== name);
      this.send(name, { kind: 'peers', names: names.slice(0, MAX_LISTED) });
    }
  }

  private send(peer: string, message: Message): void {
    this.options.send(peer, toUtf8(JSON.stringify(message)));
  }
}

function spend(neighbour: Neighbour): boolean {
  const nowMs = performance.now();
  const earned = ((nowMs - neighbour.countedMs) / 1000) * PER_SECOND;
  neighbour.tokens = Math.min(BURST, neighbour.tokens + earned);
  neighbour.countedMs = nowMs;
  if (neighbour.tokens < 1) return false;
  neighbour.tokens -= 1;
  return true;
}

function parseMessage(bytes: Uint8Array): Message | null {
  if (bytes.byteLength > MAX_MESSAGE_BYTES) return null;
  let value: unknown;
  try {
    value = JSON.parse(fromUtf8(bytes));
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { kind, names, to, from, data } = value as Readonly<Record<string, unknown>>;
  if (kind === 'peers') {
    return Array.isArray(names) && names.length <= MAX_LISTED && names.every(isName) ? { kind, names } : null;
  }
  if ((kind !== 'offer' && kind !== 'answer') || !isName(to) || !isName(from)) return null;
  return typeof data === 'string' ? { kind, to, from, data } : null;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_NAME_CHARS;
}
