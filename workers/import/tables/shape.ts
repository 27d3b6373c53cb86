import type {
  ColumnRole,
  TableColumn,
  TableGuess,
  TableLayout,
  TableShape,
} from '../../../src/domain/table-layout.ts';
import { folderOf } from '../source.ts';
import { namesFromPath } from './identity.ts';
import {
  isContextValue,
  isMetricName,
  isSystemName,
  type NamedRole,
  prefixedRole,
  rankOfName,
} from './names.ts';
import {
  type ColumnRule,
  isIndexName,
  type Recognised,
  recogniseProducer,
  summaryRule,
  type TableSample,
} from './producers.ts';
import { type ColumnProfile, isAbsoluteTime, isNumeric } from './profile.ts';
import { unitOfMagnitude } from './times.ts';

export interface ShapeInput extends TableSample {
  /** First rows as text. */
  readonly preview: readonly (readonly string[])[];
  readonly sampledRows: number;
  /** null when the rows were not all seen. */
  readonly rowCount: number | null;
  readonly text?: NonNullable<TableLayout['text']>;
}

const PREVIEW_ROWS = 8;
const PREVIEW_CELL = 200;

/** How a table would be read: by its producer's header, else by what the columns are called and hold. */
export function guessTable(input: ShapeInput): TableGuess {
  const decided = recogniseProducer(input) ?? byColumns(input);
  const manyRuns = decided.columns.some((rule) => rule.role === 'run' || rule.run !== undefined);
  const names = namesFromPath(input.path, manyRuns);
  return {
    layout: {
      shape: decided.shape,
      columns: input.profiles.map((profile, index) => toColumn(profile, decided.columns[index]!)),
      runName: decided.runName ?? names.runName,
      experimentName: decided.experimentName ?? names.experimentName,
      ...(input.text === undefined ? {} : { text: input.text }),
    },
    producer: decided.producer,
    certainty: decided.certainty,
    preview: input.preview
      .slice(0, PREVIEW_ROWS)
      .map((row) =>
        row.map((cell) => (cell.length > PREVIEW_CELL ? `${cell.slice(0, PREVIEW_CELL)}…` : cell)),
      ),
    rowCount: input.rowCount,
  };
}

interface Decision extends Omit<Recognised, 'certainty'> {
  readonly certainty: TableGuess['certainty'];
}

function byColumns(input: ShapeInput): Decision {
  return asLong(input) ?? asRuns(input) ?? asWide(input) ?? asData(input);
}

function decide(
  shape: TableShape,
  certainty: Decision['certainty'],
  columns: readonly ColumnRule[],
): Decision {
  return { producer: '', shape, certainty, columns };
}

/** The column that a role's dictionary names best among those that pass. */
function pick(
  input: ShapeInput,
  role: NamedRole,
  passes: (profile: ColumnProfile, index: number) => boolean,
): number {
  let best = -1;
  let bestRank = Number.POSITIVE_INFINITY;
  input.profiles.forEach((profile, index) => {
    const rank = rankOfName(role, profile.name);
    if (rank < 0 || rank >= bestRank || !passes(profile, index)) return;
    best = index;
    bestRank = rank;
  });
  return best;
}

function asLong(input: ShapeInput): Decision | null {
  const value = pick(input, 'value', isNumeric);
  const name = pick(input, 'metric-name', (profile) => profile.type === 'text' && repeats(profile, input));
  if (value < 0 || name < 0) return null;
  const roles = new Map<number, ColumnRole>([
    [value, 'value'],
    [name, 'metric-name'],
  ]);
  const free = (index: number) => !roles.has(index);
  const take = (role: NamedRole & ColumnRole, passes: (profile: ColumnProfile) => boolean) => {
    const index = pick(input, role, (profile, at) => free(at) && passes(profile));
    if (index >= 0) roles.set(index, role);
  };
  take('run', (profile) => profile.filled > 0);
  take('experiment', (profile) => profile.type === 'text');
  take('context', isContext);
  take('time', isAbsoluteTime);
  take('step', isNumeric);
  take('epoch', isNumeric);
  const axis = [...roles.values()].some((role) => role === 'step' || role === 'epoch' || role === 'time');
  const trained = input.profiles[name]!.samples.some((text) => isMetricName(text) || isSystemName(text));
  return decide('long', axis && trained ? 'likely' : 'unsure', rulesOf(input, roles, longLeftover));
}

function longLeftover(profile: ColumnProfile): ColumnRule {
  return prefixedRole(profile.name)?.role === 'param' ? { role: 'param' } : { role: 'ignore' };
}

/** A column of names: fewer different texts than rows, or too few rows to tell. */
function repeats(profile: ColumnProfile, input: ShapeInput): boolean {
  return profile.distinct < profile.filled || input.sampledRows <= 3 || profile.samples.every(isMetricName);
}

function isContext(profile: ColumnProfile): boolean {
  return profile.filled > 0 && profile.samples.every(isContextValue);
}

