import { readLeaf } from '../import/formats/parquet/columns.ts';
import { type Leaf, type OpenParquet, openParquet, rethrowOurs } from '../import/formats/parquet/footer.ts';
import type { SourceFile } from '../import/source.ts';
import { DIGEST_ROWS, type PandasTable } from './mlflow-digest.ts';
import type { HashedColumn } from './pandas-hash.ts';
import { typeOf } from './profile-parquet.ts';

const MOST_COLUMNS = 2_000;
const MOST_PANDAS_TEXT = 4 * 1024 * 1024;

/** What pandas notes in the file of its own table. */
interface PandasNote {
  readonly names: ReadonlyMap<string, string>;
  readonly start: number;
  readonly step: number;
}

/**
 * The table that `pandas.read_parquet` makes of the file; null where that is not certain: row labels that are a column,
 * nested columns by field, types that pandas has only since lately.
 */
export async function readPandasParquet(file: SourceFile): Promise<PandasTable | null> {
  const opened = await openParquet(file);
  if (!opened.ok) return null;
  const open = opened.value;
  const rowCount = open.metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  const note = readNote(open);
  const names = open.leaves.map(({ name }) => name);
  const isPlain = open.leaves.every(({ path }) => path.length === 1);
  if (note === null || !isPlain || rowCount === 0 || names.length > MOST_COLUMNS) return null;
  if (new Set(names).size < names.length) return null;
  try {
    const columns: { name: string; column: HashedColumn }[] = [];
    for (const leaf of open.leaves) {
      const column = await readColumn(open, leaf, note.names.get(leaf.name) ?? '');
      if (column === 'unsure') return null;
      if (column !== null) columns.push({ name: leaf.name, column });
    }
    const looked = Math.min(rowCount, DIGEST_ROWS);
    const index = BigInt64Array.from({ length: looked }, (_, row) => BigInt(note.start + row * note.step));
    return { rowCount, names, columns, index };
  } catch (error) {
    rethrowOurs(error);
    return null;
  }
}

/** null where row labels are more than counted rows. */
function readNote(open: OpenParquet): PandasNote | null {
  const text = open.metadata.key_value_metadata?.find(({ key }) => key === 'pandas')?.value;
  if (text === undefined) return { names: new Map(), start: 0, step: 1 };
  if (text.length > MOST_PANDAS_TEXT) return null;
  const note = toMembers(parseJson(text));
  const labels = note.get('index_columns');
  if (!Array.isArray(labels) || labels.length > 1) return null;
  const range =
    labels.length === 0
      ? new Map([
          ['start', 0],
          ['step', 1],
        ])
      : toMembers(labels[0]);
  const [start, step] = [range.get('start'), range.get('step')];
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(step)) return null;
  const columns = note.get('columns');
  const names = new Map<string, string>();
  for (const raw of Array.isArray(columns) ? columns : []) {
    const column = toMembers(raw);
    const name = column.get('field_name') ?? column.get('name');
    if (typeof name === 'string') {
      const kind = column.get('pandas_type') === 'categorical' ? 'category' : column.get('numpy_type');
      names.set(name, String(kind));
    }
  }
  return { names, start: Number(start), step: Number(step) };
}

/** Types of pandas that are not those the column has in memory when nothing is known of it. */
const PLAIN_TYPES = /^(?:u?int(?:8|16|32|64)|float(?:32|64)|object|bool|datetime64\[[^\]]{1,40}\])$/;

/** null for a column that takes no part. */
async function readColumn(
  open: OpenParquet,
  leaf: Leaf,
  pandasType: string,
): Promise<HashedColumn | null | 'unsure'> {
  if (pandasType !== '' && !PLAIN_TYPES.test(pandasType)) return 'unsure';
  const type = typeOf(leaf);
  if (['boolean', 'datetime', 'date', 'decimal', 'binary', 'nested'].includes(type)) return null;
  const nulls = nullCount(open, leaf);
  if (nulls === null) return 'unsure';
  if (type === 'string') {
    if (nulls > 0) return null;
    const texts = await readHead(open, leaf);
    return texts.every((value) => typeof value === 'string') ? { kind: 'text', values: texts } : 'unsure';
  }
  const numbers = await readHead(open, leaf);
  const isWhole = type === 'integer' || type === 'long';
  if (isWhole && nulls === 0) {
    const values = BigInt64Array.from(numbers, (value) => BigInt(value as number | bigint));
    return { kind: 'int', values, bytes: intBytes(leaf) };
  }
  const values = Float64Array.from(numbers, (value) => (value === null ? Number.NaN : Number(value)));
  return { kind: type === 'float' ? 'float32' : 'float64', values };
}

function intBytes({ element }: Leaf): number {
  const { logical_type: logical, converted_type: converted, type } = element;
  if (logical?.type === 'INTEGER') return logical.bitWidth / 8;
  const width = /^U?INT_(\d{1,2})$/.exec(converted ?? '')?.[1];
  return width === undefined ? (type === 'INT64' ? 8 : 4) : Number(width) / 8;
}

/** Over all rows; null where the file does not say. */
function nullCount(open: OpenParquet, leaf: Leaf): number | null {
  if (leaf.fullLevel === 0) return 0;
  let nulls = 0;
  for (const group of open.metadata.row_groups) {
    const chunk = group.columns.find(({ meta_data: meta }) => meta?.path_in_schema[0] === leaf.path[0]);
    const count = chunk?.meta_data?.statistics?.null_count;
    if (count === undefined) return null;
    nulls += Number(count);
  }
  return nulls;
}

async function readHead(open: OpenParquet, leaf: Leaf): Promise<(string | number | bigint | null)[]> {
  const head: (string | number | bigint | null)[] = [];
  for (const [groupIndex, group] of open.metadata.row_groups.entries()) {
    const wanted = Math.min(Number(group.num_rows), DIGEST_ROWS - head.length);
    if (wanted <= 0) continue;
    let left = wanted;
    for (const { rowCount, values, levels, full } of await readLeaf(open, {
      leaf,
      groupIndex,
      rowCount: wanted,
    })) {
      let at = 0;
      for (let row = 0; row < rowCount && left > 0; row++, left--) {
        const isFilled = levels === null || levels[row] === full;
        head.push(isFilled ? (values[at++] as string | number | bigint) : null);
      }
    }
  }
  return head;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function toMembers(raw: unknown): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(raw instanceof Object && !Array.isArray(raw) ? Object.entries(raw) : []);
}
