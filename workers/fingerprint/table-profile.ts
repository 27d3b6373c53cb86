import type { ColumnProfile, Coverage, DataFlaw, DataType } from '../../src/domain/fingerprint.ts';
import { ColumnProfiler, distinctCap } from './column-profiler.ts';

/** Values that are looked at one by one in all of the data: some seconds. Of more, a part stands for the whole. */
export const MOST_CELLS = 20_000_000;
/** A table may have more; they are counted and left out. */
export const MOST_COLUMNS = 2_000;
const MOST_FLAWS = 50;

/** A column as its file names it; the type where the format itself says one. */
export interface FoundColumn {
  readonly name: string;
  readonly type: DataType | null;
}

/** What is found in the files of one table, whatever their format. */
export class TableProfile {
  rowCount = 0;
  coverage: Coverage = { kind: 'all' };
  private found: readonly FoundColumn[] | null = null;
  private columns: ColumnProfiler[] = [];
  private readonly flaws: DataFlaw[] = [];

  /**
   * The profilers of a file's columns, index-aligned with at most `MOST_COLUMNS` of them; null where another file of the
   * same folder has other columns.
   */
  take(found: readonly FoundColumn[]): readonly ColumnProfiler[] | null {
    if (this.found === null) {
      this.found = found;
      if (found.length > MOST_COLUMNS)
        this.add({ code: 'columns-left-out', count: found.length - MOST_COLUMNS });
      const kept = found.slice(0, MOST_COLUMNS);
      this.columns = kept.map(({ name }) => new ColumnProfiler(name, distinctCap(kept.length)));
      return this.columns;
    }
    const isSame =
      found.length === this.found.length &&
      found.every(({ name, type }, at) => name === this.found![at]!.name && type === this.found![at]!.type);
    return isSame ? this.columns : null;
  }

  /** Columns of a format that names them record by record. */
  adopt(columns: readonly ColumnProfiler[]): void {
    this.found = columns.map(({ name }) => ({ name, type: null }));
    this.columns = [...columns];
  }

  add(flaw: DataFlaw): void {
    const same = this.flaws.find((one) => one.code === flaw.code);
    if (same && 'count' in same && 'count' in flaw) {
      this.flaws[this.flaws.indexOf(same)] = { ...same, count: same.count + flaw.count };
    } else if (this.flaws.length < MOST_FLAWS) this.flaws.push(flaw);
  }

  finish(): {
    readonly columns: readonly ColumnProfile[];
    readonly coverage: Coverage;
    readonly flaws: readonly DataFlaw[];
  } {
    const columns = this.columns.map((column, at) => column.finish(this.found![at]!.type));
    return { columns, coverage: this.found === null ? { kind: 'none' } : this.coverage, flaws: this.flaws };
  }
}
