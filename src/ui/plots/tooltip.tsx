import { For, type JSX, Show } from 'solid-js';

export interface Reading {
  readonly name: string;
  readonly value: string;
}

/** What a mark says, beside it, on the side with more room. */
export function PlotTooltip(props: {
  readonly heading: string;
  readonly readings: readonly Reading[];
  /** The mark, in pixels of the plot, and the plot's size. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}): JSX.Element {
  const style = (): JSX.CSSProperties => ({
    ...(props.x > props.width / 2
      ? { right: `${props.width - props.x + 12}px` }
      : { left: `${props.x + 12}px` }),
    ...(props.y > props.height / 2
      ? { bottom: `${props.height - props.y + 8}px` }
      : { top: `${props.y + 8}px` }),
  });
  return (
    <div class="plot-tooltip" style={style()} aria-hidden="true">
      <Show when={props.heading}>
        <p class="plot-tooltip-head cut">{props.heading}</p>
      </Show>
      <For each={props.readings}>
        {(reading) => (
          <p class="plot-tooltip-row">
            <span class="cut">{reading.name}</span>
            <b class="cut">{reading.value}</b>
          </p>
        )}
      </For>
    </div>
  );
}
