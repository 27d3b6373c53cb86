import type { AxisScale } from '../../base/axis/axis-scale.ts';
import { extentOf, makePlotAxis, type PlotColumn, valueText } from '../../base/axis/plot-column.ts';
import { summariseBox } from '../../base/quartiles.ts';
import { drawFrame, line, makeFrameBox, type PlotFrame, xPlace, yPlace } from './frame.ts';
import { makeGroundScale } from './ground-scale.ts';
import { drawLegend, LEGEND_HEIGHT } from './legend.ts';
import type { Surface } from './surface.ts';

/** Marks of several kinds on one pair of axes. Places are values of the axes, NaN where there is none. */
export interface FigureModel {
  readonly x: FigureSide;
  readonly y: FigureSide;
  readonly marks: readonly FigureMark[];
}

export interface FigureSide extends Pick<PlotColumn, 'label' | 'words'> {
  readonly unit: 'number' | 'time' | 'words';
  readonly log: boolean;
}

export type FigureMark = { readonly label: string; readonly colour: string } & (
  | {
      readonly kind: 'points';
      readonly xs: Float64Array;
      readonly ys: Float64Array;
      readonly hasLine: boolean;
      readonly hasDots: boolean;
    }
  | {
      readonly kind: 'bars';
      readonly from: Float64Array;
      readonly to: Float64Array;
      readonly base: Float64Array;
      readonly top: Float64Array;
      readonly isTurned: boolean;
    }
  | { readonly kind: 'box'; readonly at: number; readonly values: Float64Array }
  | {
      readonly kind: 'heat';
      readonly xs: Float64Array;
      readonly ys: Float64Array;
      readonly values: Float64Array;
    }
);

const Y_TICK_PX = 44;
const X_TICK_PX = 90;
/** Half the width of a box where places are one apart. */
const BOX_HALF = 0.28;
const MOST_CELL_TEXTS = 400;

export function drawFigure(surface: Surface, model: FigureModel): void {
  const heat = model.marks.find((mark) => mark.kind === 'heat');
  const names = new Map(model.marks.map(({ label, colour }) => [label, colour]));
  const hasLegend = heat !== undefined || names.size > 1;
  const top = hasLegend ? LEGEND_HEIGHT : 0;
  const y = makeSide(model, 'y', Math.max(2, Math.floor((surface.height - top) / Y_TICK_PX)));
  const box = makeFrameBox(surface, y, top);
  const x = makeSide(model, 'x', Math.max(2, Math.floor(box.width / X_TICK_PX)));
  const frame: PlotFrame = { box, x, y };
  if (heat) drawHeatLegend(surface, heat);
  else if (hasLegend) {
    const entries = [...names].map(([label, colour]) => ({ label, colour }));
    drawLegend(surface, { kind: 'words', label: '', entries });
  }
  drawFrame(surface, frame, { x: model.x.label, y: model.y.label });
  surface.clipped(box, () => {
    for (const mark of model.marks) drawMark(surface, frame, mark);
  });
}

/** Bars stand on zero; everything else has the axis that its values need. */
function makeSide(model: FigureModel, side: 'x' | 'y', mostTicks: number): AxisScale {
  const { label, words, unit, log } = model[side];
  const values: number[] = [];
  let isGround = false;
  const add = (more: Float64Array) => {
    const { min, max } = extentOf(more);
    values.push(min, max);
  };
  for (const mark of model.marks) {
    if (mark.kind === 'points') add(side === 'x' ? mark.xs : mark.ys);
    else if (mark.kind === 'box' && side === 'y') add(mark.values);
    else if (mark.kind === 'box') values.push(mark.at - 0.5, mark.at + 0.5);
    else if (mark.kind === 'heat') addCells(side === 'x' ? mark.xs : mark.ys, values);
    else if (mark.isTurned === (side === 'x')) {
      add(mark.top);
      isGround = true;
    } else {
      add(mark.from);
      add(mark.to);
    }
  }
  if (isGround && unit === 'number') {
    const { min, max } = extentOf(values);
    return makeGroundScale(Number.isNaN(min) ? 0 : min, Number.isNaN(max) ? 1 : max, mostTicks);
  }
  return makePlotAxis({ label, words, unit, values: Float64Array.from(values) }, log, mostTicks);
}

function addCells(places: Float64Array, values: number[]): void {
  const half = gapOf(places) / 2;
  const { min, max } = extentOf(places);
  values.push(min - half, max + half);
}

function gapOf(places: Float64Array): number {
  const { min, max } = extentOf(places);
  return places.length > 1 && max > min ? (max - min) / (places.length - 1) : 1;
}

function drawMark(surface: Surface, frame: PlotFrame, mark: FigureMark): void {
  if (mark.kind === 'points') drawPoints(surface, frame, mark);
  else if (mark.kind === 'bars') drawBars(surface, frame, mark);
  else if (mark.kind === 'box') drawBox(surface, frame, mark);
  else drawHeat(surface, frame, mark);
}

