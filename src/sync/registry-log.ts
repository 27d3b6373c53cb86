import type * as Y from 'yjs';
import { toRegistryEventId } from '../domain/ids.ts';
import { inOrder, lastOrderOf } from '../domain/registry/event-order.ts';
import type { RegistryChange, RegistryEvent } from '../domain/registry/registry-event.ts';
import { makeEvents, readEvent, writeEvent } from './registry-events.ts';

/** Events that are read; further ones, by order, are passed over by everybody alike. */
const MAX_EVENTS = 200_000;

interface Read {
  readonly raw: unknown;
  readonly client: number;
  readonly event: RegistryEvent | null;
}

/** The events of the registry as they stand in the workspace's document. Each of them is parsed once. */
export class RegistryLog {
  private readonly known = new Map<string, Read>();
  private last: readonly RegistryEvent[] = [];
  private isStale = true;

  constructor(private readonly map: Y.Map<unknown>) {
    map.observe(() => {
      this.isStale = true;
    });
  }

  /** In order; the same array until one is added. */
  events(): readonly RegistryEvent[] {
    if (!this.isStale) return this.last;
    const events: RegistryEvent[] = [];
    for (const [key, item] of this.map._map) {
      const event = item.deleted ? null : this.read(key, this.map.get(key), item.id.client);
      if (event) events.push(event);
    }
    this.last = inOrder(events).slice(0, MAX_EVENTS);
    this.isStale = false;
    return this.last;
  }

  /** Call within a transaction. */
  add(changes: readonly RegistryChange[], why: string, nowMs: number, makeId: () => string): void {
    const lastOrder = lastOrderOf(this.events());
    for (const event of makeEvents(changes, { lastOrder, nowMs, why }))
      this.map.set(makeId(), writeEvent(event));
  }

  private read(key: string, raw: unknown, client: number): RegistryEvent | null {
    const known = this.known.get(key);
    if (known && known.raw === raw && known.client === client) return known.event;
    const event = /^[0-9a-f]{16}$/.test(key) ? readEvent(toRegistryEventId(key), raw, client) : null;
    this.known.set(key, { raw, client, event });
    return event;
  }
}
