import type {
  ColumnRole,
  TableColumn,
  TableGuess,
  TableLayout,
  TableShape,
  TimeUnit,
} from '../../domain/table-layout.ts';

/** A table as the person has it on the screen so far. */
export interface TableDraft {
  readonly layout: TableLayout;
  readonly leftOut: boolean;
}

export type ReadShape = Exclude<TableShape, 'data'>;

export const SHAPE_LABELS: Readonly<Record<ReadShape, string>> = {
  wide: 'a step',
  long: 'one value of a metric',
  runs: 'a run',
};

export const ROLE_LABELS: Readonly<Record<ColumnRole, string>> = {
  step: 'Step',
  epoch: 'Epoch',
  time: 'Time',
  elapsed: 'Seconds since the start',
  run: 'Run',
  experiment: 'Experiment',
  'metric-name': 'Name of the metric',
  value: 'Value',
  context: 'Train or validation',
  metric: 'Metric',
  param: 'Parameter',
  tag: 'Tag',
  ignore: 'Leave out',
};

export const UNIT_LABELS: Readonly<Record<TimeUnit, string>> = {
  text: 'Date as text',
  s: 'Seconds',
  ms: 'Milliseconds',
  us: 'Microseconds',
  ns: 'Nanoseconds',
};

const ROLES: Readonly<Record<ReadShape, readonly ColumnRole[]>> = {
  wide: ['metric', 'step', 'epoch', 'time', 'elapsed', 'run', 'experiment', 'context', 'param', 'tag', 'ignore'],
  long: ['metric-name', 'value', 'step', 'epoch', 'time', 'elapsed', 'run', 'experiment', 'context', 'param', 'tag', 'ignore'],
  runs: ['param', 'metric', 'tag', 'run', 'experiment', 'time', 'elapsed', 'step', 'ignore'],
}; // biome-ignore format: a table

/** Roles that many columns may have; each other one belongs to a single column. */
const SHARED_ROLES: ReadonlySet<ColumnRole> = new Set(['metric', 'param', 'tag', 'ignore']);

export function makeDraft(guess: TableGuess): TableDraft {
  return { layout: guess.layout, leftOut: guess.layout.shape === 'data' };
}

export function rolesOf(shape: TableShape): readonly ColumnRole[] {
  return shape === 'data' ? ROLES.wide : ROLES[shape];
}

/** Reading a table that was left out means reading it as something: a row per step, until the person says more. */
export function withLeftOut(draft: TableDraft, leftOut: boolean): TableDraft {
  const read = !leftOut && draft.layout.shape === 'data' ? withShape(draft, 'wide') : draft;
  return { ...read, leftOut };
}

export function withShape(draft: TableDraft, shape: ReadShape): TableDraft {
  const allowed = new Set(rolesOf(shape));
  const columns = draft.layout.columns.map((column) =>
    allowed.has(column.role) && !(shape === 'long' && column.role === 'metric')
      ? column
      : { ...column, role: usualRole(shape, column) },
  );
  const layout = { ...draft.layout, shape, columns };
  return { ...draft, layout: shape === 'long' ? withLongColumns(layout) : layout };
}

function usualRole(shape: ReadShape, column: TableColumn): ColumnRole {
  if (column.type === 'nested' || column.type === 'empty') return 'ignore';
  const isNumber = column.type === 'number' || column.type === 'integer' || column.type === 'boolean';
  if (shape === 'long') return 'ignore';
  if (shape === 'runs') return column.type === 'number' ? 'metric' : 'param';
  return isNumber ? 'metric' : 'ignore';
}

