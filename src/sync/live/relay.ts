import type { LiveMessage } from '../../domain/live/live-message.ts';
import type { Clock } from '../exchange/clock.ts';
import type { DeviceId } from '../log/replica.ts';
import { FrameJoiner, toFrames } from './frames.ts';
import { LiveOutbox } from './outbox.ts';
import { fromWire, toWire } from './wire.ts';

/** A person sees no faster, and each message has a price of its own. */
const TELL_EVERY_MS = 500;
/** In one message; at 24 bytes each, packed, they stay below 64 frames with the records around them. */
const MAX_POINTS = 6000;
const HELLO_EVERY_MS = 2000;
/** The mesh lets so many frames through; a full one is asked again this much later. */
const FRAME_WAIT_MS = 60;
const MAX_FRAME_WAITS = 100;
/**
 * A run of somebody else that has ended comes as facts, which take longer than this message: so long it stays as it was
 * told last.
 */
const OVER_AFTER_MS = 8000;
const MAX_WATCHERS = 64;

/** How a browser's own watchers and screens are reached: a `BroadcastChannel`. */
export interface LiveChannel {
  postMessage(message: LiveMessage): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  close(): void;
}

interface RelayPeers {
  /** False when it did not go out: nobody is there, or too much at once. */
  send(frame: Uint8Array<ArrayBuffer>): boolean;
  /** Whether what this device tells of runs is believed. */
  mayWrite(device: DeviceId): boolean;
  nameOf(device: DeviceId): string;
}

/**
 * Carries live runs between this browser (its watchers and screens, on a channel) and its peers. Nothing passes through
 * the log or a document, and nothing is kept. With more points than a line should carry some are left out, and said so.
 */
export class LiveRelay {
  private readonly outbox = new LiveOutbox();
  private readonly joiners = new Map<DeviceId, FrameJoiner>();
  /** Watchers of each peer that has told of runs. */
  private readonly watchers = new Map<DeviceId, Set<string>>();
  private readonly waiting = new Set<() => void>();
  private present: ReadonlySet<DeviceId> = new Set();
  /** Watchers of this browser. On the channel one also hears what other tabs heard of peers. */
  private readonly own = new Set<string>();
  private sending: Promise<unknown> = Promise.resolve();
  /** Messages that have not gone out. */
  private unsent = 0;
  private receiving: Promise<unknown> = Promise.resolve();
  private messageCount = 0;
  private isTellDue = false;
  private askedMs = Number.NEGATIVE_INFINITY;
  private answeredMs = Number.NEGATIVE_INFINITY;
  private closed = false;

  /** Open while somebody is there to be told. */
  private channel: LiveChannel | null = null;

  constructor(
    private readonly openChannel: () => LiveChannel,
    private readonly peers: RelayPeers,
    private readonly clock: Clock,
  ) {}

  /** Devices that may be told and asked now. Newcomers are asked; what those who left had told is over. */
  met(devices: readonly DeviceId[]): void {
    const before = this.present;
    this.present = new Set(devices);
    if (devices.length > 0 && this.channel === null && !this.closed) {
      this.channel = this.openChannel();
      this.channel.onmessage = ({ data }) => this.fromHere(data as LiveMessage);
    }
    if (devices.some((device) => !before.has(device))) this.askPeers(true);
    for (const device of before) if (!this.present.has(device)) this.peerLeft(device);
    if (devices.length === 0) this.outbox.clear();
  }

  /** A frame of a peer. One after the other: a long message takes longer to unpack than the short one behind it. */
  receive(device: DeviceId, frame: Uint8Array<ArrayBuffer>): Promise<void> {
    const taken = this.receiving.then(() => this.take(device, frame));
    this.receiving = taken.catch(() => undefined);
    return taken;
  }

