import {
  type Accessor,
  batch,
  createEffect,
  createMemo,
  createSignal,
  mapArray,
  onCleanup,
  untrack,
} from 'solid-js';
import { type Span, slotIndex } from './windowing.ts';

/** A row and its index: what one recycled element shows. */
export interface ShownRow<Row> {
  readonly index: number;
  readonly row: Row;
}

/** Rows that may be refilled in one frame to begin with, at least, and at most. */
const START_ROWS = 16;
const LEAST_ROWS = 3;
const MOST_ROWS = 80;
/** A frame longer than this asks for less work in the next one; one shorter allows for more. */
const LONG_FRAME_MS = 24;

/**
 * Gives row elements their rows. A window that moves faster than rows can be refilled within a frame leaves bars
 * behind for a moment instead of holding up the frame; the work per frame adapts to the machine.
 */
export function createRowSlots<Row>(
  slotCount: Accessor<number>,
  span: Accessor<Span>,
  rowAt: (index: number) => Row | undefined,
): Accessor<Accessor<ShownRow<Row> | null>[]> {
  const steadyCount = createMemo(slotCount);
  const slots = createMemo(
    mapArray(
      () => Array.from({ length: steadyCount() }, (_, slot) => slot),
      () => {
        const [shown, setShown] = createSignal<ShownRow<Row> | null>(null);
        return { shown, setShown };
      },
    ),
  );
  let perFrame = START_ROWS;
  let frame = 0;
  let frameAt = 0;

  /** True when every slot shows its row. */
  const fill = (): boolean => {
    const all = slots();
    const { first, end } = span();
    const middle = (first + end) / 2;
    const stale: { slot: number; index: number; row: Row | undefined }[] = [];
    for (let slot = 0; slot < all.length; slot++) {
      const index = slotIndex(first, all.length, slot);
      const row = index < end ? rowAt(index) : undefined;
      const now = all[slot]?.shown() ?? null;
      if (row === undefined ? now !== null : now?.index !== index || now.row !== row)
        stale.push({ slot, index, row });
    }
    stale.sort((a, b) => Math.abs(a.index - middle) - Math.abs(b.index - middle));
    batch(() => {
      for (const { slot, index, row } of stale.slice(0, perFrame))
        all[slot]?.setShown(row === undefined ? null : { index, row });
    });
    return stale.length <= perFrame;
  };
  const fillInFrame = (now: number) => {
    frame = 0;
    if (frameAt > 0) adapt(now - frameAt);
    frameAt = now;
    if (untrack(fill)) frameAt = 0;
    else frame = requestAnimationFrame(fillInFrame);
  };
  const adapt = (frameMs: number) => {
    const next = frameMs > LONG_FRAME_MS ? perFrame / 2 : perFrame + 2;
    perFrame = Math.max(LEAST_ROWS, Math.min(MOST_ROWS, Math.floor(next)));
  };
  createEffect(() => {
    // Read here so that the effect follows them; `fill` reads the shown rows too, which it must not follow.
    span();
    slots();
    rowAt(span().first);
    if (frame === 0) frame = requestAnimationFrame(fillInFrame);
  });
  onCleanup(() => cancelAnimationFrame(frame));
  return createMemo(() => slots().map((slot) => slot.shown));
}
