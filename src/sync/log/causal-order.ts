import type { EnvelopeId } from './replica.ts';

export interface CausalOrder<Item> {
  /** Whatever an item builds on is here already or comes before it. */
  readonly sorted: readonly Item[];
  readonly waiting: readonly Item[];
}

/** Puts what it can in causal order, in linear time. */
export function sortCausally<Item extends { readonly id: EnvelopeId }>(
  items: readonly Item[],
  parentsOf: (item: Item) => readonly EnvelopeId[],
  isHere: (id: EnvelopeId) => boolean,
): CausalOrder<Item> {
  const sorted: Item[] = [];
  const placed = new Set<EnvelopeId>();
  const waiters = new Map<EnvelopeId, Item[]>();
  const open = [...items].reverse();
  for (let item = open.pop(); item; item = open.pop()) {
    if (placed.has(item.id)) continue;
    const blocker = parentsOf(item).find((id) => !placed.has(id) && !isHere(id));
    if (blocker !== undefined) {
      const others = waiters.get(blocker);
      if (others) others.push(item);
      else waiters.set(blocker, [item]);
      continue;
    }
    sorted.push(item);
    placed.add(item.id);
    open.push(...(waiters.get(item.id) ?? []));
    waiters.delete(item.id);
  }
  const waiting = [...waiters.values()].flat().filter(({ id }) => !placed.has(id));
  return { sorted, waiting };
}

export function parentIdsOf(links: {
  readonly prev: EnvelopeId | '';
  readonly deps: readonly EnvelopeId[];
}): readonly EnvelopeId[] {
  return links.prev === '' ? links.deps : [links.prev, ...links.deps];
}
