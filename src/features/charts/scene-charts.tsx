import { type JSX, Show } from 'solid-js';
import type { RunsScene } from '../../state/runs-scene.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { createMetricsOfRuns } from './metrics-of-runs.ts';
import { WallOrWait } from './wall-or-wait.tsx';

/** The charts beside a table of runs. */
export function SceneCharts(props: { readonly scene: RunsScene }): JSX.Element {
  const { scene } = props;
  const runs = () => scene.groups()?.flatMap((group) => group.runs) ?? scene.runs().map((one) => one.run);
  const found = createMetricsOfRuns(runs);
  return (
    <Show
      when={runs().length > 0}
      fallback={<EmptyState title="No run is drawn." text="Open an eye in the table to draw its run." />}
    >
      <WallOrWait scene={scene} table={scene} found={found} hasLegend={!scene.isTableShown()} />
    </Show>
  );
}