function drawPoints(surface: Surface, frame: PlotFrame, mark: Extract<FigureMark, { kind: 'points' }>): void {
  const count = Math.min(mark.xs.length, mark.ys.length);
  const places: number[] = [];
  const trace = (pen: { moveTo(x: number, y: number): void; lineTo(x: number, y: number): void }): void => {
    let isDown = false;
    for (let i = 0; i < count; i++) {
      const [x, y] = [xPlace(frame, mark.xs[i]!), yPlace(frame, mark.ys[i]!)];
      // A value that is missing is a gap.
      if (!Number.isFinite(x) || !Number.isFinite(y)) isDown = false;
      else if (isDown) pen.lineTo(x, y);
      else {
        pen.moveTo(x, y);
        isDown = true;
      }
    }
  };
  if (mark.hasLine) surface.path(trace, { stroke: mark.colour, width: 1.6 });
  if (!mark.hasDots) return;
  for (let i = 0; i < count; i++) {
    const [x, y] = [xPlace(frame, mark.xs[i]!), yPlace(frame, mark.ys[i]!)];
    if (Number.isFinite(x) && Number.isFinite(y)) places.push(x, y);
  }
  surface.dots(places, mark.hasLine ? 2.5 : 3.5, { fill: mark.colour, opacity: mark.hasLine ? 1 : 0.75 });
}

function drawBars(surface: Surface, frame: PlotFrame, mark: Extract<FigureMark, { kind: 'bars' }>): void {
  for (let i = 0; i < mark.top.length; i++) {
    const [a, b, from, to] = mark.isTurned
      ? [
          yPlace(frame, mark.from[i]!),
          yPlace(frame, mark.to[i]!),
          xPlace(frame, mark.base[i]!),
          xPlace(frame, mark.top[i]!),
        ]
      : [
          xPlace(frame, mark.from[i]!),
          xPlace(frame, mark.to[i]!),
          yPlace(frame, mark.base[i]!),
          yPlace(frame, mark.top[i]!),
        ];
    if (![a, b, from, to].every(Number.isFinite)) continue;
    const [across, thick] = [Math.min(a, b), Math.max(1, Math.abs(b - a) - 1)];
    const [along, long] = [Math.min(from, to), Math.abs(to - from)];
    const paint = { fill: mark.colour, opacity: 0.85 };
    if (mark.isTurned) surface.rect(along, across, long, thick, paint);
    else surface.rect(across, along, thick, long, paint);
  }
}

function drawBox(surface: Surface, frame: PlotFrame, mark: Extract<FigureMark, { kind: 'box' }>): void {
  const summary = summariseBox(mark.values);
  if (summary === null) return;
  const { colour } = mark;
  const [left, right] = [xPlace(frame, mark.at - BOX_HALF), xPlace(frame, mark.at + BOX_HALF)];
  const middle = (left + right) / 2;
  const at = (value: number) => yPlace(frame, value);
  const height = at(summary.q1) - at(summary.q3);
  surface.rect(left, at(summary.q3), right - left, height, { fill: colour, opacity: 0.2 });
  surface.rect(left, at(summary.q3), right - left, height, { stroke: colour });
  line(surface, left, at(summary.median), right, at(summary.median), colour);
  line(surface, middle, at(summary.q3), middle, at(summary.highWhisker), colour);
  line(surface, middle, at(summary.q1), middle, at(summary.lowWhisker), colour);
  const outliers = Array.from(summary.outliers).flatMap((value) => [middle, at(value)]);
  surface.dots(outliers, 2.5, { fill: colour });
}

function drawHeat(surface: Surface, frame: PlotFrame, mark: Extract<FigureMark, { kind: 'heat' }>): void {
  const { min, max } = extentOf(mark.values);
  const [halfX, halfY] = [gapOf(mark.xs) / 2, gapOf(mark.ys) / 2];
  const column: PlotColumn = { label: '', values: mark.values, unit: 'number', words: [] };
  for (const [row, y] of mark.ys.entries()) {
    for (const [at, x] of mark.xs.entries()) {
      const value = mark.values[row * mark.xs.length + at]!;
      if (!Number.isFinite(value)) continue;
      const [left, right] = [xPlace(frame, x - halfX), xPlace(frame, x + halfX)];
      const [top, bottom] = [yPlace(frame, y + halfY), yPlace(frame, y - halfY)];
      const share = max > min ? (value - min) / (max - min) : 0.5;
      surface.rect(left, top, right - left + 0.5, bottom - top + 0.5, { fill: `ramp:${share}` });
      const content = valueText(column, value);
      const fits = right - left > surface.measure(content) + 12 && bottom - top > 16;
      if (mark.values.length > MOST_CELL_TEXTS || !fits) continue;
      const width = surface.measure(content) + 8;
      const [middle, centre] = [(left + right) / 2, (top + bottom) / 2];
      surface.rect(middle - width / 2, centre - 8, width, 16, { fill: 'var(--panel)', opacity: 0.85 });
      surface.text(middle, centre + 4, content, { colour: 'var(--ink)', anchor: 'middle' });
    }
  }
}

function drawHeatLegend(surface: Surface, mark: Extract<FigureMark, { kind: 'heat' }>): void {
  const { min, max } = extentOf(mark.values);
  const column: PlotColumn = { label: '', values: mark.values, unit: 'number', words: [] };
  drawLegend(surface, { kind: 'ramp', label: '', low: valueText(column, min), high: valueText(column, max) });
}
