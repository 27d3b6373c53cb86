import { countInBins, makeBins } from '../../src/base/bins.ts';
import { encodingOf } from '../../src/base/text-encoding.ts';
import type { FigureMarks, FigureResult } from '../../src/rpc/figure.ts';
import { AxisValues } from './figure-axis.ts';
import { fieldOf, listOf, objectOf, textOf } from './foreign-json.ts';
import { MAX_VALUES, readRows, readValues, type Value } from './plotly-values.ts';

const LIMIT_BYTES = 32 * 1024 * 1024;
const MAX_TRACES = 60;
/** Bars of one place share this much of the room between two places. */
const BAR_SHARE = 0.8;

/** A trace that can be drawn, with its values as they are written. */
interface Trace {
  readonly kind: 'points' | 'bars' | 'histogram' | 'box' | 'heat';
  readonly label: string;
  readonly source: object;
  readonly xs: readonly Value[];
  readonly ys: readonly Value[];
  readonly rows: readonly (readonly Value[])[];
  readonly isTurned: boolean;
}

export async function readFigure(blob: Blob): Promise<FigureResult> {
  if (blob.size > LIMIT_BYTES) return { kind: 'no-figure' };
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return parseFigure(new TextDecoder(encodingOf(bytes)).decode(bytes));
}

/** `{ data, layout }` as plotly writes it. What cannot be drawn is named, never guessed. */
export function parseFigure(text: string): FigureResult {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return { kind: 'no-figure' };
  }
  const data = listOf(fieldOf(root, 'data'));
  const layout = objectOf(fieldOf(root, 'layout'));
  if (data === null || data.length === 0 || layout === null) return { kind: 'no-figure' };
  const notDrawn: string[] = [];
  const traces: Trace[] = [];
  for (const [index, one] of data.entries()) {
    const source = objectOf(one);
    if (source === null) return { kind: 'no-figure' };
    const trace = index < MAX_TRACES ? toTrace(source, index) : 'beyond the first 60';
    if (typeof trace === 'string') notDrawn.push(`${nameOf(source, index)} (${trace})`);
    else traces.push(trace);
  }
  if (traces.length === 0) return { kind: 'not-drawn', notDrawn };
  const x = new AxisValues(fieldOf(layout, 'xaxis'));
  const y = new AxisValues(fieldOf(layout, 'yaxis'));
  for (const trace of traces) hearTrace(trace, x, y);
  const marks = traces.flatMap((trace) => toMarks(trace, traces, x, y, layout));
  const title = fieldOf(layout, 'title');
  const words = textOf(fieldOf(title, 'text')) ?? textOf(title) ?? '';
  const figure = {
    title: words.slice(0, 300),
    x: x.end(),
    y: y.end(),
    marks,
    traceCount: data.length,
    notDrawn,
  };
  return { kind: 'figure', figure };
}

function nameOf(source: object, index: number): string {
  return (textOf(fieldOf(source, 'name')) || `trace ${index + 1}`).slice(0, 80);
}

/** The trace, or in words why it is not drawn. */
function toTrace(source: object, index: number): Trace | string {
  const type = textOf(fieldOf(source, 'type')) ?? 'scatter';
  if (!isFirstAxis(fieldOf(source, 'xaxis'), 'x') || !isFirstAxis(fieldOf(source, 'yaxis'), 'y'))
    return `${type} on further axes`;
  if (fieldOf(source, 'visible') === false || fieldOf(source, 'visible') === 'legendonly') return 'hidden';
  const xs = readValues(fieldOf(source, 'x'));
  const ys = readValues(fieldOf(source, 'y'));
  const trace = {
    label: nameOf(source, index),
    source,
    rows: [],
    isTurned: fieldOf(source, 'orientation') === 'h',
  };
  switch (type) {
    case 'scatter':
    case 'scattergl': {
      if (ys === null) return `${type} without values that can be read`;
      if (textOf(fieldOf(source, 'mode')) === 'text') return 'text only';
      return { ...trace, kind: 'points', xs: xs ?? ys.map((_, at) => at), ys };
    }
    case 'bar': {
      const along = trace.isTurned ? xs : ys;
      if (along === null) return 'bar without values that can be read';
      const places = along.map((_, at) => at);
      return { ...trace, kind: 'bars', xs: xs ?? places, ys: ys ?? places };
    }
    case 'histogram':
      if (xs === null || ys !== null || !xs.every((one) => one === null || typeof one === 'number'))
        return 'histogram of other than numbers along x';
      return { ...trace, kind: 'histogram', xs, ys: [] };
    case 'box':
      if (ys === null || trace.isTurned) return 'box without values along y';
      return { ...trace, kind: 'box', xs: xs ?? [], ys };
    case 'heatmap': {
      const rows = readRows(fieldOf(source, 'z'));
      if (rows === null || rows.length === 0) return 'heatmap without values that can be read';
      const width = Math.max(...rows.map((row) => row.length));
      // One long row among many short ones would have a cell for each of them.
      if (rows.length * width > MAX_VALUES) return 'heatmap with too many cells';
      const columns = xs ?? Array.from({ length: width }, (_, at) => at);
      return { ...trace, kind: 'heat', rows, xs: columns.slice(0, width), ys: ys ?? rows.map((_, at) => at) };
    }
    default:
      return type.slice(0, 40);
  }
}

