import type uPlot from 'uplot';
import { type AxisScale, makeXScale, makeYScale, type XKind } from './axis-scale.ts';
import { type ChartData, extentInView } from './chart-data.ts';
import {
  DASH,
  dotsOf,
  FAINT_WIDTH,
  type Frame,
  LINE_WIDTH,
  placeOfMark,
  traceLine,
  traceMark,
} from './draw.ts';
import type { UPlotClass } from './load-uplot.ts';
import type { ChartColours } from './theme.ts';

export interface PlotModel {
  readonly data: ChartData;
  /** Visible stretch of x. */
  readonly range: readonly [from: number, to: number];
  readonly kind: XKind;
  readonly log: boolean;
}

const X_TICK_PX = 52;
const Y_TICK_PX = 30;
const MOST_TICKS = 5;
const MARK_PX = 3;
const LEAST_PADDING = 8;
/** Width of a letter of the axis font, about; measuring each would cost a layout. */
const LETTER_PX = 6.2;
const FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

/** A canvas with axes. All scales are 0 to 1 to the library; what they mean is decided in `frame`. */
export class Plot {
  frame: Frame;
  private readonly u: uPlot;
  private readonly lineCount: number;
  private width: number;

  constructor(
    library: UPlotClass,
    host: HTMLElement,
    private model: PlotModel,
    private colours: ChartColours,
    size: { readonly width: number; readonly height: number },
  ) {
    this.width = size.width;
    this.frame = makeFrame(model, size);
    this.lineCount = model.data.lines.length;
    this.u = new library(this.options(size), this.units(), host);
  }

  /** Whether `update` can show this: the library is told the number of lines once. */
  fits(model: PlotModel): boolean {
    return model.data.lines.length === this.lineCount;
  }

  update(model: PlotModel): void {
    const hasNewData = model.data !== this.model.data;
    const hasMoved = model.range[0] !== this.model.range[0] || model.range[1] !== this.model.range[1];
    this.model = model;
    this.frame = makeFrame(model, this.u);
    this.u.batch(() => {
      if (hasNewData || hasMoved) this.u.setData(this.units(), false);
      this.u.redraw(true, true);
    });
  }

  recolour(colours: ChartColours): void {
    this.colours = colours;
    this.u.redraw(true, false);
  }

  resize(size: { readonly width: number; readonly height: number }): void {
    this.width = size.width;
    this.frame = makeFrame(this.model, size);
    this.u.setSize(size);
    this.u.redraw(true, true);
  }

  /** The plotting area in CSS pixels, relative to the host. */
  get over(): HTMLElement {
    return this.u.over;
  }

  get canvas(): HTMLCanvasElement {
    return this.u.ctx.canvas;
  }

  get plotWidth(): number {
    return this.u.over.clientWidth;
  }

  select(fromUnit: number, toUnit: number): void {
    const width = this.plotWidth;
    const left = Math.min(fromUnit, toUnit) * width;
    const span = Math.abs(toUnit - fromUnit) * width;
    this.u.setSelect({ left, top: 0, width: span, height: this.u.over.clientHeight }, false);
  }

  destroy(): void {
    this.u.destroy();
  }

  private units(): uPlot.AlignedData {
    const { data } = this.model;
    const x = data.x.map((value) => this.frame.x.toUnit(value));
    return [x, ...data.lines.map((line) => line.y)];
  }

  private options(size: { readonly width: number; readonly height: number }): uPlot.Options {
    const unitScale = { auto: false, time: false, min: 0, max: 1, range: [0, 1] } as uPlot.Scale;
    return {
      ...size,
      pxAlign: 0,
      legend: { show: false },
      // Pointers are followed by the component, for touch and pen as well as for the mouse.
      cursor: { show: false },
      select: { show: true, left: 0, top: 0, width: 0, height: 0 },
      padding: [8, () => this.rightPadding(), 0, 0],
      scales: { x: unitScale, y: unitScale },
      axes: [this.axis('x'), this.axis('y')],
      series: [{}, ...this.model.data.lines.map((_, i) => this.series(i))],
      hooks: { draw: [(u) => this.drawMarks(u)] },
    };
  }

