import { useNavigate } from '@solidjs/router';
import { createEffect, createMemo, createSignal, createUniqueId, For, type JSX, on, Show } from 'solid-js';
import type { Actions } from '../../state/actions.ts';
import { createNewestAnswer } from '../../state/newest-answer.ts';
import { screenCommands } from '../../state/screen-commands.ts';
import { createTheme } from '../../state/theme.ts';
import type { WorkspaceSession } from '../../state/workspace-session.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { type Command, deletedLast, firstPlace, listActions, matching, newExperiment } from './commands.ts';
import './palette.css';

/** Of each kind: what is not among them is found by typing more. */
const MOST_OF_A_KIND = 8;

interface PaletteProps {
  readonly open: boolean;
  readonly session: WorkspaceSession;
  readonly actions: Actions;
  readonly onShare: () => void;
  readonly onKeys: () => void;
  readonly onClose: () => void;
}

/** Finds experiments, runs, models, datasets and what can be done, by a few letters. */
export function CommandPalette(props: PaletteProps): JSX.Element {
  return (
    <Dialog open={props.open} onClose={props.onClose} title="Command palette" class="palette-dialog">
      <Finder {...props} />
    </Dialog>
  );
}

function Finder(props: PaletteProps): JSX.Element {
  const listId = createUniqueId();
  const [typed, setTyped] = createSignal('');
  /** Where the person moved to; null until then. */
  const [moved, setAt] = createSignal<number | null>(null);
  const commands = createCommands(props, typed);
  const at = () => moved() ?? firstPlace(commands());
  createEffect(on(typed, () => setAt(null)));
  const optionId = (index: number) => `${listId}-${index}`;
  const take = (command: Command | undefined) => {
    if (!command) return;
    props.onClose();
    // After the dialog has given the focus back: what comes may want it.
    queueMicrotask(command.run);
  };
  const move = (step: number) => {
    const count = commands().length;
    if (count === 0) return;
    setAt(at() === -1 && step < 0 ? count - 1 : (at() + step + count) % count);
    document.getElementById(optionId(at()))?.scrollIntoView({ block: 'nearest' });
  };
  const handleKey = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Enter') take(commands()[at()]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        class="field palette-field"
        role="combobox"
        aria-label="Find anything"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={at() >= 0 ? optionId(at()) : undefined}
        aria-autocomplete="list"
        placeholder="Experiments, runs, models, actions"
        autocomplete="off"
        spellcheck={false}
        autofocus
        value={typed()}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={handleKey}
      />
      <div id={listId} role="listbox" class="palette-list" aria-label="Found">
        <For each={commands()}>
          {(command, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the field has the focus and the keys.
            <div
              id={optionId(index())}
              role="option"
              class="palette-option"
              aria-selected={index() === at()}
              onPointerMove={() => setAt(index())}
              onClick={() => take(command)}
            >
              <Icon name={command.icon} />
              <span class="cut">{command.label}</span>
              <span class="palette-kind">{command.kind}</span>
            </div>
          )}
        </For>
      </div>
      <Show when={firstPlace(commands()) === -1}>
        <p class="muted palette-none">Nothing has this in its name.</p>
      </Show>
    </>
  );
}

function createCommands(props: PaletteProps, typed: () => string): () => readonly Command[] {
  const navigate = useNavigate();
  const go = (path: string) => navigate(path);
  const theme = createTheme();
  const { api, version } = props.session.query;
  const experiments = createNewestAnswer(
    () => version() || undefined,
    () => api.experiments(),
  );
  const registry = createNewestAnswer(
    () => version() || undefined,
    () => api.registry(null),
  );
  const datasets = createNewestAnswer(
    () => version() || undefined,
    () => api.datasets(),
  );
  const runs = createNewestAnswer(
    () => ({ word: typed(), version: version() }),
    async ({ word }) => ({ word, found: await api.findRuns(word, MOST_OF_A_KIND) }),
  );
  const needs = () => ({ ...props, theme, go });
  const experimentCommands = createMemo(() =>
    deletedLast(experiments() ?? []).map(
      ({ record }): Command => ({
        id: `experiment:${record.key}`,
        label: record.name,
        kind: record.lifecycle === 'deleted' ? 'deleted experiment' : 'experiment',
        icon: 'flask',
        run: () => go(`/experiments/${encodeURIComponent(record.key)}`),
      }),
    ),
  );
  const modelCommands = createMemo(() =>
    (registry()?.models ?? []).map(
      ({ name }): Command => ({
        id: `model:${name}`,
        label: name,
        kind: 'model',
        icon: 'model',
        run: () => go(`/models/${encodeURIComponent(name)}`),
      }),
    ),
  );
  // By name and, within one, by last use: of each name the version that was used last.
  const datasetCommands = createMemo(() =>
    [...new Map((datasets() ?? []).toReversed().map((one) => [one.name, one])).values()].reverse().map(
      ({ key, name }): Command => ({
        id: `dataset:${key}`,
        label: name,
        kind: 'dataset',
        icon: 'data',
        run: () => go(`/data/${encodeURIComponent(key)}`),
      }),
    ),
  );
  const onScreen = createMemo(() =>
    screenCommands().map(
      ({ label, kind, run }): Command => ({
        id: `${kind}:${label}`,
        label,
        kind,
        icon: kind === 'view' ? 'columns' : 'chart',
        run,
      }),
    ),
  );
  const runCommands = createMemo(() =>
    (runs()?.found ?? []).map(
      ({ run, name }): Command => ({
        id: `run:${run}`,
        label: name,
        kind: 'run',
        icon: 'chart',
        run: () => go(`/runs/${encodeURIComponent(run)}`),
      }),
    ),
  );
  return createMemo(() => {
    const word = typed();
    const few = (commands: readonly Command[]) => matching(commands, word).slice(0, MOST_OF_A_KIND);
    return [
      ...few(experimentCommands()),
      // Until the runs for what is typed now are there, of the former ones those that have it in their name.
      ...(runs()?.word === word ? runCommands() : few(runCommands())),
      ...few(modelCommands()),
      ...few(datasetCommands()),
      ...matching(onScreen(), word),
      ...matching(listActions(needs()), word),
      ...newExperiment(word, needs()),
    ];
  });
}
