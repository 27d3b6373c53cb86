/// <reference path="./y-webrtc.d.ts" />
import { WebrtcProvider } from 'y-webrtc';
import { Doc } from 'yjs';
import { LobbyCipher } from './lobby-cipher.ts';
import { type LobbyConnectionEvents, type LobbyPeer, makePeerOptions } from './lobby-connection.ts';
import { isLobbyMessage } from './lobby-messages.ts';
import type { LobbySignal } from './lobby-signals.ts';
import type { RoomOptions, RoomState, SignalingState } from './room.ts';
import { RoomSignaling, type SignalingStatus } from './room-signaling.ts';

/** More than a mesh should have: a full y-webrtc room neither greets nor answers, and so falls apart into islands. */
const MAX_CONNECTIONS = 32;
const ANNOUNCE_MS = 30_000;
/** After a lost connection; peers lose one another in groups. */
const ANNOUNCE_AGAIN_MS = 1_000;
/** A peer whose link was closed here on purpose is not met again for this long. */
const LEFT_MS = 60_000;

/** y-webrtc with its doors watched: see `room.ts` for what it is from outside. */
export class Lobby {
  private readonly doc = new Doc();
  private readonly provider: WebrtcProvider;
  private readonly signaling = new Map<string, RoomSignaling>();
  private readonly statuses = new Map<string, SignalingStatus>();
  private readonly peers = new Map<string, LobbyPeer>();
  private readonly left = new Map<string, number>();
  private readonly announcing: ReturnType<typeof setInterval>;
  private announcedMs = 0;
  private announceTimer: ReturnType<typeof setTimeout> | null = null;
  /** The peer a signal is being handed in for: y-webrtc makes its connection before it returns. */
  private meeting = '';
  private droppedCount = 0;
  private stateQueued = false;
  private gone: Promise<void> | null = null;

  private constructor(
    private readonly options: RoomOptions,
    private readonly cipher: LobbyCipher,
  ) {
    this.provider = new WebrtcProvider(options.roomName, this.doc, {
      // Servers are reached through connections of our own, which also seal: see room-signaling.ts.
      signaling: [],
      password: null,
      maxConns: MAX_CONNECTIONS,
      filterBcConns: true,
      peerOpts: makePeerOptions(options.iceServers, (peer) => this.begin(peer)),
    });
    this.provider.awareness.setLocalState(null);
    this.announcing = setInterval(() => this.announce(), ANNOUNCE_MS);
    window.addEventListener('pagehide', this.onPageHide);
  }

  static async open(options: RoomOptions): Promise<Lobby> {
    const cipher = await LobbyCipher.make(options.password, options.roomName);
    const lobby = new Lobby(options, cipher);
    await lobby.provider.key;
    await Promise.resolve();
    const { room } = lobby.provider;
    if (!room) throw new Error('y-webrtc did not open the room');
    // A person may stay on the page after all; leaving is noticed by `pagehide`.
    window.removeEventListener('beforeunload', room._beforeUnloadHandler);
    for (const address of new Set(options.signaling)) lobby.addSignaling(address);
    return lobby;
  }

  get hasLeft(): boolean {
    return this.gone !== null;
  }

  get state(): RoomState {
    const signaling = [...this.statuses].map(([address, status]): SignalingState => ({ address, status }));
    const links = [...this.peers.values()].filter((peer) => peer.isOpen).length;
    return { signaling, links, dropped: this.droppedCount };
  }

  leave(): Promise<void> {
    this.gone ??= this.letGo();
    return this.gone;
  }

  private async letGo(): Promise<void> {
    window.removeEventListener('pagehide', this.onPageHide);
    clearInterval(this.announcing);
    if (this.announceTimer !== null) clearTimeout(this.announceTimer);
    for (const connection of this.signaling.values()) connection.leave();
    this.doc.destroy();
    for (const peer of [...this.peers.values()]) peer.close();
    // y-webrtc lets go of the room's name a moment later; until then nobody may join it again.
    await this.provider.key;
    await new Promise((resolve) => setTimeout(resolve));
  }

  private readonly onPageHide = (): void => void this.leave();

  private addSignaling(address: string): void {
    // Anything else the browser would take for an address on the host of the page.
    if (!/^wss?:\/\//i.test(address)) {
      this.setStatus(address, 'invalid');
      return;
    }
    this.setStatus(address, 'connecting');
    try {
      const connection = new RoomSignaling(address, {
        roomName: this.options.roomName,
        cipher: this.cipher,
        admit: (signal) => this.admit(signal),
        onStatus: (status) => this.setStatus(address, status),
        onDropped: () => this.drop(),
      });
      this.signaling.set(address, connection);
    } catch {
      this.setStatus(address, 'invalid');
    }
  }

  /** Whether y-webrtc may see a signal. It throws on some, and makes connections for others that lead nowhere. */
  private admit(signal: LobbySignal): boolean {
    const { room } = this.provider;
    const { from } = signal;
    if (!room || this.hasLeft || from === room.peerId) return false;
    if (signal.type === 'signal' && signal.to !== room.peerId) return false;
    const isKnown = room.webrtcConns.has(from);
    const opens = signal.type === 'announce' || signal.signal.type === 'offer';
    if (!isKnown && (!opens || room.webrtcConns.size >= MAX_CONNECTIONS || this.wasLeft(from))) return false;
    const isDescription = signal.type === 'signal' && signal.signal.type !== 'candidate';
    if (isDescription && this.peers.get(from)?.isDescribed) return false;
    this.meeting = from;
    return true;
  }

  private wasLeft(peerId: string): boolean {
    const untilMs = this.left.get(peerId);
    if (untilMs === undefined || untilMs > performance.now()) return untilMs !== undefined;
    this.left.delete(peerId);
    return false;
  }

  private begin(peer: LobbyPeer): LobbyConnectionEvents {
    const peerId = this.meeting;
    this.peers.set(peerId, peer);
    return {
      filter: (message) => (isLobbyMessage(message) ? message.slice() : null),
      onDropped: () => this.drop(),
      onLink: (link) => {
        this.tellState();
        this.options.onLink(link);
      },
      onEnd: () => this.endPeer(peerId, peer),
    };
  }

  private endPeer(peerId: string, peer: LobbyPeer): void {
    if (this.peers.get(peerId) === peer) this.peers.delete(peerId);
    if (peer.wasLeft) this.left.set(peerId, performance.now() + LEFT_MS);
    else this.announceSoon();
    this.tellState();
  }

  private announceSoon(): void {
    if (this.hasLeft) return;
    const waitMs = Math.max(ANNOUNCE_AGAIN_MS, this.announcedMs + 5 * ANNOUNCE_AGAIN_MS - performance.now());
    this.announceTimer ??= setTimeout(() => {
      this.announceTimer = null;
      this.announce();
    }, waitMs);
  }

  private announce(): void {
    this.announcedMs = performance.now();
    for (const connection of this.signaling.values()) connection.announce();
  }

  private setStatus(address: string, status: SignalingStatus): void {
    this.statuses.set(address, status);
    this.tellState();
  }

  private drop(): void {
    this.droppedCount += 1;
    this.tellState();
  }

  /** Once for all that happens at the same time. */
  private tellState(): void {
    if (this.stateQueued) return;
    this.stateQueued = true;
    queueMicrotask(() => {
      this.stateQueued = false;
      if (!this.hasLeft) this.options.onState(this.state);
    });
  }
}
