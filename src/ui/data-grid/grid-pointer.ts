import { toggleAll } from './grid-keys.ts';
import type { GridModel } from './grid-model.ts';

export function rowIndexOf(target: Element): number | null {
  const text = target.closest<HTMLElement>('[data-row]')?.dataset.row;
  return text === undefined ? null : Number(text);
}

/** One listener for the whole grid: cells come and go. */
export function handleGridClick<Row>(model: GridModel<Row>, event: MouseEvent): void {
  const target = event.target as Element;
  const head = target.closest<HTMLElement>('[data-head]');
  if (target.closest('[data-check-all]')) {
    toggleAll(model);
    return;
  }
  if (head?.dataset.head !== undefined) {
    if (!target.closest('[data-resize]')) model.sortBy(head.dataset.head, event.shiftKey);
    return;
  }
  const index = rowIndexOf(target);
  if (index !== null) handleRowClick(model, event, target, index);
}

function handleRowClick<Row>(model: GridModel<Row>, event: MouseEvent, target: Element, index: number): void {
  const row = model.pages.rowAt(index);
  const column = Number(target.closest('[aria-colindex]')?.getAttribute('aria-colindex') ?? 1) - 1;
  model.setActive({ row: index, column });
  if (row === undefined) return;
  if (target.closest('[data-fold]')) {
    const { tree } = model.props;
    tree?.onFold(row, !tree.place(row).folded);
    return;
  }
  const isCheck = target.closest('[data-check]') !== null;
  if (!isCheck && target.closest('a, button')) return;
  if (event.shiftKey) void model.selection.extendTo(index);
  else if (isCheck || event.ctrlKey || event.metaKey) model.selection.toggle(index);
  else model.selection.setAnchor(index);
}
