import { concatBytes, sha256Hex } from '../../base/bytes.ts';
import type { Lane } from '../net/link.ts';
import { ArrivalRate } from './arrival-rate.ts';
import { BlobQueue, type BlobWish, dropPieces, type Wanted } from './blob-queue.ts';
import { BlobServer, MAX_RANGE_BYTES } from './blob-server.ts';
import { type Clock, TokenBucket } from './clock.ts';
import { decodeMessage, encodeMessage, type HeadOf, type Message, packIds, unpackIds } from './messages.ts';
import type { BlobStore } from './replica-port.ts';

export type { BlobPriority, BlobWish } from './blob-queue.ts';

const MAX_BLOB_BYTES = 32 * 1024 * 1024;
/** Requests out to one peer: enough to keep a link busy over a round trip, few enough to reassign. */
const MAX_OUTSTANDING = 4;
/** Reserved for blobs that are on their way, over all peers. */
const MAX_HELD_BYTES = 64 * 1024 * 1024;
/** Reserved for a blob whose size is not known. */
const USUAL_BYTES = 1024 * 1024;
/**
 * A peer that brings nothing at all for so long has its requests given to others. It serves one request after the
 * other, so that each of them alone may have to wait for longer. Slower than 3 KB a second is as good as silent.
 */
const STALL_MS = 20_000;
const TICK_MS = 2_000;
/** Peers are asked again what they have by now. */
const ASK_AGAIN_MS = 30_000;
/** The same, when they say that they have more. */
const ASK_MORE_MS = 4_000;
const MAX_ASKED = 4096;
const TELL_EVERY_MS = 100;
/** Answers to nothing that was asked, malformed messages: so many and the lane is left alone. */
const MAX_OFFENCES = 20;
const MAX_INBOX_BYTES = 8 * 1024 * 1024;

export type BlobPause = 'asked' | 'full';

export interface BlobProgress {
  readonly wanted: number;
  readonly here: number;
  /** Bytes that have come. */
  readonly bytes: number;
  readonly bytesPerSecond: number;
  /** `full`: the disk took no more; goes on after `resume`. */
  readonly paused: BlobPause | null;
  /** Wanted ones that nobody met has. */
  readonly nowhere: number;
  /** Blobs that were not what their name says. */
  readonly mismatches: number;
}

export interface BlobPeer {
  /** The link's id. */
  readonly id: string;
  readonly lane: Lane;
  readonly mayServe: () => boolean;
  /** What came before the session knew who it is. */
  readonly early: readonly Uint8Array<ArrayBuffer>[];
}

interface Outstanding {
  readonly wanted: Wanted;
  readonly length: number;
  received: number;
  atMs: number;
}

interface Supplier {
  readonly peer: BlobPeer;
  readonly server: BlobServer;
  readonly requests: Map<number, Outstanding>;
  readonly asked: Map<number, readonly string[]>;
  readonly small: TokenBucket;
  hasMore: boolean;
  /** When the last bytes of a blob came. */
  heardMs: number;
  askedMs: number;
  work: Promise<void>;
  inboxBytes: number;
  offences: number;
}

/**
 * Fetches facts by their hash from everyone who has them, and hands them to whoever may read. Only pulls: what was
 * not asked for is dropped. In memory: at most 64 MiB of unfinished blobs, and two blobs for each peer that is served.
 */
export class BlobExchange {
  onChange: () => void = () => undefined;
  /** A wanted blob is verified and stored. */
  onStored: (hash: string) => void = () => undefined;
  private readonly store: BlobStore;
  private readonly clock: Clock;
  private readonly queue = new BlobQueue();
  private readonly suppliers = new Map<string, Supplier>();
  private paused: BlobPause | null = null;
  private lastRequest = 0;
  private here = 0;
  private bytes = 0;
  private mismatches = 0;
  private readonly rate = new ArrivalRate();
  private toldMs = Number.NEGATIVE_INFINITY;
  private stopTimer: (() => void) | null = null;
  private closed = false;

