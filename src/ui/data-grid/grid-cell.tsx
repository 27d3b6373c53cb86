import { type Accessor, createMemo, type JSX, Show } from 'solid-js';
import { Icon } from '../icon.tsx';
import type { PlacedColumn } from './grid-layout.ts';
import type { GridModel } from './grid-model.ts';
import type { GridText } from './types.ts';

/** One recycled cell: its row changes while scrolling down, its column while scrolling sideways. */
export function GridCell<Row>(props: {
  readonly model: GridModel<Row>;
  readonly row: Accessor<Row | undefined>;
  readonly index: Accessor<number>;
  readonly placed: Accessor<PlacedColumn<Row> | null>;
}): JSX.Element {
  const { model, row, placed } = props;
  const renderer = createMemo(() => placed()?.column.render);
  const content = createMemo(() => {
    const shown = row();
    const column = placed()?.column;
    return shown === undefined || !column ? undefined : column.text(shown);
  });
  const body = createMemo(() => {
    const render = renderer();
    return render ? () => <Show when={row()}>{(shown) => render(shown)}</Show> : () => plainBody(content());
  });
  const isActive = () => model.isActiveRow(props.index()) && model.active().column === placed()?.position;
  const isTree = () => placed()?.column.id === model.props.tree?.column;
  /** On the cell: that is what the keyboard is on, and a row of a plain grid may not say it. */
  const expanded = () => {
    const shown = row();
    const place = isTree() && shown !== undefined ? model.props.tree?.place(shown) : undefined;
    return place && place.childCount > 0 ? !place.folded : undefined;
  };
  const cellClass = () => {
    const tone = content()?.tone;
    const end = placed()?.column.align === 'end' ? ' is-end' : '';
    const tree = isTree() ? ' is-tree' : '';
    return `grid-cell${end}${tree}${isActive() ? ' is-active' : ''}${tone ? ` ${tone}` : ''}`;
  };
  return (
    <div
      role="gridcell"
      class={cellClass()}
      style={{
        left: `${placed()?.leftPx ?? 0}px`,
        width: `${placed()?.widthPx ?? 0}px`,
        display: placed() ? undefined : 'none',
      }}
      id={isActive() ? model.cellId(props.index(), placed()?.position ?? 0) : undefined}
      title={content()?.title}
      aria-colindex={(placed()?.position ?? 0) + 1}
      aria-expanded={expanded()}
    >
      <Show when={isTree()}>
        <GridFold model={model} row={row} />
      </Show>
      {body()()}
    </div>
  );
}

/** Text alone wherever that is all: most cells are, and an element costs. */
function plainBody(content: GridText | undefined): JSX.Element {
  if (!content?.note) return content?.text ?? '';
  return [`${content.text}\u2009`, <span class="grid-note">{content.note}</span>];
}

function GridFold<Row>(props: {
  readonly model: GridModel<Row>;
  readonly row: Accessor<Row | undefined>;
}): JSX.Element {
  const place = () => {
    const row = props.row();
    return row === undefined ? undefined : props.model.props.tree?.place(row);
  };
  const indent = () => `${(place()?.depth ?? 0) * 16}px`;
  return (
    <span class="grid-indent" style={{ 'padding-left': indent() }}>
      <Show when={(place()?.childCount ?? 0) > 0}>
        <button
          type="button"
          class="grid-fold"
          data-fold=""
          tabindex="-1"
          aria-expanded={place()?.folded === false}
          aria-label={`Level ${(place()?.depth ?? 0) + 1}, ${place()?.childCount} nested`}
        >
          <Icon name="chevron-right" />
        </button>
      </Show>
    </span>
  );
}
