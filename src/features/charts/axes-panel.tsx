import { For, type JSX, Show } from 'solid-js';
import type { Band, FixedRange, LineSettings } from '../../domain/view-state.ts';
import { Switch } from '../../ui/switch.tsx';
import { AsAllCharts } from './as-all-charts.tsx';
import { axisKind } from './axis-words.ts';
import { BAND_LABELS } from './chart-words.ts';
import { RangeFields } from './range-fields.tsx';
import { useWall } from './wall-store.ts';

const BANDS = Object.entries(BAND_LABELS) as readonly (readonly [Band, string])[];

/** What the axes show and, for groups, what stands for many runs. `id`: null for all charts. */
export function AxesPanel(props: { readonly id: string | null }): JSX.Element {
  const wall = useWall();
  const settings = () => wall.settings(props.id);
  const change = (next: Partial<LineSettings>): void => wall.change(props.id, next);
  const setEnd = (which: 'rangeX' | 'rangeY', range: FixedRange): void => change({ [which]: range });
  return (
    <div class="chart-settings">
      <RangeFields
        label="X"
        kind={axisKind(settings().x)}
        range={settings().rangeX}
        onChange={(range) => setEnd('rangeX', range)}
      />
      <RangeFields
        label="Y"
        kind="number"
        range={settings().rangeY}
        onChange={(range) => setEnd('rangeY', range)}
      />
      <Switch label="Log scale of x" checked={settings().logX} onChange={(logX) => change({ logX })} />
      <Switch label="Log scale of y" checked={settings().logY} onChange={(logY) => change({ logY })} />
      <Switch
        label="Leave out outliers (beyond 5 and 95 %)"
        checked={settings().clip}
        onChange={(clip) => change({ clip })}
      />
      <Show when={wall.scene.groups()}>
        <label class="chart-setting">
          <span>Line</span>
          <select
            class="field"
            aria-label="Line of a group"
            value={settings().centre}
            onChange={(event) =>
              change({ centre: event.currentTarget.value === 'median' ? 'median' : 'mean' })
            }
          >
            <option value="mean">Mean</option>
            <option value="median">Median</option>
          </select>
        </label>
        <label class="chart-setting">
          <span>Band</span>
          <select
            class="field"
            aria-label="Band of a group"
            value={settings().band}
            onChange={(event) => {
              const band = BANDS.find(([one]) => one === event.currentTarget.value)?.[0];
              if (band) change({ band });
            }}
          >
            <For each={BANDS}>{([band, label]) => <option value={band}>{label}</option>}</For>
          </select>
        </label>
      </Show>
      <AsAllCharts id={props.id} settings={['rangeX', 'rangeY', 'logX', 'logY', 'clip', 'centre', 'band']} />
    </div>
  );
}
