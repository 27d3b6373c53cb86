/** A table of runs as the history of the browser remembers it. */
export interface TableOrigin {
  readonly address: string;
  readonly title: string;
}

const MAX_TITLE = 2_000;

/** What was put there by this page, perhaps by an older version of it. */
export function parseOrigin(state: unknown): TableOrigin | null {
  if (typeof state !== 'object' || state === null || !('table' in state)) return null;
  const { table } = state;
  if (typeof table !== 'object' || table === null || !('address' in table) || !('title' in table))
    return null;
  const { address, title } = table;
  if (typeof address !== 'string' || typeof title !== 'string') return null;
  return address.startsWith('/experiments/') ? { address, title: title.slice(0, MAX_TITLE) } : null;
}
