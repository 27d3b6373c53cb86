import { throwIfAborted } from '../../../../src/base/abort.ts';
import { toPythonFloat } from '../../../../src/base/python-float.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import type { SourceFile } from '../../source.ts';
import { type JsonOf, WrittenNumber } from '../../text/lenient-json.ts';
import { type Leaf, type OpenParquet, openParquet, rethrowOurs } from '../parquet/footer.ts';
import { elementOf, readCells, readLists } from '../parquet/lists.ts';
import { TrackioBook } from './book.ts';

/** Decoded cells of one row group, all of which are held at once. */
const MOST_CELLS = 50_000_000;
const ROWS_PER_TURN = 10_000;
/** What stands beside the values of a row. */
const FRAME: ReadonlySet<string> = new Set([
  'id', 'run_id', 'run_name', 'timestamp', 'step', 'log_id', 'space_id', 'created_at',
]); // biome-ignore format: a list

/** A project whose tables lie in Parquet: one row for each row of the database, one column for each key in it. */
export interface TrackioCopies {
  readonly project: string;
  readonly metrics: SourceFile;
  readonly system: SourceFile | null;
  readonly configs: SourceFile | null;
}

/** Reads the tables twice: once to know the runs, once for their points. */
export async function* readTrackioCopies(
  copies: TrackioCopies,
  source: ImportSource,
  context: ReadContext,
): AsyncGenerator<ImportEvent> {
  const book = new TrackioBook(copies.project, source);
  const { signal } = context;
  const tables: { readonly open: OpenParquet; readonly isSystem: boolean }[] = [];
  for (const [file, isSystem] of [
    [copies.metrics, false],
    [copies.system, true],
  ] as const) {
    const opened = file ? await openParquet(file) : null;
    if (opened?.ok) tables.push({ open: opened.value, isSystem });
    else if (opened) yield { kind: 'problem', problem: opened.problem };
  }
  for (const { open } of tables) {
    for await (const row of rowsOf(open, FRAME, toNumber, signal)) {
      if (row.kind === 'row') book.meet(row.text('run_id'), row.text('run_name'), row.text('timestamp'));
    }
  }
  const configs = copies.configs ? await openParquet(copies.configs) : null;
  if (configs && !configs.ok) yield { kind: 'problem', problem: configs.problem };
  if (configs?.ok) {
    for await (const row of rowsOf(configs.value, null, toWritten, signal)) {
      if (row.kind === 'row') book.configure(row.text('run_id'), row.text('run_name'), row.values);
      else yield row;
    }
  }
  yield* book.begin();
  for (const { open, isSystem } of tables) {
    for await (const row of rowsOf(open, null, toNumber, signal)) {
      if (row.kind === 'problem') yield row;
      else {
        const time = row.text('timestamp');
        const frame = { time, step: row.step, value: row.values, isSystem };
        book.log(row.text('run_id'), row.text('run_name'), frame);
        yield* book.drain();
      }
    }
    yield { kind: 'progress', bytesRead: open.file.sizeBytes, file: open.file.path };
  }
  yield* book.finish();
  throwIfAborted(signal);
}

interface Row<N> {
  readonly kind: 'row';
  readonly text: (column: string) => string;
  readonly step: number | null;
  /** What is no frame, nested as it was. */
  readonly values: JsonOf<N>;
}

/** Rows one by one; a damaged row group is a problem and costs its rows. `only` names the columns that are wanted. */
async function* rowsOf<N>(
  open: OpenParquet,
  only: ReadonlySet<string> | null,
  toCell: (value: unknown) => JsonOf<N> | undefined,
  signal: AbortSignal,
): AsyncGenerator<Row<N> | Extract<ImportEvent, { readonly kind: 'problem' }>> {
  const leaves = open.leaves.filter(({ name }) => only === null || only.has(name));
  for (const [index, group] of open.metadata.row_groups.entries()) {
    throwIfAborted(signal);
    const rowCount = Number(group.num_rows);
    const damage = (reason: string) => {
      const facts = { reason, group: index + 1, rows: rowCount };
      return { kind: 'problem', problem: { code: 'parquet-damaged', path: open.file.path, facts } } as const;
    };
    if (rowCount * leaves.length > MOST_CELLS) {
      yield damage('too-large');
      continue;
    }
    const columns = await openColumns(open, leaves, index, rowCount);
    if (columns === null) {
      yield damage('row-group');
      continue;
    }
    for (let row = 0; row < rowCount; row++) {
      yield nextRow(columns, toCell);
      if (row % ROWS_PER_TURN === 0) throwIfAborted(signal);
    }
  }
}

interface Column {
  readonly path: readonly string[];
  readonly next: () => unknown;
}

async function openColumns(
  open: OpenParquet,
  leaves: readonly Leaf[],
  groupIndex: number,
  rowCount: number,
): Promise<readonly Column[] | null> {
  const columns: Column[] = [];
  try {
    for (const leaf of leaves) {
      const { path } = leaf;
      if (!leaf.isNested) columns.push({ path, next: await readCells(open, leaf, groupIndex, rowCount) });
      else {
        const element = elementOf(leaf.schemaPath);
        if (element?.isRepeated) columns.push({ path, next: await readLists(open, element, groupIndex) });
      }
    }
  } catch (error) {
    rethrowOurs(error);
    return null;
  }
  return columns;
}

function nextRow<N>(columns: readonly Column[], toCell: (value: unknown) => JsonOf<N> | undefined): Row<N> {
  const frame = new Map<string, unknown>();
  const values = new Map<string, JsonOf<N>>();
  for (const { path, next } of columns) {
    const value = next();
    if (path.length === 1 && FRAME.has(path[0]!)) {
      frame.set(path[0]!, value);
      continue;
    }
    const cell = toCell(value);
    if (cell !== undefined) place(values, path, cell);
  }
  const text = (column: string): string => {
    const value = frame.get(column);
    return typeof value === 'string' ? value : '';
  };
  const step = frame.get('step');
  const isNumber = typeof step === 'number' || typeof step === 'bigint';
  return { kind: 'row', text, step: isNumber ? Number(step) : null, values };
}

/** Puts a cell where its column stands among the structs. */
function place<N>(values: Map<string, JsonOf<N>>, path: readonly string[], cell: JsonOf<N>): void {
  let inner = values;
  for (const part of path.slice(0, -1)) {
    let next = inner.get(part);
    if (!(next instanceof Map)) {
      next = new Map();
      inner.set(part, next);
    }
    inner = next as Map<string, JsonOf<N>>;
  }
  inner.set(path.at(-1)!, cell);
}

function toNumber(value: unknown): JsonOf<number> | undefined {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.flatMap((one) => toNumber(one) ?? []);
}

function toWritten(value: unknown): JsonOf<WrittenNumber> | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return new WrittenNumber(String(value));
  if (typeof value === 'number') return new WrittenNumber(toPythonFloat(value));
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.flatMap((one) => toWritten(one) ?? []);
}
