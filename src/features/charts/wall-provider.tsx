import { createMemo, createSignal, type JSX, Show } from 'solid-js';
import type { MetricOverview } from '../../rpc/query-api.ts';
import { axisOfMetric } from './axis-words.ts';
import { MetricPicker } from './metric-picker.tsx';
import type { WallScene } from './wall-scene.ts';
import { createWallStore, WallContext } from './wall-store.ts';

interface Pick {
  readonly title: string;
  readonly onPick: (key: string) => void;
}

/** The charts within share one store, and one list to pick metrics from. */
export function WallProvider(props: {
  readonly scene: WallScene;
  /** Every metric there is to pick. */
  readonly keys: readonly string[];
  /** What is known of the metrics, for the axis that their source draws them against. */
  readonly metrics: readonly MetricOverview[];
  readonly children: JSX.Element;
}): JSX.Element {
  const [pick, setPick] = createSignal<Pick | null>(null);
  const axes = createMemo(() => new Map(props.metrics.flatMap(({ key, x }) => (x ? [[key, x]] : []))));
  const ownAxis = (id: string) => {
    const metric = axes().get(id);
    return metric === undefined ? null : axisOfMetric(metric);
  };
  const store = createWallStore(props.scene, (title, onPick) => setPick({ title, onPick }), ownAxis);
  return (
    <WallContext.Provider value={store}>
      {props.children}
      <Show when={pick()} keyed>
        {(asked) => (
          <MetricPicker
            title={asked.title}
            keys={props.keys}
            onPick={asked.onPick}
            onClose={() => setPick(null)}
          />
        )}
      </Show>
    </WallContext.Provider>
  );
}
