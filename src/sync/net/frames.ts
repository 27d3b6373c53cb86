import { type Lane, LinkClosed, MAX_MESSAGE_BYTES } from './link.ts';

/** Every browser takes messages of this size; 64 KB and more gain little on loopback. */
export const FRAME_BYTES = 60 * 1024;
/** A frame that is not the last of its message carries at least this much, so that parts cost little beside bytes. */
export const LEAST_PART_BYTES = 1024;

/**
 * Above this the queue waits. Chromium's SCTP holds 2 MB for all channels of a connection: staying below keeps its
 * door open for the other lane, whose messages are then taken in turn.
 */
export const HIGH_WATER_BYTES = 1024 * 1024;
export const LOW_WATER_BYTES = 512 * 1024;

/** Messages that nobody has asked for yet: more than this of them ends the lane. */
const MAX_EARLY_BYTES = MAX_MESSAGE_BYTES + 4 * 1024 * 1024;
const MAX_EARLY_COUNT = 4096;

/** The last byte of a frame; at the end, so that the message keeps the alignment of its buffer. */
const MORE = 0;
const LAST = 1;
const BEAT = 2;

const BEAT_FRAME = Uint8Array.of(BEAT);

/** What of a data channel is needed here. */
export interface FrameChannel {
  readonly readyState: string;
  readonly bufferedAmount: number;
  /** Copies the bytes before it returns. */
  send(frame: Uint8Array<ArrayBuffer>): void;
}

export type FrameBreach =
  | 'not-binary'
  | 'frame-size'
  | 'frame-kind'
  | 'message-size'
  | 'too-early'
  | 'send-failed';

export type FrameReading =
  | { readonly kind: 'message'; readonly message: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'part' }
  | { readonly kind: 'beat' }
  | { readonly kind: 'breach'; readonly breach: FrameBreach };

const PART: FrameReading = { kind: 'part' };
const BEAT_READING: FrameReading = { kind: 'beat' };

/** Puts messages together again. Holds at most one unfinished message of at most `maxBytes`. */
export class FrameReader {
  private parts: Uint8Array<ArrayBuffer>[] = [];
  private sizeBytes = 0;

  constructor(private readonly maxBytes = MAX_MESSAGE_BYTES) {}

  read(data: unknown): FrameReading {
    if (!(data instanceof ArrayBuffer)) return breach('not-binary');
    if (data.byteLength === 0 || data.byteLength > FRAME_BYTES) return breach('frame-size');
    const frame = new Uint8Array(data);
    const part = frame.subarray(0, -1);
    switch (frame.at(-1)) {
      case BEAT:
        return part.byteLength === 0 ? BEAT_READING : breach('frame-size');
      case MORE:
        if (part.byteLength < LEAST_PART_BYTES) return breach('frame-size');
        return this.take(part) ? PART : breach('message-size');
      case LAST:
        return this.take(part) ? { kind: 'message', message: this.finish() } : breach('message-size');
      default:
        return breach('frame-kind');
    }
  }

  private take(part: Uint8Array<ArrayBuffer>): boolean {
    if (this.sizeBytes + part.byteLength > this.maxBytes) return false;
    this.sizeBytes += part.byteLength;
    this.parts.push(part);
    return true;
  }

  private finish(): Uint8Array<ArrayBuffer> {
    const { parts, sizeBytes } = this;
    this.parts = [];
    this.sizeBytes = 0;
    const [only] = parts;
    if (only && parts.length === 1) return only;
    const message = new Uint8Array(sizeBytes);
    let at = 0;
    for (const part of parts) {
      message.set(part, at);
      at += part.byteLength;
    }
    return message;
  }
}

function breach(code: FrameBreach): FrameReading {
  return { kind: 'breach', breach: code };
}

interface Outgoing {
  readonly message: Uint8Array;
  at: number;
  readonly resolve: () => void;
  readonly reject: (reason: LinkClosed) => void;
}

export interface LaneOptions {
  readonly maxBytes?: number;
  /** The other end broke the rules, or the channel broke: close it. */
  readonly onBreach: (breach: FrameBreach) => void;
  /** Anything at all came in. */
  readonly onHeard?: () => void;
}

