import type { AxisScale } from '../../base/axis/axis-scale.ts';
import { barsHeight, drawBars } from './bars.ts';
import type { ChartModel, Shown } from './chart-model.ts';
import { drawLines } from './line-chart.ts';
import { drawParallel } from './parallel.ts';
import { drawScatter } from './scatter.ts';
import type { Box, Drawn } from './tree.ts';

/** A picture, and where its axes are if one can zoom along them. */
export interface ChartPicture {
  readonly node: Drawn;
  readonly axes: { readonly box: Box; readonly x: AxisScale; readonly y: AxisScale } | null;
}

export function heightOf(model: ChartModel, width: number): number {
  if (model.kind === 'bars') return barsHeight(model.bars.length);
  if (model.kind === 'lines') return Math.max(190, Math.min(260, width * 0.52));
  return Math.max(260, Math.min(380, width * 0.45));
}

export function drawChart(model: ChartModel, shown: Shown, width: number, id: string): ChartPicture {
  const size = { width, height: heightOf(model, width) };
  switch (model.kind) {
    case 'lines': {
      const { node, ...axes } = drawLines(model, shown, size, id);
      return { node, axes };
    }
    case 'scatter': {
      const { node, ...axes } = drawScatter(model, shown, size, id);
      return { node, axes };
    }
    case 'parallel':
      return { node: drawParallel(model, shown, size), axes: null };
    case 'bars':
      return { node: drawBars(model, shown, width), axes: null };
  }
}
