import * as Y from 'yjs';
import { MAX_CLIENTS_IN_UPDATE } from './limits.ts';
import type { ClientRange } from './replica.ts';

/**
 * The clocks that a Yjs update gives each client, or null when Yjs cannot read or apply it. A hole inside a client's
 * structs counts as damage: no document writes one about itself, and `Y.parseUpdateMeta` reads over it.
 * An update of nothing but deletions has no ranges, one of changes made here has one.
 */
export function readUpdateRanges(update: Uint8Array): readonly ClientRange[] | null {
  try {
    const ranges = new Map<number, { client: number; from: number; to: number }>();
    for (const struct of Y.decodeUpdate(update).structs) {
      const { client, clock } = struct.id;
      if (struct instanceof Y.Skip || struct.length < 1) return null;
      const range = ranges.get(client);
      if (range && range.to !== clock) return null;
      if (range) range.to = clock + struct.length;
      else ranges.set(client, { client, from: clock, to: clock + struct.length });
    }
    if (ranges.size > MAX_CLIENTS_IN_UPDATE) return null;
    for (const range of ranges.values()) if (!Number.isSafeInteger(range.to)) return null;
    return canApply(update) ? [...ranges.values()] : null;
  } catch {
    return null;
  }
}

/** What only waits for other updates is fine: Yjs keeps it aside. */
function canApply(update: Uint8Array): boolean {
  // A guid of its own would cost more than the rest of it.
  const scratch = new Y.Doc({ guid: '' });
  try {
    Y.applyUpdate(scratch, update);
    return true;
  } catch {
    return false;
  } finally {
    scratch.destroy();
  }
}
