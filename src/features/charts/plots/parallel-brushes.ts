import { type Accessor, createMemo, createSignal, onCleanup } from 'solid-js';
import type { RunKey } from '../../../domain/ids.ts';
import type { ColumnId } from '../../../rpc/query-api.ts';
import type { RunsScene } from '../../../state/runs-scene.ts';
import type { AxisBrush } from '../../../ui/plots/index.ts';
import { brushClause } from './narrow-clause.ts';
import type { PlotData } from './plot-data.ts';

/** While a brush is dragged the table follows at this pace. */
const SETTLE_MS = 160;

/**
 * Brushes of a plot's axes, and the filter of the table that follows them. The runs that were there before the first
 * brush stay in the plot, so that those it leaves out can still be seen, faded.
 */
export function createBrushes(chartId: () => string, scene: RunsScene) {
  const [brushes, setBrushes] = createSignal<ReadonlyMap<ColumnId, AxisBrush>>(new Map());
  const [base, setBase] = createSignal<readonly RunKey[] | null>(null);
  const [unfiltered, setUnfiltered] = createSignal<ReadonlySet<ColumnId>>(new Set());
  const waiting = new Map<ColumnId, ReturnType<typeof setTimeout>>();
  const narrowLater = (column: ColumnId, clause: string | null): void => {
    clearTimeout(waiting.get(column));
    const send = () => scene.narrow(`${chartId()}:${column}`, clause);
    waiting.set(column, setTimeout(send, SETTLE_MS));
  };
  onCleanup(() => {
    for (const timer of waiting.values()) clearTimeout(timer);
  });
  const set = (column: ColumnId, brush: AxisBrush | null, data: PlotData | undefined): void => {
    if (brushes().size === 0 && brush === null) return;
    if (brushes().size === 0) setBase(data?.runs ?? null);
    const next = new Map(brushes());
    if (brush) next.set(column, brush);
    else next.delete(column);
    setBrushes(next);
    if (next.size === 0) setBase(null);
    const plot = data?.columns.get(column);
    const clause = brush && plot ? brushClause(column, plot, brush) : null;
    const without = new Set(unfiltered());
    if (brush && clause === null) without.add(column);
    else without.delete(column);
    setUnfiltered(without);
    narrowLater(column, clause);
  };
  return {
    brushes,
    /** For `columnValues`: null while nothing is brushed. */
    base,
    /** Columns the filter language has no words for. */
    unfiltered: unfiltered as Accessor<ReadonlySet<ColumnId>>,
    isBrushed: createMemo(() => brushes().size > 0),
    set,
    clear: (): void => {
      for (const column of brushes().keys()) narrowLater(column, null);
      setBrushes(new Map());
      setBase(null);
      setUnfiltered(new Set<ColumnId>());
    },
  };
}

export type Brushes = ReturnType<typeof createBrushes>;
