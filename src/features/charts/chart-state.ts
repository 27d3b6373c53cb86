import { type Accessor, createEffect, createMemo, createSignal, on, untrack } from 'solid-js';
import { reuse } from '../../base/reuse.ts';
import { type ChartX, FIRST_LINE, type LineSettings } from '../../domain/view-state.ts';
import type { SeriesQuery } from '../../rpc/query-api.ts';
import {
  type ChartData,
  extentInView,
  type Limits,
  needsSymlog,
  type Range,
} from '../../ui/line-chart/index.ts';
import { axisKind } from './axis-words.ts';
import { NO_DATA, toChartData } from './chart-lines.ts';
import { chartNotes, isBlankBetween } from './chart-words.ts';
import { createSeriesAnswer, type SeriesAnswerState } from './series-answer.ts';
import { useWall, type WallStore } from './wall-store.ts';

export interface ChartInput {
  /** Under which its own settings are kept: metric key, or id of a made chart. */
  readonly id: string;
  /** Metric keys or expressions. */
  readonly ys: readonly string[];
}

export interface ChartState extends SeriesAnswerState {
  readonly settings: Accessor<LineSettings>;
  readonly query: Accessor<SeriesQuery | null>;
  readonly data: Accessor<ChartData>;
  /** What is zoomed to, null for everything. */
  readonly zoom: Accessor<Range | null>;
  readonly setZoom: (range: Range | null) => void;
  /** What is drawn: while the next answer is under way, the new stretch of the points at hand. */
  readonly visible: Accessor<Range | null>;
  /** There are points, and none where the chart looks. */
  readonly isBlank: Accessor<boolean>;
  readonly limitsY: Accessor<Limits>;
  readonly notes: Accessor<readonly string[]>;
}

export function createChartState(
  input: ChartInput,
  widthPx: Accessor<number>,
  isSeen: Accessor<boolean>,
): ChartState {
  const wall = useWall();
  const settings = createMemo((before: LineSettings) => reuse(before, wall.settings(input.id)), FIRST_LINE);
  const { zoom, setZoom } = createZoom(wall, () => settings().x);
  const [extent, setExtent] = createSignal<{ readonly axis: ChartX; readonly extent: Range } | null>(null);
  const wanted = createMemo((): Range | null => zoom() ?? fixedRange(settings(), extent()));
  const query = createMemo((before: SeriesQuery | null): SeriesQuery | null => {
    if (widthPx() === 0) return null;
    return reuse(before, makeQuery(wall, input.ys, settings(), wanted(), widthPx()));
  }, null);
  const answers = createSeriesAnswer(query, isSeen);
  createEffect(() => {
    const shown = answers.answer();
    const found = shown?.result.extent;
    if (shown && found) setExtent((known) => reuse(known, { axis: shown.query.axis, extent: found }));
  });
  // An answer that differs in other things than its lines draws nothing anew.
  const shownLines = createMemo(() => answers.answer()?.result.lines);
  const data = createMemo((): ChartData => {
    shownLines();
    const shown = untrack(answers.answer);
    return shown ? toChartData(shown.result, shown.query.ys, wall.lines()) : NO_DATA;
  });
  const visible = createMemo((before: Range | null): Range | null => {
    const shown = answers.answer();
    if (!shown?.result.extent || data().lines.length === 0) return null;
    const range = shown.query.axis === settings().x ? wanted() : shown.query.range;
    return reuse(before, range ?? shown.result.extent);
  }, null);
  const isBlank = createMemo(() => {
    const range = visible();
    // Points at hand may be of another stretch.
    return range !== null && answers.answer()?.query === query() && isBlankBetween(data(), range);
  });
  const limitsY = createMemo((before: Limits): Limits => {
    return reuse(before, limitsOf(settings(), answers.answer()?.result.inner ?? null));
  }, NO_LIMITS);
  const notes = createMemo((): readonly string[] => {
    const shown = answers.answer();
    const range = visible();
    if (!shown || !range) return [];
    const isSymlog = settings().logY && needsSymlog(extentInView(data(), ...range));
    return chartNotes({ ...shown, data: data(), range, limitsY: limitsY(), isSymlog });
  });
  return { ...answers, settings, query, data, zoom, setZoom, visible, isBlank, limitsY, notes };
}

const NO_LIMITS: Limits = [null, null];

/** With all charts of the same axis, or alone. */
function createZoom(
  wall: WallStore,
  axis: Accessor<ChartX>,
): { readonly zoom: Accessor<Range | null>; readonly setZoom: (range: Range | null) => void } {
  const [own, setOwn] = createSignal<Range | null>(null);
  // The old stretch means nothing on another axis.
  createEffect(on(axis, () => setOwn(null), { defer: true }));
  return {
    zoom: () => (wall.isZoomShared() ? wall.sharedZoom(axis()) : own()),
    setZoom: (range) => {
      if (wall.isZoomShared()) wall.setSharedZoom(axis(), range);
      else setOwn(range);
    },
  };
}

/** An axis of which one end is fixed follows the data at the other, once they are known. */
function fixedRange(
  { x, rangeX: [from, to] }: LineSettings,
  known: { readonly axis: ChartX; readonly extent: Range } | null,
): Range | null {
  if (from !== null && to !== null) return from < to ? [from, to] : null;
  if ((from === null && to === null) || known?.axis !== x) return null;
  const range: Range = [from ?? known.extent[0], to ?? known.extent[1]];
  return range[0] < range[1] ? range : null;
}

function makeQuery(
  wall: WallStore,
  ys: readonly string[],
  settings: LineSettings,
  range: Range | null,
  widthPx: number,
): SeriesQuery {
  const groups = wall.scene.groups();
  return {
    runs: groups ? groups.flatMap((group) => group.runs) : wall.scene.runs().map((one) => one.run),
    groups: groups?.map(({ id, runs }) => ({ id, runs })) ?? null,
    centre: settings.centre,
    band: settings.band,
    ys,
    axis: settings.x,
    logX: settings.logX && axisKind(settings.x) !== 'time',
    smoothing: settings.smoothing,
    range,
    widthPx,
  };
}

/** A constant line needs no clipping, and an axis needs two ends. */
function limitsOf(
  { clip, rangeY }: LineSettings,
  inner: { readonly from: number; readonly to: number } | null,
): Limits {
  const isClipped = clip && inner !== null && inner.from < inner.to;
  return isClipped ? [rangeY[0] ?? inner.from, rangeY[1] ?? inner.to] : rangeY;
}
