import type { ChartX } from '../../domain/view-state.ts';
import type { XKind } from '../../ui/line-chart/index.ts';

/** Axes that every run has, in the order of the menu. */
export const PLAIN_AXES: readonly { readonly axis: ChartX; readonly label: string }[] = [
  { axis: 'step', label: 'Step' },
  { axis: 'relative', label: 'Relative time' },
  { axis: 'time', label: 'Wall time' },
  { axis: 'epoch', label: 'Epoch' },
];

const METRIC = 'metrics.';

/** 'Relative time', or the key of the metric. */
export function axisLabel(axis: ChartX): string {
  return PLAIN_AXES.find((one) => one.axis === axis)?.label ?? metricOfAxis(axis) ?? axis;
}

export function metricOfAxis(axis: ChartX): string | null {
  return axis.startsWith(METRIC) ? axis.slice(METRIC.length) : null;
}

export function axisOfMetric(key: string): ChartX {
  return `${METRIC}${key}`;
}

export function axisKind(axis: ChartX): XKind {
  if (axis === 'time') return 'time';
  return axis === 'relative' ? 'duration' : 'number';
}

/** What a point lacks that has no place on an axis. */
export function missingOnAxis(axis: ChartX): string {
  if (axis === 'step') return 'a step';
  if (axis === 'epoch') return 'an epoch';
  const metric = metricOfAxis(axis);
  return metric === null ? 'a time' : `a value of ${metric}`;
}
