import { createEffect, createSignal, For, type JSX, on, onCleanup, onMount } from 'solid-js';
import { MenuPanel } from '../menu-panel.tsx';
import type { Box } from '../popover-place.ts';
import { createColumnGestures } from './column-gestures.ts';
import { columnMenuItems } from './column-menu.ts';
import './data-grid.css';
import { GridHeader } from './grid-header.tsx';
import { handleGridKey } from './grid-keys.ts';
import { type PlacedColumn, ROW_HEIGHT } from './grid-layout.ts';
import { restorePlace } from './grid-memory.ts';
import { createGridModel } from './grid-model.ts';
import { handleGridClick, rowIndexOf } from './grid-pointer.ts';
import { GridRow } from './grid-row.tsx';
import { keepPlace } from './keep-place.ts';
import { handleRowActionKey, handleRowActionPointer } from './row-actions.ts';
import type { DataGridProps } from './types.ts';

/**
 * A table of any length and width: only what is on the screen has elements, and these are moved and refilled rather
 * than made anew. Keys, pointer and screen reader find an ARIA grid.
 */
export function DataGrid<Row>(props: DataGridProps<Row>): JSX.Element {
  const model = createGridModel(props);
  const gestures = createColumnGestures(model);
  const [menu, setMenu] = createSignal<{ placed: PlacedColumn<Row>; anchor: Box } | null>(null);
  let grid!: HTMLDivElement;

  onMount(() => {
    model.attach(grid);
    const observer = new ResizeObserver(() =>
      model.layout.setView({ width: grid.clientWidth, height: grid.clientHeight }),
    );
    observer.observe(grid);
    onCleanup(() => observer.disconnect());
    if (props.memory) restorePlace(model, grid, props.memory);
  });

  keepPlace(model, (px) => {
    grid.scrollTop += px;
  });

  const openMenu = (placed: PlacedColumn<Row>) => {
    const head = grid.querySelector(`[data-head="${CSS.escape(placed.column.id)}"]`);
    if (head) setMenu({ placed, anchor: head.getBoundingClientRect() });
  };
  const placedAt = (target: EventTarget | null) => {
    const id = (target as Element).closest<HTMLElement>('[data-head]')?.dataset.head;
    const { pinned, free } = model.layout.columns();
    return [...pinned, ...free].find((one) => one.column.id === id);
  };
  const handleClick = (event: MouseEvent) => {
    if (gestures.hasJustEnded()) return;
    const placed = placedAt(event.target);
    if (placed && (event.target as Element).closest('[data-more]')) openMenu(placed);
    else handleGridClick(model, event);
  };
  const point = (index: number | null) =>
    props.onPoint?.(index === null || index < 0 ? null : (model.pages.rowAt(index) ?? null));
  createEffect(
    on(
      () => model.active().row,
      (row) => document.activeElement === grid && point(row),
      { defer: true },
    ),
  );
  const activeId = () => model.cellId(model.active().row, model.active().column);

  return (
    <>
      <div
        ref={grid}
        role="grid"
        class={model.layout.scrollLeft() > 0 ? 'grid is-shifted' : 'grid'}
        tabIndex={0}
        aria-label={props.name}
        aria-rowcount={props.source.rowCount + 1}
        aria-colcount={model.layout.columnCount()}
        aria-multiselectable="true"
        aria-activedescendant={activeId()}
        onScroll={() =>
          // Rubber-band scrolling reports places outside the content.
          model.layout.setScroll({ top: Math.max(0, grid.scrollTop), left: Math.max(0, grid.scrollLeft) })
        }
        onKeyDown={(event) => {
          if (event.target !== grid) return;
          const isUsed = handleRowActionKey(model, event, grid) || handleGridKey(model, event, openMenu);
          if (isUsed) event.preventDefault();
        }}
        onPointerOver={(event) => point(rowIndexOf(event.target as Element))}
        onPointerLeave={() => point(null)}
        onBlur={() => point(null)}
        onPointerDown={(event) => gestures.start(event, grid)}
        onMouseDown={(event) => {
          // The grid itself keeps the focus, not the small controls in it.
          if (!(event.target as Element).closest('input, button, [data-head]')) return;
          event.preventDefault();
          grid.focus({ preventScroll: true });
        }}
        onClick={handleClick}
        onDblClick={(event) => {
          const target = event.target as Element;
          const index = rowIndexOf(target);
          const row = index === null ? undefined : model.pages.rowAt(index);
          if (row !== undefined && !target.closest('a, button, input')) props.onOpen(row);
        }}
        onContextMenu={(event) => {
          const placed = placedAt(event.target);
          if (placed) openMenu(placed);
          else if (!handleRowActionPointer(model, event)) return;
          event.preventDefault();
        }}
      >
        <GridHeader model={model} dropLeft={gestures.dropLeft()} />
        <div
          role="rowgroup"
          class="grid-body"
          style={{
            height: `${props.source.rowCount * ROW_HEIGHT}px`,
            width: `${model.layout.totalWidth()}px`,
          }}
        >
          <For each={model.rowSlots()}>{(shown) => <GridRow model={model} shown={shown} />}</For>
        </div>
      </div>
      <MenuPanel
        label="Column menu"
        items={menuItems()}
        anchor={menu()?.anchor ?? null}
        onClose={() => setMenu(null)}
      />
    </>
  );

  function menuItems() {
    const open = menu();
    return open ? columnMenuItems(model, open.placed) : [];
  }
}
