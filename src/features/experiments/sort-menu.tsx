import type { JSX } from 'solid-js';
import { metricDirection } from '../../domain/metric-direction.ts';
import { MenuButton, type MenuItem } from '../../ui/menu.tsx';
import { columnName } from './run-columns.tsx';
import type { RunsView } from './runs-view-state.ts';

/** Sorting where there are no headers to press: on narrow screens. */
export function SortMenu(props: { readonly view: RunsView }): JSX.Element {
  const items = (): MenuItem[] => {
    const { view } = props;
    const byId = new Map(view.infos().map((info) => [info.id, info]));
    const sorted = view.view().sort[0];
    return view.columnState().flatMap(({ id, hidden }): MenuItem[] => {
      const info = byId.get(id);
      if (!info || hidden) return [];
      const isSorted = sorted?.column === id;
      const starts = id === 'started' || id === 'duration' || metricDirection(info.key) === 'higher';
      const descending = isSorted ? !sorted.descending : starts;
      return [
        {
          label: columnName(info),
          ...(isSorted ? { checked: true } : {}),
          onSelect: () => view.setSort([{ column: id, descending }]),
        },
      ];
    });
  };
  return (
    <MenuButton class="sort-menu" label="Sort by" items={items()}>
      Sort
    </MenuButton>
  );
}
