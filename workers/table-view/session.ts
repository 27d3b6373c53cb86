import {
  type ColumnStatistics,
  MOST_SCANNED_ROWS,
  MOST_SORTED_ROWS,
  type TableArrangement,
  type TableQuestion,
  type TableSort,
} from '../../src/rpc/table-api.ts';
import { ColumnMeter } from './column-meter.ts';
import { sortRows } from './sort-rows.ts';
import { rangeOf, type TableSource } from './table-source.ts';

/** Rows between two looks at whether somebody asks something else. */
const STEP_ROWS = 8192;
/** Cells of one window. */
const MOST_CELLS = 100_000;
/** Cells that a search looks at; a wide table is searched less far down. */
const MOST_SEARCHED_CELLS = 100_000_000;

/** What is asked of one table. The newest question wins; an older one that still runs ends at its next step. */
export class TableSession {
  private readonly source: TableSource;
  private newest = 0;
  /** Rows in the order they are shown; null for the file's own. */
  private order: Uint32Array | null = null;
  private current = 0;

  constructor(source: TableSource) {
    this.source = source;
  }

  async arrange({ search, sort }: TableQuestion): Promise<TableArrangement> {
    this.newest += 1;
    const id = this.newest;
    const { rowCount } = this.source;
    const found = search === '' ? null : await this.search(search.toLowerCase(), id);
    if (found === 'outdated') return { kind: 'outdated' };
    const count = found?.rows.length ?? rowCount;
    if (sort !== null && count > MOST_SORTED_ROWS) return { kind: 'too-many' };
    const rows = found?.rows ?? (sort === null ? null : rangeOf(0, rowCount));
    const order = sort === null || rows === null ? rows : await this.sort(rows, sort, id);
    if (order === 'outdated') return { kind: 'outdated' };
    this.order = order;
    this.current = order === null ? 0 : id;
    return { kind: 'arranged', id: this.current, rowCount: count, searchedRows: found?.searched ?? rowCount };
  }

  async rows(
    arrangement: number,
    start: number,
    end: number,
    columnStart: number,
    columnEnd: number,
  ): Promise<readonly (readonly string[])[] | null> {
    if (arrangement !== 0 && arrangement !== this.current) return null;
    const order = arrangement === 0 ? null : this.order;
    const last = Math.min(end, order?.length ?? this.source.rowCount);
    const width = Math.max(1, columnEnd - columnStart);
    const count = Math.min(Math.max(0, last - start), Math.floor(MOST_CELLS / width));
    if (order === null) return this.source.pick(rangeOf(start, start + count), columnStart, columnEnd);
    const wanted = order.subarray(start, start + count);
    const places = Array.from(wanted, (_, index) => index).sort((a, b) => wanted[a]! - wanted[b]!);
    const picked = await this.source.pick(
      places.map((place) => wanted[place]!),
      columnStart,
      columnEnd,
    );
    const rows = new Array<readonly string[]>(count).fill([]);
    for (const [index, place] of places.entries()) rows[place] = picked[index] ?? [];
    return rows;
  }

  async statistics(column: number): Promise<ColumnStatistics> {
    const meter = new ColumnMeter();
    const end = Math.min(this.source.rowCount, MOST_SCANNED_ROWS);
    for (let from = 0; from < end; from += STEP_ROWS) {
      const rows = rangeOf(from, Math.min(end, from + STEP_ROWS));
      for (const row of await this.source.pick(rows, column, column + 1)) meter.add(row[0] ?? '');
      await breathe();
    }
    return meter.result();
  }

  private async search(text: string, id: number) {
    const width = Math.max(1, this.source.columns.length);
    const most = Math.min(MOST_SCANNED_ROWS, Math.ceil(MOST_SEARCHED_CELLS / width));
    const searched = Math.min(this.source.rowCount, most);
    const found: number[] = [];
    for (let from = 0; from < searched; from += STEP_ROWS) {
      const rows = rangeOf(from, Math.min(searched, from + STEP_ROWS));
      const cells = await this.source.pick(rows, 0, width);
      for (const [index, row] of cells.entries())
        if (row.some((cell) => cell.toLowerCase().includes(text))) found.push(from + index);
      await breathe();
      if (id !== this.newest) return 'outdated';
    }
    return { rows: Uint32Array.from(found), searched };
  }

  private async sort(rows: Uint32Array, { column, descending }: TableSort, id: number) {
    const cells: string[] = [];
    for (let from = 0; from < rows.length; from += STEP_ROWS) {
      const part = rows.subarray(from, from + STEP_ROWS);
      for (const row of await this.source.pick(part, column, column + 1)) cells.push(row[0] ?? '');
      await breathe();
      if (id !== this.newest) return 'outdated';
    }
    return sortRows(rows, cells, descending);
  }
}

/** Lets messages in. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
