import type { PlacedColumn } from './grid-layout.ts';
import { ROW_HEIGHT } from './grid-layout.ts';
import type { GridModel } from './grid-model.ts';
import { nextPlace } from './navigation.ts';

const RESIZE_STEP = 16;

/** Everything the grid does by keyboard. True when the key was used. */
export function handleGridKey<Row>(
  model: GridModel<Row>,
  event: KeyboardEvent,
  openMenu: (placed: PlacedColumn<Row>) => void,
): boolean {
  const at = model.active();
  const withControl = event.ctrlKey || event.metaKey;
  if (withControl && event.key.toLowerCase() === 'a') {
    void model.selection.selectAll();
    return true;
  }
  if (event.key === 'Escape' && model.props.selected.size > 0) {
    model.selection.clear();
    return true;
  }
  const used = at.row < 0 ? handleHeaderKey(model, event, openMenu) : handleRowKey(model, event);
  return used || moveActive(model, event, withControl);
}

function moveActive<Row>(model: GridModel<Row>, event: KeyboardEvent, withControl: boolean): boolean {
  const at = model.active();
  const next = nextPlace(at, event.key, withControl, {
    rowCount: model.props.source.rowCount,
    columnCount: model.layout.columnCount(),
    pageRows: Math.max(1, Math.floor(model.layout.bodyHeight() / ROW_HEIGHT) - 1),
  });
  if (next === null || event.altKey) return false;
  model.activate(next);
  if (next.row >= 0 && next.row !== at.row) {
    if (event.shiftKey) void model.selection.extendTo(next.row);
    else model.selection.setAnchor(next.row);
  }
  return true;
}

function handleHeaderKey<Row>(
  model: GridModel<Row>,
  event: KeyboardEvent,
  openMenu: (placed: PlacedColumn<Row>) => void,
): boolean {
  const placed = model.layout.columnAt(model.active().column);
  const isPress = event.key === 'Enter' || event.key === ' ';
  if (model.active().column === 0) {
    if (isPress) toggleAll(model);
    return isPress;
  }
  if (!placed) return false;
  const { id } = placed.column;
  const side = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
  if (isPress) model.sortBy(id, event.shiftKey);
  else if (side !== 0 && event.altKey) moveColumn(model, id, side);
  else if (side !== 0 && event.shiftKey) model.resize(id, placed.widthPx + side * RESIZE_STEP);
  else if (event.key === 'ContextMenu' || (event.key === 'ArrowDown' && event.altKey)) openMenu(placed);
  else if (event.key === 'Delete') model.hide(id);
  else return false;
  return true;
}

/** The keyboard goes along with the column it moves. */
function moveColumn<Row>(model: GridModel<Row>, id: string, side: -1 | 1): void {
  model.nudge(id, side);
  const { pinned, free } = model.layout.columns();
  const moved = [...pinned, ...free].find((one) => one.column.id === id);
  if (moved) model.activate({ row: -1, column: moved.position });
}

function handleRowKey<Row>(model: GridModel<Row>, event: KeyboardEvent): boolean {
  const at = model.active();
  const row = model.pages.rowAt(at.row);
  if (row === undefined) return false;
  if (event.key === ' ') {
    if (event.shiftKey) void model.selection.extendTo(at.row);
    else model.selection.toggle(at.row);
    return true;
  }
  if (event.key === 'Enter') {
    if (at.column === 0) model.selection.toggle(at.row);
    else model.props.onOpen(row);
    return true;
  }
  const isPlain = !(event.ctrlKey || event.metaKey || event.altKey);
  if (isPlain && model.props.onRowKey?.(row, event.key)) return true;
  return foldByKey(model, row, event);
}

/** As in a tree: right opens a folded row, left folds an open one; otherwise the keys move on. */
function foldByKey<Row>(model: GridModel<Row>, row: Row, event: KeyboardEvent): boolean {
  const { tree } = model.props;
  if (!tree || event.ctrlKey || event.metaKey || event.shiftKey) return false;
  if (model.layout.columnAt(model.active().column)?.column.id !== tree.column) return false;
  const { childCount, folded } = tree.place(row);
  if (childCount === 0) return false;
  const turns = (event.key === 'ArrowRight' && folded) || (event.key === 'ArrowLeft' && !folded);
  if (turns) tree.onFold(row, !folded);
  return turns;
}

export function toggleAll<Row>(model: GridModel<Row>): void {
  const { selected, source } = model.props;
  if (source.keyCount > 0 && selected.size >= source.keyCount) model.selection.clear();
  else void model.selection.selectAll();
}
