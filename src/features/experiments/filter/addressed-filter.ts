import { useLocation, useSearchParams } from '@solidjs/router';
import { type Accessor, createEffect, createSignal, on } from 'solid-js';

/**
 * The filter of a table, which stands in the address as `?filter=`, so that whoever is given the address sees the same
 * rows. An address without one says nothing of it: the filter stays, and is written into it.
 */
export function createAddressedFilter(left: string): [Accessor<string>, (filter: string) => void] {
  const location = useLocation();
  const [params, setParams] = useSearchParams<{ filter: string }>();
  const path = location.pathname;
  const addressed = () => [params.filter].flat()[0] ?? '';
  const [filter, setFilter] = createSignal(addressed() || left);
  /** Written to the address and not yet heard of from there: typing is faster. */
  let written: string[] = [];
  const write = (text: string): void => {
    written.push(text);
    setParams({ filter: text || undefined }, { replace: true, scroll: false });
  };

  createEffect(
    on(filter, (text) => {
      if (text !== addressed() || written.length > 0) write(text);
    }),
  );
  createEffect(
    on(
      addressed,
      (text) => {
        // On the way to another screen the address is no longer this table's.
        if (location.pathname !== path) return;
        const own = written.indexOf(text);
        written = written.slice(own + 1);
        if (own >= 0) return;
        if (text !== '') setFilter(text);
        else if (filter() !== '') write(filter());
      },
      { defer: true },
    ),
  );
  return [filter, setFilter];
}
