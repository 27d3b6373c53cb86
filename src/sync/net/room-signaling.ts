/// <reference path="./y-webrtc.d.ts" />
import { SignalingConn } from 'y-webrtc';
import type { LobbyCipher } from './lobby-cipher.ts';
import { type LobbySignal, parseLobbySignal } from './lobby-signals.ts';

/** Of one message of the server; an offer takes 2,000. */
const MAX_CHARS = 96 * 1024;
/** Messages waiting to be opened; a server that sends faster than that is not listened to. */
const MAX_WAITING = 256;
/** With these codes a server says that it does not want this browser: 1008 policy, 1013 overload, 4000 and up its own. */
const REFUSALS = new Set([1008, 1013]);

export type SignalingStatus = 'connecting' | 'connected' | 'unreachable' | 'refused' | 'invalid';

export interface SignalingWiring {
  readonly roomName: string;
  readonly cipher: LobbyCipher;
  /** Says whether y-webrtc may see it, and prepares for it. */
  readonly admit: (signal: LobbySignal) => boolean;
  readonly onStatus: (status: SignalingStatus) => void;
  /** Something was thrown away. */
  readonly onDropped: () => void;
}

/**
 * y-webrtc's connection to a signaling server behind a gate: what goes out is about this room and sealed, what comes
 * in is opened, checked and made anew, and nothing the server sends can throw into the page.
 */
export class RoomSignaling extends SignalingConn {
  private wiring: SignalingWiring | null;
  private waiting = 0;
  private inbox = Promise.resolve();
  private outbox = Promise.resolve();

  /** Throws for an address that no browser would connect to. */
  constructor(address: string, wiring: SignalingWiring) {
    super(address);
    this.wiring = wiring;
    this.on('connect', () => this.wiring?.onStatus('connected'));
  }

  /** Tells everybody in the room that this browser is here. */
  announce(): void {
    if (this.connected) this.emit('connect', [{ type: 'connect' }, this]);
  }

  override send(message: unknown): void {
    const { wiring } = this;
    if (!wiring || typeof message !== 'object' || message === null) return;
    const { type } = message as { readonly type?: unknown };
    if (type === 'ping') this.put(message);
    // y-webrtc names every room of the page to every server.
    else if (type === 'subscribe') this.put({ type, topics: [wiring.roomName] });
    else if (type === 'publish') {
      const { topic, data } = message as { readonly topic?: unknown; readonly data?: unknown };
      if (topic === wiring.roomName) this.publish(wiring, data);
    }
  }

  leave(): void {
    this.wiring = null;
    this.destroy();
  }

  /** Called with each new socket of this connection, just before its handlers are set. */
  guard(socket: WebSocket): void {
    let wasOpen = false;
    socket.addEventListener('open', () => {
      wasOpen = true;
    });
    socket.addEventListener('close', ({ code }) => {
      const isRefusal = wasOpen && (REFUSALS.has(code) || code >= 4000);
      this.wiring?.onStatus(isRefusal ? 'refused' : 'unreachable');
    });
    queueMicrotask(() => {
      const pass = socket.onmessage?.bind(socket);
      socket.onmessage = (event) =>
        this.receive(event.data, (data) => pass?.(new MessageEvent('message', { data })));
    });
  }

  private publish({ cipher, roomName }: SignalingWiring, data: unknown): void {
    this.outbox = this.outbox.then(async () => {
      this.put({ type: 'publish', topic: roomName, data: await cipher.seal(data) });
    });
  }

  /** A message for a socket that is not open yet, or not any more, is lost as on any network. */
  private put(message: unknown): void {
    if (this.ws?.readyState === WebSocket.OPEN) super.send(message);
  }

  private receive(text: unknown, pass: (text: string) => void): void {
    const message = parseServerMessage(text);
    if (message === 'pong') pass('{"type":"pong"}');
    else if (!message || message.topic !== this.wiring?.roomName || this.waiting >= MAX_WAITING) this.drop();
    else {
      this.waiting += 1;
      // In order: the addresses of an offer are of no use before it.
      this.inbox = this.inbox
        .then(() => this.open(message.data, pass))
        .finally(() => {
          this.waiting -= 1;
        });
    }
  }

  private async open(sealed: string, pass: (text: string) => void): Promise<void> {
    const signal = parseLobbySignal(await this.wiring?.cipher.open(sealed));
    const { wiring } = this;
    if (!wiring) return;
    if (!signal) {
      this.drop();
      return;
    }
    try {
      if (!wiring.admit(signal)) return;
      pass(JSON.stringify({ type: 'publish', topic: wiring.roomName, data: signal }));
    } catch {
      // What y-webrtc and simple-peer throw for messages that do not fit the state they are in.
      this.drop();
    }
  }

  private drop(): void {
    this.wiring?.onDropped();
  }
}

/** lib0 sets this for every attempt to connect, the first time before the fields above exist. */
const sockets = new WeakMap<RoomSignaling, WebSocket>();
Object.defineProperty(RoomSignaling.prototype, 'ws', {
  get(this: RoomSignaling): WebSocket | null {
    return sockets.get(this) ?? null;
  },
  set(this: RoomSignaling, socket: WebSocket | null) {
    if (!socket) sockets.delete(this);
    else {
      sockets.set(this, socket);
      this.guard(socket);
    }
  },
});

function parseServerMessage(
  text: unknown,
): 'pong' | { readonly topic: string; readonly data: string } | null {
  if (typeof text !== 'string' || text.length > MAX_CHARS) return null;
  try {
    const message: unknown = JSON.parse(text);
    if (typeof message !== 'object' || message === null) return null;
    const { type, topic, data } = message as { readonly [key: string]: unknown };
    if (type === 'pong') return 'pong';
    if (type !== 'publish' || typeof topic !== 'string' || typeof data !== 'string') return null;
    return { topic, data };
  } catch {
    return null;
  }
}
