import type { RunKey } from '../../src/domain/ids.ts';
import type { ColumnId, ColumnValues, RunGroup, TableFileQuery, TableRow } from '../../src/rpc/query-api.ts';
import { countUnlisted, inTableOrder } from './chosen-runs.ts';
import { columnValues, rowsOfRuns } from './column-values.ts';
import type { EditedTable } from './edited-table.ts';
import type { Selection } from './select-runs.ts';
import type { TableQuestions } from './table-questions.ts';
import { innermostGroups, runRow } from './table-rows.ts';

/** Answers about the runs of the table that was asked for last, and about runs that somebody has chosen in it. */
export class SelectionQuestions {
  constructor(
    private readonly open: () => EditedTable,
    private readonly questions: TableQuestions,
  ) {}

  keys(table: number): readonly RunKey[] {
    const selection = this.current(table);
    if (!selection) return [];
    // What folded parents hide is not chosen by accident; a group is chosen with all that is in it.
    return this.keysOf(selection.groups ? selection.matching : selection.rows);
  }

  matchingKeys(table: number): readonly RunKey[] | null {
    const selection = this.current(table);
    return selection && this.keysOf(selection.matching);
  }

  indexOf(table: number, run: RunKey): number {
    const row = this.open().facts.rowOf(run);
    return row === undefined ? -1 : (this.current(table)?.rows.indexOf(row) ?? -1);
  }

  groups(table: number, limit: number): readonly RunGroup[] {
    const selection = this.current(table);
    return selection ? innermostGroups(selection, limit) : [];
  }

  firstRuns(table: number, limit: number): readonly TableRow[] {
    const rows = this.current(table)?.matching.subarray(0, Math.max(0, limit)) ?? [];
    return Array.from(rows, (row) => runRow(this.open(), row, []));
  }

  async runRows(runs: readonly RunKey[], columns: readonly ColumnId[]): Promise<readonly TableRow[]> {
    const rowsNow = () => runs.flatMap((run) => this.open().facts.rowOf(run) ?? []);
    await this.questions.loadPoints(rowsNow(), columns, () => true);
    const table = this.open();
    const readers = columns.map((column) => table.reader(column));
    return rowsNow().map((row) => runRow(table, row, readers));
  }

  unlisted(table: number, runs: readonly RunKey[]): number {
    const selection = this.current(table);
    return selection ? countUnlisted(selection, runs) : 0;
  }

  async columnValues(
    table: number,
    columns: readonly ColumnId[],
    runs: readonly RunKey[] | null,
  ): Promise<ColumnValues> {
    const rowsNow = () => (runs ? rowsOfRuns(this.open(), runs) : this.current(table)?.matching);
    await this.questions.loadPoints(rowsNow() ?? [], columns, () => true);
    return columnValues(this.open(), rowsNow() ?? new Uint32Array(), columns);
  }

  async tableFile(query: TableFileQuery): Promise<Blob> {
    const { writeTableFile } = await import('./table-files/write-table-file.ts');
    const rowsNow = () => {
      const selection = this.current(query.table);
      if (!selection) throw new Error('The table has changed in the meantime. Try again.');
      return query.runs ? inTableOrder(selection, query.runs) : selection.matching;
    };
    await this.questions.loadPoints(rowsNow(), query.columns ?? [], () => true);
    const rows = rowsNow();
    return writeTableFile({ table: this.open(), infos: this.questions.summary?.columns ?? [] }, rows, query);
  }

  /** An older number finds nothing: its screen is about to ask again. */
  private current(table: number): Selection | null {
    return this.questions.current(table);
  }

  private keysOf(rows: ArrayLike<number>): readonly RunKey[] {
    const { keys } = this.open().facts;
    return Array.from(rows, (row) => keys[row]!);
  }
}
