import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { formatPlural } from '../../base/format.ts';
import type { ExperimentKey, RunKey } from '../../domain/ids.ts';
import { MAX_COMPARED_RUNS } from '../../domain/run-set-code.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { useQuery } from '../../state/query.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { SHORT_KEY } from './comparison.ts';
import './add-runs.css';

/** Runs that a search lists: the rest is found by typing more. */
const MOST_FOUND = 50;

interface AddRunsProps {
  readonly open: boolean;
  /** What is compared now. */
  readonly runs: readonly RunKey[];
  readonly onRuns: (runs: readonly RunKey[]) => void;
  readonly onClose: () => void;
}

/** Finds runs by name or id; each is compared, or no longer, as soon as it is ticked. */
export function AddRuns(props: AddRunsProps): JSX.Element {
  return (
    <Dialog open={props.open} onClose={props.onClose} title="Add runs" class="add-runs">
      <Finder {...props} />
    </Dialog>
  );
}

function Finder(props: AddRunsProps): JSX.Element {
  const { api, version } = useQuery();
  const [typed, setTyped] = createSignal('');
  const found = createNewestAnswer(
    () => (version() === 0 ? undefined : { typed: typed(), version: version() }),
    (asked) => api.findRuns(asked.typed, MOST_FOUND),
  );
  const experiments = createNewestAnswer(
    () => version() || undefined,
    () => api.experiments(),
  );
  const experimentNames = createMemo(
    () =>
      new Map<ExperimentKey, string>((experiments() ?? []).map(({ record }) => [record.key, record.name])),
  );
  const compared = createMemo(() => new Set(props.runs));
  const isFull = () => props.runs.length >= MAX_COMPARED_RUNS;
  const toggle = (run: RunKey, isIn: boolean) =>
    props.onRuns(isIn ? [...props.runs, run] : props.runs.filter((one) => one !== run));
  const hint = () => {
    if (typed().trim() === '') return 'Type a part of a name, or the beginning of a run ID.';
    const count = found()?.length;
    if (count === 0) return 'No run has this in its name or begins its ID with it.';
    return count === MOST_FOUND ? `The first ${MOST_FOUND}: type more to find others.` : '';
  };
  return (
    <>
      <SearchBox label="Find runs" placeholder="Name or run ID" value={typed()} onInput={setTyped} />
      <fieldset class="add-runs-list">
        <legend class="unseen">Runs found</legend>
        <For each={found()}>
          {({ run, name, experiment }) => (
            <label class="add-runs-entry">
              <input
                type="checkbox"
                checked={compared().has(run)}
                disabled={isFull() && !compared().has(run)}
                onChange={(event) => toggle(run, event.currentTarget.checked)}
              />
              <span class="cut" title={name}>
                {name}
              </span>
              <span class="muted cut">{experimentNames().get(experiment)}</span>
              <span class="muted mono">{run.slice(0, SHORT_KEY)}</span>
            </label>
          )}
        </For>
      </fieldset>
      <p class="muted add-runs-hint" aria-live="polite">
        {hint()}
      </p>
      <Show when={isFull()}>
        <p class="muted">No more than {formatPlural(MAX_COMPARED_RUNS, 'run')} are compared.</p>
      </Show>
    </>
  );
}
