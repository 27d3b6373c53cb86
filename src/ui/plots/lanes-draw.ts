import type { AxisScale } from '../../base/axis/axis-scale.ts';
import { formatNumber } from '../../base/format.ts';
import type { BoxSummary } from '../../base/quartiles.ts';
import { drawXAxis, line } from './frame.ts';
import { cutText, type PlotBox, type Surface } from './surface.ts';

/** A row of a plot with horizontal bars or boxes. */
export interface Lane {
  readonly label: string;
  readonly colour: string;
  readonly mark: BarMark | BoxMark;
}

export interface BarMark {
  readonly kind: 'bar';
  readonly value: number;
  /** Ends of the whisker, where there is one. */
  readonly error: readonly [low: number, high: number] | null;
  /** At the end of the bar. */
  readonly text: string;
  /** Pale: it says little. */
  readonly isFaint: boolean;
}

export interface BoxMark {
  readonly kind: 'box';
  readonly summary: BoxSummary;
  /** Every value, where they are few enough to be seen. */
  readonly points: ArrayLike<number> | null;
}

export interface LanesModel {
  readonly lanes: readonly Lane[];
  readonly label: string;
  readonly makeScale: (mostTicks: number) => AxisScale;
  readonly lanePx: number;
}

const FOOT = 40;
const HEAD = 4;
const MOST_LABEL = 190;
const TICK_PX = 80;

/** Height of all lanes with their axis. */
export function lanesHeight({ lanes, lanePx }: LanesModel): number {
  return HEAD + lanes.length * lanePx + FOOT;
}

export function laneTop(model: LanesModel, at: number): number {
  return HEAD + at * model.lanePx;
}

export function drawLanes(surface: Surface, model: LanesModel): void {
  const { lanes } = model;
  const widest = Math.max(0, ...lanes.map(({ label }) => surface.measure(label)));
  const labelWidth = Math.min(widest, MOST_LABEL, surface.width * 0.36);
  const hasTexts = lanes.some(({ mark }) => mark.kind === 'bar' && mark.text !== '');
  const left = labelWidth + 16;
  const width = Math.max(20, surface.width - left - (hasTexts ? 64 : 16));
  const box = { left, top: HEAD, width, height: lanes.length * model.lanePx };
  const scale = model.makeScale(Math.max(2, Math.floor(width / TICK_PX)));
  drawXAxis(surface, { box, x: scale }, model.label);
  for (const [i, lane] of lanes.entries()) {
    const middle = laneTop(model, i) + model.lanePx / 2;
    const label = cutText(surface, lane.label, labelWidth);
    surface.text(labelWidth + 8, middle + 4, label, { colour: 'var(--ink)', anchor: 'end' });
    if (lane.mark.kind === 'bar') drawBar(surface, lane.mark, lane.colour, scale, box, middle, model.lanePx);
    else drawBox(surface, lane.mark, lane.colour, scale, box, middle, model.lanePx);
  }
}

function placeOn(scale: AxisScale, box: PlotBox, value: number): number {
  return box.left + Math.max(0, Math.min(1, scale.toUnit(value))) * box.width;
}

function drawBar(
  surface: Surface,
  bar: BarMark,
  colour: string,
  scale: AxisScale,
  box: PlotBox,
  middle: number,
  lanePx: number,
): void {
  const height = Math.min(18, lanePx * 0.64);
  const opacity = bar.isFaint ? 0.35 : 0.9;
  let end = placeOn(scale, box, 0);
  if (Number.isFinite(bar.value)) {
    const from = end;
    const to = placeOn(scale, box, bar.value);
    surface.rect(Math.min(from, to), middle - height / 2, Math.max(1, Math.abs(to - from)), height, {
      fill: colour,
      opacity,
    });
    end = Math.max(from, to);
  }
  if (bar.error) {
    const low = placeOn(scale, box, bar.error[0]);
    const high = placeOn(scale, box, bar.error[1]);
    whisker(surface, low, high, middle, height / 3);
    end = Math.max(end, high);
  }
  surface.text(end + 6, middle + 4, bar.text, { colour: 'var(--muted)' });
}

function whisker(surface: Surface, low: number, high: number, middle: number, half: number): void {
  const colour = 'var(--ink)';
  line(surface, low, middle, high, middle, colour);
  line(surface, low, middle - half, low, middle + half, colour);
  line(surface, high, middle - half, high, middle + half, colour);
}

function drawBox(
  surface: Surface,
  { summary, points }: BoxMark,
  colour: string,
  scale: AxisScale,
  box: PlotBox,
  middle: number,
  lanePx: number,
): void {
  const half = Math.min(18, lanePx * 0.32);
  const [q1, q3] = [placeOn(scale, box, summary.q1), placeOn(scale, box, summary.q3)];
  const low = placeOn(scale, box, summary.lowWhisker);
  const high = placeOn(scale, box, summary.highWhisker);
  whisker(surface, low, Math.max(low, q1), middle, half * 0.5);
  whisker(surface, Math.min(q3, high), high, middle, half * 0.5);
  surface.rect(q1, middle - half, Math.max(1, q3 - q1), half * 2, { fill: 'var(--panel)' });
  surface.rect(q1, middle - half, Math.max(1, q3 - q1), half * 2, { fill: colour, opacity: 0.25 });
  surface.rect(q1, middle - half, Math.max(1, q3 - q1), half * 2, { stroke: colour, width: 1.4 });
  const shown = points ?? summary.outliers;
  surface.dots(
    Float32Array.from({ length: shown.length * 2 }, (_, i) =>
      i % 2 === 0 ? placeOn(scale, box, shown[i / 2]!) : middle + spread(points ? i : 0) * half,
    ),
    points ? 2.4 : 2,
    { fill: colour, opacity: points ? 0.75 : 0.9 },
  );
  const median = placeOn(scale, box, summary.median);
  surface.path(
    (pen) => {
      pen.moveTo(median, middle - half);
      pen.lineTo(median, middle + half);
    },
    { stroke: 'var(--ink)', width: 2 },
  );
}

/** Points beside one another are set a little apart, always the same way. */
function spread(i: number): number {
  return (((i / 2) * 0.618) % 1) * 1.2 - 0.6;
}

export function boxText({ summary }: BoxMark): string {
  const { n, lowWhisker, q1, median, q3, highWhisker, outliers } = summary;
  const parts = [
    `n ${n}`,
    `median ${formatNumber(median)}`,
    `quartiles ${formatNumber(q1)} to ${formatNumber(q3)}`,
    `whiskers ${formatNumber(lowWhisker)} to ${formatNumber(highWhisker)}`,
  ];
  if (outliers.length > 0) parts.push(`${outliers.length} beyond`);
  return parts.join(', ');
}
