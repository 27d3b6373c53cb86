import * as v from 'valibot';
import {
  type ChartsView,
  type DrawnRuns,
  FIRST_LINE,
  FIRST_VIEW,
  type LineSettings,
  type MadeChart,
  type SectionChoice,
  type ViewState,
} from '../domain/view-state.ts';

/**
 * A view that this browser stored, an address carries or a colleague saved: foreign JSON whatever its way. What is
 * missing, broken or too long falls back part by part; members that are not known are left out.
 */

const MAX_COLUMNS = 2000;
const MAX_ID = 1000;
const MAX_FILTER = 4000;
const MAX_LEVELS = 8;
const MAX_RUNS = 1000;
const MAX_CHARTS = 200;
const MAX_SERIES = 50;
const MAX_OWN = 1000;
const MAX_SECTIONS = 1000;
const MAX_TEXT = 500;
/** Pixels, as the grid lets columns be pulled. */
const WIDTHS = { least: 44, most: 900 } as const;
const DEFAULT_WIDTH = 100;

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_ID));
const text = v.pipe(v.string(), v.maxLength(MAX_TEXT));
const finite = v.pipe(v.number(), v.finite());
const end = v.nullable(finite);
const flag = (otherwise: boolean) => v.fallback(v.boolean(), otherwise);

/** Keeps the entries that are what they should be, the first so many. */
function list<Item extends v.GenericSchema>(item: Item, most: number) {
  return v.pipe(
    v.custom<readonly unknown[]>(Array.isArray),
    v.transform((raw) =>
      raw.slice(0, most).flatMap((one): v.InferOutput<Item>[] => {
        const read = v.safeParse(item, one);
        return read.success ? [read.output] : [];
      }),
    ),
  );
}

const column = v.object({
  id,
  widthPx: v.fallback(
    v.pipe(
      finite,
      v.transform((px) => Math.min(WIDTHS.most, Math.max(WIDTHS.least, px))),
    ),
    DEFAULT_WIDTH,
  ),
  pinned: flag(false),
});
const columns = v.pipe(
  list(column, MAX_COLUMNS),
  v.transform((all) => {
    const seen = new Set<string>();
    const once = all.filter((one) => !seen.has(one.id) && seen.add(one.id));
    return once.length > 0 ? once : null;
  }),
);
const sort = list(v.object({ column: id, descending: flag(false) }), MAX_LEVELS);
const started = v.nullable(
  v.union([v.object({ lastMs: v.pipe(finite, v.minValue(0)) }), v.object({ fromMs: end, toMs: end })]),
);
const runKeys = v.fallback(list(id, MAX_RUNS), []);
const drawn = v.object({
  mode: v.fallback(v.picklist(['first', 'selected', 'none']), FIRST_VIEW.drawn.mode),
  count: v.fallback(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_RUNS)),
    FIRST_VIEW.drawn.count,
  ),
  hidden: runKeys,
  shown: runKeys,
});

const smoothing = v.object({
  kind: v.picklist(['ema', 'time-ema', 'gaussian', 'mean']),
  amount: v.pipe(finite, v.minValue(0), v.maxValue(0.999)),
});
const range = v.tuple([end, end]);
const lineParts = {
  x: id,
  smoothing,
  logX: v.boolean(),
  logY: v.boolean(),
  rangeX: range,
  rangeY: range,
  clip: v.boolean(),
  centre: v.picklist(['mean', 'median']),
  band: v.picklist(['none', 'std', 'sem', 'min-max', 'p5-p95', 'p25-p75']),
} satisfies Record<keyof LineSettings, v.GenericSchema>;

