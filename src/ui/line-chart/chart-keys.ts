import { nearestIndex, type Reading } from './chart-data.ts';
import type { LineChartProps } from './line-chart.tsx';
import { type Range, zoomAbout } from './zoom.ts';

/** Does what a key asks of a chart; false where the key means nothing here. */
export function pressChartKey(
  event: KeyboardEvent,
  props: LineChartProps,
  cursor: number | null,
  moveTo: (x: number | null) => void,
  readings: readonly Reading[],
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
    // Without a crosshair the arrows scroll the page.
    ...(readings.length < 2
      ? {}
      : {
          ArrowUp: () => props.onLit?.(neighbourOf(readings, props.lit, -1)),
          ArrowDown: () => props.onLit?.(neighbourOf(readings, props.lit, 1)),
        }),
    ...(props.lit === null ? {} : { Enter: () => props.onPress?.(props.lit!, event) }),
    // Without a crosshair Escape belongs to the dialog around the chart.
    ...(cursor === null ? {} : { Escape: () => moveTo(null) }),
  };
  const action = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined;
  action?.();
  return action !== undefined;
}

/** The line above or below the lit one, by value; at the ends it goes round. */
function neighbourOf(readings: readonly Reading[], lit: string | null, by: 1 | -1): string | null {
  const at = readings.findIndex((reading) => reading.line.id === lit);
  const next = at < 0 ? (by > 0 ? 0 : readings.length - 1) : at + by;
  return readings[(next + readings.length) % readings.length]?.line.id ?? null;
}

/** The next different x in a direction, kept within the range. */
function stepFrom(x: Float64Array, cursor: number | null, stride: number, range: Range): number {
  if (cursor === null) return stride > 0 ? range[0] : range[1];
  let at = nearestIndex(x, cursor) + stride;
  while (x[at] === cursor) at += Math.sign(stride);
  const next = x[Math.max(0, Math.min(x.length - 1, at))] ?? cursor;
  return Math.max(range[0], Math.min(range[1], next));
}
