import type { AxisScale } from '../../base/axis/axis-scale.ts';
import { type AxisBrush, axisValue, brushPlaces, type ParallelAxisModel } from './parallel-draw.ts';
import type { PlotBox } from './surface.ts';

interface AxisPlace {
  readonly axis: ParallelAxisModel;
  readonly scale: AxisScale;
  readonly box: PlotBox;
  readonly missingY: number;
}

const LEAST_DRAG_PX = 4;
const EDGE_PX = 6;
const MISSING_REACH = 10;

/** What a drag along an axis makes of its brush: a new one, the old one moved, or one of its ends moved. */
export type BrushDrag = (toY: number) => AxisBrush | null;

/** `fromY` is where the pointer went down. A press without a move toggles what is missing, or clears. */
export function beginBrush(place: AxisPlace, fromY: number): BrushDrag {
  const { axis, box, missingY } = place;
  const missing = axis.brush?.missing ?? false;
  const hasLane = missingY > box.top + box.height;
  if (hasLane && Math.abs(fromY - missingY) <= MISSING_REACH) {
    return () => tidy({ range: axis.brush?.range ?? null, missing: !missing });
  }
  const ends = axis.brush?.range ? brushPlaces(axis, place.scale, box, axis.brush.range) : null;
  const grab = ends ? grabOf(ends, fromY) : 'new';
  return (toY) => {
    const moved = toY - fromY;
    if (Math.abs(moved) < LEAST_DRAG_PX) return grab === 'new' ? tidy({ range: null, missing }) : axis.brush;
    const [top, bottom] = spanAfter(grab, ends, fromY, toY, box);
    return { range: rangeOf(place, top, bottom), missing };
  };
}

function tidy(brush: AxisBrush): AxisBrush | null {
  return brush.range === null && !brush.missing ? null : brush;
}

type Grab = 'new' | 'top' | 'bottom' | 'whole';

function grabOf([top, bottom]: readonly [number, number], y: number): Grab {
  if (Math.abs(y - top) <= EDGE_PX) return 'top';
  if (Math.abs(y - bottom) <= EDGE_PX) return 'bottom';
  return y > top && y < bottom ? 'whole' : 'new';
}

function spanAfter(
  grab: Grab,
  ends: readonly [number, number] | null,
  fromY: number,
  toY: number,
  box: PlotBox,
): readonly [number, number] {
  const [top, bottom] = ends ?? [fromY, toY];
  switch (grab) {
    case 'new':
      return [Math.min(fromY, toY), Math.max(fromY, toY)];
    case 'top':
      return [Math.min(toY, bottom), Math.max(toY, bottom)];
    case 'bottom':
      return [Math.min(toY, top), Math.max(toY, top)];
    case 'whole': {
      const room = Math.max(box.top - top, Math.min(box.top + box.height - bottom, toY - fromY));
      return [top + room, bottom + room];
    }
  }
}

function rangeOf(
  { axis, scale, box }: AxisPlace,
  top: number,
  bottom: number,
): readonly [number, number] | null {
  const a = axisValue(axis, scale, box, top);
  const b = axisValue(axis, scale, box, bottom);
  const [low, high] = a < b ? [a, b] : [b, a];
  if (axis.column.unit !== 'words') return [shorten(low, high - low), shorten(high, high - low)];
  const [first, last] = [
    Math.max(0, Math.round(low)),
    Math.min(axis.column.words.length - 1, Math.round(high)),
  ];
  return first <= last ? [first, last] : null;
}

/** No more digits than a pixel is worth: a brush is read as text as well. */
function shorten(value: number, span: number): number {
  if (!(span > 0) || value === 0) return value;
  const digits = Math.ceil(Math.log10(Math.abs(value) / span)) + 3;
  return Number(value.toPrecision(Math.max(3, Math.min(15, digits))));
}
