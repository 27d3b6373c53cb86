import { Introductions, pairingOver } from '../../src/sync/net/introductions.ts';
import type { Link } from '../../src/sync/net/link.ts';
import { type Answer, answerOffer, makeOffer, type Offer, type Paired } from '../../src/sync/net/pairing.ts';
import { joinRoom, type Room, type RoomState } from '../../src/sync/net/room.ts';
import { BareChannel } from './bare-channel.ts';

/** What a spec sees of a link: everything here crosses from the page to the test. */
export interface LinkFacts {
  readonly binding: readonly number[];
  readonly initiator: boolean;
  readonly isClosed: boolean;
  readonly closedAtMs: number;
}

interface Kept {
  readonly link: Link;
  readonly name: string;
  isClosed: boolean;
  closedAtMs: number;
  readonly counts: { log: number; blobs: number; digests: string[] };
}

class NetPage {
  readonly bare = new BareChannel();
  room: Room | null = null;
  state: RoomState | null = null;
  readonly links: Kept[] = [];
  private offer: Offer | null = null;
  private answer: Answer | null = null;
  private introductions: Introductions | null = null;

  async join(roomName: string, password: string, signaling: string[]): Promise<void> {
    this.room = await joinRoom({
      roomName,
      password,
      signaling,
      iceServers: [],
      onLink: (link) => this.keep(link, 'room'),
      onState: (state) => {
        this.state = state;
      },
    });
    this.state = this.room.state;
  }

  async makeOffer(payload: number[]): Promise<string> {
    const offer = await makeOffer([], Uint8Array.from(payload));
    if (offer.kind === 'problem') return offer.code;
    this.offer = offer;
    return offer.code;
  }

  async answerOffer(code: string, payload: number[]): Promise<{ code: string; payload: number[] }> {
    const answer = await answerOffer(code, [], Uint8Array.from(payload));
    if (answer.kind === 'problem') return { code: answer.code, payload: [] };
    this.answer = answer;
    void answer.link.then((paired) => this.keepPaired(paired));
    return { code: answer.code, payload: [...answer.payload] };
  }

  async accept(code: string): Promise<string> {
    const paired = await this.offer?.accept(code);
    if (!paired) return 'no offer';
    this.keepPaired(paired);
    return paired.kind === 'link' ? `link ${paired.payload.join(' ')}` : paired.code;
  }

  cancel(): void {
    this.offer?.cancel();
    this.answer?.cancel();
  }

  /** The newest `count` links become neighbours of the given names; their log lanes carry introductions only. */
  introduce(self: string, names: readonly string[]): void {
    const introductions = new Introductions({
      self,
      pairing: pairingOver([]),
      send: (peer, message) =>
        void this.find(peer)
          .link.log.send(message)
          .catch(() => undefined),
      onLink: (peer, link) => {
        this.keep(link, peer);
        this.attach(introductions, peer);
      },
    });
    this.introductions = introductions;
    names.forEach((name, index) => {
      const kept = this.links[index];
      if (kept) this.links[index] = { ...kept, name };
      this.attach(introductions, name);
    });
  }

  private attach(introductions: Introductions, peer: string): void {
    this.find(peer).link.log.onMessage = (message) => introductions.receive(peer, message);
    introductions.addPeer(peer);
  }

  facts(): LinkFacts[] {
    return this.links.map(({ link, isClosed, closedAtMs }) => ({
      binding: [...link.binding],
      initiator: link.initiator,
      isClosed,
      closedAtMs,
    }));
  }

  openCount(): number {
    return this.links.filter((kept) => !kept.isClosed).length;
  }

  counts(index: number): Kept['counts'] {
    const kept = this.links[index];
    if (!kept) throw new Error('No such link');
    return kept.counts;
  }

  /** Random bytes; returns their SHA-256. */
  async send(index: number, lane: 'log' | 'blobs', sizeBytes: number): Promise<string> {
    const message = new Uint8Array(sizeBytes);
    for (let at = 0; at < sizeBytes; at += 65_536) {
      crypto.getRandomValues(message.subarray(at, at + 65_536));
    }
    await this.links[index]?.link[lane].send(message);
    return await digest(message);
  }

  /** As fast as the lane takes them, without waiting for them to arrive. Returns when it began. */
  async flood(index: number, lane: 'log' | 'blobs', messageBytes: number, count: number): Promise<void> {
    const message = new Uint8Array(messageBytes);
    for (let sent = 0; sent < count; sent += 1) await this.links[index]?.link[lane].send(message);
  }

  /** Milliseconds of round trips on the log lane; the other side must echo. */
  async roundTrips(index: number, count: number): Promise<number[]> {
    const { link } = this.links[index] ?? {};
    if (!link) throw new Error('No such link');
    const times: number[] = [];
    for (let trip = 0; trip < count; trip += 1) {
      const startMs = performance.now();
      await new Promise<void>((resolve) => {
        link.log.onMessage = () => resolve();
        void link.log.send(Uint8Array.of(trip));
      });
      times.push(performance.now() - startMs);
    }
    return times;
  }

  echo(index: number): void {
    const { link } = this.links[index] ?? {};
    if (link) link.log.onMessage = (message) => void link.log.send(message);
  }

  closeLink(index: number): void {
    this.links[index]?.link.close();
  }

  private find(name: string): Kept {
    const kept = this.links.find((candidate) => candidate.name === name && !candidate.isClosed);
    if (!kept) throw new Error(`No link to ${name}`);
    return kept;
  }

  private keepPaired(paired: Paired): void {
    if (paired.kind === 'link') this.keep(paired.link, 'paired');
  }

  private keep(link: Link, name: string): void {
    const kept: Kept = {
      link,
      name,
      isClosed: false,
      closedAtMs: 0,
      counts: { log: 0, blobs: 0, digests: [] },
    };
    this.links.push(kept);
    link.log.onMessage = async (message) => {
      kept.counts.log += message.byteLength;
      kept.counts.digests.push(await digest(message));
    };
    link.blobs.onMessage = (message) => {
      kept.counts.blobs += message.byteLength;
    };
    link.onClose = () => {
      const current = this.links.find((candidate) => candidate.link === link) ?? kept;
      current.isClosed = true;
      current.closedAtMs = Date.now();
      if (current.name !== 'room') this.introductions?.removePeer(current.name);
    };
  }
}

async function digest(message: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', message));
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

declare global {
  interface Window {
    net: NetPage;
  }
}

window.net = new NetPage();
