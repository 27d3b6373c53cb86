import type { ColumnState } from './types.ts';

export const MIN_COLUMN_WIDTH = 44;
export const MAX_COLUMN_WIDTH = 900;

export function resizeColumn(
  state: readonly ColumnState[],
  id: string,
  widthPx: number,
): readonly ColumnState[] {
  const width = Math.round(Math.min(MAX_COLUMN_WIDTH, Math.max(MIN_COLUMN_WIDTH, widthPx)));
  return state.map((column) => (column.id === id ? { ...column, widthPx: width } : column));
}

/** A newly pinned column joins the end of the pinned ones, one that is let go the start of the others. */
export function pinColumn(
  state: readonly ColumnState[],
  id: string,
  pinned: boolean,
): readonly ColumnState[] {
  const column = state.find((one) => one.id === id);
  if (!column || column.pinned === pinned) return state;
  const others = state.filter((one) => one.id !== id);
  const before = others.filter((one) => one.pinned);
  const after = others.filter((one) => !one.pinned);
  return [...before, { ...column, pinned }, ...after];
}

export function hideColumn(
  state: readonly ColumnState[],
  id: string,
  hidden: boolean,
): readonly ColumnState[] {
  return state.map((column) => (column.id === id ? { ...column, hidden } : column));
}

/** Puts a column in front of another, or last. */
export function moveColumnBefore(
  state: readonly ColumnState[],
  id: string,
  before: string | null,
): readonly ColumnState[] {
  const column = state.find((one) => one.id === id);
  if (!column || id === before) return state;
  const others = state.filter((one) => one.id !== id);
  const at = before === null ? others.length : others.findIndex((one) => one.id === before);
  if (at < 0) return state;
  return [...others.slice(0, at), column, ...others.slice(at)];
}

/** One place to the left (-1) or right (+1) among the visible columns of its own group. */
export function nudgeColumn(
  state: readonly ColumnState[],
  id: string,
  direction: -1 | 1,
): readonly ColumnState[] {
  const column = state.find((one) => one.id === id);
  if (!column) return state;
  const group = state.filter((one) => !one.hidden && one.pinned === column.pinned);
  const neighbour = group[group.indexOf(column) + direction];
  if (!neighbour) return state;
  const to = state.indexOf(neighbour);
  const next = state.filter((one) => one !== column);
  next.splice(to, 0, column);
  return next;
}

/** Visible columns as they stand on the screen: pinned, then the rest. */
export function visibleColumns(state: readonly ColumnState[]): {
  readonly pinned: readonly ColumnState[];
  readonly free: readonly ColumnState[];
} {
  return {
    pinned: state.filter((column) => !column.hidden && column.pinned),
    free: state.filter((column) => !column.hidden && !column.pinned),
  };
}
