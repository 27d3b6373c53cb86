/** What fingers, pens, mice and keys ask of a chart. Places are 0 to 1 across the plotting area. */
export interface ChartGestures {
  /** `up`: 0 at the lower edge. */
  hover(unit: number | null, up: number, event: PointerEvent): void;
  /** Pressed and let go in one place. */
  press(unit: number, up: number, event: PointerEvent): void;
  /** While dragging, and null when the drag is over or was too small. */
  dragging(span: readonly [from: number, to: number] | null): void;
  zoomTo(span: readonly [from: number, to: number]): void;
  reset(): void;
}

/** A hand is never quite still. */
const LEAST_DRAG_PX = 5;

/** Follows the pointer over an element; the answer stops following. */
export function followPointer(target: HTMLElement, gestures: ChartGestures): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  let start: number | null = null;
  const unitOf = (event: PointerEvent): number => {
    const box = target.getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
  };
  const upOf = (event: PointerEvent): number => {
    const box = target.getBoundingClientRect();
    return 1 - (event.clientY - box.top) / box.height;
  };
  const spanTo = (event: PointerEvent): readonly [number, number] | null => {
    if (start === null) return null;
    const end = unitOf(event);
    if (Math.abs(end - start) * target.clientWidth < LEAST_DRAG_PX) return null;
    return start < end ? [start, end] : [end, start];
  };
  const stop = (): void => {
    start = null;
    gestures.dragging(null);
  };
  target.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0 || !event.isPrimary) return;
      start = unitOf(event);
      target.setPointerCapture(event.pointerId);
      gestures.hover(start, upOf(event), event);
    },
    { signal },
  );
  target.addEventListener(
    'pointermove',
    (event) => {
      if (!event.isPrimary) return;
      gestures.hover(unitOf(event), upOf(event), event);
      if (start !== null) gestures.dragging(spanTo(event));
    },
    { signal },
  );
  target.addEventListener(
    'pointerup',
    (event) => {
      const span = spanTo(event);
      const wasDown = start !== null;
      stop();
      if (span) gestures.zoomTo(span);
      else if (wasDown) gestures.press(unitOf(event), upOf(event), event);
    },
    { signal },
  );
  // The browser took the gesture for scrolling.
  target.addEventListener('pointercancel', stop, { signal });
  target.addEventListener(
    'pointerleave',
    (event) => {
      if (event.pointerType !== 'touch' && start === null) gestures.hover(null, 0, event);
    },
    { signal },
  );
  target.addEventListener('dblclick', () => gestures.reset(), { signal });
  return () => controller.abort();
}
