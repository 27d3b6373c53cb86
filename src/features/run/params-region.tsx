import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { formatCount } from '../../base/format.ts';
import type { Pair } from '../../domain/run.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { createLimited } from './limited.ts';
import { LongText } from './long-text.tsx';
import { MoreButton } from './more-button.tsx';
import { Region } from './region.tsx';

const ROWS_AT_ONCE = 200;
/** Below this many rows the eye is faster than a search. */
export const SEARCH_FROM_ROWS = 8;

export function ParamsRegion(props: { readonly params: readonly Pair[] }): JSX.Element {
  const [search, setSearch] = createSignal('');
  const found = createMemo(() => {
    const words = search().trim().toLowerCase();
    if (words === '') return props.params;
    return props.params.filter((pair) => pair.some((text) => text.toLowerCase().includes(words)));
  });
  const list = createLimited(found, ROWS_AT_ONCE);
  return (
    <Region
      title="Parameters"
      id="run-parameters"
      count={formatCount(props.params.length)}
      tools={
        <Show when={props.params.length >= SEARCH_FROM_ROWS}>
          <SearchBox label="Search parameters" value={search()} onInput={setSearch} />
        </Show>
      }
    >
      <Show when={props.params.length > 0} fallback={<p class="runpage-none">No parameter was logged.</p>}>
        <div class="runpage-card">
          <table class="runpage-table is-pairs" aria-label="Parameter values">
            <colgroup>
              <col class="runpage-key-column" />
              <col />
              <col class="runpage-tool-column" />
            </colgroup>
            <tbody>
              <For each={list.shown()}>
                {([key, value]) => (
                  <tr>
                    <th scope="row">{key}</th>
                    <td>
                      <LongText text={value} />
                    </td>
                    <td class="runpage-row-tools">
                      <CopyButton label={`Copy ${key}`} text={value} />
                    </td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
          <Show when={found().length === 0}>
            <p class="runpage-none">No parameter matches “{search().trim()}”.</p>
          </Show>
          <MoreButton list={list} what="parameters" />
        </div>
      </Show>
    </Region>
  );
}
