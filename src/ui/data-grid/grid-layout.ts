import { type Accessor, batch, createMemo, createSignal, mapArray } from 'solid-js';
import { visibleColumns } from './column-state.ts';
import type { DataGridProps, GridColumn } from './types.ts';
import {
  columnEdges,
  columnSpan,
  grownWidths,
  rowSlotCount,
  rowSpan,
  type Span,
  slotIndex,
} from './windowing.ts';

export const ROW_HEIGHT = 30;
const HEADER_HEIGHT = 32;
const CHECK_WIDTH = 34;
const OVERSCAN_ROWS = 4;
const OVERSCAN_COLUMNS = 1;

export interface PlacedColumn<Row> {
  readonly column: GridColumn<Row>;
  /** From the left of its group (pinned or free). */
  readonly leftPx: number;
  readonly widthPx: number;
  readonly pinned: boolean;
  /** Counting the check boxes as 0. */
  readonly position: number;
}

const sameSpan = (a: Span, b: Span) => a.first === b.first && a.end === b.end;
const countUp = (count: number) => Array.from({ length: count }, (_, index) => index);

/** What is where: columns side by side, the window of the scroll position, and the slots that move with it. */
export function createGridLayout<Row>(props: DataGridProps<Row>) {
  // Two, not one: every cell hangs on where its column is, and scrolling down must not ask them all.
  const [top, setTop] = createSignal(0);
  const [left, setLeft] = createSignal(0);
  const [view, setView] = createSignal(
    { width: 0, height: 0 },
    { equals: (a, b) => a.width === b.width && a.height === b.height },
  );
  const [resizing, setResizing] = createSignal<{ id: string; widthPx: number } | null>(null);

  const columns = createMemo(() => placeColumns(props, view().width, resizing()));
  const bodyHeight = () => Math.max(0, view().height - HEADER_HEIGHT);
  const pinnedWidth = () => columns().pinnedWidth;
  const freeWidth = () => Math.max(0, view().width - pinnedWidth());

  const rows = createMemo(
    () => rowSpan(top(), bodyHeight(), ROW_HEIGHT, props.source.rowCount, OVERSCAN_ROWS),
    { first: 0, end: 0 },
    { equals: sameSpan },
  );
  const freeSpan = createMemo(
    () => columnSpan(columns().freeEdges, left(), freeWidth(), OVERSCAN_COLUMNS),
    { first: 0, end: 0 },
    { equals: sameSpan },
  );
  const slotCount = () => rowSlotCount(bodyHeight(), ROW_HEIGHT, props.source.rowCount, OVERSCAN_ROWS);
  // Columns differ in width, so the count of visible ones varies: the greatest so far is kept.
  const freeSlotCount = createMemo((former: number) => {
    const { first, end } = freeSpan();
    return Math.min(columns().free.length, Math.max(former, end - first));
  }, 0);
  const freeIndexes = createSlots(freeSlotCount, () => freeSpan().first);
  const freeSlots = createMemo(
    mapArray(freeIndexes, (index) => createMemo(() => columns().free[index()] ?? null)),
  );
  const pinnedSlots = createMemo(
    mapArray(
      () => countUp(columns().pinned.length),
      (index) => createMemo(() => columns().pinned[index] ?? null),
    ),
  );

  return {
    scrollTop: top,
    scrollLeft: left,
    setScroll: (to: { readonly top: number; readonly left: number }) =>
      batch(() => {
        setTop(to.top);
        setLeft(to.left);
      }),
    view,
    setView,
    setResizing,
    columns,
    bodyHeight,
    freeWidth,
    rows,
    rowSlotCount: slotCount,
    freeSlots,
    pinnedSlots,
    totalWidth: () => pinnedWidth() + (columns().freeEdges.at(-1) ?? 0),
    columnCount: () => 1 + columns().pinned.length + columns().free.length,
    columnAt: (position: number): PlacedColumn<Row> | undefined => {
      const { pinned, free } = columns();
      return position <= pinned.length ? pinned[position - 1] : free[position - 1 - pinned.length];
    },
  };
}

/** One accessor per slot, telling the index it shows; accessors live as long as their slot. */
function createSlots(count: Accessor<number>, first: Accessor<number>): Accessor<Accessor<number>[]> {
  const steadyCount = createMemo(count);
  return createMemo(
    mapArray(
      () => countUp(steadyCount()),
      (slot) => createMemo(() => slotIndex(first(), Math.max(steadyCount(), slot + 1), slot)),
    ),
  );
}

function placeColumns<Row>(
  props: DataGridProps<Row>,
  viewWidth: number,
  resizing: { id: string; widthPx: number } | null,
) {
  const byId = new Map(props.columns.map((column) => [column.id, column]));
  const { pinned, free } = visibleColumns(props.columnState.filter((one) => byId.has(one.id)));
  const shown = [...pinned, ...free];
  const growing = shown.map(({ id, widthPx }) => {
    const grows = byId.get(id)?.grows;
    return grows?.fromPx === widthPx ? grows : null;
  });
  const own = shown.map(({ widthPx }, index) => Math.max(widthPx, growing[index]?.leastPx ?? 0));
  const most = growing.map((grows) => grows?.toPx ?? null);
  const grown = grownWidths(own, most, viewWidth - CHECK_WIDTH);
  const widths = new Map(shown.map(({ id }, index) => [id, grown[index]!]));
  // The other columns keep their place under the pointer: the room is shared anew when it lets go.
  const widthOf = (one: { id: string; widthPx: number }) =>
    resizing?.id === one.id ? resizing.widthPx : (widths.get(one.id) ?? one.widthPx);
  const place = (
    group: readonly { id: string; widthPx: number }[],
    edges: readonly number[],
    isPinned: boolean,
  ) =>
    group.map((one, index): PlacedColumn<Row> => {
      const column = byId.get(one.id) as GridColumn<Row>;
      const leftPx = edges[index] ?? 0;
      const position = 1 + index + (isPinned ? 0 : pinned.length);
      return { column, leftPx, widthPx: widthOf(one), pinned: isPinned, position };
    });
  const pinnedEdges = columnEdges(pinned.map(widthOf)).map((edge) => edge + CHECK_WIDTH);
  const freeEdges = columnEdges(free.map(widthOf));
  return {
    pinned: place(pinned, pinnedEdges, true),
    free: place(free, freeEdges, false),
    freeEdges,
    pinnedWidth: pinnedEdges.at(-1) ?? CHECK_WIDTH,
  };
}
