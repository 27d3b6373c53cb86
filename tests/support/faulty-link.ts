import { FRAME_BYTES } from '../../src/sync/net/frames.ts';
import { type Lane, type Link, LinkClosed, MAX_MESSAGE_BYTES } from '../../src/sync/net/link.ts';

export interface MemoryLinkOptions {
  /** How long a message is under way, in ms, chosen for each; within a lane the order stays. 0 by default. */
  readonly delayMs?: (lane: 'log' | 'blobs') => number;
  /** What a lane takes before `send` waits for the other end to have received some of it. */
  readonly bufferBytes?: number;
  readonly binding?: Uint8Array<ArrayBuffer>;
}

export interface MemoryLinkPair {
  /** The initiator. */
  readonly a: Link;
  readonly b: Link;
  /** The network goes: what is under way is lost and both ends are told. */
  cut(): void;
  /** Nothing arrives on this lane, in both directions, until it is released. */
  hold(lane: 'log' | 'blobs'): void;
  release(lane: 'log' | 'blobs'): void;
  /** Bytes that were sent on a lane, both directions, and not received yet. */
  underWayBytes(lane: 'log' | 'blobs'): number;
}

/** Two ends of a link without a network. Messages are copied, arrive later, and in order within each lane. */
export function makeMemoryLinks(options: MemoryLinkOptions = {}): MemoryLinkPair {
  const binding = options.binding ?? crypto.getRandomValues(new Uint8Array(32));
  const lanes = { log: makeLanePair('log', options), blobs: makeLanePair('blobs', options) };
  let isOpen = true;
  const end = () => {
    if (!isOpen) return;
    isOpen = false;
    for (const lane of [...lanes.log, ...lanes.blobs]) lane.end();
    a.tellClosed();
    b.tellClosed();
  };
  const a = new MemoryLink(lanes.log[0], lanes.blobs[0], binding, true, end);
  const b = new MemoryLink(lanes.log[1], lanes.blobs[1], binding.slice(), false, end);
  return {
    a,
    b,
    cut: end,
    hold: (lane) => {
      for (const end of lanes[lane]) end.hold(true);
    },
    release: (lane) => {
      for (const end of lanes[lane]) end.hold(false);
    },
    underWayBytes: (lane) => lanes[lane].reduce((sum, end) => sum + end.underWayBytes, 0),
  };
}

function makeLanePair(name: 'log' | 'blobs', options: MemoryLinkOptions): [MemoryLane, MemoryLane] {
  const bufferBytes = options.bufferBytes ?? 1024 * 1024;
  const delayMs = () => options.delayMs?.(name) ?? 0;
  const one = new MemoryLane(bufferBytes, delayMs);
  const other = new MemoryLane(bufferBytes, delayMs);
  one.peer = other;
  other.peer = one;
  return [one, other];
}

class MemoryLink implements Link {
  readonly id = crypto.randomUUID();
  private handler: (() => void) | null = null;
  private isClosed = false;

  constructor(
    readonly log: Lane,
    readonly blobs: Lane,
    readonly binding: Uint8Array<ArrayBuffer>,
    readonly initiator: boolean,
    readonly close: () => void,
  ) {}

  get onClose(): () => void {
    return this.handler ?? (() => undefined);
  }

  set onClose(handler: () => void) {
    this.handler = handler;
    if (this.isClosed) queueMicrotask(() => this.tellClosed());
  }

  tellClosed(): void {
    this.isClosed = true;
    const handler = this.handler;
    this.handler = null;
    handler?.();
  }
}

class MemoryLane implements Lane {
  peer: MemoryLane | null = null;
  /** What this end has sent, and the other has not received. */
  underWayBytes = 0;
  private underWay: { readonly message: Uint8Array<ArrayBuffer>; isDue: boolean }[] = [];
  private waiting: { readonly resolve: () => void; readonly reject: (reason: LinkClosed) => void }[] = [];
  private early: Uint8Array<ArrayBuffer>[] = [];
  private handler: ((message: Uint8Array<ArrayBuffer>) => void) | null = null;
  private isHeld = false;
  private isOpen = true;

  constructor(
    private readonly bufferBytes: number,
    private readonly delayMs: () => number,
  ) {}

  send(message: Uint8Array): Promise<void> {
    if (!this.isOpen) return Promise.reject(new LinkClosed());
    if (message.byteLength > MAX_MESSAGE_BYTES) return Promise.reject(new RangeError('Above the limit'));
    const entry = { message: message.slice(), isDue: false };
    this.underWay.push(entry);
    this.underWayBytes += costOf(message);
    setTimeout(() => {
      entry.isDue = true;
      this.flow();
    }, this.delayMs());
    if (this.underWayBytes <= this.bufferBytes) return Promise.resolve();
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  get onMessage(): (message: Uint8Array<ArrayBuffer>) => void {
    return this.handler ?? (() => undefined);
  }

  set onMessage(handler: (message: Uint8Array<ArrayBuffer>) => void) {
    this.handler = handler;
    queueMicrotask(() => {
      for (const message of this.early.splice(0)) this.handler?.(message);
    });
  }

  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
    this.flow();
  }

  end(): void {
    this.isOpen = false;
    this.underWay = [];
    this.underWayBytes = 0;
    for (const { reject } of this.waiting.splice(0)) reject(new LinkClosed());
  }

  private flow(): void {
    while (this.isOpen && !this.isHeld && this.underWay[0]?.isDue) {
      const { message } = this.underWay.shift() ?? { message: new Uint8Array() };
      this.underWayBytes -= costOf(message);
      this.peer?.take(message);
    }
    if (this.underWayBytes <= this.bufferBytes) for (const { resolve } of this.waiting.splice(0)) resolve();
  }

  private take(message: Uint8Array<ArrayBuffer>): void {
    if (this.handler && this.early.length === 0) this.handler(message);
    else this.early.push(message);
  }
}

/** As on the wire: the byte that ends each frame counts. */
function costOf(message: Uint8Array): number {
  return message.byteLength + Math.max(1, Math.ceil(message.byteLength / (FRAME_BYTES - 1)));
}
