import { Index, type JSX, onMount, Show } from 'solid-js';
import type { Reading } from './chart-data.ts';
import { rangeNote, rawText, readingText } from './reading-text.ts';

const ROW_PX = 16;
const HEAD_PX = 64;
/** From the crosshair, and from the edge of the window. */
const GAP_PX = 14;
const EDGE_PX = 8;

export interface TooltipPlace {
  /** Of the crosshair, in the window. */
  readonly x: number;
  readonly y: number;
}

/**
 * What the lines say under the crosshair, greatest first. It stands in the top layer: fifty lines have more to say
 * than a card has room for.
 */
export function ChartTooltip(props: {
  readonly heading: string;
  readonly readings: readonly Reading[];
  /** With one line in the chart its name says nothing. */
  readonly isOnlyLine: boolean;
  readonly lit: string | null;
  readonly place: TooltipPlace;
}): JSX.Element {
  let box!: HTMLDivElement;
  const most = () => Math.max(6, Math.floor((innerHeight - HEAD_PX) / ROW_PX) - 2);
  const shown = () => (props.readings.length > most() ? withLit() : props.readings);
  /** The lit line is among those shown, whatever its rank. */
  const withLit = () => {
    const first = props.readings.slice(0, most());
    const lit = props.readings.find((reading) => reading.line.id === props.lit);
    return lit && !first.includes(lit) ? [...first.slice(0, -1), lit] : first;
  };
  const height = () => shown().length * ROW_PX + HEAD_PX;
  const style = (): JSX.CSSProperties => {
    const { x, y } = props.place;
    const isLeft = x > innerWidth * 0.55;
    const top = Math.max(EDGE_PX, Math.min(y - height() / 2, innerHeight - height() - EDGE_PX));
    return isLeft
      ? { top: `${top}px`, right: `${document.documentElement.clientWidth - x + GAP_PX}px` }
      : { top: `${top}px`, left: `${x + GAP_PX}px` };
  };
  onMount(() => box.showPopover());
  return (
    <div ref={box} popover="manual" class="chart-tooltip" style={style()} aria-hidden="true">
      <p class="chart-tooltip-head">{props.heading}</p>
      <Index each={shown()}>
        {(reading) => (
          <p class="chart-tooltip-row" classList={{ 'is-lit': reading().line.id === props.lit }}>
            <span
              class="chart-swatch"
              classList={{ 'is-dashed': reading().line.dash.length > 0 }}
              style={{ '--swatch': reading().line.colour }}
            />
            <Show when={!props.isOnlyLine}>
              <span class="cut">{reading().line.label}</span>
            </Show>
            <b>{readingText(reading())}</b>
            <Show when={rawText(reading())}>{(raw) => <span class="muted">{raw()}</span>}</Show>
          </p>
        )}
      </Index>
      <Show when={rangeNote(shown())}>{(note) => <p class="muted">{note()}</p>}</Show>
      <Show when={props.readings.length > shown().length}>
        <p class="muted">and {props.readings.length - shown().length} more</p>
      </Show>
    </div>
  );
}
