import { type Accessor, createEffect, For, type JSX, Show } from 'solid-js';
import { Icon } from '../icon.tsx';
import type { PlacedColumn } from './grid-layout.ts';
import type { GridModel } from './grid-model.ts';

export function GridHeader<Row>(props: {
  readonly model: GridModel<Row>;
  /** Where a dragged column would drop, from the left of the header, or null. */
  readonly dropLeft: number | null;
}): JSX.Element {
  const { model } = props;
  const keyCount = () => model.props.source.keyCount;
  const allSelected = () => keyCount() > 0 && model.props.selected.size >= keyCount();
  const showPartly = (input: HTMLInputElement) =>
    createEffect(() => {
      input.indeterminate = !allSelected() && model.props.selected.size > 0;
    });
  const isCheckActive = () => model.isActiveRow(-1) && model.active().column === 0;
  return (
    <div role="row" class="grid-head" aria-rowindex={1} style={{ width: `${model.layout.totalWidth()}px` }}>
      <div class="grid-pinned" style={{ width: `${model.layout.columns().pinnedWidth}px` }}>
        <div
          role="columnheader"
          class="grid-cell grid-check"
          classList={{ 'is-active': isCheckActive() }}
          id={isCheckActive() ? model.cellId(-1, 0) : undefined}
          aria-colindex={1}
          aria-label="Selection"
        >
          <input
            type="checkbox"
            tabindex="-1"
            data-check-all=""
            checked={allSelected()}
            ref={showPartly}
            aria-label="Select all"
          />
        </div>
        <For each={model.layout.pinnedSlots()}>
          {(placed) => <GridHeadCell model={model} placed={placed} />}
        </For>
      </div>
      <div class="grid-free">
        <For each={model.layout.freeSlots()}>
          {(placed) => <GridHeadCell model={model} placed={placed} />}
        </For>
      </div>
      <Show when={props.dropLeft !== null}>
        <span class="grid-drop" style={{ left: `${props.dropLeft ?? 0}px` }} />
      </Show>
    </div>
  );
}

function GridHeadCell<Row>(props: {
  readonly model: GridModel<Row>;
  readonly placed: Accessor<PlacedColumn<Row> | null>;
}): JSX.Element {
  const { model, placed } = props;
  const sortAt = () => model.props.sort.findIndex((one) => one.column === placed()?.column.id);
  const direction = () => {
    const sorted = model.props.sort[sortAt()];
    return sorted ? (sorted.descending ? 'descending' : 'ascending') : undefined;
  };
  const isActive = () => model.isActiveRow(-1) && model.active().column === placed()?.position;
  return (
    <div
      role="columnheader"
      class="grid-cell grid-head-cell"
      classList={{
        'is-end': placed()?.column.align === 'end',
        'is-active': isActive(),
        'is-sorted': direction() !== undefined,
      }}
      style={{
        left: `${placed()?.leftPx ?? 0}px`,
        width: `${placed()?.widthPx ?? 0}px`,
        display: placed() ? undefined : 'none',
      }}
      id={isActive() ? model.cellId(-1, placed()?.position ?? 0) : undefined}
      title={placed()?.column.name}
      aria-label={placed()?.column.name}
      aria-colindex={(placed()?.position ?? 0) + 1}
      aria-sort={sortAt() === 0 ? direction() : undefined}
      data-head={placed()?.column.id}
    >
      <span class="grid-head-label">{placed()?.column.label}</span>
      <Show when={direction()}>
        <span class="grid-sort" aria-hidden="true">
          {direction() === 'descending' ? '↓' : '↑'}
          <Show when={model.props.sort.length > 1}>{sortAt() + 1}</Show>
        </span>
      </Show>
      <button type="button" class="grid-more" tabindex="-1" data-more="" aria-label="Column menu">
        <Icon name="chevron-down" />
      </button>
      <span class="grid-resizer" data-resize="" />
    </div>
  );
}
