import { createSignal } from 'solid-js';
import { MAX_COLUMN_WIDTH, MIN_COLUMN_WIDTH, moveColumnBefore } from './column-state.ts';
import type { PlacedColumn } from './grid-layout.ts';
import type { GridModel } from './grid-model.ts';

/** A press becomes a drag after this many pixels, so that a click still sorts. */
const DRAG_AFTER = 5;
/** Near an edge of the grid a drag scrolls it. */
const EDGE = 40;
const EDGE_STEP = 16;

/** Resizing and moving columns by pointer, on the header's `pointerdown`. */
export function createColumnGestures<Row>(model: GridModel<Row>) {
  const [dropLeft, setDropLeft] = createSignal<number | null>(null);
  let endedAt = 0;

  const watchPointer = (
    from: PointerEvent,
    onMove: (event: PointerEvent) => void,
    onEnd: (done: boolean) => void,
  ) => {
    const stop = new AbortController();
    const end = (done: boolean) => {
      stop.abort();
      onEnd(done);
    };
    const { signal } = stop;
    addEventListener('pointermove', (event) => event.pointerId === from.pointerId && onMove(event), {
      signal,
    });
    addEventListener('pointerup', () => end(true), { signal });
    addEventListener('pointercancel', () => end(false), { signal });
    addEventListener('keydown', (event) => event.key === 'Escape' && end(false), { signal, capture: true });
  };

  const resize = (event: PointerEvent, placed: PlacedColumn<Row>) => {
    let widthPx = placed.widthPx;
    const { id } = placed.column;
    watchPointer(
      event,
      (move) => {
        const wanted = placed.widthPx + move.clientX - event.clientX;
        widthPx = Math.min(MAX_COLUMN_WIDTH, Math.max(MIN_COLUMN_WIDTH, wanted));
        model.layout.setResizing({ id, widthPx });
      },
      (done) => {
        model.layout.setResizing(null);
        endedAt = performance.now();
        if (done && widthPx !== placed.widthPx) model.resize(id, widthPx);
      },
    );
  };

  const move = (event: PointerEvent, placed: PlacedColumn<Row>, grid: HTMLElement) => {
    let target: { before: string | null } | null = null;
    watchPointer(
      event,
      (moved) => {
        if (target === null && Math.abs(moved.clientX - event.clientX) < DRAG_AFTER) return;
        const box = grid.getBoundingClientRect();
        if (moved.clientX > box.right - EDGE) model.scrollBy(EDGE_STEP);
        else if (moved.clientX < box.left + model.layout.columns().pinnedWidth + EDGE)
          model.scrollBy(-EDGE_STEP);
        const drop = dropPlace(model, moved.clientX - box.left, placed.pinned);
        target = { before: drop.before };
        setDropLeft(drop.leftPx);
      },
      (done) => {
        setDropLeft(null);
        if (target === null) return;
        endedAt = performance.now();
        const { columnState, onColumnState } = model.props;
        if (done) onColumnState(moveColumnBefore(columnState, placed.column.id, target.before));
      },
    );
  };

  return {
    dropLeft,
    /** The click that ends a drag is not a click on the header. */
    hasJustEnded: () => performance.now() - endedAt < 100,
    start(event: PointerEvent, grid: HTMLElement): void {
      const target = event.target as Element;
      const head = target.closest<HTMLElement>('[data-head]');
      if (event.button !== 0 || !head || target.closest('[data-more]')) return;
      const { pinned, free } = model.layout.columns();
      const placed = [...pinned, ...free].find((one) => one.column.id === head.dataset.head);
      if (!placed) return;
      if (target.closest('[data-resize]')) resize(event, placed);
      else if (event.pointerType !== 'touch') move(event, placed, grid);
    },
  };
}

/** The gap nearest to `x` (from the grid's left edge) within the dragged column's own group. */
function dropPlace<Row>(model: GridModel<Row>, x: number, pinned: boolean) {
  const { pinned: pinnedColumns, free, pinnedWidth } = model.layout.columns();
  const group = pinned ? pinnedColumns : free;
  const shift = pinned ? 0 : pinnedWidth - model.layout.scrollLeft();
  const over = group.find((one) => x < shift + one.leftPx + one.widthPx / 2);
  const last = group.at(-1);
  const inGroup = over ? over.leftPx : (last?.leftPx ?? 0) + (last?.widthPx ?? 0);
  return {
    before: over?.column.id ?? null,
    // The header scrolls with the columns but not with what is pinned.
    leftPx: pinned ? inGroup + model.layout.scrollLeft() : inGroup + pinnedWidth,
  };
}
