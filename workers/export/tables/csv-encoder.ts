import { toUtf8 } from '../../../src/base/bytes.ts';
import type { ParquetCells } from '../parquet/column-chunk.ts';
import { makeIsoText } from './iso-text.ts';
import type { Batch, OutColumn } from './out-table.ts';
import type { TableEncoder } from './table-encoder.ts';
import { TextBytes } from './text-bytes.ts';

/** CSV as RFC 4180 has it, in UTF-8. Numbers are the shortest that read back as themselves. */
export class CsvEncoder implements TableEncoder {
  private readonly out = new TextBytes();
  private readonly timeText = makeIsoText();

  constructor(
    private readonly columns: readonly OutColumn[],
    private readonly guardFormulas: boolean,
  ) {}

  head(): Uint8Array<ArrayBuffer> {
    return toUtf8(`${this.columns.map(({ name }) => this.textCell(name)).join(',')}\r\n`);
  }

  rows({ count, columns }: Batch): Uint8Array<ArrayBuffer> {
    const cells = this.columns.map((column, index) => this.reader(column, columns[index]!));
    for (let row = 0; row < count; row++) {
      let line = cells[0]?.(row) ?? '';
      for (let at = 1; at < cells.length; at++) line += `,${cells[at]!(row)}`;
      this.out.add(`${line}\r\n`);
    }
    return this.out.take();
  }

  foot(): Uint8Array<ArrayBuffer> {
    return new Uint8Array();
  }

  private reader({ type }: OutColumn, cells: ParquetCells): (row: number) => string {
    if (cells.kind === 'texts') {
      // Most rows repeat what the one above says.
      let last: string | null = null;
      let lastCell = '';
      return (row) => {
        const value = cells.values[row]!;
        if (value === last) return lastCell;
        last = value;
        lastCell = value === null ? '' : this.textCell(value);
        return lastCell;
      };
    }
    const { values, present } = cells;
    const toText = type === 'time' ? this.timeText : type === 'flag' ? flagText : numberText;
    return (row) => (present && present[row] === 0 ? '' : toText(values[row]!));
  }

  /** An empty text is quoted: nothing at all is no value. */
  private textCell(value: string): string {
    if (value === '') return '""';
    const isRisky = this.guardFormulas && /^[=+\-@\t\r]/.test(value) && Number.isNaN(Number(value));
    const text = isRisky ? `'${value}` : value;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }
}

function flagText(value: number): string {
  return value === 1 ? 'true' : 'false';
}

/** As pandas and Python read them back. */
function numberText(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0';
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? 'inf' : '-inf';
}
