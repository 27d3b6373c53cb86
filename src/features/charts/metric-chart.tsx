import type { JSX } from 'solid-js';
import type { MetricKey, RunKey } from '../../domain/ids.ts';
import './charts.css';
import { MetricCard } from './metric-card.tsx';
import { createPageScene } from './page-scene.ts';
import { WallProvider } from './wall-provider.tsx';

/** One metric of a run as a card that stands alone. */
export function MetricChart(props: {
  readonly run: RunKey;
  readonly metric: MetricKey;
  /** Marked in the chart; null for none. */
  readonly step: number | null;
}): JSX.Element {
  const scene = createPageScene(() => [props.run], 'run');
  return (
    <WallProvider scene={scene} keys={[]}>
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
