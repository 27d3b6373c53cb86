import type { Rect } from './mark-places.ts';

/** What a pointer asks of a plot, in pixels of the element. */
export interface RectGestures {
  hover(x: number | null, y: number): void;
  dragging(rect: Rect | null): void;
  finish(rect: Rect): void;
  /** Pressed and let go at one place; with Ctrl, Shift or the command key it adds. */
  press(x: number, y: number, isAdding: boolean): void;
}

/** A hand is never quite still. */
const LEAST_DRAG_PX = 6;

/** Follows the pointer over an element; the answer stops following. */
export function followRect(target: HTMLElement, gestures: RectGestures): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  let start: { readonly x: number; readonly y: number } | null = null;
  let isDragging = false;
  const placeOf = (event: PointerEvent) => {
    const box = target.getBoundingClientRect();
    return {
      x: Math.max(0, Math.min(box.width, event.clientX - box.left)),
      y: Math.max(0, Math.min(box.height, event.clientY - box.top)),
    };
  };
  const rectTo = (event: PointerEvent, from: { readonly x: number; readonly y: number }): Rect => {
    const to = placeOf(event);
    return {
      left: Math.min(from.x, to.x),
      right: Math.max(from.x, to.x),
      top: Math.min(from.y, to.y),
      bottom: Math.max(from.y, to.y),
    };
  };
  target.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0 || !event.isPrimary) return;
      start = placeOf(event);
      isDragging = false;
      target.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  target.addEventListener(
    'pointermove',
    (event) => {
      if (!event.isPrimary) return;
      const { x, y } = placeOf(event);
      if (!start) return gestures.hover(x, y);
      if (Math.hypot(x - start.x, y - start.y) >= LEAST_DRAG_PX) isDragging = true;
      if (isDragging) gestures.dragging(rectTo(event, start));
    },
    { signal },
  );
  target.addEventListener(
    'pointerup',
    (event) => {
      if (!start) return;
      const from = start;
      start = null;
      if (isDragging) gestures.finish(rectTo(event, from));
      else gestures.press(from.x, from.y, event.ctrlKey || event.metaKey || event.shiftKey);
    },
    { signal },
  );
  // The browser took the gesture for scrolling.
  target.addEventListener(
    'pointercancel',
    () => {
      if (isDragging) gestures.dragging(null);
      start = null;
    },
    { signal },
  );
  target.addEventListener(
    'pointerleave',
    (event) => {
      if (event.pointerType !== 'touch' && !start) gestures.hover(null, 0);
    },
    { signal },
  );
  return () => controller.abort();
}
