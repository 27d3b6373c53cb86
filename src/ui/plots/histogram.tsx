import { createSignal, type JSX, Show } from 'solid-js';
import { makePlotAxis, type PlotColumn, valueText } from '../../base/axis/plot-column.ts';
import { type Bins, binOf } from '../../base/bins.ts';
import { formatCount } from '../../base/format.ts';
import { CanvasSurface } from './canvas-surface.ts';
import { drawFrame, makeFrameBox, type PlotFrame, xPlace, yPlace } from './frame.ts';
import { makeGroundScale } from './ground-scale.ts';
import { drawLegend, LEGEND_HEIGHT } from './legend.ts';
import { type MakePicture, PlotCanvas } from './plot-canvas.tsx';
import type { Surface } from './surface.ts';
import { PlotTooltip } from './tooltip.tsx';

export interface HistogramModel {
  readonly column: PlotColumn;
  readonly bins: Bins;
  readonly parts: readonly HistogramPart[];
  /** Parts stand on one another, or each is outlined from the ground up. */
  readonly isStacked: boolean;
  readonly countLabel: string;
}

export interface HistogramPart {
  readonly label: string;
  readonly colour: string;
  readonly counts: Uint32Array;
}

const Y_TICK_PX = 44;
const X_TICK_PX = 80;

/** How many values lie in each bin. */
export function Histogram(props: {
  readonly label: string;
  readonly model: HistogramModel;
  readonly onPicture?: (make: MakePicture) => void;
}): JSX.Element {
  let over!: HTMLDivElement;
  const [frame, setFrame] = createSignal<PlotFrame>();
  const [bin, setBin] = createSignal(-1);
  const draw = (surface: Surface): void => {
    const next = drawHistogram(surface, props.model);
    if (surface instanceof CanvasSurface) setFrame(next);
  };
  const move = (event: PointerEvent): void => {
    const known = frame();
    if (!known) return;
    const unit = (event.clientX - over.getBoundingClientRect().left - known.box.left) / known.box.width;
    setBin(binOf(props.model.bins, known.x.fromUnit(unit)));
  };
  const edges = () => props.model.bins.edges;
  const step = (by: number) => setBin((at) => Math.max(0, Math.min(edges().length - 2, at + by)));
  const heading = (at: number): string => {
    const { column } = props.model;
    return `${valueText(column, edges()[at]!)} to ${valueText(column, edges()[at + 1]!)}`;
  };
  const readings = (at: number) =>
    props.model.parts
      .filter((part) => part.counts[at]! > 0 || props.model.parts.length === 1)
      .map((part) => ({ name: part.label, value: formatCount(part.counts[at]!) }));
  return (
    <PlotCanvas layers={[draw]} onPicture={props.onPicture}>
      <div
        ref={over}
        class="plot-over is-still"
        role="application"
        aria-label={`${props.label}: arrow keys go from bin to bin`}
        tabindex="0"
        onPointerMove={move}
        onPointerDown={move}
        onPointerLeave={() => setBin(-1)}
        onBlur={() => setBin(-1)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
          step(event.key === 'ArrowRight' ? 1 : -1);
          event.preventDefault();
        }}
      />
      <Show when={bin() >= 0 && bin() < edges().length - 1 && frame()}>
        {(known) => (
          <>
            <p class="unseen" aria-live="polite">
              {[heading(bin()), ...readings(bin()).map(({ name, value }) => `${name} ${value}`)].join(', ')}
            </p>
            <PlotTooltip
              heading={heading(bin())}
              readings={readings(bin())}
              x={(xPlace(known(), edges()[bin()]!) + xPlace(known(), edges()[bin() + 1]!)) / 2}
              y={known().box.top + 10}
              width={over.clientWidth}
              height={over.clientHeight}
            />
          </>
        )}
      </Show>
    </PlotCanvas>
  );
}

function drawHistogram(surface: Surface, model: HistogramModel): PlotFrame {
  const hasLegend = model.parts.length > 1;
  const top = hasLegend ? LEGEND_HEIGHT : 0;
  const mostTicks = Math.max(2, Math.floor((surface.height - top) / Y_TICK_PX));
  const y = makeGroundScale(0, Math.max(1, greatestCount(model)), mostTicks, true);
  const box = makeFrameBox(surface, y, top);
  const { edges, log } = model.bins;
  const ends = Float64Array.of(edges[0]!, edges.at(-1)!);
  const x = makePlotAxis(
    { ...model.column, values: ends },
    log,
    Math.max(2, Math.floor(box.width / X_TICK_PX)),
  );
  const frame = { box, x, y };
  if (hasLegend) drawLegend(surface, { kind: 'words', label: '', entries: model.parts });
  drawFrame(surface, frame, { x: model.column.label, y: model.countLabel });
  if (model.isStacked) drawStacked(surface, model, frame);
  else for (const part of model.parts) drawOutline(surface, part, model.bins, frame);
  return frame;
}

function greatestCount({ parts, isStacked, bins }: HistogramModel): number {
  let greatest = 0;
  for (let bin = 0; bin < bins.edges.length - 1; bin++) {
    let sum = 0;
    for (const { counts } of parts) {
      sum = isStacked ? sum + counts[bin]! : Math.max(sum, counts[bin]!);
    }
    greatest = Math.max(greatest, sum);
  }
  return greatest;
}

function drawStacked(surface: Surface, { parts, bins }: HistogramModel, frame: PlotFrame): void {
  for (let bin = 0; bin < bins.edges.length - 1; bin++) {
    const [from, to] = [xPlace(frame, bins.edges[bin]!), xPlace(frame, bins.edges[bin + 1]!)];
    let ground = 0;
    for (const part of parts) {
      const count = part.counts[bin]!;
      if (count === 0) continue;
      const [low, high] = [yPlace(frame, ground), yPlace(frame, ground + count)];
      surface.rect(from + 0.5, high, Math.max(1, to - from - 1), low - high, {
        fill: part.colour,
        opacity: 0.85,
      });
      ground += count;
    }
  }
}

function drawOutline(surface: Surface, part: HistogramPart, bins: Bins, frame: PlotFrame): void {
  const trace = (pen: { moveTo(x: number, y: number): void; lineTo(x: number, y: number): void }): void => {
    pen.moveTo(xPlace(frame, bins.edges[0]!), yPlace(frame, 0));
    for (const [bin, count] of part.counts.entries()) {
      pen.lineTo(xPlace(frame, bins.edges[bin]!), yPlace(frame, count));
      pen.lineTo(xPlace(frame, bins.edges[bin + 1]!), yPlace(frame, count));
    }
    pen.lineTo(xPlace(frame, bins.edges.at(-1)!), yPlace(frame, 0));
  };
  surface.path(trace, { fill: part.colour, opacity: 0.15 });
  surface.path(trace, { stroke: part.colour, width: 1.6 });
}