const chart = { id: text, title: text };
const field = v.fallback(v.pipe(v.string(), v.maxLength(MAX_ID)), '');
const logs = { logX: flag(false), logY: flag(false) };
const goodEnd = v.picklist(['min', 'max']);
const axis = v.object({ column: id, log: flag(false), flip: flag(false) });
const made = v.variant('kind', [
  v.object({ ...chart, kind: v.literal('line'), ys: list(id, MAX_SERIES) }),
  v.object({ ...chart, kind: v.literal('bar'), y: field }),
  v.object({
    ...chart,
    ...logs,
    kind: v.literal('scatter'),
    x: field,
    y: field,
    colour: field,
    size: field,
    front: v.fallback(v.nullable(v.object({ x: goodEnd, y: goodEnd })), null),
  }),
  v.object({ ...chart, kind: v.literal('box'), y: field, by: field, log: flag(false) }),
  v.object({ ...chart, kind: v.literal('histogram'), x: field, log: flag(false), outlined: flag(false) }),
  v.object({ ...chart, kind: v.literal('parallel'), axes: list(axis, MAX_SERIES), colour: field }),
  v.object({ ...chart, ...logs, kind: v.literal('contour'), x: field, y: field, z: field }),
  v.object({
    ...chart,
    kind: v.literal('importance'),
    target: field,
    measure: v.fallback(v.picklist(['importance', 'spearman', 'pearson']), 'importance'),
  }),
  v.object({ ...chart, kind: v.literal('images'), key: field }),
]);
const section = v.object({ prefix: text, title: v.fallback(text, ''), folded: flag(false) });

/** Any JSON; always a state that can be shown. */
export function parseViewState(raw: unknown): ViewState {
  const given = membersOf(raw);
  return {
    columns: readOr(columns, given.columns, null),
    sort: readOr<ViewState['sort']>(sort, given.sort, FIRST_VIEW.sort),
    tree: readOr(v.boolean(), given.tree, FIRST_VIEW.tree),
    filter: readOr(v.pipe(v.string(), v.maxLength(MAX_FILTER)), given.filter, FIRST_VIEW.filter),
    started: readOr(started, given.started, FIRST_VIEW.started),
    showsDeleted: readOr(v.boolean(), given.showsDeleted, FIRST_VIEW.showsDeleted),
    showsArchived: readOr(v.boolean(), given.showsArchived, FIRST_VIEW.showsArchived),
    groupBy: [...new Set(readOr<readonly string[]>(list(id, MAX_LEVELS), given.groupBy, FIRST_VIEW.groupBy))],
    aggregate: readOr(
      v.picklist(['mean', 'mean-std', 'median', 'min', 'max', 'std']),
      given.aggregate,
      FIRST_VIEW.aggregate,
    ),
    layout: readOr(v.picklist(['table', 'charts', 'split']), given.layout, FIRST_VIEW.layout),
    drawn: readOr<DrawnRuns>(drawn, given.drawn, FIRST_VIEW.drawn),
    charts: parseChartsView(given.charts),
  };
}

/** As `parseViewState`, for charts that are kept apart from a table. */
export function parseChartsView(raw: unknown): ChartsView {
  const given = membersOf(raw);
  return {
    line: { ...FIRST_LINE, ...parseLine(given.line) },
    own: parseOwn(given.own),
    made: readOr<readonly MadeChart[]>(list(made, MAX_CHARTS), given.made, []),
    sections: readOr<readonly SectionChoice[]>(list(section, MAX_SECTIONS), given.sections, []),
    search: readOr(text, given.search, ''),
  };
}

function parseLine(raw: unknown): Partial<LineSettings> {
  const given = membersOf(raw);
  const line: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(lineParts)) {
    const read = v.safeParse<v.GenericSchema>(schema, given[name]);
    if (read.success) line[name] = read.output;
  }
  return line;
}

/** By hand: a metric may be called `constructor`, which a record of the schema library leaves out. */
function parseOwn(raw: unknown): Readonly<Record<string, Partial<LineSettings>>> {
  const own: Record<string, Partial<LineSettings>> = Object.create(null);
  for (const [key, settings] of Object.entries(membersOf(raw)).slice(0, MAX_OWN)) {
    if (key.length <= MAX_ID) own[key] = parseLine(settings);
  }
  return own;
}

function membersOf(raw: unknown): Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {};
}

function readOr<Value>(
  schema: v.GenericSchema<unknown, Value>,
  raw: unknown,
  otherwise: NoInfer<Value>,
): Value {
  const read = v.safeParse(schema, raw);
  return read.success ? read.output : otherwise;
}
