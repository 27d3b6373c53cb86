const STEPS: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
  Home: [0, Number.NEGATIVE_INFINITY],
  End: [0, Number.POSITIVE_INFINITY],
  PageDown: [Number.POSITIVE_INFINITY, 0],
  PageUp: [Number.NEGATIVE_INFINITY, 0],
};

/** Arrow keys, Home and End go from cell to cell of a table that is a grid; what can be used in a cell takes the focus. */
export function moveInGrid(event: KeyboardEvent & { readonly currentTarget: HTMLTableElement }): void {
  const step = Object.hasOwn(STEPS, event.key) ? STEPS[event.key] : undefined;
  const cell = event.target instanceof Element ? event.target.closest('td, th') : null;
  // What stands in the cell has taken the key: the button of a menu opens it.
  if (!step || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  if (!(cell instanceof HTMLTableCellElement)) return;
  const rows = [...event.currentTarget.rows];
  const row = rows.findIndex((one) => one.contains(cell));
  const next = rows[clamp(row + step[0], rows.length)];
  const target = next?.cells[clamp(cell.cellIndex + step[1], next.cells.length)];
  if (!target || target === cell) return;
  event.preventDefault();
  focusCell(target);
}

function focusCell(cell: HTMLTableCellElement): void {
  const inside = cell.querySelector<HTMLElement>('a, button, input');
  if (!inside) cell.tabIndex = -1;
  (inside ?? cell).focus();
}

function clamp(at: number, count: number): number {
  return Math.min(Math.max(at, 0), count - 1);
}