  private series(at: number): uPlot.Series {
    const line = () => this.model.data.lines[at]!;
    return {
      scale: 'y',
      auto: false,
      points: { show: false },
      paths: (u) => this.path(u, at),
      stroke: () => this.colours.resolve(line().colour),
      width: line().faint ? FAINT_WIDTH : LINE_WIDTH,
      dash: line().dashed ? [...DASH] : [],
      alpha: line().faint ? 0.3 : 1,
    };
  }

  private path(u: uPlot, at: number): uPlot.Series.Paths {
    const stroke = new Path2D();
    const line = this.model.data.lines[at]!;
    const box = u.bbox;
    traceLine(stroke, line, this.model.data.x, this.frame, box);
    return { stroke, fill: null, clip: null, flags: 0 } as unknown as uPlot.Series.Paths;
  }

  private drawMarks(u: uPlot): void {
    const ratio = devicePixelRatio;
    const { ctx, bbox } = u;
    const { x, lines } = this.model.data;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left - 4 * ratio, bbox.top, bbox.width + 8 * ratio, bbox.height);
    ctx.clip();
    for (const line of lines) {
      if (line.faint) continue;
      const colour = this.colours.resolve(line.colour);
      const dots = new Path2D();
      for (const dot of dotsOf(line, x, this.frame, bbox)) {
        dots.moveTo(dot.x, dot.y);
        dots.arc(dot.x, dot.y, 2 * ratio, 0, Math.PI * 2);
      }
      ctx.fillStyle = colour;
      ctx.fill(dots);
      const marks = new Path2D();
      for (const mark of line.marks) {
        const place = placeOfMark(mark, this.frame, bbox, (MARK_PX + 1) * ratio);
        traceMark(marks, mark.what, place.x, place.y, MARK_PX * ratio);
      }
      ctx.strokeStyle = colour;
      ctx.lineWidth = 1.4 * ratio;
      ctx.setLineDash([]);
      ctx.stroke(marks);
    }
    ctx.restore();
  }

  /** Half of the last tick's text stands to the right of its tick. */
  private rightPadding(): number {
    const last = this.frame.x.ticks.at(-1);
    if (!last) return LEAST_PADDING;
    const toEdge = (1 - last.at) * Math.max(0, this.width - 70);
    return Math.max(LEAST_PADDING, Math.ceil(last.text.length * LETTER_PX * 0.5 - toEdge));
  }

  private axis(which: 'x' | 'y'): uPlot.Axis {
    const scale = (): AxisScale => this.frame[which];
    return {
      scale: which,
      side: which === 'x' ? 2 : 3,
      font: FONT,
      stroke: () => this.colours.muted,
      gap: which === 'x' ? 4 : 6,
      size: which === 'x' ? 24 : (_, values) => Math.max(28, widest(values) * LETTER_PX + 14),
      // One increment that always fits: the ticks come from the frame.
      space: 1,
      incrs: [1],
      splits: () => scale().ticks.map((tick) => tick.at),
      values: () => scale().ticks.map((tick) => tick.text),
      grid: { stroke: () => this.colours.line, width: 1 },
      ticks: { show: false },
    };
  }
}

function widest(values: readonly string[] | null): number {
  return Math.max(0, ...(values ?? []).map((value) => value.length));
}

function makeFrame(model: PlotModel, size: { readonly width: number; readonly height: number }): Frame {
  const ticks = (px: number, each: number): number =>
    Math.max(2, Math.min(MOST_TICKS, Math.floor(px / each)));
  const [from, to] = model.range;
  const x = makeXScale(model.kind, from, to, ticks(size.width - 50, X_TICK_PX));
  const extent = extentInView(model.data, from, to);
  return { x, y: makeYScale(extent, model.log, ticks(size.height - 32, Y_TICK_PX)) };
}
