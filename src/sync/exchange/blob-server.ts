import type { Lane } from '../net/link.ts';
import { encodeMessage, type HeadOf } from './messages.ts';
import type { BlobStore } from './replica-port.ts';

/** Requests of one peer that may wait; a receiver keeps to four, whoever sends more is told `busy`. */
const MAX_WAITING = 4;
/** Bytes of one message: one frame of the transport, so that a slow link shows signs of life between two of them. */
const PIECE_BYTES = 56 * 1024;
/** Most that one request may ask for. */
export const MAX_RANGE_BYTES = 1024 * 1024;

/**
 * Hands blobs to one peer: one request after the other, as fast as the link takes them. In memory: the blob that is
 * being sent and the one after it.
 */
export class BlobServer {
  sentBytes = 0;
  private readonly store: BlobStore;
  private readonly lane: Lane;
  private readonly mayServe: () => boolean;
  private readonly waiting: HeadOf<'range'>[] = [];
  private readonly cancelled = new Set<number>();
  private last: { hash: string; bytes: Promise<Uint8Array<ArrayBuffer> | null> } | null = null;
  private running = false;
  private stopped = false;

  constructor(store: BlobStore, lane: Lane, mayServe: () => boolean) {
    this.store = store;
    this.lane = lane;
    this.mayServe = mayServe;
  }

  /** Which of these are here, as bits. */
  async answerHave(request: number, hashes: readonly string[]): Promise<void> {
    const here = this.mayServe() ? await this.store.has(hashes) : [];
    const bits = new Uint8Array(Math.ceil(hashes.length / 8));
    for (const [at, isHere] of here.entries())
      if (isHere) bits[at >> 3] = (bits[at >> 3] ?? 0) | (1 << (at & 7));
    if (!this.stopped) await this.lane.send(encodeMessage('bitmap', { request }, bits));
  }

  async request(range: HeadOf<'range'>): Promise<void> {
    if (this.stopped) return;
    const { request } = range;
    if (!this.mayServe()) return this.lane.send(encodeMessage('gone', { request }));
    if (this.waiting.length >= MAX_WAITING) return this.lane.send(encodeMessage('busy', { request }));
    this.waiting.push(range);
    if (!this.running) await this.run();
  }

  cancel(request: number): void {
    const at = this.waiting.findIndex((range) => range.request === request);
    if (at >= 0) this.waiting.splice(at, 1);
    else if (this.running) this.cancelled.add(request);
  }

  stop(): void {
    this.stopped = true;
    this.waiting.length = 0;
    this.last = null;
  }

  private async run(): Promise<void> {
    this.running = true;
    try {
      for (let range = this.waiting.shift(); range && !this.stopped; range = this.waiting.shift()) {
        await this.serve(range);
        this.cancelled.clear();
      }
    } finally {
      this.running = false;
    }
  }

  private async serve({ request, hash, offset, length }: HeadOf<'range'>): Promise<void> {
    const bytes = await this.read(hash);
    if (!bytes || offset >= bytes.byteLength) return this.lane.send(encodeMessage('gone', { request }));
    // Read ahead while this one is on its way.
    const next = this.waiting[0];
    const ahead = next && next.hash !== hash ? this.store.read(next.hash).catch(() => null) : null;
    const end = Math.min(bytes.byteLength, offset + Math.min(length, MAX_RANGE_BYTES));
    for (let at = offset; at < end; at += PIECE_BYTES) {
      if (this.stopped || this.cancelled.has(request)) break;
      // A member removed meanwhile gets no further byte.
      if (!this.mayServe()) return this.lane.send(encodeMessage('gone', { request }));
      const piece = bytes.subarray(at, Math.min(end, at + PIECE_BYTES));
      await this.lane.send(encodeMessage('data', { request, offset: at, total: bytes.byteLength }, piece));
      this.sentBytes += piece.byteLength;
    }
    if (end === bytes.byteLength) this.last = null;
    if (ahead && next) this.last = { hash: next.hash, bytes: ahead };
  }

  /** Ranges of a large blob come one after the other: it is read once for all of them. */
  private read(hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
    if (this.last?.hash !== hash) this.last = { hash, bytes: this.store.read(hash).catch(() => null) };
    return this.last.bytes;
  }
}
