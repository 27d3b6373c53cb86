import { For, type JSX } from 'solid-js';
import type { Smoothing, SmoothingKind } from '../../domain/view-state.ts';
import { AsAllCharts } from './as-all-charts.tsx';
import { SMOOTHING_LABELS } from './chart-words.ts';
import { useWall } from './wall-store.ts';

const MOST = 0.999;
const KINDS = Object.entries(SMOOTHING_LABELS) as readonly (readonly [SmoothingKind, string])[];

/** The slider has TensorBoard's meaning; the chart follows while it is drawn. `id`: null for all charts. */
export function SmoothingPanel(props: { readonly id: string | null }): JSX.Element {
  const wall = useWall();
  const smoothing = () => wall.settings(props.id).smoothing;
  const withAmount = (typed: number): { smoothing: Smoothing } => {
    const amount = Math.max(0, Math.min(MOST, Number.isFinite(typed) ? typed : 0));
    return { smoothing: { kind: smoothing().kind, amount } };
  };
  return (
    <div class="chart-settings">
      <label class="chart-setting">
        <span>Smoothing</span>
        <input
          type="range"
          aria-label="Smoothing"
          min="0"
          max={MOST}
          step="0.001"
          value={smoothing().amount}
          onInput={(event) => wall.preview(props.id, withAmount(event.currentTarget.valueAsNumber))}
          onChange={(event) => wall.change(props.id, withAmount(event.currentTarget.valueAsNumber))}
        />
        <input
          type="number"
          class="field"
          aria-label="Amount of smoothing"
          min="0"
          max={MOST}
          step="0.01"
          value={smoothing().amount}
          onChange={(event) => wall.change(props.id, withAmount(event.currentTarget.valueAsNumber))}
        />
      </label>
      <fieldset class="chart-choices">
        <legend class="unseen">Kind of smoothing</legend>
        <For each={KINDS}>
          {([kind, label]) => (
            <label>
              <input
                type="radio"
                name={`smoothing-${props.id ?? ''}`}
                checked={smoothing().kind === kind}
                onChange={() => wall.change(props.id, { smoothing: { ...smoothing(), kind } })}
              />
              {label}
            </label>
          )}
        </For>
      </fieldset>
      <AsAllCharts id={props.id} settings={['smoothing']} />
    </div>
  );
}
