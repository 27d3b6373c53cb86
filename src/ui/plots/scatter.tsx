import { createEffect, createMemo, createSignal, type JSX, onCleanup, Show } from 'solid-js';
import { CanvasSurface } from './canvas-surface.ts';
import { marksWithin, NearestMark, type Rect } from './mark-places.ts';
import { type MakePicture, PlotCanvas } from './plot-canvas.tsx';
import { followRect } from './rect-gesture.ts';
import {
  drawScatter,
  layoutScatter,
  ringMarks,
  type ScatterLayout,
  type ScatterModel,
} from './scatter-draw.ts';
import type { Surface } from './surface.ts';
import { PlotTooltip, type Reading } from './tooltip.tsx';

/** What lies in a rectangle: marks, and values of the axes from low to high. */
export interface Brushed {
  readonly marks: readonly number[];
  readonly x: readonly [from: number, to: number];
  readonly y: readonly [from: number, to: number];
}

export interface ScatterProps {
  readonly label: string;
  readonly model: ScatterModel;
  /** Drawn between grid and marks. */
  readonly under?: ((surface: Surface, layout: ScatterLayout) => void) | undefined;
  readonly nameOf: (mark: number) => string;
  readonly readingsOf: (mark: number) => readonly Reading[];
  /** -1 for none. */
  readonly lit: number;
  readonly onLit: (mark: number) => void;
  readonly selected: readonly number[];
  readonly onOpen: (mark: number) => void;
  readonly onToggle: (mark: number) => void;
  readonly onBrush: (brushed: Brushed | null) => void;
  readonly onPicture?: (make: MakePicture) => void;
}

/** Marks by two values. Arrow keys go from mark to mark along x, Enter opens, Space selects. */
export function Scatter(props: ScatterProps): JSX.Element {
  let over!: HTMLDivElement;
  const [layout, setLayout] = createSignal<ScatterLayout>();
  const [brush, setBrush] = createSignal<Rect | null>(null);
  const [announced, setAnnounced] = createSignal('');
  const nearest = createMemo(() => {
    const known = layout();
    return known && new NearestMark(known.places);
  });
  const drawMarks = (surface: Surface): void => {
    const next = layoutScatter(surface, props.model);
    drawScatter(surface, props.model, next, props.under);
    if (surface instanceof CanvasSurface) setLayout(next);
  };
  const drawRings = (surface: Surface): void => {
    const places = surface instanceof CanvasSurface ? layout()?.places : undefined;
    if (!places) return;
    ringMarks(surface, places, props.selected, 5.5, 'var(--accent)');
    if (props.lit >= 0 && props.lit * 2 < places.length)
      ringMarks(surface, places, [props.lit], 7, 'var(--ink)');
  };
  createEffect(() => {
    props.model;
    setBrush(null);
  });
  const finish = (rect: Rect): void => {
    const known = layout();
    if (!known) return;
    setBrush(rect);
    const { box, x, y } = known.frame;
    const unitX = (px: number) => x.fromUnit(Math.max(0, Math.min(1, (px - box.left) / box.width)));
    const unitY = (px: number) => y.fromUnit(Math.max(0, Math.min(1, 1 - (px - box.top) / box.height)));
    props.onBrush({
      marks: marksWithin(known.places, rect),
      x: [unitX(rect.left), unitX(rect.right)],
      y: [unitY(rect.bottom), unitY(rect.top)],
    });
  };
  const clear = (): void => {
    setBrush(null);
    props.onBrush(null);
  };
  createEffect(() => {
    onCleanup(
      followRect(over, {
        hover: (x, y) => props.onLit(x === null ? -1 : (nearest()?.find(x, y) ?? -1)),
        dragging: setBrush,
        finish,
        press: (x, y, isAdding) => {
          const mark = nearest()?.find(x, y) ?? -1;
          if (mark < 0) clear();
          else if (isAdding) props.onToggle(mark);
          else props.onOpen(mark);
        },
      }),
    );
  });
  const order = createMemo(() => {
    const { values } = props.model.x;
    return Array.from(values.keys())
      .filter((mark) => Number.isFinite(values[mark]!) && Number.isFinite(props.model.y.values[mark]!))
      .sort((a, b) => values[a]! - values[b]!);
  });
  const step = (by: number): void => {
    const marks = order();
    if (marks.length === 0) return;
    const at = marks.indexOf(props.lit);
    const next = marks[at < 0 ? 0 : Math.max(0, Math.min(marks.length - 1, at + by))]!;
    props.onLit(next);
    const readings = props.readingsOf(next).map(({ name, value }) => `${name} ${value}`);
    setAnnounced([props.nameOf(next), ...readings].join(', '));
  };
  const handleKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') step(event.key === 'ArrowRight' ? 1 : -1);
    else if (event.key === 'Enter' && props.lit >= 0) props.onOpen(props.lit);
    else if (event.key === ' ' && props.lit >= 0) props.onToggle(props.lit);
    else if (event.key === 'Escape' && brush()) clear();
    else return;
    event.preventDefault();
  };
  const tip = () => {
    const known = layout();
    const [x, y] = [known?.places[props.lit * 2], known?.places[props.lit * 2 + 1]];
    return x === undefined || y === undefined || Number.isNaN(x) || brush() ? null : { x, y };
  };
  return (
    <PlotCanvas layers={[drawMarks, drawRings]} onPicture={props.onPicture}>
      <div
        ref={over}
        class="plot-over"
        role="application"
        aria-label={`${props.label}: arrow keys go from mark to mark, Enter opens, Space selects`}
        tabindex="0"
        onKeyDown={handleKey}
      />
      <p class="unseen" aria-live="polite">
        {announced()}
      </p>
      <Show when={brush()}>
        {(rect) => (
          <div
            class="plot-brush"
            style={{
              left: `${rect().left}px`,
              top: `${rect().top}px`,
              width: `${rect().right - rect().left}px`,
              height: `${rect().bottom - rect().top}px`,
            }}
          />
        )}
      </Show>
      <Show when={tip()}>
        {(place) => (
          <PlotTooltip
            heading={props.nameOf(props.lit)}
            readings={props.readingsOf(props.lit)}
            x={place().x}
            y={place().y}
            width={over.clientWidth}
            height={over.clientHeight}
          />
        )}
      </Show>
    </PlotCanvas>
  );
}
