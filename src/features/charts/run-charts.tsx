import type { JSX } from 'solid-js';
import type { RunKey } from '../../domain/ids.ts';
import { createMetricsOfRuns } from './metrics-of-runs.ts';
import { createPageScene } from './page-scene.ts';
import { WallOrWait } from './wall-or-wait.tsx';

/** Every metric of these runs, one chart a metric with a line a run, on a page that has no table of them. */
export function RunCharts(props: { readonly runs: readonly RunKey[] }): JSX.Element {
  const runs = () => props.runs;
  const scene = createPageScene(runs, props.runs.length === 1 ? 'run' : 'runs');
  const found = createMetricsOfRuns(runs);
  return <WallOrWait scene={scene} table={null} found={found} hasLegend={props.runs.length > 1} />;
}
