import { parseColumnId } from '../../src/domain/column-id.ts';
import type { RunKey } from '../../src/domain/ids.ts';
import type { ColumnId, ColumnValues, ValueColumn } from '../../src/rpc/query-api.ts';
import { type NumberColumn, type TextColumn, toNumber } from './columns.ts';
import type { EditedTable } from './edited-table.ts';

/** Rows of the table that are asked for, and where each of them stands in the answer. */
interface AskedRows {
  readonly rows: Uint32Array;
  /** By row of the table; -1 for rows nobody asked for. */
  readonly places: Int32Array;
}

/** Values of these columns for rows of the table, in their order. */
export function columnValues(
  table: EditedTable,
  rows: Uint32Array,
  columns: readonly ColumnId[],
): ColumnValues {
  const places = new Int32Array(table.facts.count).fill(-1);
  const runs = new Array<RunKey>(rows.length);
  const colours = new Uint8Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    places[rows[at]!] = at;
    runs[at] = table.facts.keys[rows[at]!]!;
    colours[at] = table.colour(rows[at]!);
  }
  const asked = { rows, places };
  return {
    runs,
    colours,
    columns: columns.map((column) => readColumn(table, asked, column)),
  };
}

/** Rows of these runs; runs that are not there are left out, those named twice count once. */
export function rowsOfRuns(table: EditedTable, runs: readonly RunKey[]): Uint32Array {
  const rows = new Set<number>();
  for (const run of runs) {
    const row = table.facts.rowOf(run);
    if (row !== undefined) rows.add(row);
  }
  return Uint32Array.from(rows);
}

/** The buffers of an answer, to be handed over instead of copied. */
export function valueTransferables(values: ColumnValues): Transferable[] {
  const columns = values.columns.flatMap(({ numbers, present }) => [numbers.buffer, present.buffer]);
  return [values.colours.buffer, ...columns] as Transferable[];
}

/** Columns as they are kept are walked once; whatever people's edits or other columns take part in is asked by cell. */
function readColumn(table: EditedTable, asked: AskedRows, column: ColumnId): ValueColumn {
  const ref = parseColumnId(column);
  const { facts } = table;
  if (ref.kind === 'metric' && ref.stat !== 'best') {
    const metric = facts.metrics.get(ref.key);
    const { stat } = ref;
    return readNumbers(column, asked, metric, (index) => metric!.statAt(index, stat));
  }
  if (ref.kind === 'param') return readTexts(column, asked, facts.params.get(ref.key));
  return readCells(column, asked, table);
}

function readNumbers(
  column: ColumnId,
  { rows, places }: AskedRows,
  kept: NumberColumn | undefined,
  valueAt: (index: number) => number,
): ValueColumn {
  const numbers = new Float64Array(rows.length).fill(Number.NaN);
  const present = new Uint8Array(rows.length);
  for (let index = 0; index < (kept?.length ?? 0); index++) {
    const place = places[kept!.rowAt(index)]!;
    if (place < 0) continue;
    numbers[place] = valueAt(index);
    present[place] = 1;
  }
  return { column, numbers, texts: null, present };
}

/** A text is looked at once, however many runs share it; texts are told only where one is no number. */
function readTexts(column: ColumnId, { rows, places }: AskedRows, kept: TextColumn | undefined): ValueColumn {
  const numbers = new Float64Array(rows.length).fill(Number.NaN);
  const present = new Uint8Array(rows.length);
  const known = new Map<number, number>();
  const length = kept?.length ?? 0;
  let hasText = false;
  for (let index = 0; index < length; index++) {
    const place = places[kept!.rowAt(index)]!;
    if (place < 0) continue;
    const id = kept!.valueAt(index);
    let number = known.get(id);
    if (number === undefined) {
      number = toNumber(kept!.textAt(index));
      known.set(id, number);
    }
    if (Number.isNaN(number)) hasText = true;
    numbers[place] = number;
    present[place] = 1;
  }
  if (!hasText) return { column, numbers, texts: null, present };
  const texts = new Array<string | null>(rows.length).fill(null);
  for (let index = 0; index < length; index++) {
    const place = places[kept!.rowAt(index)]!;
    if (place >= 0) texts[place] = kept!.textAt(index);
  }
  return { column, numbers, texts, present };
}

function readCells(column: ColumnId, { rows }: AskedRows, table: EditedTable): ValueColumn {
  const read = table.reader(column);
  const cells = new Array<string | number | null>(rows.length);
  const numbers = new Float64Array(rows.length).fill(Number.NaN);
  const present = new Uint8Array(rows.length);
  let hasText = false;
  for (let place = 0; place < rows.length; place++) {
    const cell = read(rows[place]!);
    cells[place] = cell;
    if (cell === null) continue;
    present[place] = 1;
    numbers[place] = typeof cell === 'number' ? cell : toNumber(cell);
    if (typeof cell === 'string' && Number.isNaN(numbers[place]!)) hasText = true;
  }
  const texts = hasText ? cells.map((cell) => (cell === null ? null : String(cell))) : null;
  return { column, numbers, texts, present };
}
