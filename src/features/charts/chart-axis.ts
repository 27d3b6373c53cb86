import { type Accessor, createRoot } from 'solid-js';
import type { XAxis } from '../../rpc/query-api.ts';
import { createStoredSignal } from '../../state/stored-signal.ts';

const AXES: readonly XAxis[] = ['step', 'time', 'relative'];

interface ChartAxis {
  readonly axis: Accessor<XAxis>;
  readonly setAxis: (axis: XAxis) => void;
}

let shared: ChartAxis | null = null;

/** One choice for every chart: lines are compared across charts, so they are over the same x. Scope: this browser. */
export function useChartAxis(): ChartAxis {
  shared ??= createRoot(() => {
    const [axis, setAxis] = createStoredSignal<XAxis>(
      'chart-axis',
      (raw) => AXES.find((known) => known === raw),
      'step',
    );
    return { axis, setAxis: (next: XAxis) => void setAxis(next) };
  });
  return shared;
}
