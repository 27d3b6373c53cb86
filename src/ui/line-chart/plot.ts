import type uPlot from 'uplot';
import {
  type AxisScale,
  type Limits,
  makeXScale,
  makeYScale,
  type XKind,
} from '../../base/axis/axis-scale.ts';
import { type ChartData, extentInView } from './chart-data.ts';
import type { Frame } from './draw.ts';
import type { UPlotClass } from './load-uplot.ts';
import { LinePainter } from './paint.ts';
import type { ChartColours } from './theme.ts';

export interface PlotModel {
  readonly data: ChartData;
  /** Visible stretch of x. */
  readonly range: readonly [from: number, to: number];
  readonly kind: XKind;
  readonly logX: boolean;
  readonly logY: boolean;
  readonly limitsY: Limits;
}

const X_TICK_PX = 52;
const Y_TICK_PX = 30;
const MOST_TICKS = 5;
/** Of an axis with its padding, about. */
const AXIS_PX = 50;
const LEAST_PADDING = 8;
/** Width of a letter of the axis font, about; measuring each would cost a layout. */
const LETTER_PX = 6.2;
const FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

/**
 * The axes are the library's, the lines are painted over them. All its scales are 0 to 1; what they mean is decided in
 * `frame`.
 */
export class Plot {
  frame: Frame;
  private readonly u: uPlot;
  private painter: LinePainter | null = null;
  private lit: string | null = null;
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
    this.u = new library(
      this.options(size),
      [
        [0, 1],
        [null, null],
      ],
      host,
    );
  }

  update(model: PlotModel): void {
    this.model = model;
    this.frame = makeFrame(model, this.u);
    this.u.redraw(false, true);
  }

  /** Makes the lines of an id stand out; null for none. */
  light(id: string | null): void {
    this.lit = id;
    this.painter?.light(id);
  }

  recolour(colours: ChartColours): void {
    this.colours = colours;
    this.u.redraw(false, false);
  }

  resize(size: { readonly width: number; readonly height: number }): void {
    this.width = size.width;
    this.frame = makeFrame(this.model, size);
    this.u.setSize(size);
    this.u.redraw(false, true);
  }

  /** The plotting area in CSS pixels, relative to the host. */
  get over(): HTMLElement {
    return this.u.over;
  }

  /** Never 0: about what it will be before the library has laid it out, so that a pixel is not all of the chart. */
  get plotWidth(): number {
    return this.u.over.clientWidth || Math.max(1, this.width - AXIS_PX);
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
      series: [{}, { scale: 'y', auto: false, show: false }],
      hooks: { draw: [(u) => this.paint(u)] },
    };
  }

  private paint(u: uPlot): void {
    if (!this.painter) {
      this.painter = new LinePainter(u.over, this.colours);
      this.painter.light(this.lit);
    }
    this.painter.paint(this.model, this.frame, u.bbox.width, u.bbox.height, this.colours);
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
  const leastX = model.logX ? leastSizeOf(model.data.x) : null;
  const x = makeXScale(model.kind, from, to, ticks(size.width - 50, X_TICK_PX), leastX);
  const extent = extentInView(model.data, from, to);
  return { x, y: makeYScale(extent, model.logY, ticks(size.height - 32, Y_TICK_PX), model.limitsY) };
}

function leastSizeOf(values: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (const value of values) {
    const size = Math.abs(value);
    if (size > 0 && size < least) least = size;
  }
  return Number.isFinite(least) ? least : Number.NaN;
}
