import { type Accessor, createSignal } from 'solid-js';
import type { Point } from '../../base/graph-layout.ts';
import type { Size } from './graph-scene.ts';

/** What of a picture is seen: a point of it stands at `x + k · its place`. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly k: number;
}

export interface Viewport {
  readonly view: Accessor<View>;
  /** Nobody has moved it since it was fitted. */
  readonly isFitted: Accessor<boolean>;
  /** As much as can be read: around `focus` where the whole would be too small. */
  fit(window: Size, picture: Size, focus: Point): void;
  /** All of it, however small. */
  fitAll(window: Size, picture: Size): void;
  pan(dx: number, dy: number): void;
  /** By a factor, around a point of the window. */
  zoom(factor: number, around: Point): void;
  /** Moves no further than needed for a node to be seen. */
  reveal(window: Size, centre: Point, size: Size): void;
}

const SMALLEST = 0.1;
const LARGEST = 3;
/** Smaller than this names cannot be read. */
const READABLE = 0.55;
const AROUND = 14;

export function createViewport(): Viewport {
  const [view, setView] = createSignal<View>({ x: 0, y: 0, k: 1 });
  const [isFitted, setIsFitted] = createSignal(true);
  const pan = (dx: number, dy: number): void => {
    // A picture that is read anew without a change is still as it was fitted.
    if (dx === 0 && dy === 0) return;
    setIsFitted(false);
    setView(({ x, y, k }) => ({ x: x + dx, y: y + dy, k }));
  };
  const setFitted = (window: Size, picture: Size, focus: Point, smallest: number): void => {
    const whole = Math.min(1, window.width / picture.width, window.height / picture.height);
    const k = Number.isFinite(whole) ? Math.max(smallest, whole) : 1;
    setIsFitted(true);
    setView({
      x: placed(window.width, picture.width * k, focus.x * k),
      y: placed(window.height, picture.height * k, focus.y * k),
      k,
    });
  };
  return {
    view,
    isFitted,
    pan,
    fit: (window, picture, focus) => setFitted(window, picture, focus, READABLE),
    fitAll: (window, picture) => setFitted(window, picture, { x: 0, y: 0 }, SMALLEST),
    zoom: (factor, around) => {
      setIsFitted(false);
      setView(({ x, y, k }) => {
        const next = Math.min(LARGEST, Math.max(SMALLEST, k * factor));
        const change = next / k;
        return { x: around.x - (around.x - x) * change, y: around.y - (around.y - y) * change, k: next };
      });
    },
    reveal: (window, centre, size) => {
      const { x, y, k } = view();
      const dx = outside(x + centre.x * k, size.width * k, window.width);
      const dy = outside(y + centre.y * k, size.height * k, window.height);
      if (dx !== 0 || dy !== 0) pan(dx, dy);
    },
  };
}

/** The middle where there is room for all, else with the focus as near to the middle as leaves no empty edge. */
function placed(room: number, length: number, focus: number): number {
  if (length <= room) return (room - length) / 2;
  return Math.min(0, Math.max(room - length, room / 2 - focus));
}

function outside(middle: number, length: number, room: number): number {
  const low = middle - length / 2 - AROUND;
  const high = middle + length / 2 + AROUND - room;
  return low < 0 ? -low : high > 0 ? -Math.min(high, low) : 0;
}
