import { inspectCsv } from '../import/formats/csv/inspect.ts';
import { RowScanner } from '../import/formats/csv/scanner.ts';
import type { SourceFile } from '../import/source.ts';
import { DIGEST_ROWS, type PandasTable } from './mlflow-digest.ts';
import type { HashedColumn } from './pandas-hash.ts';
import { pandasNumber } from './pandas-number.ts';
import { eachText } from './profile-csv.ts';

/** What is read as missing by default. */
const MISSING = new Set(
  ',#N/A,#N/A N/A,#NA,-1.#IND,-1.#QNAN,-NaN,-nan,1.#IND,1.#QNAN,<NA>,N/A,NA,NULL,NaN,None,n/a,nan,null'.split(
    ',',
  ),
);
const LOGICAL = new Set(['True', 'TRUE', 'true', 'False', 'FALSE', 'false']);
const MOST_COLUMNS = 500;
/** A second pass over every cell: of larger files this digest is not taken. */
const MOST_BYTES = 128 * 1024 * 1024;
/** Fewer digits always fit 64 bits. */
const SAFE_DIGITS = 18;
const [LEAST, MOST_SIGNED, MOST] = [-(2n ** 63n), 2n ** 63n - 1n, 2n ** 64n - 1n];

/** The table that `pandas.read_csv` makes of the file without being told anything; null where that is not certain. */
export async function readPandasCsv(file: SourceFile): Promise<PandasTable | null> {
  const sample = file.sizeBytes <= MOST_BYTES ? await inspectCsv(file) : null;
  if (sample === null) return null;
  const { dialect, names } = sample;
  const isPlain = dialect.encoding === 'utf-8' && dialect.decimal === '.' && dialect.headerLine === 1;
  const isNamed = dialect.header.every((name) => name !== '');
  if (!isPlain || !isNamed || names.length > MOST_COLUMNS) return null;
  const columns = names.map(() => new CsvColumn());
  const scanner = new RowScanner(dialect.delimiter, dialect.newline, names.length + 1);
  let rowCount = -1;
  for await (const [text, final] of eachText(file, sample)) {
    scanner.push(text);
    while (scanner.next(final)) {
      rowCount += 1;
      if (rowCount === 0) continue;
      if (scanner.cellCount > names.length) return null;
      for (const [at, column] of columns.entries())
        column.add(at < scanner.cellCount ? scanner.cell(at) : '', rowCount <= DIGEST_ROWS);
    }
  }
  if (rowCount <= 0) return null;
  return toTable(names, columns, rowCount);
}

function toTable(
  names: readonly string[],
  columns: readonly CsvColumn[],
  rowCount: number,
): PandasTable | null {
  const taking: { name: string; column: HashedColumn }[] = [];
  for (const [at, column] of columns.entries()) {
    const hashed = column.finish();
    if (hashed === 'unsure') return null;
    if (hashed !== null) taking.push({ name: names[at]!, column: hashed });
  }
  const index = BigInt64Array.from({ length: Math.min(rowCount, DIGEST_ROWS) }, (_, row) => BigInt(row));
  return { rowCount, names, columns: taking, index };
}

/** What pandas makes of a column is known at its last cell; the first ones are kept as they are written. */
class CsvColumn {
  private readonly head: string[] = [];
  private missing = 0;
  private whole = 0;
  private decimal = 0;
  private logical = 0;
  private text = 0;
  private isNegative = false;
  private isLarge = false;
  private isBeyond = false;

  add(cell: string, isKept: boolean): void {
    if (isKept) this.head.push(cell);
    if (MISSING.has(cell)) this.missing += 1;
    else if (/^\s*[+-]?\d{1,30}\s*$/.test(cell)) this.addWhole(cell);
    else if (!Number.isNaN(pandasNumber(cell))) this.decimal += 1;
    else if (LOGICAL.has(cell)) this.logical += 1;
    else this.text += 1;
  }

  private addWhole(cell: string): void {
    this.whole += 1;
    if (cell.includes('-')) this.isNegative = true;
    if (cell.length <= SAFE_DIGITS) return;
    const value = toBig(cell);
    if (value > MOST_SIGNED) this.isLarge = true;
    if (value < LEAST || value > MOST) this.isBeyond = true;
  }

  /** null for a column that takes no part. */
  finish(): HashedColumn | null | 'unsure' {
    const numbers = this.whole + this.decimal;
    if (this.text > 0) {
      if (numbers + this.logical > 0) return 'unsure';
      return this.missing > 0 ? null : { kind: 'text', values: this.head };
    }
    if (this.logical > 0) return numbers > 0 ? 'unsure' : null;
    if (this.decimal === 0 && this.missing === 0) {
      if (this.isBeyond || (this.isLarge && this.isNegative)) return 'unsure';
      // Signed or not, the bits are the same.
      const values = BigInt64Array.from(this.head, (cell) => BigInt.asIntN(64, toBig(cell)));
      return { kind: 'int', values, bytes: 8 };
    }
    const values = this.head.map((cell) => (MISSING.has(cell) ? Number.NaN : pandasNumber(cell)));
    return { kind: 'float64', values: Float64Array.from(values) };
  }
}

const toBig = (cell: string): bigint => BigInt(cell.trim().replace('+', ''));
