import { type JSX, Show } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ChartWall, type ChartWallProps } from './chart-wall.tsx';
import type { MetricsOfRuns } from './metrics-of-runs.ts';

/** The wall once the metrics are known, and what stands there before or instead. */
export function WallOrWait(
  props: Omit<ChartWallProps, 'metrics'> & { readonly found: MetricsOfRuns },
): JSX.Element {
  return (
    <Show
      when={!props.found.failure()}
      fallback={
        <EmptyState title="The metrics could not be read." text={props.found.failure() ?? ''}>
          <Button onClick={props.found.retry}>Try again</Button>
        </EmptyState>
      }
    >
      <Show when={props.found.metrics()} fallback={<Skeleton lines={4} />}>
        {(metrics) => (
          <ChartWall
            scene={props.scene}
            table={props.table}
            metrics={metrics()}
            hasLegend={props.hasLegend}
          />
        )}
      </Show>
    </Show>
  );
}
