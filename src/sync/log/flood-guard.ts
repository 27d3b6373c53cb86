import type { LogGraph, Node } from './graph.ts';
import { DAY_MS, FLOOD_BYTES, FLOOD_ENVELOPES } from './limits.ts';
import type { DeviceId } from './replica.ts';

interface Spent {
  envelopes: number;
  bytes: number;
}

/**
 * Counts what each author sent by the days of its own clock, which may not run backwards along its chain or before
 * its admission, nor ahead of this device's. So catching up with a year of somebody's work is no flood.
 */
export class FloodGuard {
  private readonly days = new Map<DeviceId, Map<number, Spent>>();
  private readonly times = new WeakMap<Node, number>();

  constructor(
    private readonly graph: LogGraph,
    /** Own envelopes are never held back. */
    private readonly self: DeviceId,
  ) {}

  admits(node: Node, nowMs: number): boolean {
    const { author, sizeBytes } = node.record.index;
    if (author === this.self) return true;
    const spent = this.spentOn(author, this.dayOf(this.timeOf(node), nowMs));
    return spent.envelopes < FLOOD_ENVELOPES && spent.bytes + sizeBytes <= FLOOD_BYTES;
  }

  count(node: Node, nowMs: number): void {
    const { author, sizeBytes } = node.record.index;
    const timeMs = this.timeOf(node);
    this.times.set(node, timeMs);
    const spent = this.spentOn(author, this.dayOf(timeMs, nowMs));
    spent.envelopes += 1;
    spent.bytes += sizeBytes;
  }

  private spentOn(author: DeviceId, day: number): Spent {
    const days = this.days.get(author) ?? new Map<number, Spent>();
    this.days.set(author, days);
    const spent = days.get(day) ?? { envelopes: 0, bytes: 0 };
    days.set(day, spent);
    return spent;
  }

  private dayOf(timeMs: number, nowMs: number): number {
    return Math.floor(Math.min(timeMs, nowMs) / DAY_MS);
  }

  private timeOf(node: Node): number {
    const floor = node.prev ? this.times.get(node.prev) : this.graph.authorOf(node)?.sinceMs;
    return Math.max(node.record.index.atMs, floor ?? 0);
  }
}
