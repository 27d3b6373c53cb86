import { onCleanup } from 'solid-js';
import type { GridModel } from './grid-model.ts';
import type { GridMemory } from './types.ts';

/** Nowhere yet: the first row's first column after the check box, at the top. */
export function makeGridMemory(): GridMemory {
  return { top: 0, left: 0, row: 0, column: 1, hadFocus: false };
}

/** Goes back to where the table was left. Called once the grid is in the page. */
export function restorePlace<Row>(model: GridModel<Row>, grid: HTMLElement, memory: GridMemory): void {
  const row = Math.min(memory.row, model.props.source.rowCount - 1);
  const column = Math.min(memory.column, model.layout.columnCount() - 1);
  model.setActive({ row, column });
  grid.scrollTop = memory.top;
  grid.scrollLeft = memory.left;
  // The screen that was left took the focus with it, or left it on the frame around both; elsewhere it stays.
  const focus = document.activeElement;
  if (memory.hadFocus && (focus === null || focus.contains(grid))) grid.focus({ preventScroll: true });
  onCleanup(() => {
    Object.assign(memory, model.active(), {
      top: model.layout.scrollTop(),
      left: model.layout.scrollLeft(),
      hadFocus: document.activeElement === grid,
    });
  });
}
