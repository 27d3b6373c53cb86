import { nearestIndex } from './chart-data.ts';
import type { LineChartProps } from './line-chart.tsx';
import { type Range, zoomAbout } from './zoom.ts';

/** Does what a key asks of a chart; false where the key means nothing here. */
export function pressChartKey(
  event: KeyboardEvent,
  props: LineChartProps,
  cursor: number | null,
  moveTo: (x: number | null) => void,
): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const { data, range, extent } = props;
  const zoom = (factor: number): void => {
    const isSeen = cursor !== null && cursor >= range[0] && cursor <= range[1];
    props.onRange(zoomAbout(range, isSeen ? cursor : (range[0] + range[1]) / 2, factor, extent));
  };
  const stride = event.shiftKey ? Math.max(1, Math.round(data.x.length / 20)) : 1;
  const actions: Readonly<Record<string, () => void>> = {
    ArrowRight: () => moveTo(stepFrom(data.x, cursor, stride, range)),
    ArrowLeft: () => moveTo(stepFrom(data.x, cursor, -stride, range)),
    Home: () => moveTo(range[0]),
    End: () => moveTo(range[1]),
    '+': () => zoom(0.5),
    '=': () => zoom(0.5),
    '-': () => zoom(2),
    '0': () => props.onRange(null),
    // Without a crosshair Escape belongs to the dialog around the chart.
    ...(cursor === null ? {} : { Escape: () => moveTo(null) }),
  };
  const action = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined;
  action?.();
  return action !== undefined;
}

/** The next different x in a direction, kept within the range. */
function stepFrom(x: Float64Array, cursor: number | null, stride: number, range: Range): number {
  if (cursor === null) return stride > 0 ? range[0] : range[1];
  let at = nearestIndex(x, cursor) + stride;
  while (x[at] === cursor) at += Math.sign(stride);
  const next = x[Math.max(0, Math.min(x.length - 1, at))] ?? cursor;
  return Math.max(range[0], Math.min(range[1], next));
}
