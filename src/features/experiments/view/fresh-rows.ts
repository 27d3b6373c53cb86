import { createEffect, createSignal, on, untrack } from 'solid-js';
import type { RunKey } from '../../../domain/ids.ts';
import type { ColumnId, QueryApi } from '../../../rpc/query-api.ts';
import { useQuery } from '../../../state/query.ts';
import type { RunRow, TableItem } from '../run-row.ts';

/** More rows than this are never in sight at once; the next answer of the table has the rest. */
const MOST_ROWS = 200;

export interface FreshRows {
  /** These rows have come from the table. */
  readonly loaded: (items: readonly TableItem[]) => void;
  /** A row with what its run has by now. Tracks. */
  readonly newest: (item: TableItem) => TableItem;
}

/**
 * Rows of live runs move in place between two answers of the table: for each answer a shelf of newer rows, of which only
 * the newest answer's is filled.
 */
export function createFreshRows(api: QueryApi): (columns: readonly ColumnId[]) => FreshRows {
  const { live, pulse } = useQuery();
  let current: { refresh(changed: readonly RunKey[]): void } | null = null;
  createEffect(on(live, () => current?.refresh(untrack(pulse).changed), { defer: true }));

  return (columns) => {
    const rows = new Map<RunKey, RunRow>();
    const [fresh, setFresh] = createSignal<ReadonlyMap<RunKey, RunRow>>(new Map());
    const waiting = new Set<RunKey>();
    let isAsking = false;

    const ask = async (): Promise<void> => {
      const asked = [...waiting].slice(0, MOST_ROWS);
      waiting.clear();
      isAsking = true;
      try {
        const found = await api.runRows(asked, columns);
        if (current !== shelf) return;
        const next = new Map(untrack(fresh));
        for (const row of found) {
          const known = rows.get(row.run);
          // Where it stands, and what is nested under it, the table says.
          if (known) {
            const { depth, childCount, folded, columnIndex } = known;
            next.set(row.run, { ...row, depth, childCount, folded, columnIndex });
          }
        }
        setFresh(next);
      } catch (error) {
        reportError(error);
      } finally {
        isAsking = false;
        if (waiting.size > 0 && current === shelf) void ask();
      }
    };
    const shelf = {
      refresh: (changed: readonly RunKey[]): void => {
        for (const run of changed) if (rows.has(run)) waiting.add(run);
        if (waiting.size > 0 && !isAsking) void ask();
      },
    };
    current = shelf;
    return {
      loaded: (items) => {
        for (const item of items) if (item.kind === 'run') rows.set(item.run, item);
      },
      newest: (item) => (item.kind === 'run' ? (fresh().get(item.run) ?? item) : item),
    };
  };
}
