import type { Mesh } from '../exchange/mesh.ts';
import type { DeviceId } from '../log/replica.ts';
import { Introductions, pairingOver } from '../net/introductions.ts';
import type { Link } from '../net/link.ts';
import {
  type Answer,
  answerOffer,
  makeOffer,
  type Offer,
  type Paired,
  type PairingProblem,
} from '../net/pairing.ts';
import { joinRoom, type Room, type RoomState, type SignalingState } from '../net/room.ts';

/** Where browsers of one epoch look for one another; both follow from the epoch's key. */
export interface RoomSecret {
  readonly roomName: string;
  readonly password: string;
}

export interface Network {
  readonly rooms: readonly RoomSecret[];
  readonly servers: readonly string[];
  readonly iceServers: readonly string[];
}

/** A pairing that did not come about; the sentence for the code is written in the UI. */
class PairingFailed extends Error {
  constructor(readonly code: PairingProblem | 'unknown-pairing') {
    super(code);
    this.name = 'PairingFailed';
  }
}

const NOWHERE: Network = { rooms: [], servers: [], iceServers: [] };

/** All ways in which this browser meets others: rooms, pairing codes, and introductions by those it has met. */
export class Meeting {
  onServers: (servers: readonly SignalingState[]) => void = () => undefined;
  private network = NOWHERE;
  private rooms: { readonly name: string; readonly room: Room }[] = [];
  private readonly states = new Map<string, RoomState>();
  private readonly pairings = new Map<string, Offer | Answer>();
  private introductions: Introductions | null = null;
  /** Devices that the introducer knows of. */
  private met: ReadonlySet<DeviceId> = new Set();
  private turn: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(
    private readonly mesh: Mesh,
    private readonly device: DeviceId,
  ) {
    mesh.onIntroduction = (_from, data, via) => this.introductions?.receive(via, data);
  }

  /** Goes where others may be; nothing is contacted for an empty network. Changes take turns. */
  goTo(network: Network): Promise<void> {
    const going = this.turn.then(() => this.move(this.closed ? NOWHERE : network));
    this.turn = going.catch(() => undefined);
    return going;
  }

  /** Tells the introducer which devices have proven who they are. */
  metNow(devices: readonly DeviceId[]): void {
    const now = new Set(devices);
    for (const device of this.met) if (!now.has(device)) this.introductions?.removePeer(device);
    for (const device of now) if (!this.met.has(device)) this.introductions?.addPeer(device);
    this.met = this.introductions ? now : new Set();
  }

  async offer(): Promise<{ readonly id: string; readonly code: string }> {
    return this.keep(await makeOffer(toIceServers(this.network.iceServers)));
  }

  async answer(code: string): Promise<{ readonly id: string; readonly code: string }> {
    return this.keep(await answerOffer(code, toIceServers(this.network.iceServers)));
  }

  /** Resolves when the browsers are connected. `answerCode` where this side made the offer. */
  async connect(id: string, answerCode: string | null): Promise<void> {
    const pairing = this.pairings.get(id);
    if (!pairing) throw new PairingFailed('unknown-pairing');
    const paired = pairing.kind === 'offer' ? await pairing.accept(answerCode ?? '') : await pairing.link;
    this.takePaired(paired);
    this.pairings.delete(id);
  }

  cancelPairing(id: string): void {
    this.pairings.get(id)?.cancel();
    this.pairings.delete(id);
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const pairing of this.pairings.values()) pairing.cancel();
    this.pairings.clear();
    this.introductions?.close();
    await this.goTo(NOWHERE);
  }

  private keep(made: Offer | Answer | { readonly kind: 'problem'; readonly code: PairingProblem }): {
    readonly id: string;
    readonly code: string;
  } {
    if (made.kind === 'problem') throw new PairingFailed(made.code);
    if (this.closed) {
      made.cancel();
      throw new PairingFailed('unknown-pairing');
    }
    const id = crypto.randomUUID();
    this.pairings.set(id, made);
    this.introduceOthers();
    return { id, code: made.code };
  }

  private takePaired(paired: Paired): void {
    if (paired.kind === 'problem') throw new PairingFailed(paired.code);
    this.take(paired.link);
  }

  private take(link: Link): void {
    this.mesh.add(link);
  }

  private async move(network: Network): Promise<void> {
    const stays = (name: string) =>
      network.rooms.some((room) => room.roomName === name) && sameServers(network, this.network);
    const gone = this.rooms.filter(({ name }) => !stays(name));
    this.rooms = this.rooms.filter(({ name }) => stays(name));
    await Promise.all(gone.map(({ room }) => room.leave()));
    for (const { name } of gone) this.states.delete(name);
    this.network = network;
    if (network.rooms.length > 0) this.introduceOthers();
    for (const secret of network.rooms) {
      if (!this.rooms.some(({ name }) => name === secret.roomName)) await this.enter(secret, network);
    }
    this.tellServers();
  }

  private async enter({ roomName, password }: RoomSecret, network: Network): Promise<void> {
    const room = await joinRoom({
      roomName,
      password,
      signaling: network.servers,
      iceServers: toIceServers(network.iceServers),
      onLink: (link) => this.take(link),
      onState: (state) => {
        this.states.set(roomName, state);
        this.tellServers();
      },
    });
    this.rooms.push({ name: roomName, room });
  }

  /** The same server serves all rooms: what the best of them says of it. */
  private tellServers(): void {
    const best = new Map<string, SignalingState>();
    for (const { signaling } of this.states.values()) {
      for (const one of signaling)
        if (best.get(one.address)?.status !== 'connected') best.set(one.address, one);
    }
    this.onServers([...best.values()]);
  }

  private introduceOthers(): void {
    this.introductions ??= new Introductions({
      self: this.device,
      send: (peer, message) => void this.mesh.introduce(peer as DeviceId, message),
      onLink: (_, link) => this.take(link),
      pairing: pairingOver(toIceServers(this.network.iceServers)),
    });
  }
}

function sameServers(a: Network, b: Network): boolean {
  return JSON.stringify([a.servers, a.iceServers]) === JSON.stringify([b.servers, b.iceServers]);
}

/** `stun:host`, or `turn:host user password` with blanks between. */
function toIceServers(lines: readonly string[]): RTCIceServer[] {
  return lines.map((line) => {
    const [urls = '', username, credential] = line.trim().split(/\s+/);
    return username === undefined ? { urls } : { urls, username, credential: credential ?? '' };
  });
}
