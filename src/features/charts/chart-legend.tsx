import { For, type JSX } from 'solid-js';
import './charts.css';

/** Which line is which run. */
export function ChartLegend(props: {
  readonly lines: readonly { readonly label: string; readonly colour: string; readonly dashed: boolean }[];
}): JSX.Element {
  return (
    <ul class="chart-legend">
      <For each={props.lines}>
        {(line) => (
          <li>
            <span
              class="chart-swatch"
              classList={{ 'is-dashed': line.dashed }}
              style={{ '--swatch': line.colour }}
            />
            <span class="cut">{line.label}</span>
          </li>
        )}
      </For>
    </ul>
  );
}
