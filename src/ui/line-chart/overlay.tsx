import { type JSX, Show } from 'solid-js';
import type { Reading } from './chart-data.ts';
import { readingText } from './reading-text.ts';
import { ChartTooltip, type TooltipPlace } from './tooltip.tsx';

/** The crosshair with what is read there: everything where the pointer is, one value in the charts beside. */
export function ChartOverlay(props: {
  /** Place of the crosshair, 0 to 1; null for none. */
  readonly unit: number | null;
  readonly isHeld: boolean;
  readonly heading: string;
  readonly readings: readonly Reading[];
  readonly isOnlyLine: boolean;
  readonly lit: string | null;
  readonly placeOf: (unit: number) => TooltipPlace;
}): JSX.Element {
  const unit = () => props.unit ?? 0;
  return (
    <Show when={props.unit !== null}>
      <span class="chart-crosshair" style={{ '--at': unit() }} />
      <Show when={props.readings[0]}>
        {(first) => (
          <Show
            when={props.isHeld}
            fallback={
              <span class="chart-readout" classList={{ 'is-left': unit() > 0.5 }} style={{ '--at': unit() }}>
                {readingText(first())}
              </span>
            }
          >
            <ChartTooltip
              heading={props.heading}
              readings={props.readings}
              isOnlyLine={props.isOnlyLine}
              lit={props.isOnlyLine ? null : props.lit}
              place={props.placeOf(unit())}
            />
          </Show>
        )}
      </Show>
    </Show>
  );
}

/** A marked place, with what is read there at its foot: the crosshair's reading stands at the top. */
export function ChartMarkLine(props: { readonly unit: number; readonly text: string }): JSX.Element {
  return (
    <>
      <span class="chart-mark-line" style={{ '--at': props.unit }} />
      <span
        class="chart-readout is-mark"
        classList={{ 'is-left': props.unit > 0.5 }}
        style={{ '--at': props.unit }}
      >
        {props.text}
      </span>
    </>
  );
}