  private async take(device: DeviceId, frame: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.closed) return;
    let joiner = this.joiners.get(device);
    if (!joiner) {
      joiner = new FrameJoiner();
      this.joiners.set(device, joiner);
    }
    const bytes = await joiner.take(frame);
    const message = bytes && fromWire(bytes, this.peers.nameOf(device));
    if (!message || this.closed) return;
    if (message.kind === 'hello') return this.answerPeers();
    if (this.peers.mayWrite(device)) this.fromPeer(device, message);
  }

  close(): void {
    this.closed = true;
    for (const stop of this.waiting) stop();
    for (const device of this.watchers.keys()) this.forget(device);
    this.closeChannel();
  }

  private closeChannel(): void {
    if (this.channel === null) return;
    this.channel.onmessage = null;
    this.channel.close();
    this.channel = null;
  }

  private fromHere(message: LiveMessage): void {
    switch (message.kind) {
      case 'hello':
        this.askPeers(false);
        return;
      case 'news':
        if (message.from !== '' || this.present.size === 0) return;
        this.own.add(message.watcher);
        this.outbox.add(message);
        this.tellSoon();
        return;
      case 'over':
      case 'bye':
        if (this.present.size === 0 || !this.own.has(message.watcher)) return;
        if (message.kind === 'bye') this.own.delete(message.watcher);
        this.tell();
        this.send(message.kind === 'bye' ? { kind: 'bye', watcher: message.watcher } : message);
    }
  }

  private fromPeer(device: DeviceId, message: Exclude<LiveMessage, { readonly kind: 'hello' }>): void {
    const watcher = `${device}:${message.watcher}`;
    const known = this.watchers.get(device) ?? new Set();
    if (!known.has(watcher) && known.size >= MAX_WATCHERS) return;
    if (message.kind === 'bye') known.delete(watcher);
    else known.add(watcher);
    this.watchers.set(device, known);
    const told = { ...message, watcher };
    if (told.kind === 'news') this.channel?.postMessage(told);
    else this.later(OVER_AFTER_MS, () => this.channel?.postMessage(told));
  }

  private peerLeft(device: DeviceId): void {
    this.joiners.delete(device);
    this.later(OVER_AFTER_MS, () => {
      if (!this.present.has(device)) this.forget(device);
      if (this.present.size === 0) this.closeChannel();
    });
  }

  private forget(device: DeviceId): void {
    for (const watcher of this.watchers.get(device) ?? [])
      this.channel?.postMessage({ kind: 'bye', watcher });
    this.watchers.delete(device);
  }

  /** Whoever is here now tells all that is live, as whole runs. */
  private askPeers(isAtOnce: boolean): void {
    const nowMs = this.clock.nowMs();
    if (this.present.size === 0 || (!isAtOnce && nowMs - this.askedMs < HELLO_EVERY_MS)) return;
    this.askedMs = nowMs;
    this.send({ kind: 'hello' });
  }

  /** The watchers here tell everything again, which goes to all peers. */
  private answerPeers(): void {
    const waitMs = Math.max(0, this.answeredMs + HELLO_EVERY_MS - this.clock.nowMs());
    this.answeredMs = this.clock.nowMs() + waitMs;
    if (waitMs > HELLO_EVERY_MS) return;
    this.later(waitMs, () => this.channel?.postMessage({ kind: 'hello' }));
  }

  private tellSoon(): void {
    if (this.isTellDue) return;
    this.isTellDue = true;
    this.later(TELL_EVERY_MS, () => {
      this.isTellDue = false;
      // A line that is slower than the training gets what came meanwhile as one message.
      if (this.unsent > 0) this.tellSoon();
      else this.tell();
    });
  }

  private tell(): void {
    for (const news of this.outbox.take(MAX_POINTS, this.clock.nowMs())) {
      // A whole run can be long: each run is a message of its own where it is told whole.
      const whole = news.runs.filter((run) => run.isWhole);
      for (const run of whole) this.send({ ...news, runs: [run] });
      const grown = news.runs.filter((run) => !run.isWhole);
      // Nothing but that somebody is there is told too.
      if (grown.length > 0 || news.runs.length === 0) this.send({ ...news, runs: grown });
    }
  }

  private send(message: LiveMessage): void {
    this.unsent += 1;
    this.sending = this.sending
      .then(() => this.sendNow(message))
      .catch(reportError)
      .finally(() => {
        this.unsent -= 1;
      });
  }

  private async sendNow(message: LiveMessage): Promise<void> {
    if (this.closed || this.present.size === 0) return;
    this.messageCount += 1;
    const frames = await toFrames(this.messageCount, toWire(message));
    if (frames === null) console.warn('Something live is too long to be told to others');
    for (const frame of frames ?? []) {
      let waits = 0;
      while (!this.peers.send(frame)) {
        waits += 1;
        if (waits > MAX_FRAME_WAITS || this.closed || this.present.size === 0) return;
        await new Promise<void>((resolve) => this.later(FRAME_WAIT_MS, resolve));
      }
    }
  }

  private later(ms: number, run: () => void): void {
    const stop = this.clock.after(ms, () => {
      this.waiting.delete(stop);
      run();
    });
    this.waiting.add(stop);
  }
}
