import type { RunKey } from '../../../domain/ids.ts';
import type { QueryApi } from '../../../rpc/query-api.ts';

/** A tag among some runs. */
export interface TagAmong {
  readonly key: string;
  /** How many of the runs have it. */
  readonly runs: number;
  /** The value that all of those have, or null where they differ. */
  readonly value: string | null;
}

/** Rows of all tags of more runs than this would be megabytes: their tags are set, not listed. */
export const MOST_LISTED_RUNS = 2000;

export async function loadTagsOfRuns(
  api: QueryApi,
  runs: readonly RunKey[],
  keys: readonly string[],
): Promise<readonly TagAmong[]> {
  const rows = await api.runRows(
    runs,
    keys.map((key) => `tags.${key}`),
  );
  return keys.flatMap((key, at) => {
    const values = rows.map(({ cells }) => cells[at]).filter((value) => value != null);
    const [first] = values;
    if (first === undefined) return [];
    const value = values.every((one) => one === first) ? String(first) : null;
    return [{ key, runs: values.length, value }];
  });
}
