import { extentOf, makePlotAxis, type PlotColumn } from '../../base/axis/plot-column.ts';
import { drawFrame, makeFrameBox, type PlotFrame, xPlace, yPlace } from './frame.ts';
import { drawLegend, LEGEND_HEIGHT } from './legend.ts';
import type { MarkColours } from './mark-colours.ts';
import type { MarkPlaces } from './mark-places.ts';
import type { Surface } from './surface.ts';

export interface ScatterModel {
  readonly x: PlotColumn;
  readonly y: PlotColumn;
  readonly logX: boolean;
  readonly logY: boolean;
  readonly colours: MarkColours;
  /** Larger marks for larger values. */
  readonly size: PlotColumn | null;
  /** Marks on a line, ascending in x. */
  readonly front: readonly number[];
}

export interface ScatterLayout {
  readonly frame: PlotFrame;
  readonly places: MarkPlaces;
}

const Y_TICK_PX = 44;
const X_TICK_PX = 90;
const WORD_PX = 18;

export function layoutScatter(surface: Surface, model: ScatterModel): ScatterLayout {
  const top = model.colours.legend ? LEGEND_HEIGHT : 0;
  const yTickPx = model.y.unit === 'words' ? WORD_PX : Y_TICK_PX;
  const y = makePlotAxis(model.y, model.logY, Math.max(2, Math.floor((surface.height - top) / yTickPx)));
  const box = makeFrameBox(surface, y, top);
  const x = makePlotAxis(model.x, model.logX, Math.max(2, Math.floor(box.width / X_TICK_PX)));
  const frame = { box, x, y };
  const places = new Float32Array(model.x.values.length * 2).fill(Number.NaN);
  for (let mark = 0; mark < model.x.values.length; mark++) {
    const [xValue, yValue] = [model.x.values[mark]!, model.y.values[mark]!];
    if (!Number.isFinite(xValue) || !Number.isFinite(yValue)) continue;
    places[mark * 2] = xPlace(frame, xValue);
    places[mark * 2 + 1] = yPlace(frame, yValue);
  }
  return { frame, places };
}

export function drawScatter(
  surface: Surface,
  model: ScatterModel,
  layout: ScatterLayout,
  under?: (surface: Surface, layout: ScatterLayout) => void,
): void {
  const { frame, places } = layout;
  if (model.colours.legend) drawLegend(surface, model.colours.legend);
  drawFrame(surface, frame, { x: model.x.label, y: model.y.label });
  under?.(surface, layout);
  const opacity = places.length > 4_000 ? 0.55 : 0.85;
  for (const [code, bySize] of groupMarks(model).entries()) {
    const fill = model.colours.palette[code]!;
    for (const [step, marks] of bySize.entries()) {
      if (marks && marks.length > 0) {
        surface.dots(pick(places, marks), radiusOf(step, places.length / 2, model.size !== null), {
          fill,
          opacity,
        });
      }
    }
  }
  drawFront(surface, model.front, places);
}

/** Marks are drawn by colour and size, so that a canvas draws few paths. */
function groupMarks({ colours, size }: ScatterModel): (number[] | undefined)[][] {
  const groups: (number[] | undefined)[][] = colours.palette.map(() => []);
  const steps = size ? sizeSteps(size) : null;
  for (let mark = 0; mark < colours.codes.length; mark++) {
    const step = steps?.[mark] ?? 0;
    const bySize = groups[colours.codes[mark]!]!;
    let marks = bySize[step];
    if (!marks) {
      marks = [];
      bySize[step] = marks;
    }
    marks.push(mark);
  }
  return groups;
}

const SIZE_STEPS = 8;

/** Areas rise with the values; without one a mark is as small as the least. */
function sizeSteps(size: PlotColumn): Uint8Array {
  const { min, max } = extentOf(size.values);
  return Uint8Array.from(size.values, (value) =>
    Number.isFinite(value) && max > min ? Math.round(((value - min) / (max - min)) * (SIZE_STEPS - 1)) : 0,
  );
}

function radiusOf(step: number, count: number, isSized: boolean): number {
  if (isSized) return Math.sqrt(6 + (step / (SIZE_STEPS - 1)) * 120);
  if (count > 20_000) return 1.2;
  return count > 2_000 ? 2.2 : 4;
}

function pick(places: MarkPlaces, marks: readonly number[]): Float32Array {
  const picked = new Float32Array(marks.length * 2);
  let at = 0;
  for (const mark of marks) {
    if (Number.isNaN(places[mark * 2]!)) continue;
    picked[at++] = places[mark * 2]!;
    picked[at++] = places[mark * 2 + 1]!;
  }
  return picked.subarray(0, at);
}

function drawFront(surface: Surface, front: readonly number[], places: MarkPlaces): void {
  if (front.length === 0) return;
  surface.path(
    (pen) => {
      for (const [i, mark] of front.entries()) {
        const [x, y] = [places[mark * 2]!, places[mark * 2 + 1]!];
        if (i === 0) pen.moveTo(x, y);
        else pen.lineTo(x, y);
      }
    },
    { stroke: 'var(--ink)', width: 1.4, dash: [4, 3] },
  );
  surface.dots(pick(places, front), 5.5, { stroke: 'var(--ink)', width: 1.2 });
}

/** Rings around marks. */
export function ringMarks(
  surface: Surface,
  places: MarkPlaces,
  marks: readonly number[],
  radius: number,
  stroke: string,
): void {
  surface.dots(pick(places, marks), radius, { stroke, width: 1.8 });
}
