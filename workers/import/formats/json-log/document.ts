import type { Pair } from '../../../../src/domain/run.ts';
import { readText, type SourceFile } from '../../source.ts';
import { rankOfName } from '../../tables/names.ts';
import { parseCutWrittenJson } from '../../text/cut-json.ts';
import { entriesOf } from '../../text/json-fields.ts';
import { type WrittenJson, WrittenNumber } from '../../text/lenient-json.ts';
import { toPythonText } from '../../text/python-text.ts';

/** A whole document: rows, and what it says once for all of them. */
export interface JsonDocument {
  readonly rows: readonly ReadonlyMap<string, WrittenJson>[];
  readonly params: readonly Pair[];
  /** A list of objects, and no object of lists. */
  readonly isList: boolean;
  /** Where it ended too early, or is damaged: these are the rows before. null for all of it. */
  readonly cutByte: number | null;
}

export type DocumentResult =
  | { readonly ok: true; readonly document: JsonDocument }
  | { readonly ok: false; readonly reason: 'damaged' | 'too-large' | 'no-rows' };

export const LARGEST_DOCUMENT = 64 * 1024 * 1024;
const MOST_VALUES = 8_000_000;
const MOST_COLUMNS = 5000;
const MOST_DEPTH = 8;
/** Objects around columns, which say nothing. */
const AROUND = /^(?:history|metrics|params)\./;

export async function readDocument(file: SourceFile): Promise<DocumentResult> {
  if (file.sizeBytes > LARGEST_DOCUMENT) return { ok: false, reason: 'too-large' };
  const parsed = parseCutWrittenJson((await readText(file)).trimStart(), { values: MOST_VALUES });
  if (!parsed) return { ok: false, reason: 'damaged' };
  const { value, isCut, cutByte = null } = parsed;
  const found = Array.isArray(value) ? rowsOf(value as readonly WrittenJson[]) : columnsOf(value);
  return found.rows.length === 0
    ? { ok: false, reason: isCut ? 'damaged' : 'no-rows' }
    : { ok: true, document: { ...found, cutByte } };
}

type Found = Omit<JsonDocument, 'cutByte'>;

function rowsOf(items: readonly WrittenJson[]): Found {
  const rows = items.filter((item) => item instanceof Map) as ReadonlyMap<string, WrittenJson>[];
  return { rows, params: [], isList: true };
}

/** Lists by their names, or objects with a value for each row; single values are the run's. */
function columnsOf(value: WrittenJson): Found {
  const columns = new Map<string, ReadonlyMap<string, WrittenJson>>();
  const params: Pair[] = [];
  const walk = (one: WrittenJson, key: string, depth: number): void => {
    if (columns.size >= MOST_COLUMNS) return;
    const column = asColumn(one);
    if (column) columns.set(key, column);
    else if (one instanceof Map) {
      if (depth >= MOST_DEPTH) return;
      for (const [name, inner] of entriesOf(one))
        walk(inner, key === '' ? name : `${key}.${name}`, depth + 1);
    } else if (!Array.isArray(one) && key !== '') params.push([key.replace(AROUND, ''), toPythonText(one)]);
  };
  walk(value, '', 0);
  const named = withoutAround(columns);
  return { rows: turned(named), params: params.slice(0, MOST_COLUMNS), isList: false };
}

function asColumn(value: WrittenJson): ReadonlyMap<string, WrittenJson> | null {
  if (Array.isArray(value)) {
    const items = value as readonly WrittenJson[];
    if (items.length === 0 || !items.every(isCell)) return null;
    return new Map(items.map((item, index) => [String(index), item]));
  }
  if (!(value instanceof Map) || value.size === 0) return null;
  const map = value as ReadonlyMap<string, WrittenJson>;
  for (const [key, one] of map) if (!/^-?\d{1,15}$/.test(key) || !isCell(one)) return null;
  return map;
}

function isCell(value: WrittenJson): boolean {
  return value === null || typeof value !== 'object' || value instanceof WrittenNumber;
}

/** `history.loss` is `loss`, unless there is one already. */
function withoutAround<T>(columns: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  const named = new Map<string, T>();
  for (const [key, column] of columns) {
    const short = key.replace(AROUND, '');
    named.set(columns.has(short) || named.has(short) ? key : short, column);
  }
  return named;
}

/** Rows in the order of their numbers. These are steps where they do not only count, and no column has steps. */
function turned(
  columns: ReadonlyMap<string, ReadonlyMap<string, WrittenJson>>,
): readonly ReadonlyMap<string, WrittenJson>[] {
  const indexes = new Set<string>();
  for (const column of columns.values()) for (const index of column.keys()) indexes.add(index);
  const sorted = [...indexes].sort((a, b) => Number(a) - Number(b));
  const counts = sorted.every((index, at) => Number(index) === at);
  const hasSteps = [...columns.keys()].some(
    (name) => rankOfName('step', name) >= 0 || rankOfName('epoch', name) >= 0,
  );
  const rows = new Map<string, Map<string, WrittenJson>>();
  for (const index of sorted)
    rows.set(index, new Map(counts || hasSteps ? [] : [['step', new WrittenNumber(index)]]));
  // Column by column: not every row has every column, and both may be many.
  for (const [name, column] of columns) for (const [index, cell] of column) rows.get(index)?.set(name, cell);
  return [...rows.values()];
}
