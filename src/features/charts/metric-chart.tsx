import type { JSX } from 'solid-js';
import type { MetricKey, RunKey } from '../../domain/ids.ts';
import './charts.css';
import { MetricCard } from './metric-card.tsx';
import { createMetricsOfRuns } from './metrics-of-runs.ts';
import { createPageScene } from './page-scene.ts';
import { WallProvider } from './wall-provider.tsx';

/** One metric of a run as a card that stands alone. */
export function MetricChart(props: {
  readonly run: RunKey;
  readonly metric: MetricKey;
  /** Marked in the chart; null for none. */
  readonly step: number | null;
}): JSX.Element {
  const runs = () => [props.run];
  const scene = createPageScene(runs, 'run');
  const found = createMetricsOfRuns(runs);
  return (
    <WallProvider scene={scene} keys={[]} metrics={found.metrics() ?? []}>
      <MetricCard
        id={props.metric}
        ys={[props.metric]}
        name={props.metric}
        title={props.metric}
        markStep={props.step}
      />
    </WallProvider>
  );
}
