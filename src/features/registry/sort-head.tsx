import { type JSX, Show } from 'solid-js';
import { Icon } from '../../ui/icon.tsx';
import type { Sort } from './model-list.ts';

/** The head of a column that can be sorted by: a press sorts, another turns the order round. */
export function SortHead<Key extends string>(props: {
  readonly by: Key;
  readonly sort: Sort<Key>;
  readonly onSort: (sort: Sort<Key>) => void;
  readonly class?: string;
  /** What makes sense first. */
  readonly first?: 'ascending' | 'descending';
  readonly children: JSX.Element;
}): JSX.Element {
  const direction = () => (props.sort.by === props.by ? props.sort.direction : undefined);
  const press = () => {
    const now = direction();
    const next =
      now === undefined ? (props.first ?? 'ascending') : now === 'ascending' ? 'descending' : 'ascending';
    props.onSort({ by: props.by, direction: next });
  };
  return (
    <th scope="col" class={props.class ?? ''} aria-sort={direction() ?? 'none'}>
      <button type="button" class="models-sort" onClick={press}>
        {props.children}
        <Show when={direction()}>
          <Icon name={direction() === 'ascending' ? 'arrow-up' : 'arrow-down'} />
        </Show>
      </button>
    </th>
  );
}
