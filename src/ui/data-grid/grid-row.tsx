import { type Accessor, createEffect, createMemo, For, type JSX } from 'solid-js';
import { GridCell } from './grid-cell.tsx';
import { ROW_HEIGHT } from './grid-layout.ts';
import type { GridModel } from './grid-model.ts';
import type { ShownRow } from './row-slots.ts';

const OUT_OF_SIGHT = -10 * ROW_HEIGHT;

/** One recycled row element; `shown` says which row it holds now. */
export function GridRow<Row>(props: {
  readonly model: GridModel<Row>;
  readonly shown: Accessor<ShownRow<Row> | null>;
}): JSX.Element {
  const { model } = props;
  const isShown = () => props.shown() !== null;
  // Without a row the element keeps what it had, out of sight: refilling it twice costs frames.
  const last = createMemo((former: ShownRow<Row> | null) => props.shown() ?? former, null);
  const row = createMemo(() => last()?.row);
  const index = createMemo(() => last()?.index ?? 0);
  const selection = createMemo((): boolean | 'partly' => {
    const shown = row();
    if (shown === undefined) return false;
    const { sets } = model.props;
    return sets?.isSet(shown) ? sets.selected(shown) : model.props.selected.has(model.props.rowKey(shown));
  });
  const isSelected = () => selection() === true;
  const showPartly = (input: HTMLInputElement) =>
    createEffect(() => {
      input.indeterminate = selection() === 'partly';
    });
  const rowClass = () => {
    const shown = row();
    return shown === undefined ? '' : (model.props.rowClass?.(shown) ?? '');
  };
  const checkLabel = () => {
    const shown = row();
    return shown === undefined ? 'Select row' : `Select ${model.props.rowLabel(shown)}`;
  };
  const isCheckActive = () => model.isActiveRow(index()) && model.active().column === 0;
  return (
    <div
      role="row"
      class={`grid-row ${rowClass()}${isSelected() ? ' is-selected' : ''}`}
      style={{
        transform: `translateY(${isShown() ? index() * ROW_HEIGHT : OUT_OF_SIGHT}px)`,
      }}
      aria-hidden={isShown() ? undefined : true}
      aria-rowindex={index() + 2}
      aria-selected={isSelected()}
      data-row={index()}
    >
      <div class="grid-pinned" style={{ width: `${model.layout.columns().pinnedWidth}px` }}>
        <div
          role="gridcell"
          class="grid-cell grid-check"
          classList={{ 'is-active': isCheckActive() }}
          id={isCheckActive() ? model.cellId(index(), 0) : undefined}
          aria-colindex={1}
        >
          <input
            type="checkbox"
            tabindex="-1"
            data-check=""
            ref={showPartly}
            checked={isSelected()}
            aria-label={checkLabel()}
          />
        </div>
        <For each={model.layout.pinnedSlots()}>
          {(placed) => <GridCell model={model} row={row} index={index} placed={placed} />}
        </For>
      </div>
      <div class="grid-free">
        <For each={model.layout.freeSlots()}>
          {(placed) => <GridCell model={model} row={row} index={index} placed={placed} />}
        </For>
      </div>
    </div>
  );
}
