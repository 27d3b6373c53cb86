import { createSignal, type JSX, Show } from 'solid-js';
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
  readonly children: JSX.Element;
}): JSX.Element {
  const [pick, setPick] = createSignal<Pick | null>(null);
  const store = createWallStore(props.scene, (title, onPick) => setPick({ title, onPick }));
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
