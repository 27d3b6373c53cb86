import type { RegistryEvent } from './registry-event.ts';

/** Events that somebody's log lacks for good, as what a removed member wrote last, leave gaps in the order. */
const MOST_MISSING = 1000;

/**
 * Of n events no honest one has an order much greater than n. A forged one that has stands before all others, so that
 * it has no last word.
 */
export function inOrder(events: readonly RegistryEvent[]): readonly RegistryEvent[] {
  const place = ({ order }: RegistryEvent): number => (isPlausible(order, events.length) ? order : 0);
  return [...events].sort((a, b) => place(a) - place(b) || a.order - b.order || (a.id < b.id ? -1 : 1));
}

/** The order of the last of these; 0 where there are none. */
export function lastOrderOf(events: readonly RegistryEvent[]): number {
  const orders = events.map(({ order }) => (isPlausible(order, events.length) ? order : 0));
  return orders.reduce((most, order) => Math.max(most, order), 0);
}

function isPlausible(order: number, count: number): boolean {
  return order <= 2 * count + MOST_MISSING;
}