function asRuns(input: ShapeInput): Decision | null {
  if (input.sampledRows === 0) return null;
  const unique = (profile: ColumnProfile) =>
    profile.distinct === input.sampledRows && profile.filled === input.sampledRows;
  const stepped = pick(input, 'step', isNumeric) >= 0 || pick(input, 'epoch', isNumeric) >= 0;
  const prefixed = input.profiles.filter((profile) => prefixedRole(profile.name) !== null).length;
  // Names of runs repeat; where the other columns say what they are, that does not matter, unless the rows of one
  // name are its steps.
  const run = pick(
    input,
    'run',
    (profile) =>
      (profile.type !== 'number' && unique(profile)) ||
      (prefixed >= 2 && !stepped && profile.type === 'text'),
  );
  const measured = input.profiles.some(
    (profile, index) => index !== run && isNumeric(profile) && isMetricName(profile.name),
  );
  const named =
    run >= 0 && (measured || prefixed > 0) && !(stepped && input.profiles[run]!.type === 'integer');
  const listed = prefixed >= 2 && !stepped && measured;
  if (!named && !listed) return null;
  const roles = new Map<number, ColumnRole>();
  if (run >= 0) roles.set(run, 'run');
  const experiment = pick(input, 'experiment', (profile, index) => index !== run && profile.type === 'text');
  if (experiment >= 0) roles.set(experiment, 'experiment');
  const time = pick(input, 'time', (profile, index) => !roles.has(index) && isAbsoluteTime(profile));
  if (time >= 0) roles.set(time, 'time');
  input.profiles.forEach((profile, index) => {
    if (!roles.has(index) && /^(?:state|status)$/i.test(profile.name)) roles.set(index, 'tag');
  });
  const certainty = named && (prefixed > 0 || input.sampledRows > 1) ? 'likely' : 'unsure';
  return decide('runs', certainty, rulesOf(input, roles, summaryRule));
}

const DATA_FOLDER = /^(?:data|datasets?)$/i;
/** Most steps must not go back within one run; a file of several runs one after the other goes back a few times. */
const BACKWARDS_LIMIT = 0.2;

function asWide(input: ShapeInput): Decision | null {
  const roles = new Map<number, ColumnRole>();
  const take = (role: NamedRole & ColumnRole, passes: (profile: ColumnProfile) => boolean) => {
    const index = pick(input, role, (profile, at) => !roles.has(at) && passes(profile));
    if (index >= 0) roles.set(index, role);
    return index;
  };
  const forwards = (profile: ColumnProfile) => isNumeric(profile) && profile.backwards <= BACKWARDS_LIMIT;
  const step = take('step', forwards);
  const epoch = take('epoch', (profile) => isNumeric(profile));
  const time = take('time', isAbsoluteTime);
  const run = take('run', (profile) => profile.filled > 0 && profile.distinct < Math.max(2, profile.filled));
  if (run >= 0 && input.profiles[run]!.type === 'number') roles.delete(run);
  take('experiment', (profile) => profile.type === 'text' && profile.distinct <= 1);
  take('context', isContext);
  const left = input.profiles.filter((profile, index) => !roles.has(index) && profile.type !== 'empty');
  const numeric = left.filter(isNumeric);
  const texts = left.length - numeric.length;
  const trained = numeric.filter((profile) => isMetricName(profile.name)).length;
  const system = numeric.filter((profile) => isSystemName(profile.name)).length;
  const axis = step >= 0 || epoch >= 0;
  if (numeric.length === 0) return null;
  if (!axis && trained === 0 && (time < 0 || system === 0)) return null;
  if (trained === 0 && isAmongData(input.path)) return null;
  // Rows of data may have a `batch` or an `x` as well; what they do not have is names of measures.
  if (trained === 0 && texts > 0 && texts >= numeric.length) return null;
  if (!axis && (texts > numeric.length || (time < 0 && texts > 0))) return null;
  const certainty = axis && trained > 0 && texts <= 2 ? 'likely' : 'unsure';
  return decide('wide', certainty, rulesOf(input, roles, wideLeftover));
}

/** `data/train.csv` beside the training that it was made for: its `x` is no step. */
function isAmongData(path: string): boolean {
  return folderOf(path)
    .split('/')
    .some((folder) => DATA_FOLDER.test(folder));
}

function wideLeftover(profile: ColumnProfile): ColumnRule {
  if (isNumeric(profile))
    return profile.isRowNumber && isIndexName(profile.name) ? { role: 'ignore' } : { role: 'metric' };
  const constant = profile.type === 'text' && profile.distinct === 1;
  return { role: constant ? 'param' : 'ignore' };
}

function asData(input: ShapeInput): Decision {
  // Roles for the case that the person says it is training data after all.
  const rules = input.profiles.map((profile): ColumnRule => {
    if (rankOfName('time', profile.name) >= 0 && isAbsoluteTime(profile)) return { role: 'time' };
    return { role: isNumeric(profile) && !isIndexName(profile.name) ? 'metric' : 'ignore' };
  });
  const mixed = input.profiles.some((profile) => profile.type === 'text' || profile.type === 'time');
  return decide('data', mixed || input.sampledRows > 50 ? 'likely' : 'unsure', rules);
}

function rulesOf(
  input: ShapeInput,
  roles: ReadonlyMap<number, ColumnRole>,
  leftover: (profile: ColumnProfile) => ColumnRule,
): readonly ColumnRule[] {
  return input.profiles.map((profile, index) => {
    const role = roles.get(index);
    if (role !== undefined) return { role };
    return profile.type === 'nested' || profile.type === 'empty' ? emptyRule(profile) : leftover(profile);
  });
}

/** A column without a value so far may fill later in the file: metrics of an epoch's end often do. */
function emptyRule(profile: ColumnProfile): ColumnRule {
  return { role: profile.type === 'empty' && isMetricName(profile.name) ? 'metric' : 'ignore' };
}

function toColumn(profile: ColumnProfile, rule: ColumnRule): TableColumn {
  return {
    name: profile.name,
    role: rule.role,
    type: profile.type,
    ...(rule.role === 'time' ? unitOf(profile) : {}),
    ...(rule.key === undefined ? {} : { key: rule.key }),
    ...(rule.run === undefined ? {} : { run: rule.run }),
    ...(rule.isSummed ? { isSummed: true } : {}),
  };
}

function unitOf(profile: ColumnProfile): Pick<TableColumn, 'timeUnit'> {
  const unit = profile.type === 'time' ? 'text' : unitOfMagnitude(profile.median);
  return unit === null ? {} : { timeUnit: unit };
}
