import { parseColumnId } from '../../src/domain/column-id.ts';
import type {
  ColumnId,
  FirstRows,
  GroupRow,
  TableQuery,
  TableRow,
  TableSummary,
} from '../../src/rpc/query-api.ts';
import type { AtBestLoader } from './at-best.ts';
import { ColumnDescriber } from './describe-columns.ts';
import type { EditedTable } from './edited-table.ts';
import type { FactReader } from './fact-reader.ts';
import { ActiveFilter } from './filter/active-filter.ts';
import { markRuns } from './filter/mark-runs.ts';
import { RunSelector, type Selection } from './select-runs.ts';
import { countInnermost, RowMaker } from './table-rows.ts';

/** What a session has open at the moment. */
export interface OpenFacts {
  readonly table: () => EditedTable;
  readonly reader: () => FactReader | null;
  readonly atBest: AtBestLoader;
}

/** Answers for one table at a time: the one that was asked for last. */
export class TableQuestions {
  summary: TableSummary | null = null;
  private selection: Selection | null = null;
  private asked = 0;
  private readonly selector = new RunSelector();
  private readonly filter = new ActiveFilter();
  private readonly describer = new ColumnDescriber();
  private readonly rows_ = new RowMaker();

  constructor(private readonly open: OpenFacts) {}

  /**
   * Reads points first where the order or the groups need them, which can take long; other questions are answered
   * meanwhile. A question that a newer one has overtaken stops reading and leaves the newer one's table in place.
   */
  async ask(query: TableQuery, now: () => number = Date.now): Promise<TableSummary> {
    this.asked += 1;
    const number = this.asked;
    const isNewest = () => this.asked === number;
    const pointColumns = [...query.sort.map((key) => key.column), ...query.groupBy].filter(needsPoints);
    if (pointColumns.length > 0) {
      const { rows } = this.selector.find(this.open.table(), query);
      await this.loadPoints(rows, pointColumns, isNewest);
    }
    return this.answer(query, number, now());
  }

  /** Its screen is about to ask again when the facts have changed. */
  forget(): void {
    this.selection = null;
  }

  /** The selection that a table number names; an older number finds nothing. */
  current(table: number): Selection | null {
    return this.summary?.table === table ? this.selection : null;
  }

  async rows(table: number, start: number, end: number, columns: readonly ColumnId[]) {
    const selection = this.current(table);
    if (!selection) return [];
    const shown = selection.rows.subarray(Math.max(0, start), Math.max(0, end));
    await this.loadPoints(rowsToRead(selection, shown), columns.filter(needsPoints), () => true);
    return this.rows_.rows(this.withNewest(selection), start, end, columns);
  }

  /** Undefined where points must be read for them, and for an older table. */
  rowsAtHand(table: number, { count, columns }: FirstRows): readonly (TableRow | GroupRow)[] | undefined {
    const selection = this.current(table);
    if (!selection || columns.some(needsPoints)) return undefined;
    return this.rows_.rows(this.withNewest(selection), 0, count, columns);
  }

  /** Makes the cells of these runs ready that are read from points. */
  async loadPoints(
    rows: ArrayLike<number>,
    columns: readonly ColumnId[],
    isWanted: () => boolean,
  ): Promise<void> {
    const table = this.open.table();
    const reader = this.open.reader();
    if (columns.length === 0 || !reader) return;
    const wanted = [...new Set(columns)].flatMap((column) => {
      const ref = parseColumnId(column);
      return ref.kind === 'metric-at' ? [{ ref, direction: table.direction(ref.bestOf) }] : [];
    });
    const { keys, packs } = table.facts;
    const runs = Array.from(rows, (row) => [keys[row]!, packs[row]!] as const);
    await this.open.atBest.load(reader, wanted, runs, isWanted);
  }

  private answer(query: TableQuery, number: number, nowMs: number): TableSummary {
    const table = this.open.table();
    const filter = this.filter.read(query, nowMs, (metric) => table.direction(metric));
    const marks = filter.isEverything ? null : markRuns(table, filter.expression);
    const selection = this.selector.select(table, query, marks, nowMs);
    const summary = {
      table: number,
      rowCount: selection.rows.length,
      matchCount: selection.matching.length,
      filter: filter.text,
      mistake: filter.mistake,
      totalCount: selection.scope.rows.length,
      deletedCount: selection.scope.deletedCount,
      archivedCount: selection.scope.archivedCount,
      groupCount: countInnermost(selection.groups),
      columns: this.describer.describe(table, selection.scope.rows),
    };
    if (this.asked === number) {
      this.selection = selection;
      this.summary = summary;
    }
    return summary;
  }

  /** The rows as they stand, their cells as edited since: the screen does not wait for the next table. */
  private withNewest(selection: Selection): Selection {
    const table = this.open.table();
    return table.facts === selection.table.facts ? { ...selection, table } : selection;
  }
}

function needsPoints(column: ColumnId): boolean {
  return parseColumnId(column).kind === 'metric-at';
}

/** Runs among what is shown, and all runs of the groups among it. */
function rowsToRead({ groups }: Selection, shown: Int32Array): readonly number[] {
  const rows: number[] = [];
  for (const row of shown) {
    if (row >= 0) rows.push(row);
    else {
      const node = groups?.nodes[~row];
      if (node) for (const inner of groups!.rows.subarray(node.from, node.to)) rows.push(inner);
    }
  }
  return rows;
}
