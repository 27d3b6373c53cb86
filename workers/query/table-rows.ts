import type { ColumnId, GroupCell, GroupRow, RunGroup, TableRow } from '../../src/rpc/query-api.ts';
import { type Cell, finite } from './attribute-cells.ts';
import type { ColumnIndex } from './column-index.ts';
import type { EditedTable } from './edited-table.ts';
import { CellMaker, isNumericAmong } from './group-cells.ts';
import { type GroupedRuns, groupId, groupPath } from './group-runs.ts';
import type { Selection } from './select-runs.ts';

interface KnownColumn {
  readonly isNumeric: boolean;
  /** By group. */
  readonly cells: (GroupCell | null | undefined)[];
}

/** Cells of groups that were summed up. */
interface KnownGroups {
  readonly groups: GroupedRuns;
  readonly table: EditedTable;
  readonly columns: Map<ColumnId, KnownColumn>;
}

/** Makes the rows of windows over one selection after the other. */
export class RowMaker {
  private readonly maker = new CellMaker();
  private known: KnownGroups | null = null;

  rows(selection: Selection, start: number, end: number, columns: readonly ColumnId[]) {
    const { table } = selection;
    const readers = columns.map((column) => table.reader(column));
    const from = Math.max(0, start);
    const window = selection.rows.subarray(from, Math.max(from, end));
    for (const column of columns) this.sumUp(selection, window, column);
    return Array.from(window, (row, i): TableRow | GroupRow => {
      if (row < 0) return this.groupRow(selection, ~row, columns);
      return {
        ...runRow(table, row, readers),
        depth: selection.groups ? selection.groups.by.length : (selection.depths?.[from + i] ?? 0),
        childCount: selection.childCounts?.[row] ?? 0,
        folded: selection.folded.has(table.facts.keys[row]!),
      };
    });
  }

  private groupRow(selection: Selection, at: number, columns: readonly ColumnId[]): GroupRow {
    const groups = selection.groups!;
    const { from, to, depth } = groups.nodes[at]!;
    const path = groupPath(groups, at);
    const id = groupId(path);
    const cells = columns.map((column) => this.known?.columns.get(column)?.cells[at] ?? null);
    return {
      kind: 'group',
      id,
      path,
      depth,
      runs: to - from,
      folded: selection.foldedGroups.has(id),
      cells,
    };
  }

  /** Makes the cells of the window's groups in one column, all at once: its index may have to be made for them. */
  private sumUp({ table, groups }: Selection, window: Int32Array, column: ColumnId): void {
    if (groups === null) return;
    if (this.known?.groups !== groups || this.known.table !== table)
      this.known = { groups, table, columns: new Map() };
    const { columns } = this.known;
    // Values at the best step may have been loaded for more runs since.
    if (column.startsWith('at(')) columns.delete(column);
    let index: ColumnIndex | null = null;
    for (const row of window) {
      if (row >= 0 || columns.get(column)?.cells[~row] !== undefined) continue;
      index ??= table.index(column);
      const known = columns.get(column) ?? { isNumeric: isNumericAmong(index, groups.rows), cells: [] };
      columns.set(column, known);
      const { from, to } = groups.nodes[~row]!;
      known.cells[~row] = this.maker.cell(index, groups.rows.subarray(from, to), known.isNumeric);
    }
  }
}

/** A run by itself: no parent above it, no children below. */
export function runRow(
  table: EditedTable,
  row: number,
  readers: readonly ((row: number) => Cell)[],
): TableRow {
  const { facts } = table;
  return {
    kind: 'run',
    run: facts.keys[row]!,
    experiment: table.experiment(row),
    name: table.name(row),
    status: facts.statuses[row]!,
    deleted: table.deleted(row),
    archived: table.archived(row),
    starred: table.starred(row),
    ...table.life(row),
    startMs: finite(facts.starts[row]!),
    colour: table.colour(row),
    depth: 0,
    childCount: 0,
    folded: false,
    cells: readers.map((read) => read(row)),
  };
}

/** The first innermost groups with their runs. */
export function innermostGroups({ table, groups }: Selection, limit: number): readonly RunGroup[] {
  if (groups === null) return [];
  const found: RunGroup[] = [];
  for (let at = 0; at < groups.nodes.length && found.length < limit; at++) {
    const { depth, from, to } = groups.nodes[at]!;
    if (depth < groups.by.length - 1) continue;
    const path = groupPath(groups, at);
    const runs = Array.from(groups.rows.subarray(from, to), (row) => table.facts.keys[row]!);
    found.push({ id: groupId(path), path, runs });
  }
  return found;
}

export function countInnermost(groups: GroupedRuns | null): number {
  let count = 0;
  for (const { depth } of groups?.nodes ?? []) if (depth === groups!.by.length - 1) count += 1;
  return count;
}
