import type { ParquetCells } from '../parquet/column-chunk.ts';
import { makeIsoText } from './iso-text.ts';
import { jsonNumber } from './json-text.ts';
import type { Batch, OutColumn } from './out-table.ts';
import type { TableEncoder } from './table-encoder.ts';
import { TextBytes } from './text-bytes.ts';

/** A JSON object a row, a line each; what a row has no value for is left out. */
export class NdjsonEncoder implements TableEncoder {
  private readonly out = new TextBytes();
  private readonly isoText = makeIsoText();

  constructor(private readonly columns: readonly OutColumn[]) {}

  head(): Uint8Array<ArrayBuffer> {
    return new Uint8Array();
  }

  rows({ count, columns }: Batch): Uint8Array<ArrayBuffer> {
    const members = this.columns.map((column, index) => makeReader(column, columns[index]!, this.isoText));
    for (let row = 0; row < count; row++) {
      let line = '';
      for (const member of members) {
        const own = member(row);
        if (own !== '') line += line === '' ? own : `,${own}`;
      }
      this.out.add(`{${line}}\n`);
    }
    return this.out.take();
  }

  foot(): Uint8Array<ArrayBuffer> {
    return new Uint8Array();
  }
}

/** The member of a row, '' where it has none. */
function makeReader(
  { name, type }: OutColumn,
  cells: ParquetCells,
  isoText: (ms: number) => string,
): (row: number) => string {
  const head = `${JSON.stringify(name)}:`;
  if (cells.kind === 'texts') {
    // Most rows repeat what the one above says.
    let last: string | null = null;
    let lastMember = '';
    return (row) => {
      const value = cells.values[row]!;
      if (value === last) return lastMember;
      last = value;
      lastMember = value === null ? '' : head + JSON.stringify(value);
      return lastMember;
    };
  }
  const { values, present } = cells;
  const timeText = (ms: number) => `"${isoText(ms)}"`;
  const flagText = (value: number) => String(value === 1);
  const toText = type === 'time' ? timeText : type === 'flag' ? flagText : jsonNumber;
  return (row) => (present && present[row] === 0 ? '' : head + toText(values[row]!));
}
