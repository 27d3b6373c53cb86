import type { MenuItem } from '../menu-panel.tsx';
import type { PlacedColumn } from './grid-layout.ts';
import type { GridModel } from './grid-model.ts';

const STEP = 32;

/** What can be done with a column without dragging. */
export function columnMenuItems<Row>(model: GridModel<Row>, placed: PlacedColumn<Row>): readonly MenuItem[] {
  const { id } = placed.column;
  const { sort } = model.props;
  const sorted = sort[0]?.column === id ? sort[0] : undefined;
  const isKey = sort.some((one) => one.column === id);
  const also: readonly MenuItem[] =
    sort.length === 0 || (isKey && sort.length === 1)
      ? []
      : [
          {
            label: isKey ? 'Remove from sort' : 'Add to sort',
            icon: isKey ? 'minus' : 'plus',
            onSelect: () => model.sortAlso(id, !isKey),
          },
        ];
  return [
    {
      label: 'Sort ascending',
      icon: 'arrow-up',
      ...(sorted?.descending === false ? { checked: true } : {}),
      onSelect: () => model.sortTo(id, false),
    },
    {
      label: 'Sort descending',
      icon: 'arrow-down',
      ...(sorted?.descending === true ? { checked: true } : {}),
      onSelect: () => model.sortTo(id, true),
    },
    ...also,
    ...(model.props.columnItems?.(id) ?? []),
    {
      label: placed.pinned ? 'Unpin' : 'Pin left',
      icon: 'pin',
      rule: true,
      onSelect: () => model.pin(id, !placed.pinned),
    },
    { label: 'Move left', icon: 'chevron-left', onSelect: () => model.nudge(id, -1) },
    { label: 'Move right', icon: 'chevron-right', onSelect: () => model.nudge(id, 1) },
    { label: 'Wider', icon: 'plus', onSelect: () => model.resize(id, placed.widthPx + STEP) },
    { label: 'Narrower', icon: 'minus', onSelect: () => model.resize(id, placed.widthPx - STEP) },
    { label: 'Hide column', icon: 'close', rule: true, onSelect: () => model.hide(id) },
  ];
}