function isFirstAxis(value: unknown, name: string): boolean {
  return value === undefined || value === name;
}

function hearTrace(trace: Trace, x: AxisValues, y: AxisValues): void {
  if (trace.kind === 'box') {
    x.hear(trace.xs.length > 0 ? trace.xs.map(String) : [trace.label]);
    y.hear(trace.ys);
    return;
  }
  x.hear(trace.xs);
  if (trace.kind !== 'histogram') y.hear(trace.ys);
}

function toMarks(
  trace: Trace,
  all: readonly Trace[],
  x: AxisValues,
  y: AxisValues,
  layout: object,
): readonly FigureMarks[] {
  const { label, source } = trace;
  switch (trace.kind) {
    case 'points': {
      const mode = textOf(fieldOf(source, 'mode')) ?? (trace.xs.length < 20 ? 'lines+markers' : 'lines');
      const hasDots = mode.includes('markers');
      const hasLine = mode.includes('lines');
      return [{ kind: 'points', label, xs: x.places(trace.xs), ys: y.places(trace.ys), hasLine, hasDots }];
    }
    case 'bars':
      return [toBars(trace, all, x, y, layout)];
    case 'histogram':
      return toHistogram(trace, all);
    case 'box':
      return toBoxes(trace, x, y);
    case 'heat': {
      const width = trace.xs.length;
      const cells = trace.rows.flatMap((row) => trace.xs.map((_, at) => row[at] ?? null));
      const values = Float64Array.from(cells.slice(0, width * trace.ys.length), (one) =>
        typeof one === 'number' ? one : Number.NaN,
      );
      return [{ kind: 'heat', label, xs: x.places(trace.xs), ys: y.places(trace.ys), values }];
    }
  }
}

/** Side by side, on one another where the layout says so, or over one another. */
function toBars(
  trace: Trace,
  all: readonly Trace[],
  x: AxisValues,
  y: AxisValues,
  layout: object,
): FigureMarks {
  const bars = all.filter((one) => one.kind === 'bars' && one.isTurned === trace.isTurned);
  const mode = textOf(fieldOf(layout, 'barmode')) ?? 'group';
  const placesOf = (one: Trace) => (one.isTurned ? y.places(one.ys) : x.places(one.xs));
  const lengthsOf = (one: Trace) => (one.isTurned ? x.places(one.xs) : y.places(one.ys));
  const places = placesOf(trace);
  const room = leastGap(places) * BAR_SHARE;
  const index = bars.indexOf(trace);
  const width = mode === 'group' ? room / bars.length : room;
  const start = mode === 'group' ? index * width - room / 2 : -room / 2;
  const base = new Float64Array(places.length);
  if (mode === 'stack' || mode === 'relative') {
    for (const below of bars.slice(0, index)) {
      const of = lengthsOf(below);
      const lengths = new Map(Array.from(placesOf(below), (place, at) => [place, of[at] ?? 0]));
      for (const [at, place] of places.entries()) base[at]! += lengths.get(place) || 0;
    }
  }
  return {
    kind: 'bars',
    label: trace.label,
    from: places.map((place) => place + start),
    to: places.map((place) => place + start + width),
    base,
    top: lengthsOf(trace).map((length, at) => base[at]! + length),
    isTurned: trace.isTurned,
  };
}

function leastGap(places: Float64Array): number {
  const sorted = [...new Set(places)].filter(Number.isFinite).sort((a, b) => a - b);
  let least = Number.POSITIVE_INFINITY;
  for (let i = 1; i < sorted.length; i++) least = Math.min(least, sorted[i]! - sorted[i - 1]!);
  return Number.isFinite(least) ? least : 1;
}

/** All histograms of a figure share their bins, which follow a rule of this app, not plotly's. */
function toHistogram(trace: Trace, all: readonly Trace[]): readonly FigureMarks[] {
  const numbers = (one: Trace) =>
    Float64Array.from(one.xs, (value) => (typeof value === 'number' ? value : Number.NaN));
  const every = all.filter((one) => one.kind === 'histogram').flatMap((one) => [...numbers(one)]);
  const bins = makeBins(every, false);
  if (bins === null) return [];
  const top = Float64Array.from(countInBins(bins, numbers(trace)));
  const from = bins.edges.slice(0, -1);
  const to = bins.edges.slice(1);
  return [
    { kind: 'bars', label: trace.label, from, to, base: new Float64Array(top.length), top, isTurned: false },
  ];
}

/** One box for each place, in the order in which they appear. */
function toBoxes(trace: Trace, x: AxisValues, y: AxisValues): readonly FigureMarks[] {
  const groups = new Map<string, Value[]>();
  for (const [at, value] of trace.ys.entries()) {
    const place = trace.xs.length > 0 ? String(trace.xs[at] ?? null) : trace.label;
    const group = groups.get(place);
    if (group) group.push(value);
    else groups.set(place, [value]);
  }
  return [...groups].map(([place, values]) => ({
    kind: 'box' as const,
    label: trace.label,
    at: x.place(place),
    values: y.places(values),
  }));
}
