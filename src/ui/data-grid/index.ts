export { CardList } from './card-list.tsx';
export {
  hideColumn,
  MAX_COLUMN_WIDTH,
  MIN_COLUMN_WIDTH,
  moveColumnBefore,
  nudgeColumn,
  pinColumn,
  visibleColumns,
} from './column-state.ts';
export { DataGrid } from './data-grid.tsx';
export type {
  ColumnState,
  DataGridProps,
  GridColumn,
  GridSort,
  GridSource,
  GridText,
  GridTree,
} from './types.ts';
