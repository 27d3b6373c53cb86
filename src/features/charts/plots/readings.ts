import type { ColumnId } from '../../../rpc/query-api.ts';
import { type Reading, valueText } from '../../../ui/plots/index.ts';
import { columnLabel } from './column-labels.ts';
import type { PlotData } from './plot-data.ts';

/** What a run has in these columns, for its tooltip. */
export function readingsOf(
  data: PlotData | undefined,
  columns: readonly ColumnId[],
  mark: number,
): Reading[] {
  return [...new Set(columns)].flatMap((id) => {
    const column = data?.columns.get(id);
    const isPresent = data?.raw.get(id)?.present[mark] === 1;
    if (!column) return [];
    return [{ name: columnLabel(id), value: isPresent ? valueText(column, column.values[mark]!) : 'none' }];
  });
}
