import { createMemo, type JSX } from 'solid-js';
import type { Difference } from '../../rpc/query-api.ts';
import { MenuButton, type MenuItem } from '../../ui/menu.tsx';
import { columnIdOfRow } from './comparison.ts';
import { rowLabel } from './table-lines.ts';

/** A menu of more is no menu; the address takes any. */
const MOST_ITEMS = 60;
const RUN_FIELDS = new Set(['status', 'user', 'experiment']);
const SECTION_WORDS: Readonly<Record<string, string>> = { params: 'Param ', tags: 'Tag ', run: '' };

/** Runs that have these in common become one column. */
export function GroupMenu(props: {
  readonly rows: readonly Difference[];
  readonly by: readonly string[];
  readonly onBy: (by: readonly string[]) => void;
}): JSX.Element {
  const items = createMemo((): readonly MenuItem[] => {
    const choices = props.rows.filter(canGroup).flatMap((row): { id: string; row: Difference }[] => {
      const id = columnIdOfRow(row);
      return id === null ? [] : [{ id, row }];
    });
    const chosen = choices.filter(({ id }) => props.by.includes(id));
    const others = choices.filter(({ id, row }) => row.differs && !props.by.includes(id));
    const shown = [...chosen, ...others].slice(0, MOST_ITEMS);
    const toggle = (id: string) =>
      props.by.includes(id) ? props.by.filter((one) => one !== id) : [...props.by, id];
    return [
      ...(props.by.length > 0 ? [{ label: 'No groups', onSelect: () => props.onBy([]) }] : []),
      ...shown.map(
        ({ id, row }, index): MenuItem => ({
          label: `${SECTION_WORDS[row.section] ?? ''}${rowLabel(row)}`.slice(0, 80),
          checked: props.by.includes(id),
          onSelect: () => props.onBy(toggle(id)),
          rule: index === 0 && props.by.length > 0,
        }),
      ),
    ];
  });
  return (
    <MenuButton label="Group by" items={items()}>
      {props.by.length > 0 ? `Group by (${props.by.length})` : 'Group by'}
    </MenuButton>
  );
}

/** What names each run alone, or is cut, makes no groups. */
function canGroup(row: Difference): boolean {
  if (row.cut) return false;
  if (row.section === 'run') return RUN_FIELDS.has(row.key);
  return row.section === 'params' || row.section === 'tags';
}
