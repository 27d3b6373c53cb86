import { type ColumnInfo, type ColumnKind, DISTINCT_CAP } from '../../src/rpc/query-api.ts';
import { countNumbers, countTexts, isNumericIn } from './column-census.ts';
import { isNumberText } from './columns.ts';
import type { EditedTable } from './edited-table.ts';
import { METRIC } from './fact-indexes.ts';
import type { RunTable } from './run-table.ts';

const ATTRIBUTES: readonly { readonly id: string; readonly numeric: boolean }[] = [
  { id: 'name', numeric: false },
  { id: 'status', numeric: false },
  { id: 'started', numeric: true },
  { id: 'duration', numeric: true },
  { id: 'user', numeric: false },
  { id: 'source', numeric: false },
  { id: 'version', numeric: false },
  { id: 'models', numeric: false },
  { id: 'datasets', numeric: false },
  { id: 'origin', numeric: false },
];

/** What the facts alone say of the runs of a scope. */
interface DescribedFacts {
  readonly facts: RunTable;
  readonly count: number;
  /** Of the facts: rows that are there may change. */
  readonly version: number;
  readonly scope: Uint32Array;
  readonly inScope: Uint8Array;
  readonly attributes: readonly ColumnInfo[];
  readonly metrics: readonly ColumnInfo[];
  readonly params: readonly ColumnInfo[];
  readonly tags: readonly ColumnInfo[];
}

/** Describes tables; an edit that leaves the same runs in scope costs what was edited, not what was logged. */
export class ColumnDescriber {
  private known: DescribedFacts | null = null;
  private table: EditedTable | null = null;
  private columns: readonly ColumnInfo[] = [];

  /**
   * The columns that runs of the scope (ascending rows) have values for, attributes first, then metrics, params and
   * tags by key.
   */
  describe(table: EditedTable, scope: Uint32Array): readonly ColumnInfo[] {
    if (!this.known || !isSame(this.known, table.facts, scope)) {
      this.known = describeFacts(table, scope);
      this.table = null;
    } else if (this.known.version !== table.facts.version) {
      this.known = describeChanged(this.known, table);
      this.table = null;
    }
    if (this.table === table) return this.columns;
    const { attributes, metrics, params, tags, inScope } = this.known;
    this.table = table;
    this.columns = [
      attribute(table, scope, 'name', false),
      ...attributes,
      ...metrics.map((info) => ({ ...info, direction: table.direction(info.key) })),
      ...params,
      ...withEditedTags(table, tags, inScope),
    ];
    return this.columns;
  }
}

function isSame(known: DescribedFacts, facts: RunTable, scope: Uint32Array): boolean {
  if (known.facts !== facts || known.count !== facts.count || known.scope.length !== scope.length)
    return false;
  return known.scope === scope || known.scope.every((row, i) => row === scope[i]);
}

function describeFacts(table: EditedTable, scope: Uint32Array): DescribedFacts {
  const { facts } = table;
  const inScope = new Uint8Array(facts.count);
  for (let i = 0; i < scope.length; i++) inScope[scope[i]!] = 1;
  const known = { facts, count: facts.count, version: facts.version, scope, inScope };
  return {
    ...known,
    attributes: describeAttributes(table, scope),
    ...describeLogged(known, facts.metrics, facts.params, facts.tags),
  };
}

/** The same scope, where some of its runs are under way: costs the columns that have changed. */
function describeChanged(known: DescribedFacts, table: EditedTable): DescribedFacts {
  const { facts } = table;
  const changed = [...facts.changedAt].flatMap(([what, version]) => (version > known.version ? [what] : []));
  const pick = <Column>(columns: ReadonlyMap<string, Column>, before: string) =>
    new Map(
      changed.flatMap((what): (readonly [string, Column])[] => {
        const key = what.startsWith(before) ? what.slice(before.length) : null;
        const column = key === null ? undefined : columns.get(key);
        return key !== null && column ? [[key, column]] : [];
      }),
    );
  const metrics = pick(facts.metrics, METRIC);
  const params = pick(facts.params, 'params.');
  const tags = pick(facts.tags, 'tags.');
  const logged = describeLogged(known, metrics, params, tags);
  const update = (
    infos: readonly ColumnInfo[],
    columns: ReadonlyMap<string, unknown>,
    now: readonly ColumnInfo[],
  ) => (columns.size === 0 ? infos : [...infos.filter(({ key }) => !columns.has(key)), ...now].sort(byKey));
  const isAttribute = changed.length > metrics.size + params.size + tags.size;
  return {
    ...known,
    version: facts.version,
    attributes: isAttribute ? describeAttributes(table, known.scope) : known.attributes,
    metrics: update(known.metrics, metrics, logged.metrics),
    params: update(known.params, params, logged.params),
    tags: update(known.tags, tags, logged.tags),
  };
}

