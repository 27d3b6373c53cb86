import { type Accessor, createMemo, createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { createRowPages } from './row-pages.ts';
import { createRowSlots, type ShownRow } from './row-slots.ts';
import type { GridSource } from './types.ts';
import { rowSlotCount, rowSpan, type Span } from './windowing.ts';

const OVERSCAN_CARDS = 3;

/** A list of any length whose entries have one height: the grid's way for narrow screens. */
export function CardList<Row>(props: {
  /** Accessible name. */
  readonly name: string;
  readonly source: GridSource<Row>;
  readonly cardHeight: number;
  readonly renderCard: (row: Accessor<Row>) => JSX.Element;
}): JSX.Element {
  const [top, setTop] = createSignal(0);
  const [height, setHeight] = createSignal(0);
  let list!: HTMLDivElement;
  const span = createMemo(
    () => rowSpan(top(), height(), props.cardHeight, props.source.rowCount, OVERSCAN_CARDS),
    { first: 0, end: 0 } as Span,
    { equals: (a, b) => a.first === b.first && a.end === b.end },
  );
  const pages = createRowPages(() => props.source, span);
  const slots = createRowSlots(
    () => rowSlotCount(height(), props.cardHeight, props.source.rowCount, OVERSCAN_CARDS),
    span,
    pages.rowAt,
  );
  onMount(() => {
    const observer = new ResizeObserver(() => setHeight(list.clientHeight));
    observer.observe(list);
    onCleanup(() => observer.disconnect());
  });
  return (
    <div ref={list} class="card-list" onScroll={() => setTop(Math.max(0, list.scrollTop))}>
      <ul
        // biome-ignore lint/a11y/noRedundantRoles: Safari takes the role from a list without bullets.
        role="list"
        class="card-list-body"
        aria-label={props.name}
        style={{ height: `${props.source.rowCount * props.cardHeight}px` }}
      >
        <For each={slots()}>
          {(shown) => (
            <Card
              shown={shown}
              height={props.cardHeight}
              count={props.source.rowCount}
              render={props.renderCard}
            />
          )}
        </For>
      </ul>
    </div>
  );
}

function Card<Row>(props: {
  readonly shown: Accessor<ShownRow<Row> | null>;
  readonly height: number;
  readonly count: number;
  readonly render: (row: Accessor<Row>) => JSX.Element;
}): JSX.Element {
  const last = createMemo((former: ShownRow<Row> | null) => props.shown() ?? former, null);
  const isShown = () => props.shown() !== null;
  const top = () => (isShown() ? (last()?.index ?? 0) * props.height : -2 * props.height);
  return (
    <li
      class="card-slot"
      style={{ height: `${props.height}px`, transform: `translateY(${top()}px)` }}
      inert={!isShown()}
      aria-posinset={(last()?.index ?? 0) + 1}
      aria-setsize={props.count}
    >
      <Show when={last()}>{(shown) => props.render(() => shown().row)}</Show>
    </li>
  );
}