/** A lane over a data channel. Whoever owns the channel tells it of the channel's events. */
export class FramedLane implements Lane {
  private readonly reader: FrameReader;
  private readonly maxBytes: number;
  /** One frame at a time is filled here: the channel copies. */
  private readonly scratch = new Uint8Array(FRAME_BYTES);
  private readonly queue: Outgoing[] = [];
  private readonly early: Uint8Array<ArrayBuffer>[] = [];
  private earlyBytes = 0;
  private handler: ((message: Uint8Array<ArrayBuffer>) => void) | null = null;
  private ended = false;

  constructor(
    private readonly channel: FrameChannel,
    private readonly options: LaneOptions,
  ) {
    this.maxBytes = options.maxBytes ?? MAX_MESSAGE_BYTES;
    this.reader = new FrameReader(this.maxBytes);
  }

  /** Bytes of messages that are not wholly with the channel yet. */
  get queuedBytes(): number {
    return this.queue.reduce((sum, { message, at }) => sum + message.byteLength - at, 0);
  }

  send(message: Uint8Array): Promise<void> {
    if (this.ended) return Promise.reject(new LinkClosed());
    if (message.byteLength > this.maxBytes) {
      return Promise.reject(new RangeError(`A message of ${message.byteLength} bytes is above the limit`));
    }
    return new Promise((resolve, reject) => {
      this.queue.push({ message, at: 0, resolve, reject });
      this.pump();
    });
  }

  get onMessage(): (message: Uint8Array<ArrayBuffer>) => void {
    return this.handler ?? (() => undefined);
  }

  set onMessage(handler: (message: Uint8Array<ArrayBuffer>) => void) {
    const isFirst = this.handler === null;
    this.handler = handler;
    if (isFirst && this.early.length > 0) queueMicrotask(() => this.deliverEarly());
  }

  /** A sign of life; goes between the frames of a message. */
  beat(): void {
    if (this.ended || this.channel.readyState !== 'open') return;
    this.sendFrame(BEAT_FRAME);
  }

  /** The channel has opened, or its buffer has run low. */
  pump(): void {
    const payload = FRAME_BYTES - 1;
    while (!this.ended && this.channel.readyState === 'open') {
      const [head] = this.queue;
      if (!head || this.channel.bufferedAmount >= HIGH_WATER_BYTES) return;
      const part = head.message.subarray(head.at, head.at + payload);
      head.at += part.byteLength;
      const isLast = head.at === head.message.byteLength;
      this.scratch.set(part);
      this.scratch[part.byteLength] = isLast ? LAST : MORE;
      if (!this.sendFrame(this.scratch.subarray(0, part.byteLength + 1))) return;
      if (!isLast) continue;
      this.queue.shift();
      head.resolve();
    }
  }

  /** What the channel received. */
  receive(data: unknown): void {
    if (this.ended) return;
    this.options.onHeard?.();
    const reading = this.reader.read(data);
    if (reading.kind === 'message') this.deliver(reading.message);
    else if (reading.kind === 'breach') this.options.onBreach(reading.breach);
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    for (const { reject } of this.queue.splice(0)) reject(new LinkClosed());
  }

  private sendFrame(frame: Uint8Array<ArrayBuffer>): boolean {
    try {
      this.channel.send(frame);
      return true;
    } catch {
      this.options.onBreach('send-failed');
      return false;
    }
  }

  private deliver(message: Uint8Array<ArrayBuffer>): void {
    if (this.handler && this.early.length === 0) {
      this.hand(message);
      return;
    }
    this.early.push(message);
    this.earlyBytes += message.byteLength;
    if (this.earlyBytes <= MAX_EARLY_BYTES && this.early.length <= MAX_EARLY_COUNT) return;
    this.early.length = 0;
    this.options.onBreach('too-early');
  }

  private deliverEarly(): void {
    for (let message = this.early.shift(); message; message = this.early.shift()) {
      this.earlyBytes -= message.byteLength;
      this.hand(message);
    }
  }

  /** A handler that throws is a bug above; it may cost its message, not the ones behind it. */
  private hand(message: Uint8Array<ArrayBuffer>): void {
    try {
      this.handler?.(message);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
