import { lazy } from 'solid-js';
import type { MadeChart, MadeChartKind } from '../../domain/view-state.ts';
import type { QueryApi } from '../../rpc/query-api.ts';
import type { RunsScene } from '../../state/runs-scene.ts';

/** Whatever is not a line. The code arrives with the first chart that needs it. */
const loadPlots = () => import('./plots/index.ts');

export const BarFigure = lazy(async () => ({ default: (await loadPlots()).BarFigure }));
export const MadePlot = lazy(async () => ({ default: (await loadPlots()).MadePlot }));
export const ComparePlots = lazy(async () => ({ default: (await loadPlots()).ComparePlots }));

/** A new plot with what is worth looking at first. */
export async function beginPlot(
  kind: MadeChartKind,
  id: string,
  table: RunsScene,
  api: QueryApi,
): Promise<MadeChart | null> {
  const { PLOT_KINDS, loadVariety } = await loadPlots();
  const columns = table.columns();
  const variety = await loadVariety(api, table.table()?.table, columns);
  const choices = PLOT_KINDS.find((one) => one.kind === kind)?.begin(columns, variety);
  return choices ? ({ id, title: '', ...choices } as MadeChart) : null;
}
