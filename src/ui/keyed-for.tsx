import { type Accessor, createMemo, For, type JSX } from 'solid-js';

/**
 * As `For`, for lists that are read anew as a whole: an item with the key of a former one keeps its elements, and with
 * them the focus, what is open and what is being typed. Keys differ within the list.
 */
export function KeyedFor<Item>(props: {
  readonly each: readonly Item[];
  readonly by: (item: Item) => string;
  readonly children: (item: Accessor<Item>) => JSX.Element;
}): JSX.Element {
  const items = createMemo(() => new Map(props.each.map((item) => [props.by(item), item])));
  const keys = createMemo(() => [...items().keys()]);
  return (
    <For each={keys()}>
      {(key) => {
        // What has gone is shown as it was until its elements go.
        const item = createMemo<Item>((before) => items().get(key) ?? before, items().get(key)!);
        return props.children(item);
      }}
    </For>
  );
}
