import type { Clock } from '../../src/sync/exchange/clock.ts';
import type { Lane, Link } from '../../src/sync/net/link.ts';

/** Numbers from a seed, 0 ≤ x < 1 (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

/**
 * Time that passes only when a test says so. Between two events everything that is ready is done, so what runs must
 * not wait for threads: see `sync-crypto.ts`.
 */
export class VirtualClock implements Clock {
  readonly random: () => number;
  private timeMs: number;
  private order = 0;
  private readonly heap: Due[] = [];

  constructor(seed = 1, startMs = 1_800_000_000_000) {
    this.random = seededRandom(seed);
    this.timeMs = startMs;
  }

  /** Whole milliseconds, as the clocks of browsers give them. */
  nowMs(): number {
    return Math.floor(this.timeMs);
  }

  /** For arrivals, which keep their order only without rounding. */
  exactMs(): number {
    return this.timeMs;
  }

  after(ms: number, run: () => void): () => void {
    this.order += 1;
    const due: Due = { atMs: this.timeMs + ms, order: this.order, run, cancelled: false };
    this.push(due);
    return () => {
      due.cancelled = true;
    };
  }

  /** A clock of one device that is wrong by so much. */
  skewed(byMs: number): Clock {
    return { nowMs: () => this.nowMs() + byMs, after: (ms, run) => this.after(ms, run), random: this.random };
  }

  /** Lets so much time pass, event by event. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.timeMs + ms;
    await settle();
    for (let next = this.heap[0]; next && next.atMs <= untilMs; next = this.heap[0]) {
      this.pop();
      if (next.cancelled) continue;
      this.timeMs = Math.max(this.timeMs, next.atMs);
      next.run();
      await settle();
    }
    this.timeMs = untilMs;
  }

  /** Until a condition holds; false when it does not within the time. */
  async passUntil(condition: () => boolean, withinMs: number, stepMs = 50): Promise<boolean> {
    for (let passedMs = 0; passedMs <= withinMs; passedMs += stepMs) {
      if (condition()) return true;
      await this.pass(stepMs);
    }
    return condition();
  }

  private push(due: Due): void {
    const { heap } = this;
    let at = heap.push(due) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (isBefore(heap[parent], due)) break;
      heap[at] = heap[parent] as Due;
      at = parent;
    }
    heap[at] = due;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child] as Due)) child += 1;
      if (isBefore(last, heap[child] as Due)) break;
      heap[at] = heap[child] as Due;
      at = child;
    }
    heap[at] = last;
  }
}

function isBefore(a: Due | undefined, b: Due): boolean {
  return a !== undefined && (a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order));
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export interface LinkFaults {
  readonly delayMs?: number;
  readonly jitterMs?: number;
  /** Bytes that may be on their way before `send` waits. */
  readonly bufferBytes?: number;
  readonly bytesPerMs?: number;
  /** Share of messages that arrive cut short, as no sound transport does. */
  readonly truncated?: number;
  /** The two ends see other bindings, as with somebody in the middle. */
  readonly splitBinding?: boolean;
}

export interface LinkPair {
  readonly a: Link;
  readonly b: Link;
  /** The line goes dead; either end notices after a moment. */
  cut(): void;
  readonly sent: { messages: number; bytes: number };
  /** Sees every message, before it is sent on; null loses it. */
  tap: (from: 'a' | 'b', lane: 'log' | 'blobs', message: Uint8Array) => Uint8Array | null;
}

/** Two ends of one link. Each lane keeps its order; the two lanes of a link have none between them. */
export function memoryLink(clock: VirtualClock, id: string, faults: LinkFaults = {}): LinkPair {
  const isOpen = { now: true };
  const stuck: (() => void)[] = [];
  const sent = { messages: 0, bytes: 0 };
  const binding = new TextEncoder().encode(`binding of ${id}`) as Uint8Array<ArrayBuffer>;
  const otherBinding = new TextEncoder().encode(`other binding of ${id}`) as Uint8Array<ArrayBuffer>;
  const lanes = { aLog: makeLane(), bLog: makeLane(), aBlobs: makeLane(), bBlobs: makeLane() };
  const close = () => {
    if (!isOpen.now) return;
    isOpen.now = false;
    for (const go of stuck.splice(0)) go();
    clock.after(faults.delayMs ?? 5, () => {
      a.onClose();
      b.onClose();
    });
  };

  function makeLane(): Lane {
    return { onMessage: () => undefined, send: () => Promise.resolve() };
  }

  function join(from: 'a' | 'b', name: 'log' | 'blobs', here: Lane, there: Lane): void {
    let arrivesMs = 0;
    let bufferedBytes = 0;
    here.send = async (message) => {
      while (isOpen.now && bufferedBytes > (faults.bufferBytes ?? 1024 * 1024)) {
        await new Promise<void>((resolve) => stuck.push(resolve));
      }
      if (!isOpen.now) throw new Error('The link is closed');
      const passed = pair.tap(from, name, message);
      if (!passed) return;
      const isCut = (faults.truncated ?? 0) > 0 && clock.random() < (faults.truncated ?? 0);
      const copy = passed.slice(0, isCut ? Math.floor(passed.byteLength * clock.random()) : undefined);
      sent.messages += 1;
      sent.bytes += copy.byteLength;
      bufferedBytes += copy.byteLength;
      const travelMs = (faults.delayMs ?? 5) + clock.random() * (faults.jitterMs ?? 0);
      const takesMs = copy.byteLength / (faults.bytesPerMs ?? Number.POSITIVE_INFINITY);
      arrivesMs = Math.max(arrivesMs, clock.exactMs() + travelMs) + takesMs;
      clock.after(arrivesMs - clock.exactMs(), () => {
        bufferedBytes -= copy.byteLength;
        for (const go of stuck.splice(0)) go();
        if (isOpen.now) there.onMessage(copy as Uint8Array<ArrayBuffer>);
      });
    };
  }

  join('a', 'log', lanes.aLog, lanes.bLog);
  join('b', 'log', lanes.bLog, lanes.aLog);
  join('a', 'blobs', lanes.aBlobs, lanes.bBlobs);
  join('b', 'blobs', lanes.bBlobs, lanes.aBlobs);
  const end = (log: Lane, blobs: Lane, initiator: boolean): Link => ({
    id,
    log,
    blobs,
    binding: faults.splitBinding && !initiator ? otherBinding : binding,
    initiator,
    close,
    onClose: () => undefined,
  });
  const a = end(lanes.aLog, lanes.aBlobs, true);
  const b = end(lanes.bLog, lanes.bBlobs, false);
  const pair: LinkPair = { a, b, cut: close, sent, tap: (_from, _lane, message) => message };
  return pair;
}
