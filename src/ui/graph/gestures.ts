import type { Point } from '../../base/graph-layout.ts';
import type { Viewport } from './viewport.ts';

/** Pixels that a press may wander and still be a click. */
const CLICK = 4;
const WHEEL_STEP = 0.0016;
const PINCH_STEP = 0.01;

/**
 * Drag, wheel and pinch on an element. The wheel belongs to the page where `takesWheel` says no, but for a pinch, which
 * comes as a wheel with the Control key. Returns what ends it.
 */
export function watchGestures(stage: HTMLElement, viewport: Viewport, takesWheel: () => boolean): () => void {
  const pointers = new Map<number, Point>();
  let travelled = 0;

  const placeOf = (event: { readonly clientX: number; readonly clientY: number }): Point => {
    const box = stage.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const handleDown = (event: PointerEvent): void => {
    if (event.pointerType === 'mouse' && event.button !== 0) return;
    if (pointers.size === 0) travelled = 0;
    pointers.set(event.pointerId, placeOf(event));
  };
  const handleMove = (event: PointerEvent): void => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = placeOf(event);
    travelled += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
    if (travelled > CLICK && !stage.hasPointerCapture(event.pointerId))
      stage.setPointerCapture(event.pointerId);
    if (travelled > CLICK) move(event.pointerId, before, now);
    pointers.set(event.pointerId, now);
  };
  const move = (pointer: number, before: Point, now: Point): void => {
    const other = [...pointers].find(([id]) => id !== pointer)?.[1];
    if (!other) {
      viewport.pan(now.x - before.x, now.y - before.y);
      return;
    }
    const was = Math.hypot(before.x - other.x, before.y - other.y);
    const is = Math.hypot(now.x - other.x, now.y - other.y);
    if (was > 0 && is > 0) viewport.zoom(is / was, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
  };
  const handleUp = (event: PointerEvent): void => void pointers.delete(event.pointerId);
  const handleWheel = (event: WheelEvent): void => {
    if (!event.ctrlKey && !takesWheel()) return;
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const step = event.ctrlKey ? PINCH_STEP : WHEEL_STEP;
    viewport.zoom(Math.exp(-event.deltaY * lines * step), placeOf(event));
  };
  /** What follows a drag is not a click on what lies below. */
  const handleClick = (event: MouseEvent): void => {
    if (travelled > CLICK) event.stopPropagation();
    travelled = 0;
  };

  stage.addEventListener('pointerdown', handleDown);
  stage.addEventListener('pointermove', handleMove);
  stage.addEventListener('pointerup', handleUp);
  stage.addEventListener('pointercancel', handleUp);
  stage.addEventListener('click', handleClick, { capture: true });
  stage.addEventListener('wheel', handleWheel, { passive: false });
  return () => {
    stage.removeEventListener('pointerdown', handleDown);
    stage.removeEventListener('pointermove', handleMove);
    stage.removeEventListener('pointerup', handleUp);
    stage.removeEventListener('pointercancel', handleUp);
    stage.removeEventListener('click', handleClick, { capture: true });
    stage.removeEventListener('wheel', handleWheel);
  };
}
