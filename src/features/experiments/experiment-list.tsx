import { A, useIsRouting, useLocation } from '@solidjs/router';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { formatCount } from '../../base/format.ts';
import type { ExperimentSummary } from '../../rpc/query-api.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { SearchBox } from '../../ui/search-box.tsx';
import { Switch } from '../../ui/switch.tsx';
import './experiments.css';
import { ALL_RUNS } from './all-runs.ts';

/** More than these are found by their name. */
const MOST_LISTED = 300;
const SEARCH_FROM = 12;

/** The sidebar's list: every experiment with the number of its runs. */
export function ExperimentList(): JSX.Element {
  const { api, version } = useQuery();
  const summaries = createNewestAnswer(
    () => version() || undefined,
    () => api.experiments(),
  );
  const [showsDeleted, setShowsDeleted] = createSignal(false);
  const [search, setSearch] = createSignal('');
  const all = createMemo(() => (summaries() ?? []).toSorted(byName));
  const isDeleted = (summary: ExperimentSummary) => summary.record.lifecycle === 'deleted';
  const listed = createMemo(() => {
    const word = search().trim().toLowerCase();
    return all().filter(
      (summary) =>
        (showsDeleted() || !isDeleted(summary)) && summary.record.name.toLowerCase().includes(word),
    );
  });
  const runCount = () => all().reduce((sum, summary) => sum + summary.activeRuns, 0);
  return (
    <Show when={all().length > 0}>
      <section class="experiment-list" aria-labelledby="experiments-title">
        <h2 id="experiments-title" class="experiment-title">
          Experiments
        </h2>
        <Show when={all().length >= SEARCH_FROM}>
          <SearchBox label="Find experiments" value={search()} onInput={setSearch} />
        </Show>
        <ul aria-label="Experiments">
          <li>
            <Entry id={ALL_RUNS} name="All runs" count={runCount()} deleted={false} />
          </li>
          <For each={listed().slice(0, MOST_LISTED)}>
            {(summary) => (
              <li>
                <Entry
                  id={summary.record.key}
                  name={summary.record.name}
                  count={summary.activeRuns}
                  deleted={isDeleted(summary)}
                />
              </li>
            )}
          </For>
        </ul>
        <Show when={listed().length > MOST_LISTED}>
          <p class="experiment-note muted">
            {formatCount(listed().length - MOST_LISTED)} more: search for them by name.
          </p>
        </Show>
        <Show when={all().some(isDeleted)}>
          <Switch label="Deleted experiments" checked={showsDeleted()} onChange={setShowsDeleted} />
        </Show>
      </section>
    </Show>
  );
}

function Entry(props: {
  readonly id: string;
  readonly name: string;
  readonly count: number;
  readonly deleted: boolean;
}): JSX.Element {
  const location = useLocation();
  const isRouting = useIsRouting();
  // An entry that was made while the router was on its way hears of the new place only by its arrival.
  const isHere = () => !isRouting() && location.pathname === href();
  const href = () => `/experiments/${encodeURIComponent(props.id)}`;
  return (
    <A
      class={`experiment-entry${props.deleted ? ' is-deleted' : ''}`}
      activeClass=""
      href={href()}
      aria-current={isHere() ? 'page' : undefined}
      title={props.name}
    >
      <span class="cut">{props.name}</span>
      <span class="experiment-count">
        {formatCount(props.count)}
        <span class="unseen">{`${props.count === 1 ? ' run' : ' runs'}${props.deleted ? ', deleted' : ''}`}</span>
      </span>
    </A>
  );
}

const collator = new Intl.Collator('en', { numeric: true });

function byName(a: ExperimentSummary, b: ExperimentSummary): number {
  return collator.compare(a.record.name, b.record.name);
}