  constructor(store: BlobStore, clock: Clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Asks for blobs; those that are here already count as here. */
  async want(wishes: readonly BlobWish[]): Promise<void> {
    const fresh = wishes.filter((wish) => (wish.sizeBytes ?? 0) <= MAX_BLOB_BYTES);
    const isHere = await this.store.has(fresh.map((wish) => wish.hash));
    const added: string[] = [];
    for (const [at, wish] of fresh.entries()) {
      if (isHere[at]) this.here += 1;
      else if (this.queue.add(wish)) added.push(wish.hash);
    }
    for (const supplier of this.suppliers.values()) this.ask(supplier, added);
    this.tick();
    this.onChange();
  }

  /** No longer of interest, such as another chart's points. */
  unwant(hashes: readonly string[]): void {
    for (const hash of hashes) {
      const wanted = this.queue.get(hash);
      if (!wanted) continue;
      for (const supplier of this.suppliers.values()) this.cancelAll(supplier, wanted);
      this.queue.delete(hash);
    }
    this.pump();
    this.onChange();
  }

  pause(reason: BlobPause = 'asked'): void {
    this.paused = reason;
    for (const supplier of this.suppliers.values()) {
      for (const [request, { wanted }] of supplier.requests) this.release(supplier, request, wanted);
    }
    this.onChange();
  }

  resume(): void {
    this.paused = null;
    this.pump();
    this.onChange();
  }

  attach(peer: BlobPeer): void {
    const supplier: Supplier = {
      peer,
      server: new BlobServer(this.store, peer.lane, peer.mayServe),
      requests: new Map(),
      asked: new Map(),
      small: new TokenBucket(200, 50, this.clock.nowMs()),
      hasMore: false,
      heardMs: 0,
      askedMs: this.clock.nowMs(),
      work: Promise.resolve(),
      inboxBytes: 0,
      offences: 0,
    };
    this.suppliers.set(peer.id, supplier);
    peer.lane.onMessage = (bytes) => this.receive(supplier, bytes);
    for (const bytes of peer.early) this.receive(supplier, bytes);
    this.ask(
      supplier,
      [...this.queue.values()].map((one) => one.hash),
    );
    this.tick();
  }

  /** They say that they have other facts than before. */
  hasMore(id: string): void {
    const supplier = this.suppliers.get(id);
    if (supplier) supplier.hasMore = true;
  }

  /** The link is gone: what it was bringing is asked of others, from where it stopped. */
  detach(id: string): void {
    const supplier = this.suppliers.get(id);
    if (!supplier) return;
    this.suppliers.delete(id);
    supplier.peer.lane.onMessage = () => undefined;
    supplier.server.stop();
    for (const [request, { wanted }] of supplier.requests) this.release(supplier, request, wanted);
    for (const wanted of this.queue.values()) {
      wanted.at.delete(id);
      wanted.slow.delete(id);
    }
    this.queue.touch();
    this.pump();
    this.onChange();
  }

  progress(): BlobProgress {
    let nowhere = 0;
    for (const wanted of this.queue.values()) if (wanted.at.size === 0) nowhere += 1;
    return {
      wanted: this.queue.size,
      here: this.here,
      bytes: this.bytes,
      bytesPerSecond: this.rate.bytesPerSecond(this.clock.nowMs()),
      paused: this.paused,
      nowhere,
      mismatches: this.mismatches,
    };
  }

  /** Bytes of unfinished blobs in memory. */
  heldBytes(): number {
    let held = 0;
    for (const wanted of this.queue.values()) held += wanted.receivedBytes;
    return held;
  }

  close(): void {
    this.closed = true;
    this.stopTimer?.();
    for (const id of [...this.suppliers.keys()]) this.detach(id);
  }

  private ask(supplier: Supplier, hashes: readonly string[]): void {
    for (let at = 0; at < hashes.length; at += MAX_ASKED) {
      const part = hashes.slice(at, at + MAX_ASKED);
      this.lastRequest += 1;
      supplier.asked.set(this.lastRequest, part);
      this.send(supplier, encodeMessage('have', { request: this.lastRequest }, packIds(part)));
    }
  }

  private send(supplier: Supplier, message: Uint8Array): void {
    // A link that fails is reported by its end.
    supplier.peer.lane.send(message).catch(() => undefined);
  }

  private receive(supplier: Supplier, bytes: Uint8Array<ArrayBuffer>): void {
    supplier.inboxBytes += bytes.byteLength;
    if (supplier.inboxBytes > MAX_INBOX_BYTES) {
      this.leave(supplier);
      return;
    }
    supplier.work = supplier.work.then(async () => {
      supplier.inboxBytes -= bytes.byteLength;
      if (this.suppliers.get(supplier.peer.id) !== supplier) return;
      try {
        await this.take(supplier, decodeMessage(bytes));
      } catch (error) {
        console.error('A blob message could not be dealt with', error);
        this.leave(supplier);
      }
    });
  }

  private async take(supplier: Supplier, message: ReturnType<typeof decodeMessage>): Promise<void> {
    const { server } = supplier;
    if (message.kind !== 'data' && !supplier.small.take(this.clock.nowMs())) return this.offend(supplier);
    switch (message.kind) {
      case 'unknown':
        return;
      case 'have': {
        const hashes = unpackIds(message.rest);
        if (!hashes || hashes.length > MAX_ASKED) return this.offend(supplier);
        return server.answerHave(message.head.request, hashes);
      }
      case 'range':
        // Not awaited: what this peer brings goes on meanwhile.
        void server.request(message.head).catch(() => undefined);
        return;
      case 'cancel':
        return server.cancel(message.head.request);
      case 'bitmap':
        return this.takeBitmap(supplier, message.head.request, message.rest);
      case 'data':
        return this.takeData(supplier, message);
      case 'gone':
      case 'busy':
        return this.takeGone(supplier, message);
      default:
        this.offend(supplier);
    }
  }

  private takeBitmap(supplier: Supplier, request: number, bits: Uint8Array): void {
    const hashes = supplier.asked.get(request);
    // Asked again meanwhile.
    if (!hashes && request <= this.lastRequest) return;
    if (!hashes || bits.byteLength !== Math.ceil(hashes.length / 8)) {
      this.offend(supplier);
      return;
    }
    supplier.asked.delete(request);
    for (const [at, hash] of hashes.entries()) {
      const isThere = ((bits[at >> 3] ?? 0) >> (at & 7)) & 1;
      if (isThere) this.queue.get(hash)?.at.add(supplier.peer.id);
    }
    this.queue.touch();
    this.pump();
    this.onChange();
  }

  private takeGone(supplier: Supplier, message: Message & { readonly kind: 'gone' | 'busy' }): void {
    const { request } = message.head;
    const out = supplier.requests.get(request);
    if (!out) return;
    if (message.kind === 'gone') out.wanted.at.delete(supplier.peer.id);
    else out.wanted.slow.add(supplier.peer.id);
    this.release(supplier, request, out.wanted);
    this.pump();
  }

  private async takeData(supplier: Supplier, message: Message & { readonly kind: 'data' }): Promise<void> {
    const { head, rest } = message;
    const out = supplier.requests.get(head.request);
    supplier.heardMs = this.clock.nowMs();
    // Of a request that was called off: it was on its way.
    if (!out) {
      if (head.request > this.lastRequest) this.offend(supplier);
      return;
    }
    const { wanted } = out;
    if (!isPlausible(head, rest, out)) return this.blame(supplier, head.request, wanted);
    if (wanted.sizeBytes === null) {
      wanted.sizeBytes = head.total;
      if (head.total > USUAL_BYTES && this.queue.reservedBytes(USUAL_BYTES) > MAX_HELD_BYTES) {
        // Too large to be taken along now: again from the start when there is room.
        dropPieces(wanted);
        return this.release(supplier, head.request, wanted);
      }
    }
    wanted.pieces.push(rest.slice());
    wanted.from.add(supplier.peer.id);
    wanted.receivedBytes += rest.byteLength;
    out.received += rest.byteLength;
    out.atMs = this.clock.nowMs();
    this.bytes += rest.byteLength;
    this.rate.note(out.atMs, rest.byteLength);
    if (wanted.receivedBytes === head.total) {
      supplier.requests.delete(head.request);
      // Beside what the peer brings next; until then its bytes count as held.
      void this.complete(supplier, head.request, wanted);
      this.pump();
    } else if (out.received === out.length) {
      supplier.requests.delete(head.request);
      this.request(supplier, wanted);
    }
    this.tellProgress();
  }

  private async complete(supplier: Supplier, request: number, wanted: Wanted): Promise<void> {
    const whole = concatBytes(wanted.pieces);
    wanted.pieces = [];
    if ((await sha256Hex(whole)) !== wanted.hash) return this.blame(supplier, request, wanted);
    try {
      await this.store.write(wanted.hash, whole);
    } catch (error) {
      if (this.closed) return;
      console.warn('A blob could not be stored', error);
      dropPieces(wanted);
      wanted.by = null;
      this.queue.touch();
      this.pause('full');
      return;
    }
    this.queue.delete(wanted.hash);
    this.here += 1;
    this.onStored(wanted.hash);
    this.pump();
    if (this.queue.size === 0) this.onChange();
  }

  /** Whoever listens looks at everything that is wanted: not for each piece of a blob. */
  private tellProgress(): void {
    const nowMs = this.clock.nowMs();
    if (nowMs - this.toldMs < TELL_EVERY_MS) return;
    this.toldMs = nowMs;
    this.onChange();
  }

  /** Wrong bytes. With those of several peers among them nobody can say whose; then once more from one alone. */
  private blame(supplier: Supplier, request: number, wanted: Wanted): void {
    this.mismatches += 1;
    if (wanted.from.size <= 1 || wanted.alone) wanted.bad.add(supplier.peer.id);
    else wanted.alone = true;
    dropPieces(wanted);
    // A size that was a liar's word counts no more either.
    wanted.sizeBytes = wanted.promisedBytes;
    this.release(supplier, request, wanted);
    this.offend(supplier);
    this.pump();
    this.onChange();
  }

  private release(supplier: Supplier, request: number, wanted: Wanted): void {
    if (supplier.requests.delete(request) && this.suppliers.has(supplier.peer.id)) {
      this.send(supplier, encodeMessage('cancel', { request }));
    }
    if (wanted.by === supplier.peer.id) wanted.by = null;
    if (wanted.alone) dropPieces(wanted);
    this.queue.touch();
  }

  private cancelAll(supplier: Supplier, wanted: Wanted): void {
    for (const [request, out] of supplier.requests) {
      if (out.wanted === wanted) this.release(supplier, request, wanted);
    }
  }

  /** Gives every peer work, one request each in turn, so that none takes it all. */
  private pump(): void {
    if (this.paused || this.closed) return;
    let reserved = this.queue.reservedBytes(USUAL_BYTES);
    const fits = (wanted: Wanted) =>
      reserved === 0 || reserved + (wanted.sizeBytes ?? USUAL_BYTES) - wanted.receivedBytes <= MAX_HELD_BYTES;
    for (let isBusy = true; isBusy; ) {
      isBusy = false;
      for (const supplier of this.suppliers.values()) {
        if (supplier.requests.size >= MAX_OUTSTANDING) continue;
        const wanted = this.queue.next(supplier.peer.id, fits);
        if (!wanted) continue;
        reserved += (wanted.sizeBytes ?? USUAL_BYTES) - wanted.receivedBytes;
        this.request(supplier, wanted);
        isBusy = true;
      }
    }
  }

  private request(supplier: Supplier, wanted: Wanted): void {
    this.lastRequest += 1;
    const request = this.lastRequest;
    const left = (wanted.sizeBytes ?? MAX_BLOB_BYTES) - wanted.receivedBytes;
    const length = Math.max(1, Math.min(MAX_RANGE_BYTES, left));
    wanted.by = supplier.peer.id;
    supplier.requests.set(request, { wanted, length, received: 0, atMs: this.clock.nowMs() });
    const head = { request, hash: wanted.hash, offset: wanted.receivedBytes, length };
    this.send(supplier, encodeMessage('range', head));
  }

  /** Now and then: who has fallen silent, and who has more than before. */
  private tick(): void {
    if (this.stopTimer || this.closed || this.queue.size === 0 || this.suppliers.size === 0) return;
    this.stopTimer = this.clock.after(TICK_MS, () => {
      this.stopTimer = null;
      this.reassign();
      this.tick();
    });
  }

  private reassign(): void {
    const nowMs = this.clock.nowMs();
    for (const supplier of this.suppliers.values()) {
      for (const [request, out] of supplier.requests) {
        if (nowMs - Math.max(out.atMs, supplier.heardMs) < STALL_MS) continue;
        out.wanted.slow.add(supplier.peer.id);
        this.release(supplier, request, out.wanted);
      }
      if (nowMs - supplier.askedMs < (supplier.hasMore ? ASK_MORE_MS : ASK_AGAIN_MS)) continue;
      supplier.hasMore = false;
      supplier.askedMs = nowMs;
      supplier.asked.clear();
      const lacking = [...this.queue.values()].filter((one) => !one.at.has(supplier.peer.id));
      this.ask(
        supplier,
        lacking.map((one) => one.hash),
      );
    }
    this.pump();
    this.onChange();
  }

  private offend(supplier: Supplier): void {
    supplier.offences += 1;
    if (supplier.offences >= MAX_OFFENCES) this.leave(supplier);
  }

  private leave(supplier: Supplier): void {
    this.mutedLinks += 1;
    this.detach(supplier.peer.id);
  }

  /** Links whose blobs are not listened to any more. */
  mutedLinks = 0;
}

function isPlausible(head: HeadOf<'data'>, rest: Uint8Array, out: Outstanding): boolean {
  const { wanted } = out;
  return (
    rest.byteLength > 0 &&
    head.total <= MAX_BLOB_BYTES &&
    head.total === (wanted.sizeBytes ?? head.total) &&
    head.offset === wanted.receivedBytes &&
    rest.byteLength <= out.length - out.received &&
    head.offset + rest.byteLength <= head.total
  );
}
