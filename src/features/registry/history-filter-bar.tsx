import { For, type JSX, Show } from 'solid-js';
import { ENTRY_WORDS } from '../../domain/registry/entry-words.ts';
import type { RegistryEntry } from '../../domain/registry/registry-view.ts';
import { SearchBox } from '../../ui/search-box.tsx';
import type { HistoryFilter } from './history-rows.ts';
import { readMoment } from './moments.ts';
import { versionName } from './registry-words.ts';

const KINDS = Object.keys(ENTRY_WORDS) as RegistryEntry['what'][];
/** More versions are found by the text. */
const MOST_VERSIONS = 500;

/** What of the history is shown: by kind, version, text and time. */
export function HistoryFilterBar(props: {
  readonly filter: HistoryFilter;
  /** None where there is no choice of them. */
  readonly versions: readonly number[];
  readonly onFilter: (filter: HistoryFilter) => void;
}): JSX.Element {
  const change = (part: Partial<HistoryFilter>) => props.onFilter({ ...props.filter, ...part });
  return (
    <div class="models-bar">
      <SearchBox label="Search history" value={props.filter.text} onInput={(text) => change({ text })} />
      <select
        class="field"
        aria-label="Kind of change"
        onChange={(event) => change({ what: event.currentTarget.value as RegistryEntry['what'] | '' })}
      >
        <option value="">All changes</option>
        <For each={KINDS}>
          {(kind) => (
            <option value={kind} selected={props.filter.what === kind}>
              {ENTRY_WORDS[kind]}
            </option>
          )}
        </For>
      </select>
      <Show when={props.versions.length > 1}>
        <select
          class="field"
          aria-label="Version of the change"
          onChange={(event) => {
            const { value } = event.currentTarget;
            change({ version: value === '' ? null : Number(value) });
          }}
        >
          <option value="">All versions</option>
          <For each={props.versions.slice(0, MOST_VERSIONS)}>
            {(number) => (
              <option value={number} selected={props.filter.version === number}>
                {versionName(number)}
              </option>
            )}
          </For>
        </select>
      </Show>
      <label class="models-inline">
        <span class="muted">From</span>
        <input
          type="datetime-local"
          class="field"
          aria-label="Changes from"
          onInput={(event) => change({ fromMs: readMoment(event.currentTarget.value) })}
        />
      </label>
      <label class="models-inline">
        <span class="muted">Until</span>
        <input
          type="datetime-local"
          class="field"
          aria-label="Changes until"
          onInput={(event) => change({ untilMs: endOfMinute(readMoment(event.currentTarget.value)) })}
        />
      </label>
    </div>
  );
}

/** The field says minutes: the whole of the last one is meant. */
function endOfMinute(atMs: number | null): number | null {
  return atMs === null ? null : atMs + 59_999;
}
