import { useNavigate } from '@solidjs/router';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { formatCount } from '../../base/format.ts';
import type { ExperimentKey } from '../../domain/ids.ts';
import type { ExperimentSummary } from '../../rpc/query-api.ts';
import { Button } from '../../ui/button.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { ALL_RUNS } from './all-runs.ts';
import type { RunsView } from './runs-view-state.ts';

const MOST_LISTED = 200;
const collator = new Intl.Collator('en', { numeric: true });

/** Chooses the experiments whose runs stand in one table; the filter goes along. */
export function ExperimentsPicker(props: {
  readonly view: RunsView;
  readonly experiments: readonly ExperimentSummary[];
  readonly onClose: () => void;
}): JSX.Element {
  const navigate = useNavigate();
  const [search, setSearch] = createSignal('');
  const here = (): readonly ExperimentKey[] =>
    props.view.experiments === 'all' ? [] : props.view.experiments;
  const [chosen, setChosen] = createSignal<ReadonlySet<ExperimentKey>>(new Set(here()));
  const listed = createMemo(() => {
    const word = search().trim().toLowerCase();
    return props.experiments
      .filter(({ record }) => record.lifecycle !== 'deleted' || chosen().has(record.key))
      .filter(({ record }) => record.name.toLowerCase().includes(word))
      .toSorted((a, b) => collator.compare(a.record.name, b.record.name));
  });
  const toggle = (key: ExperimentKey, isIn: boolean) => {
    const next = new Set(chosen());
    if (isIn) next.add(key);
    else next.delete(key);
    setChosen(next);
  };
  const show = () => {
    // What was there stays in its place, what is added follows.
    const keys = [
      ...here().filter((key) => chosen().has(key)),
      ...[...chosen()].filter((key) => !here().includes(key)),
    ];
    const filter = props.view.filter();
    const search = filter === '' ? '' : `?${new URLSearchParams({ filter })}`;
    props.onClose();
    navigate(`/experiments/${keys.map(encodeURIComponent).join(',') || ALL_RUNS}${search}`);
  };
  return (
    <div class="choice-panel">
      <div class="choice-head">
        <SearchBox label="Find experiments to add" value={search()} onInput={setSearch} />
        <Button variant="primary" disabled={chosen().size === 0} onClick={show}>
          Show
        </Button>
      </div>
      <fieldset class="choice-body">
        <legend class="unseen">Experiments in this table</legend>
        <div>
          <For each={listed().slice(0, MOST_LISTED)}>
            {({ record, activeRuns }) => (
              <label class="column-entry">
                <input
                  type="checkbox"
                  checked={chosen().has(record.key)}
                  onChange={(event) => toggle(record.key, event.currentTarget.checked)}
                />
                <span class="cut" title={record.name}>
                  {record.name}
                </span>
                <span class="muted">{formatCount(activeRuns)}</span>
              </label>
            )}
          </For>
        </div>
        <Show when={listed().length > MOST_LISTED}>
          <p class="muted">{listed().length - MOST_LISTED} more: search for them by name.</p>
        </Show>
      </fieldset>
    </div>
  );
}
