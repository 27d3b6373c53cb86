import type { AxisScale } from '../../base/axis/axis-scale.ts';
import type { ChartModel, Shown } from '../chart/chart-model.ts';
import type { Box } from '../chart/tree.ts';

export type Area = Box;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Of lines a stretch of x, of marks a rectangle; within the plotting area. */
export function areaBetween(from: Place, to: Place, box: Box, kind: ChartModel['kind']): Area {
  const within = (value: number, low: number, size: number) => Math.max(low, Math.min(low + size, value));
  const [left, right] = [from.x, to.x].map((x) => within(x, box.left, box.width)).sort((a, b) => a - b);
  const [top, bottom] =
    kind === 'lines'
      ? [box.top, box.top + box.height]
      : [from.y, to.y].map((y) => within(y, box.top, box.height)).sort((a, b) => a - b);
  return { left: left!, top: top!, width: right! - left!, height: bottom! - top! };
}

export function zoomedTo(
  area: Area,
  { box, x, y }: { readonly box: Box; readonly x: AxisScale; readonly y: AxisScale },
  kind: ChartModel['kind'],
): Partial<Shown> {
  const unitX = (at: number) => (at - box.left) / box.width;
  const unitY = (at: number) => 1 - (at - box.top) / box.height;
  const zoomX = [x.fromUnit(unitX(area.left)), x.fromUnit(unitX(area.left + area.width))] as const;
  if (kind === 'lines') return { zoomX };
  return { zoomX, zoomY: [y.fromUnit(unitY(area.top + area.height)), y.fromUnit(unitY(area.top))] };
}
