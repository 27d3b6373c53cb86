import { createSelector, createSignal, createUniqueId } from 'solid-js';
import { hideColumn, nudgeColumn, pinColumn, resizeColumn } from './column-state.ts';
import { createGridLayout, ROW_HEIGHT } from './grid-layout.ts';
import { createGridSelection } from './grid-selection.ts';
import type { GridPlace } from './navigation.ts';
import { createRowPages } from './row-pages.ts';
import { createRowSlots } from './row-slots.ts';
import { toggleSort } from './sort.ts';
import type { DataGridProps } from './types.ts';
import { scrollToShow } from './windowing.ts';

/** Everything the parts of one grid share. */
export function createGridModel<Row>(props: DataGridProps<Row>) {
  const id = createUniqueId();
  const layout = createGridLayout(props);
  const pages = createRowPages(() => props.source, layout.rows);
  const rowSlots = createRowSlots(layout.rowSlotCount, layout.rows, pages.rowAt);
  const selection = createGridSelection(props, pages);
  const [active, setActive] = createSignal<GridPlace>({ row: 0, column: 1 });
  const isActiveRow = createSelector(() => active().row);
  let scroller: HTMLElement | undefined;

  const scrollToPlace = (place: GridPlace) => {
    if (!scroller) return;
    const top = layout.scrollTop();
    const left = layout.scrollLeft();
    if (place.row >= 0) {
      const start = place.row * ROW_HEIGHT;
      const next = scrollToShow(top, layout.bodyHeight(), start, start + ROW_HEIGHT);
      if (next !== top) scroller.scrollTop = next;
    }
    const placed = layout.columnAt(place.column);
    if (placed && !placed.pinned) {
      const end = placed.leftPx + placed.widthPx;
      const next = scrollToShow(left, layout.freeWidth(), placed.leftPx, end);
      if (next !== left) scroller.scrollLeft = next;
    }
  };

  return {
    props,
    layout,
    pages,
    rowSlots,
    selection,
    active,
    isActiveRow,
    cellId: (row: number, column: number) => `${id}-${row}-${column}`,
    attach(element: HTMLElement): void {
      scroller = element;
    },
    scrollBy(x: number): void {
      scroller?.scrollBy(x, 0);
    },
    activate(place: GridPlace): void {
      setActive(place);
      scrollToPlace(place);
    },
    /** Marks where the pointer was, without scrolling. */
    setActive,
    sortBy(columnId: string, adding: boolean): void {
      const column = props.columns.find((one) => one.id === columnId);
      if (column) props.onSort(toggleSort(props.sort, columnId, column.firstSort, adding));
    },
    sortTo(columnId: string, descending: boolean): void {
      props.onSort([{ column: columnId, descending }]);
    },
    /** As one key more, after the others; without it where it is one already. */
    sortAlso(columnId: string, also: boolean): void {
      const others = props.sort.filter((one) => one.column !== columnId);
      const column = props.columns.find((one) => one.id === columnId);
      const added = { column: columnId, descending: column?.firstSort === 'descending' };
      props.onSort(also ? [...others, added] : others);
    },
    resize(columnId: string, widthPx: number): void {
      props.onColumnState(resizeColumn(props.columnState, columnId, widthPx));
    },
    nudge(columnId: string, direction: -1 | 1): void {
      props.onColumnState(nudgeColumn(props.columnState, columnId, direction));
    },
    pin(columnId: string, pinned: boolean): void {
      props.onColumnState(pinColumn(props.columnState, columnId, pinned));
    },
    hide(columnId: string): void {
      props.onColumnState(hideColumn(props.columnState, columnId, true));
    },
  };
}

export type GridModel<Row> = ReturnType<typeof createGridModel<Row>>;
