import type { Difference } from '../../rpc/query-api.ts';
import type { WideRow } from '../../ui/wide-table/index.ts';
import type { CompareColumn } from './comparison.ts';
import type { RowLine, SectionLine, TableLine } from './table-lines.ts';

/** A long text that is open under its row. */
export interface OpenText {
  readonly row: Difference;
  readonly column: CompareColumn;
}

/** A row of the table on the screen, either way round. */
export type ScreenRow = WideRow &
  (
    | { readonly what: 'section'; readonly line: SectionLine }
    | { readonly what: 'field'; readonly row: Difference }
    | { readonly what: 'column'; readonly column: CompareColumn }
    | { readonly what: 'text'; readonly open: OpenText }
  );

export const ROW_PX = 30;
const TEXT_PX = 260;

/** Keys down the side, under the headings of their sections. */
export function fieldRows(lines: readonly TableLine[], open: OpenText | null): readonly ScreenRow[] {
  return lines.flatMap((line): ScreenRow[] => {
    if (line.kind === 'section')
      return [{ id: line.id, heightPx: ROW_PX, kind: 'heading', what: 'section', line }];
    const own = fieldRow(line);
    return open && isSameRow(open.row, line.row) ? [own, textRow(open)] : [own];
  });
}

/** Runs or groups down the side. */
export function columnRows(columns: readonly CompareColumn[], open: OpenText | null): readonly ScreenRow[] {
  return columns.flatMap((column): ScreenRow[] => {
    const own = columnRow(column);
    return open && open.column.id === column.id ? [own, textRow(open)] : [own];
  });
}

export function isSameRow(a: Difference, b: Difference): boolean {
  return a.section === b.section && a.key === b.key;
}

function textRow(open: OpenText): ScreenRow {
  return { id: '# text', kind: 'wide', heightPx: TEXT_PX, what: 'text', open };
}

// The same row for the same thing, so that what is on the screen stays when others come and go around it.
const rowByField = new WeakMap<Difference, ScreenRow>();
const rowByColumn = new WeakMap<CompareColumn, ScreenRow>();

function fieldRow({ id, row }: RowLine): ScreenRow {
  let known = rowByField.get(row);
  if (!known) {
    const look = row.differs ? 'is-different' : 'is-equal';
    known = { id, heightPx: ROW_PX, kind: 'cells', what: 'field', row, class: look };
    rowByField.set(row, known);
  }
  return known;
}

function columnRow(column: CompareColumn): ScreenRow {
  let known = rowByColumn.get(column);
  if (!known) {
    known = { id: column.id, heightPx: ROW_PX, kind: 'cells', what: 'column', column };
    rowByColumn.set(column, known);
  }
  return known;
}
