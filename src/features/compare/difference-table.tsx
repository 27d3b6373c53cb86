import { type Accessor, createMemo, type JSX } from 'solid-js';
import type { RunKey } from '../../domain/ids.ts';
import type { Difference, DifferenceSection } from '../../rpc/query-api.ts';
import { useEdits } from '../../state/edits.ts';
import { Button } from '../../ui/button.tsx';
import { createMedia } from '../../ui/media.ts';
import { WideTable } from '../../ui/wide-table/index.ts';
import { type CellView, type RowFacts, rowFacts, viewCell } from './cell-view.ts';
import { ColumnHead } from './column-head.tsx';
import { CompareCell } from './compare-cell.tsx';
import { type CompareColumn, SECTIONS } from './comparison.ts';
import { columnRows, fieldRows, isSameRow, type OpenText, type ScreenRow } from './difference-lines.ts';
import { rowLabel, type SectionLine, type TableLine } from './table-lines.ts';
import { TextDetail } from './text-detail.tsx';

/** Wider, and a number stands too far from its key. */
const MOST_COLUMN_PX = 480;
const sectionTitles = new Map(SECTIONS.map(({ id, title }) => [id, title]));

interface DifferenceTableProps {
  readonly lines: readonly TableLine[];
  readonly columns: readonly CompareColumn[];
  readonly baseline: CompareColumn | null;
  readonly onBaseline: (id: string | null) => void;
  readonly onRemove: (run: RunKey) => void;
  readonly across: 'runs' | 'fields';
  /** What the columns are groups of, outermost first; '' for runs. */
  readonly groupedBy: string;
  readonly open: OpenText | null;
  readonly onOpen: (text: OpenText | null) => void;
  readonly onFold: (section: DifferenceSection, folded: boolean) => void;
  readonly viewOf: (row: Difference, column: CompareColumn) => CellView;
}

/** How a cell is drawn, by what all cells of its row are read by. Tracks columns, baseline and directions. */
export function createCellViews(
  columns: Accessor<readonly CompareColumn[]>,
  baseline: Accessor<CompareColumn | null>,
): (row: Difference, column: CompareColumn) => CellView {
  const edits = useEdits();
  const directionOf = (row: Difference) => (row.section === 'metrics' ? edits.direction(row.key) : null);
  const facts = createMemo(() => {
    columns();
    return new WeakMap<Difference, RowFacts>();
  });
  return (row, column) => {
    const direction = directionOf(row);
    let known = facts().get(row);
    if (known?.direction !== direction) {
      known = rowFacts(row, columns(), direction);
      facts().set(row, known);
    }
    return viewCell(row, column, baseline(), known);
  };
}

export function DifferenceTable(props: DifferenceTableProps): JSX.Element {
  const isNarrow = createMedia('(max-width: 640px)');
  /** A value and how far it is from the baseline's stand beside each other. */
  const columnPx = () => (isNarrow() ? 160 : 200) + (props.baseline ? 40 : 0);
  const isTurned = () => props.across === 'fields';
  const fields = createMemo(() => props.lines.flatMap((line) => (line.kind === 'row' ? [line.row] : [])));
  const rows = createMemo(() =>
    isTurned() ? columnRows(props.columns, props.open) : fieldRows(props.lines, props.open),
  );
  const cellOf = (row: ScreenRow, index: number): OpenText | null => {
    const field = row.what === 'field' ? row.row : fields()[index];
    const column = row.what === 'column' ? row.column : props.columns[index];
    return field && column ? { row: field, column } : null;
  };
  const head = (column: CompareColumn) => (
    <ColumnHead
      column={column}
      isBaseline={props.baseline?.id === column.id}
      onBaseline={props.onBaseline}
      onRemove={props.onRemove}
    />
  );
  const fieldName = (row: Difference) => (
    <span class="cut compare-key" title={row.key}>
      {rowLabel(row)}
    </span>
  );
  return (
    <WideTable
      name="Differences"
      rows={rows()}
      columnCount={isTurned() ? fields().length : props.columns.length}
      columnPx={columnPx()}
      mostColumnPx={MOST_COLUMN_PX}
      headPx={isNarrow() ? 130 : 230}
      headerPx={isTurned() ? 44 : 36}
      corner={
        <span class="muted cut compare-key" title={props.groupedBy}>
          {isTurned() ? props.groupedBy || 'Run' : props.groupedBy ? `Key, by ${props.groupedBy}` : 'Key'}
        </span>
      }
      renderColumnHead={(index) => {
        const field = fields()[index];
        const column = props.columns[index];
        if (!isTurned()) return column && head(column);
        return (
          field && (
            <span class="compare-field">
              <span class="muted">{sectionTitles.get(field.section)}</span>
              {fieldName(field)}
            </span>
          )
        );
      }}
      renderRowHead={(row) => {
        if (row.what === 'section') return <SectionHead line={row.line} onFold={props.onFold} />;
        if (row.what === 'column') return head(row.column);
        return row.what === 'field' ? fieldName(row.row) : null;
      }}
      renderCell={(row, index) => {
        const cell = cellOf(row, index);
        if (!cell) return null;
        const isOpen = () =>
          props.open !== null &&
          isSameRow(props.open.row, cell.row) &&
          props.open.column.id === cell.column.id;
        return (
          <CompareCell
            view={props.viewOf(cell.row, cell.column)}
            openLabel={cell.column.run === null ? null : `All of ${cell.row.key}, ${cell.column.label}`}
            isOpen={isOpen()}
            onOpen={() => props.onOpen(isOpen() ? null : cell)}
          />
        );
      }}
      cellClass={(row, index) => {
        const cell = cellOf(row, index);
        if (!cell) return '';
        const { tone, isNumber } = props.viewOf(cell.row, cell.column);
        const isMetric = cell.row.section === 'metrics' ? ' is-metric' : '';
        return `compare-cell is-${tone}${isNumber ? ' is-number' : ''}${isMetric}`;
      }}
      renderWide={(row) =>
        row.what === 'text' ? (
          <TextDetail open={row.open} baseline={props.baseline} onClose={() => props.onOpen(null)} />
        ) : null
      }
    />
  );
}

function SectionHead(props: {
  readonly line: SectionLine;
  readonly onFold: (section: DifferenceSection, folded: boolean) => void;
}): JSX.Element {
  return (
    <>
      <Button
        variant="quiet"
        small
        icon={props.line.folded ? 'chevron-right' : 'chevron-down'}
        aria-expanded={!props.line.folded}
        class="compare-fold"
        onClick={() => props.onFold(props.line.section, !props.line.folded)}
      >
        {props.line.title}
      </Button>
      <span class="muted">
        {props.line.differing} of {props.line.total} differ
      </span>
    </>
  );
}
