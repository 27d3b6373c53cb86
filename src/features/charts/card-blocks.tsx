import { createMemo, createSignal, For, type JSX, onCleanup } from 'solid-js';
import { reuse } from '../../base/reuse.ts';
import { WhenSeen } from './when-seen.tsx';

/** As in charts.css: cards of a kind have one height, so that a box can stand for a block of them. */
export interface CardSize {
  readonly width: number;
  readonly height: number;
}

export const CARD: CardSize = { width: 240, height: 224 };
export const TILE: CardSize = { width: 150, height: 62 };
const GAP = 12;
/** Whole rows, so that no block ends in a ragged one; few, so that what lies near the window is not much. */
const BLOCK_ROWS = 4;
const NEAR_PX = 500;

/** Cards in blocks; where there are many, only those near the window exist. */
export function CardBlocks(props: {
  readonly keys: readonly string[];
  readonly size: CardSize;
  readonly widthPx: number;
  /** All cards may exist at once, seen or not. */
  readonly isWhole: boolean;
  readonly class: string;
  readonly children: (key: string) => JSX.Element;
}): JSX.Element {
  const columns = createMemo(() => Math.max(1, Math.floor((props.widthPx + GAP) / (props.size.width + GAP))));
  const blocks = createMemo(
    (before: readonly (readonly string[])[]) => {
      const length = props.isWhole ? Math.max(1, props.keys.length) : columns() * BLOCK_ROWS;
      const parts: (readonly string[])[] = [];
      for (let at = 0; at < props.keys.length; at += length) parts.push(props.keys.slice(at, at + length));
      return reuse(before, parts);
    },
    [] as readonly (readonly string[])[],
  );
  const heightOf = (count: number): number => Math.ceil(count / columns()) * (props.size.height + GAP) - GAP;
  return (
    <For each={blocks()}>
      {(block) => (
        <WhenSeen
          heightPx={heightOf(block.length)}
          marginPx={NEAR_PX}
          class="chart-block"
          always={props.isWhole}
        >
          <Block keys={block} perFrame={columns()} class={props.class}>
            {props.children}
          </Block>
        </WhenSeen>
      )}
    </For>
  );
}

/** A row of cards a frame: a whole block at once would hold up the scrolling. */
function Block(props: {
  readonly keys: readonly string[];
  readonly perFrame: number;
  readonly class: string;
  readonly children: (key: string) => JSX.Element;
}): JSX.Element {
  const [count, setCount] = createSignal(props.perFrame);
  let frame = 0;
  const goOn = (): void => {
    frame = 0;
    setCount((made) => made + props.perFrame);
    plan();
  };
  const plan = (): void => {
    if (count() < props.keys.length) frame = requestAnimationFrame(goOn);
  };
  plan();
  onCleanup(() => cancelAnimationFrame(frame));
  return (
    <div class={props.class}>
      <For each={props.keys.slice(0, count())}>{(key) => props.children(key)}</For>
    </div>
  );
}
