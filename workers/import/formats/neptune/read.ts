import { throwIfAborted } from '../../../../src/base/abort.ts';
import type { ImportEvent, ImportSource, ReadContext } from '../../format.ts';
import { type OpenParquet, openParquet, rethrowOurs } from '../parquet/footer.ts';
import { findLeaf, readCells, readLists } from '../parquet/lists.ts';
import { isPart } from './index.ts';
import { NeptuneRuns } from './runs.ts';

/** Rows between two looks at an abort. */
const ROWS_PER_TURN = 50_000;
const MOST_ROWS = 30_000_000;

const CELLS = [
  'project_id',
  'run_id',
  'attribute_path',
  'attribute_type',
  'step',
  'timestamp',
  'int_value',
  'float_value',
  'string_value',
  'bool_value',
  'datetime_value',
  'file_value.path',
] as const;
const LISTS = ['string_set_value', 'histogram_value.edges', 'histogram_value.values'] as const;

/** The values of one row by column; undefined where there is none. */
export interface NeptuneRow {
  readonly cell: (column: (typeof CELLS)[number]) => unknown;
  readonly list: (column: (typeof LISTS)[number]) => readonly unknown[];
}

/** All parts of a project, run by run: the parts of a run follow one another by name. */
export async function* readNeptuneFolder(
  source: ImportSource,
  context: ReadContext,
): AsyncGenerator<ImportEvent> {
  const runs = new NeptuneRuns(source);
  let stem = '';
  const parts = (source.files ?? []).filter((file) => isPart(file.path));
  parts.sort((a, b) => comparePaths(a.path, b.path));
  for (const file of parts) {
    throwIfAborted(context.signal);
    const next = stemOf(file.path);
    if (next !== stem) yield* runs.finish();
    stem = next;
    const opened = await openParquet(file);
    throwIfAborted(context.signal);
    if (!opened.ok) yield { kind: 'problem', problem: opened.problem };
    else yield* readPart(opened.value, runs, context.signal);
    yield { kind: 'progress', bytesRead: file.sizeBytes, file: file.path };
  }
  yield* runs.finish();
  throwIfAborted(context.signal);
}

/** One file of the export's columns under any name. */
export async function* readNeptuneFile(
  open: OpenParquet,
  source: ImportSource,
  context: ReadContext,
): AsyncGenerator<ImportEvent> {
  const runs = new NeptuneRuns(source);
  yield* readPart(open, runs, context.signal);
  yield* runs.finish();
  yield { kind: 'progress', bytesRead: open.file.sizeBytes, file: open.file.path };
  throwIfAborted(context.signal);
}

/** True for a table with the exporter's columns. */
export function isNeptuneTable({ leaves }: OpenParquet): boolean {
  const names = new Set(leaves.map(({ name }) => name));
  return ['project_id', 'run_id', 'attribute_path', 'attribute_type', 'float_value'].every((name) =>
    names.has(name),
  );
}

async function* readPart(
  open: OpenParquet,
  runs: NeptuneRuns,
  signal: AbortSignal,
): AsyncGenerator<ImportEvent> {
  const { path } = open.file;
  for (const [index, group] of open.metadata.row_groups.entries()) {
    const rowCount = Number(group.num_rows);
    throwIfAborted(signal);
    if (rowCount === 0) continue;
    const damage = (reason: string): ImportEvent => {
      const facts = { reason, group: index + 1, rows: rowCount };
      return { kind: 'problem', problem: { code: 'parquet-damaged', path, facts } };
    };
    if (rowCount > MOST_ROWS) {
      yield damage('too-large');
      continue;
    }
    const columns = await openColumns(open, index, rowCount);
    if (columns === null) {
      yield damage('row-group');
      continue;
    }
    for (let row = 0; row < rowCount; row++) {
      runs.add(columns.next());
      if (row % ROWS_PER_TURN !== ROWS_PER_TURN - 1) continue;
      await new Promise((resolve) => setTimeout(resolve, 0));
      throwIfAborted(signal);
    }
  }
}

/** The columns of a row group side by side; null when one of them is damaged. */
async function openColumns(
  open: OpenParquet,
  groupIndex: number,
  rowCount: number,
): Promise<{ readonly next: () => NeptuneRow } | null> {
  const cells = new Map<string, () => unknown>();
  const lists = new Map<string, () => readonly unknown[]>();
  try {
    for (const name of CELLS) {
      const leaf = findLeaf(open, name);
      if (leaf && !leaf.isRepeated) cells.set(name, await readCells(open, leaf, groupIndex, rowCount));
    }
    for (const name of LISTS) {
      const leaf = findLeaf(open, name);
      if (leaf?.isRepeated) lists.set(name, await readLists(open, leaf, groupIndex));
    }
  } catch (error) {
    rethrowOurs(error);
    return null;
  }
  const current = new Map<string, unknown>();
  const currentLists = new Map<string, readonly unknown[]>();
  const row: NeptuneRow = {
    cell: (column) => current.get(column),
    list: (column) => currentLists.get(column) ?? [],
  };
  return {
    next: () => {
      for (const [name, cell] of cells) current.set(name, cell());
      for (const [name, list] of lists) currentLists.set(name, list());
      return row;
    },
  };
}

function stemOf(path: string): string {
  return path.replace(/_part_\d+\.parquet$/, '');
}

/** Parts in the order of their numbers: 10 comes after 9. */
function comparePaths(a: string, b: string): number {
  const [stemA, stemB] = [stemOf(a), stemOf(b)];
  if (stemA !== stemB) return stemA < stemB ? -1 : 1;
  return partOf(a) - partOf(b);
}

function partOf(path: string): number {
  return Number(/_part_(\d{1,9})\.parquet$/.exec(path)?.[1] ?? 0);
}
