import type { Box } from '../popover-place.ts';
import type { GridModel } from './grid-model.ts';
import { rowIndexOf } from './grid-pointer.ts';

/** F2 edits a row; the menu key, Shift+F10 and the other mouse button ask for its menu. True when it was used. */
export function handleRowActionKey<Row>(
  model: GridModel<Row>,
  event: KeyboardEvent,
  grid: HTMLElement,
): boolean {
  const isMenu = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
  if (!model.props.onRowAction || !(isMenu || event.key === 'F2')) return false;
  const index = model.active().row;
  return act(model, index, isMenu ? 'menu' : 'edit', cellBox(grid, index));
}

export function handleRowActionPointer<Row>(model: GridModel<Row>, event: MouseEvent): boolean {
  const target = event.target as Element;
  const index = rowIndexOf(target);
  // A link keeps the browser's own menu: it opens tabs. With the menu key there is no place of a pointer.
  if (index === null || target.closest('a') || event.button !== 2) return false;
  const { clientX: x, clientY: y } = event;
  return act(model, index, 'menu', { left: x, right: x, top: y, bottom: y });
}

function act<Row>(model: GridModel<Row>, index: number, action: 'edit' | 'menu', at: Box | null): boolean {
  const row = index < 0 ? undefined : model.pages.rowAt(index);
  if (row === undefined || !at || !model.props.onRowAction) return false;
  model.props.onRowAction(row, action, at);
  return true;
}

/** The cell that names the row. */
function cellBox(grid: HTMLElement, index: number): Box | null {
  const row = grid.querySelector(`[data-row="${index}"]`);
  return (row?.querySelector('.is-tree') ?? row)?.getBoundingClientRect() ?? null;
}
