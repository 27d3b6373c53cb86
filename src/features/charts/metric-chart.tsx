import { createSignal, type JSX } from 'solid-js';
import type { MetricKey } from '../../domain/ids.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { useChartAxis } from './chart-axis.ts';
import { ChartPanel } from './chart-panel.tsx';
import type { ChartRun } from './chart-state.ts';
import './charts.css';

/** A chart as a card: one metric, a line for each run. */
export function MetricChart(props: {
  readonly runs: readonly ChartRun[];
  readonly metric: MetricKey;
  readonly title?: string;
}): JSX.Element {
  const { axis, setAxis } = useChartAxis();
  const [log, setLog] = createSignal(false);
  const [isExpanded, setIsExpanded] = createSignal(false);
  return (
    <div class="chart-card">
      <ChartPanel
        runs={props.runs}
        metric={props.metric}
        title={props.title ?? props.metric}
        axis={axis()}
        onAxis={setAxis}
        log={log()}
        onLog={setLog}
        onExpand={() => setIsExpanded(true)}
      />
      <Dialog
        open={isExpanded()}
        onClose={() => setIsExpanded(false)}
        title={props.metric}
        wide
        class="chart-dialog"
      >
        <ChartPanel
          runs={props.runs}
          metric={props.metric}
          title={props.metric}
          axis={axis()}
          onAxis={setAxis}
          log={log()}
          onLog={setLog}
          hideTitle
        />
      </Dialog>
    </div>
  );
}