/** A long table needs a column of names and one of values: the first of text and the last of numbers. */
function withLongColumns(layout: TableLayout): TableLayout {
  const has = (role: ColumnRole) => layout.columns.some((column) => column.role === role);
  const free = (column: TableColumn) => column.role === 'ignore';
  const name = has('metric-name')
    ? -1
    : layout.columns.findIndex((column) => free(column) && column.type === 'text');
  const value = has('value')
    ? -1
    : layout.columns.findLastIndex(
        (column) => free(column) && (column.type === 'number' || column.type === 'integer'),
      );
  const columns = layout.columns.map((column, index): TableColumn => {
    if (index === name) return { ...column, role: 'metric-name' };
    return index === value ? { ...column, role: 'value' } : column;
  });
  return { ...layout, columns };
}

/** Gives a column a role. Whoever had a role that belongs to one column gives it up. */
export function withRole(
  draft: TableDraft,
  index: number,
  role: ColumnRole,
  sample: readonly string[] = [],
): TableDraft {
  const { layout } = draft;
  const shape = layout.shape === 'data' ? 'wide' : layout.shape;
  const columns = layout.columns.map((column, at): TableColumn => {
    if (at === index) return role === 'time' ? withUnit({ ...column, role }, sample) : { ...column, role };
    if (column.role !== role || SHARED_ROLES.has(role)) return column;
    return { ...column, role: usualRole(shape, column) };
  });
  return { ...draft, layout: { ...layout, columns } };
}

function withUnit(column: TableColumn, sample: readonly string[]): TableColumn {
  return column.timeUnit === undefined ? { ...column, timeUnit: unitOfTexts(sample) } : column;
}

/** The unit of times by the size of the first number: seconds since 1970 have ten digits, nanoseconds nineteen. */
export function unitOfTexts(texts: readonly string[]): TimeUnit {
  const first = texts.map((text) => Number(text)).find((value) => Number.isFinite(value) && value !== 0);
  if (first === undefined) return 'text';
  const size = Math.abs(first);
  if (size < 1e11) return 's';
  if (size < 1e14) return 'ms';
  return size < 1e17 ? 'us' : 'ns';
}

export function withTimeUnit(draft: TableDraft, index: number, timeUnit: TimeUnit): TableDraft {
  const columns = draft.layout.columns.map((column, at) => (at === index ? { ...column, timeUnit } : column));
  return { ...draft, layout: { ...draft.layout, columns } };
}

export function withNames(
  draft: TableDraft,
  names: { readonly runName?: string; readonly experimentName?: string },
): TableDraft {
  return { ...draft, layout: { ...draft.layout, ...names } };
}

/** What still has to be chosen before the table can be read; null when it can. */
export function missingChoice(draft: TableDraft): string | null {
  const { layout, leftOut } = draft;
  if (leftOut) return null;
  const has = (role: ColumnRole) => layout.columns.some((column) => column.role === role);
  if (layout.experimentName.trim() === '') return 'Give the experiment a name.';
  if (needsRunName(layout) && layout.runName.trim() === '') return 'Give the run a name.';
  if (layout.shape === 'long' && !has('metric-name'))
    return 'Choose the column with the names of the metrics.';
  if (layout.shape === 'long' && !has('value')) return 'Choose the column with the values.';
  if (layout.shape === 'wide' && !has('metric')) return 'Choose at least one column as a metric.';
  if (layout.shape === 'runs' && !has('metric') && !has('param') && !has('tag')) {
    return 'Choose at least one column as a parameter, metric or tag.';
  }
  return null;
}

/** Runs named by a column, or by the columns themselves, need no name of their own. */
export function needsRunName(layout: TableLayout): boolean {
  return !layout.columns.some(
    (column) => column.role === 'run' || (column.role === 'metric' && column.run !== undefined),
  );
}

/** What the import is told: a layout by path, null for what is left out. */
export function toLayouts(drafts: ReadonlyMap<string, TableDraft>): Record<string, TableLayout | null> {
  const layouts: Record<string, TableLayout | null> = Object.create(null);
  for (const [path, { layout, leftOut }] of drafts) layouts[path] = leftOut ? null : trimmed(layout);
  return layouts;
}

function trimmed(layout: TableLayout): TableLayout {
  return { ...layout, runName: layout.runName.trim(), experimentName: layout.experimentName.trim() };
}
