import { createMD5 } from 'hash-wasm';
import { toUtf8 } from '../../src/base/bytes.ts';
import { type HashedColumn, hashColumn, hashRows } from './pandas-hash.ts';

/** MLflow looks at no more rows of a table, and values of an array. */
export const DIGEST_ROWS = 10_000;
const DIGITS = 8;

/** A table as pandas holds it: the first `DIGEST_ROWS` rows of the columns that take part, in the table's order. */
export interface PandasTable {
  readonly rowCount: number;
  /** All columns, those too that take no part: bools, times, texts with a null among them. */
  readonly names: readonly string[];
  readonly columns: readonly { readonly name: string; readonly column: HashedColumn }[];
  /** Row labels of the rows that are looked at. */
  readonly index: BigInt64Array;
}

/** What `mlflow.data.from_pandas` records as the digest (`compute_pandas_digest`, held against MLflow 3.3.2). */
export async function pandasDigest(table: PandasTable): Promise<string> {
  const rows = hashRows(
    orderOf(table.columns).map(({ column }) => column),
    table.index,
  );
  const md5 = (await createMD5()).init();
  md5.update(new Uint8Array(rows.buffer));
  md5.update(int64(table.rowCount));
  for (const name of table.names) md5.update(toUtf8(name));
  return md5.digest('hex').slice(0, DIGITS);
}

/** What `mlflow.data.from_numpy` records of one array without targets. */
export async function numpyDigest(head: HashedColumn, shape: readonly number[]): Promise<string> {
  const md5 = (await createMD5()).init();
  md5.update(new Uint8Array(hashColumn(head).buffer));
  for (const size of shape) md5.update(int64(size));
  return md5.digest('hex').slice(0, DIGITS);
}

/** The union of the text columns and the number columns: pandas sorts it, unless one of the two is empty. */
function orderOf(columns: PandasTable['columns']): PandasTable['columns'] {
  const texts = columns.filter(({ column }) => column.kind === 'text').length;
  if (texts === 0 || texts === columns.length) return columns;
  return [...columns].sort((a, b) => byCodePoint(a.name, b.name));
}

function byCodePoint(a: string, b: string): number {
  const [one, other] = [toUtf8(a), toUtf8(b)];
  const shared = Math.min(one.length, other.length);
  for (let at = 0; at < shared; at++) if (one[at] !== other[at]) return one[at]! - other[at]!;
  return one.length - other.length;
}

function int64(value: number): Uint8Array {
  return new Uint8Array(BigInt64Array.of(BigInt(value)).buffer);
}
