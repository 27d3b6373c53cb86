import { createMemo, createSignal, For, Index, type JSX, Show } from 'solid-js';
import { type BrushDrag, beginBrush } from './axis-brush-gesture.ts';
import { CanvasSurface } from './canvas-surface.ts';
import {
  type AxisBrush,
  drawAxes,
  drawFaded,
  drawLines,
  layoutParallel,
  markKept,
  nearestLine,
  type ParallelLayout,
  type ParallelModel,
  strokeMarks,
} from './parallel-draw.ts';
import { ParallelHead } from './parallel-head.tsx';
import { type MakePicture, PlotCanvas } from './plot-canvas.tsx';
import type { Surface } from './surface.ts';
import { PlotTooltip, type Reading } from './tooltip.tsx';

export interface ParallelProps {
  readonly model: ParallelModel;
  readonly nameOf: (mark: number) => string;
  readonly readingsOf: (mark: number) => readonly Reading[];
  readonly lit: number;
  readonly onLit: (mark: number) => void;
  readonly selected: readonly number[];
  readonly onOpen: (mark: number) => void;
  readonly onBrush: (axis: string, brush: AxisBrush | null) => void;
  /** `to` is the place it shall have. */
  readonly onMove: (axis: string, to: number) => void;
  readonly onLog: (axis: string) => void;
  readonly onFlip: (axis: string) => void;
  readonly onRemove: (axis: string) => void;
  readonly onPicture?: (make: MakePicture) => void;
}

/** Narrower than this and neither names nor ticks can be read: the plot then scrolls. */
const LEAST_AXIS_PX = 80;

/** A line for each mark across all axes. Dragging along an axis keeps the lines that pass there. */
export function Parallel(props: ParallelProps): JSX.Element {
  let over!: HTMLDivElement;
  const [layout, setLayout] = createSignal<ParallelLayout>();
  const kept = createMemo(() => markKept(props.model));
  const isBrushed = createMemo(() => props.model.axes.some((axis) => axis.brush !== null));
  const [pointer, setPointer] = createSignal({ x: 0, y: 0 });
  const colours = createMemo(() => props.model.colours);
  const count = createMemo(() => props.model.count);
  /** Axes, marks and size: lines are laid out again only when these change. */
  const shape = createMemo(() => props.model.axes.map(({ brush: _, ...axis }) => axis), undefined, {
    equals: (a, b) => a.length === b.length && a.every((one, i) => isSameShape(one, b[i]!)),
  });
  const layoutOn = (surface: Surface): ParallelLayout => {
    const axes = shape().map((axis) => ({ ...axis, brush: null }));
    const next = layoutParallel(surface, { axes, colours: colours(), count: count() });
    if (surface instanceof CanvasSurface) setLayout(next);
    return next;
  };
  // The first layer lays out for all of them; an SVG's layers are drawn in the same order.
  let last: ParallelLayout | undefined;
  const layoutFor = (surface: Surface): ParallelLayout | undefined =>
    surface instanceof CanvasSurface ? layout() : last;
  const drawBack = (surface: Surface): void => {
    last = layoutOn(surface);
    if (isBrushed()) drawFaded(surface, count(), last);
  };
  const drawKept = (surface: Surface): void => {
    const known = layoutFor(surface);
    if (known && known.ys[0]?.length === props.model.count)
      drawLines(surface, props.model, known, kept(), gestures.isDragging());
  };
  const drawFront = (surface: Surface): void => {
    const known = layoutFor(surface);
    if (!known || known.xs.length !== props.model.axes.length) return;
    if (surface instanceof CanvasSurface) {
      strokeMarks(surface, known, props.selected, 'var(--accent)', 2.2);
      if (props.lit >= 0 && props.lit < props.model.count) {
        strokeMarks(surface, known, [props.lit], 'var(--ink)', 2.4);
      }
    } else drawNames(surface, props.model, known);
    drawAxes(surface, props.model, known);
  };
  const gestures = makeGestures(() => over, layout, props, kept, setPointer);
  const minWidth = () => `${Math.max(1, props.model.axes.length) * LEAST_AXIS_PX}px`;
  return (
    <div class="parallel">
      <div class="parallel-inner" style={{ 'min-width': minWidth() }}>
        <div class="parallel-heads">
          <Index each={props.model.axes}>
            {(axis, i) => (
              <ParallelHead
                axis={axis()}
                at={i}
                left={layout()?.xs[i] ?? 0}
                xs={layout()?.xs ?? []}
                width={axisGap(layout())}
                on={props}
              />
            )}
          </Index>
        </div>
        <PlotCanvas layers={[drawBack, drawKept, drawFront]} onPicture={props.onPicture}>
          <div
            ref={over}
            class="plot-over parallel-over"
            classList={{ 'is-on-axis': gestures.isOnAxis() }}
            onPointerDown={gestures.down}
            onPointerMove={gestures.move}
            onPointerUp={gestures.up}
            onPointerCancel={gestures.cancel}
            onPointerLeave={gestures.leave}
          >
            {/* A finger on an axis brushes, anywhere else it scrolls. */}
            <For each={layout()?.xs ?? []}>
              {(x) => <div class="parallel-strip" style={{ left: `${x}px` }} />}
            </For>
          </div>
          <Show when={props.lit >= 0 && gestures.isHovering()}>
            <PlotTooltip
              heading={props.nameOf(props.lit)}
              readings={props.readingsOf(props.lit)}
              x={pointer().x}
              y={pointer().y}
              width={over.clientWidth}
              height={over.clientHeight}
            />
          </Show>
        </PlotCanvas>
      </div>
    </div>
  );
}