function describeAttributes(table: EditedTable, scope: Uint32Array): readonly ColumnInfo[] {
  return ATTRIBUTES.slice(1).map(({ id, numeric }) => attribute(table, scope, id, numeric));
}

function describeLogged(
  { facts, scope, inScope }: Pick<DescribedFacts, 'facts' | 'scope' | 'inScope'>,
  metrics: RunTable['metrics'],
  params: RunTable['params'],
  tags: RunTable['tags'],
): Pick<DescribedFacts, 'metrics' | 'params' | 'tags'> {
  const counted = { inScope: scope.length === facts.count ? null : inScope, count: scope.length };
  const text = (kind: ColumnKind, columns: RunTable['params']) =>
    listColumns(kind, columns, (column) => ({
      ...countTexts(column, counted),
      numeric: isNumericIn(column, counted),
    }));
  return {
    metrics: listColumns('metric', metrics, (column) => ({
      ...countNumbers(column, counted),
      numeric: true,
    })),
    params: text('param', params),
    tags: text('tag', tags),
  };
}

function attribute(table: EditedTable, scope: Uint32Array, id: string, numeric: boolean): ColumnInfo {
  const read = table.reader(id);
  const seen = new Set<string | number>();
  let filled = 0;
  let last: string | number | null = null;
  for (let i = 0; i < scope.length; i++) {
    // Every run has a name.
    if (id === 'name' && seen.size >= DISTINCT_CAP) {
      filled = scope.length;
      break;
    }
    const cell = read(scope[i]!);
    if (cell === null) continue;
    filled += 1;
    if (cell === last || seen.size >= DISTINCT_CAP) continue;
    last = cell;
    seen.add(cell);
  }
  return { id, kind: 'attribute', key: id, filled, numeric, distinct: seen.size, direction: null };
}

function listColumns<Column>(
  kind: ColumnKind,
  columns: ReadonlyMap<string, Column>,
  count: (column: Column) => Pick<ColumnInfo, 'filled' | 'distinct' | 'numeric' | 'range'>,
): readonly ColumnInfo[] {
  const infos: ColumnInfo[] = [];
  for (const [key, column] of columns) {
    const counted = count(column);
    if (counted.filled > 0) infos.push({ id: `${kind}s.${key}`, kind, key, direction: null, ...counted });
  }
  return infos.sort(byKey);
}

function byKey(a: ColumnInfo, b: ColumnInfo): number {
  return a.key < b.key ? -1 : 1;
}

/** Tags as people have edited them: given, changed or removed. */
function withEditedTags(
  { facts, editedRows }: EditedTable,
  logged: readonly ColumnInfo[],
  inScope: Uint8Array,
): readonly ColumnInfo[] {
  const infos = new Map(logged.map((info) => [info.key, { ...info }]));
  const given = new Map<string, Set<string>>();
  for (const [row, { tags = {} }] of editedRows) {
    if (inScope[row] === 0) continue;
    for (const [key, value] of Object.entries(tags)) {
      const info = infos.get(key) ?? noTags(key);
      infos.set(key, info);
      const wasFilled = facts.tags.get(key)?.get(row) !== undefined;
      info.filled += Number(value !== null) - Number(wasFilled);
      if (value === null) continue;
      info.numeric &&= isNumberText(value);
      given.set(key, (given.get(key) ?? new Set()).add(value));
    }
  }
  // Which of the given texts were logged as well is not worth another pass over the column.
  for (const [key, texts] of given) {
    const info = infos.get(key)!;
    info.distinct = Math.min(DISTINCT_CAP, Math.max(info.distinct, texts.size));
  }
  return [...infos.values()].filter((info) => info.filled > 0).sort(byKey);
}

function noTags(key: string): Writable<ColumnInfo> {
  return { id: `tags.${key}`, kind: 'tag', key, filled: 0, numeric: true, distinct: 0, direction: null };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
