import { For, type JSX, Show } from 'solid-js';
import type { Reading } from './chart-data.ts';
import { readingText } from './reading-text.ts';

const MOST_SHOWN = 24;

/** What the lines say under the crosshair, greatest first. */
export function ChartTooltip(props: {
  readonly heading: string;
  readonly readings: readonly Reading[];
  /** With one line in the chart its name says nothing. */
  readonly isOnlyLine: boolean;
  /** Place of the crosshair, 0 to 1: the tooltip stands on the side with more room. */
  readonly unit: number;
}): JSX.Element {
  return (
    <div class="chart-tooltip" classList={{ 'is-left': props.unit > 0.5 }} aria-hidden="true">
      <p class="chart-tooltip-head">{props.heading}</p>
      <For each={props.readings.slice(0, MOST_SHOWN)}>
        {(reading) => (
          <p class="chart-tooltip-row">
            <span
              class="chart-swatch"
              classList={{ 'is-dashed': reading.line.dashed }}
              style={{ '--swatch': reading.line.colour }}
            />
            <Show when={!props.isOnlyLine}>
              <span class="cut">{reading.line.label}</span>
            </Show>
            <b>{readingText(reading)}</b>
          </p>
        )}
      </For>
      <Show when={props.readings.length > MOST_SHOWN}>
        <p class="muted">{props.readings.length - MOST_SHOWN} more</p>
      </Show>
    </div>
  );
}