type Shape = Omit<ParallelModel['axes'][number], 'brush'>;

function isSameShape(a: Shape, b: Shape): boolean {
  return a.id === b.id && a.column === b.column && a.log === b.log && a.flip === b.flip;
}

function axisGap(layout: ParallelLayout | undefined): number {
  if (!layout || layout.xs.length < 2) return LEAST_AXIS_PX * 2;
  return layout.xs[1]! - layout.xs[0]!;
}

/** In a picture the names of the axes stand where the screen has its buttons. */
function drawNames(surface: Surface, model: ParallelModel, { xs, box }: ParallelLayout): void {
  for (const [i, { column }] of model.axes.entries()) {
    surface.text(xs[i]!, box.top - 3, column.label.slice(-24), {
      colour: 'var(--ink)',
      anchor: 'middle',
      bold: true,
    });
  }
}

const AXIS_REACH = 14;

function makeGestures(
  over: () => HTMLElement,
  layout: () => ParallelLayout | undefined,
  props: ParallelProps,
  kept: () => Uint8Array,
  setPointer: (place: { x: number; y: number }) => void,
) {
  const [isOnAxis, setIsOnAxis] = createSignal(false);
  const [isHovering, setIsHovering] = createSignal(false);
  const [isDragging, setIsDragging] = createSignal(false);
  let drag: { readonly axis: string; readonly to: BrushDrag; readonly before: AxisBrush | null } | null =
    null;
  const placeOf = (event: PointerEvent) => {
    const box = over().getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const axisAt = (x: number): number => layout()?.xs.findIndex((at) => Math.abs(at - x) <= AXIS_REACH) ?? -1;
  return {
    isOnAxis,
    isHovering,
    isDragging,
    down: (event: PointerEvent) => {
      const { x, y } = placeOf(event);
      const known = layout();
      const at = axisAt(x);
      if (event.button !== 0 || !event.isPrimary || !known) return;
      if (at < 0) return;
      const axis = props.model.axes[at]!;
      const place = { axis, scale: known.scales[at]!, box: known.box, missingY: known.missingY };
      drag = { axis: axis.id, to: beginBrush(place, y), before: axis.brush };
      over().setPointerCapture(event.pointerId);
    },
    move: (event: PointerEvent) => {
      const { x, y } = placeOf(event);
      if (drag) {
        setIsDragging(true);
        return props.onBrush(drag.axis, drag.to(y));
      }
      setIsOnAxis(axisAt(x) >= 0);
      setIsHovering(true);
      setPointer({ x, y });
      const known = layout();
      props.onLit(known ? nearestLine(known, kept(), x, y) : -1);
    },
    up: (event: PointerEvent) => {
      const { y } = placeOf(event);
      if (drag) props.onBrush(drag.axis, drag.to(y));
      else if (props.lit >= 0 && isHovering()) props.onOpen(props.lit);
      drag = null;
      setIsDragging(false);
    },
    cancel: () => {
      if (drag) props.onBrush(drag.axis, drag.before);
      drag = null;
      setIsDragging(false);
    },
    leave: () => {
      if (drag) return;
      setIsHovering(false);
      setIsOnAxis(false);
      props.onLit(-1);
    },
  };
}
