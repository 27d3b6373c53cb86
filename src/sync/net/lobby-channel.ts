import { FramedLane, LOW_WATER_BYTES } from './frames.ts';

/** What y-webrtc has to say is a few bytes; an end that takes none of them is not waited for. */
const MAX_QUEUED_BYTES = 4 * 1024 * 1024;
const MAX_LOBBY_BYTES = 1024 * 1024;
/** Messages from one peer: this many at once, and a second thereafter. A full room sends some twenty a second. */
const BURST = 200;
const PER_SECOND = 50;

export interface LobbyChannelEvents {
  /** What of a message simple-peer may see. */
  readonly filter: (message: Uint8Array) => Uint8Array<ArrayBuffer> | null;
  readonly onDropped: () => void;
}

/**
 * Stands for the data channel of simple-peer: cuts into frames and puts together, waits when the buffer is full, and
 * lets only through what y-webrtc can read. Bare, its larger messages are lost without a word.
 */
export class LobbyChannel {
  binaryType = 'arraybuffer';
  bufferedAmountLowThreshold = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: ArrayBuffer }) => void) | null = null;
  onclose: (() => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  onbufferedamountlow: (() => void) | null = null;
  private readonly lane: FramedLane;
  private tokens = BURST;
  private countedMs = performance.now();

  constructor(
    private readonly channel: RTCDataChannel,
    private readonly events: LobbyChannelEvents,
  ) {
    channel.binaryType = 'arraybuffer';
    channel.bufferedAmountLowThreshold = LOW_WATER_BYTES;
    this.lane = new FramedLane(channel, { maxBytes: MAX_LOBBY_BYTES, onBreach: () => this.breach() });
    this.lane.onMessage = (message) => this.receive(message);
    channel.addEventListener('message', (event) => this.lane.receive(event.data));
    channel.addEventListener('bufferedamountlow', () => {
      this.lane.pump();
      this.onbufferedamountlow?.();
    });
    channel.addEventListener('open', () => {
      this.lane.pump();
      this.onopen?.();
    });
    channel.addEventListener('close', () => this.end());
  }

  get label(): string {
    return this.channel.label;
  }

  get readyState(): RTCDataChannelState {
    return this.channel.readyState;
  }

  get bufferedAmount(): number {
    return this.channel.bufferedAmount + this.lane.queuedBytes;
  }

  send(message: Uint8Array): void {
    if (this.lane.queuedBytes > MAX_QUEUED_BYTES) this.breach();
    // Of a channel that ends, simple-peer hears through onclose.
    else this.lane.send(message.slice()).catch(() => undefined);
  }

  close(): void {
    this.lane.end();
    this.channel.close();
  }

  /** Tells simple-peer, whose connection may have been closed behind its back: that fires no event. */
  end(): void {
    this.lane.end();
    const handler = this.onclose;
    this.onclose = null;
    handler?.();
  }

  private breach(): void {
    this.events.onDropped();
    this.close();
    this.end();
  }

  private receive(message: Uint8Array<ArrayBuffer>): void {
    const admitted = this.isTooFast() ? null : this.events.filter(message);
    if (!admitted) this.events.onDropped();
    else this.onmessage?.({ data: admitted.buffer });
  }

  private isTooFast(): boolean {
    const nowMs = performance.now();
    this.tokens = Math.min(BURST, this.tokens + ((nowMs - this.countedMs) / 1000) * PER_SECOND);
    this.countedMs = nowMs;
    if (this.tokens < 1) return true;
    this.tokens -= 1;
    return false;
  }
}
