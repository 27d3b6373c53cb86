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
export { makeGridMemory } from './grid-memory.ts';
export type {
  ColumnState,
  DataGridProps,
  GridColumn,
  GridMemory,
  GridSets,
  GridSort,
  GridSource,
  GridText,
  GridTree,
} from './types.ts';
