import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import type { ExperimentKey, RunKey } from '../../../domain/ids.ts';
import type { RunFound } from '../../../rpc/query-api.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import { useQuery } from '../../../state/query.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { SearchBox } from '../../../ui/search-box.tsx';
import { shortKey } from '../run-words.ts';

/** Runs that a search lists: the rest is found by typing more. */
const MOST_FOUND = 50;
/** Runs offered before anything is typed. */
const MOST_OFFERED = 12;

interface RunPickerProps {
  readonly open: boolean;
  /** The run that the other is compared with: not a choice. */
  readonly except: RunKey;
  readonly onPick: (run: RunFound) => void;
  readonly onClose: () => void;
}

/** Finds one run by its name or the beginning of its id. */
export function RunPicker(props: RunPickerProps): JSX.Element {
  return (
    <Dialog open={props.open} onClose={props.onClose} title="Compare with run" class="reproduce-picker">
      <Finder {...props} />
    </Dialog>
  );
}

function Finder(props: RunPickerProps): JSX.Element {
  const { api, version } = useQuery();
  const [typed, setTyped] = createSignal('');
  const answer = createNewestAnswer(
    () => (version() === 0 ? undefined : { typed: typed(), version: version() }),
    (asked) => api.findRuns(asked.typed, asked.typed.trim() === '' ? MOST_OFFERED : MOST_FOUND, props.except),
  );
  const found = () => (answer() ?? []).filter(({ run }) => run !== props.except);
  const experiments = createNewestAnswer(
    () => version() || undefined,
    () => api.experiments(),
  );
  const experimentNames = createMemo(
    () =>
      new Map<ExperimentKey, string>((experiments() ?? []).map(({ record }) => [record.key, record.name])),
  );
  const hint = () => {
    if (typed().trim() === '')
      return 'The nearest. Type a part of a name, or the beginning of a run ID, for others.';
    if (found().length === 0 && answer())
      return 'No other run has this in its name or begins its ID with it.';
    return answer()?.length === MOST_FOUND ? `The first ${MOST_FOUND}: type more to find others.` : '';
  };
  return (
    <>
      <SearchBox label="Find runs" placeholder="Name or run ID" value={typed()} onInput={setTyped} />
      <ul class="reproduce-found" aria-label="Runs found">
        <For each={found()}>
          {(one) => (
            <li>
              <button type="button" class="reproduce-found-run" onClick={() => props.onPick(one)}>
                <span class="cut">{one.name}</span>
                <Show when={experimentNames().get(one.experiment)}>
                  {(name) => <span class="muted cut">{name()}</span>}
                </Show>
                <span class="muted mono">{shortKey(one.run)}</span>
              </button>
            </li>
          )}
        </For>
      </ul>
      <p class="muted" aria-live="polite">
        {hint()}
      </p>
    </>
  );
}
