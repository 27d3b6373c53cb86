import type { MetricKey } from '../../src/domain/ids.ts';
import type { ChartX } from '../../src/domain/view-state.ts';

const METRIC_AXIS = 'metrics.';

/** The metric that an axis names; null for the other axes. */
export function metricOfAxis(axis: ChartX): MetricKey | null {
  return axis.startsWith(METRIC_AXIS) ? axis.slice(METRIC_AXIS.length) : null;
}

/**
 * The metrics that may tell the epoch, the likeliest first: those whose last part is called so, whatever the case. Beside
 * the one that is drawn (`val/epoch` for `val/loss`), then `epoch` itself, then the others by name.
 */
export function epochMetrics(drawn: MetricKey, logged: readonly MetricKey[]): readonly MetricKey[] {
  const folder = folderOf(drawn);
  const rank = (key: MetricKey): number => {
    if (folderOf(key) === folder) return 0;
    return folderOf(key) === '' ? 1 : 2;
  };
  return logged.filter(isEpoch).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function isEpoch(key: MetricKey): boolean {
  return key.slice(folderOf(key).length).toLowerCase() === 'epoch';
}

/** Up to and with the last slash. */
function folderOf(key: MetricKey): string {
  return key.slice(0, key.lastIndexOf('/') + 1);
}
