import type { AxisScale, Limits } from '../../base/axis/axis-scale.ts';
import { makeXScale, makeYScale } from '../../base/axis/axis-scale.ts';
import { extentOf, makePlotAxis } from '../../base/axis/plot-column.ts';
import type { ColumnModel, ScatterModel, Shown } from './chart-model.ts';
import { boxOf, drawFrame, mostTicksX, mostTicksY, placeX, placeY } from './frame.ts';
import { type Box, type Drawn, draw, px, root, type Size } from './tree.ts';

export interface ScatterPicture {
  readonly node: Drawn;
  readonly box: Box;
  readonly x: AxisScale;
  readonly y: AxisScale;
}

export function drawScatter(model: ScatterModel, shown: Shown, size: Size, id: string): ScatterPicture {
  const y = axis(model.y, shown.logY, mostTicksY(size.height), shown.zoomY);
  const box = boxOf(size, y);
  const x = axis(model.x, shown.logX, mostTicksX(box.width), shown.zoomX);
  const clip = draw('clipPath', { id }, [
    draw('rect', {
      x: px(box.left - 5),
      y: px(box.top - 5),
      width: px(box.width + 10),
      height: px(box.height + 10),
    }),
  ]);
  const marks = model.marks.flatMap(({ of, shade }, i) => {
    const [left, top] = [model.x.values[i]!, model.y.values[i]!];
    if (shown.hidden.has(of) || !Number.isFinite(left) || !Number.isFinite(top)) return [];
    const place = { cx: px(placeX(x, box, left)), cy: px(placeY(y, box, top)), r: 4 };
    return [draw('circle', { class: `mark ${shade}`, 'data-i': i, ...place })];
  });
  const drawn = draw('g', { 'clip-path': `url(#${id})` }, marks);
  return { node: root(size, model.name, [clip, ...drawFrame(box, x, y, model.x.label), drawn]), box, x, y };
}

function axis(column: ColumnModel, log: boolean, most: number, zoom: Limits | null): AxisScale {
  const [from, to] = zoom ?? [null, null];
  if (from === null || to === null || column.unit === 'words') return makePlotAxis(column, log, most);
  if (column.unit === 'number' || log) return makeYScale(extentOf(column.values), log, most, [from, to]);
  return makeXScale(column.unit, from, to, most);
}
