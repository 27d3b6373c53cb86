import { type JSX, Show } from 'solid-js';
import { formatPlural } from '../../../base/format.ts';
import type { RunKey } from '../../../domain/ids.ts';
import { useEdits } from '../../../state/edits.ts';
import { createNewestAnswer } from '../../../state/newest-answer.ts';
import { PalettePanel } from '../../../ui/palette-panel.tsx';
import type { RunsView } from '../runs-view-state.ts';
import { sayDone } from './experiment-actions.ts';
import { PickExperiment } from './pick-experiment.tsx';
import { RenameRun } from './rename-run.tsx';
import type { RunQuestion } from './run-actions.ts';
import type { AskedOfRuns } from './run-questions.tsx';
import { TagDialog } from './tag-dialog.tsx';

/** The palette, and the dialogs that tag, move, copy and rename runs. */
export function RunDialogs(props: {
  readonly view: RunsView;
  readonly asked: AskedOfRuns | null;
  /** They may have left the table. */
  readonly onGone: (runs: readonly RunKey[]) => void;
  readonly onClose: () => void;
}): JSX.Element {
  const edits = useEdits();
  const runs = () => props.asked?.runs ?? [];
  const many = () => formatPlural(runs().length, 'run');
  const isAsked = (question: RunQuestion) => props.asked?.question === question;
  /** Where they are already; not known where the table has several experiments. */
  const without = () => {
    const { experiments } = props.view.scope();
    return experiments === 'all' || experiments.length !== 1 ? null : experiments[0]!;
  };
  const chosenColour = () => {
    const [run, ...others] = runs();
    return run === undefined || others.length > 0 ? null : edits.chosenColour(run);
  };
  /** Runs that are nested under those to be moved: they go along. */
  const nested = createNewestAnswer(
    () => (isAsked('move') ? runs() : undefined),
    async (asked) => ({ asked, found: await props.view.api.nestedUnder(asked) }),
  );
  const nestedText = () => {
    const count = nested()?.asked === runs() ? (nested()?.found.length ?? 0) : 0;
    return count === 0 ? '' : ` ${formatPlural(count, 'nested run')} will move along.`;
  };
  /** `move` is one step to undo, whatever comes along. */
  const moveTo = async (name: string, move: (all: readonly RunKey[]) => void) => {
    const asked = runs();
    const known = nested();
    const found = known?.asked === asked ? known.found : await props.view.api.nestedUnder(asked);
    const all = [...asked, ...found];
    move(all);
    const along = found.length === 0 ? '' : ` and ${formatPlural(found.length, 'nested run')}`;
    sayDone(edits, `Moved ${formatPlural(asked.length, 'run')}${along} to ${name}.`);
    props.onGone(all);
  };
  const sayCopied = (name: string) => sayDone(edits, `Copied ${many()} to ${name}.`);
  return (
    <>
      <PalettePanel
        chosen={chosenColour()}
        anchor={isAsked('colour') ? (props.asked?.anchor ?? null) : null}
        onChoose={(place) => {
          edits.setColour(runs(), place);
          sayDone(edits, `${place === null ? 'Reset the colour of' : 'Coloured'} ${many()}.`);
        }}
        onClose={props.onClose}
      />
      <TagDialog
        open={isAsked('tag')}
        runs={runs()}
        api={props.view.api}
        known={props.view.infos().flatMap((info) => (info.kind === 'tag' ? [info.key] : []))}
        onClose={props.onClose}
      />
      <PickExperiment
        open={isAsked('move')}
        title={`Move ${many()}`}
        hint={`They leave the experiment they are in.${nestedText()}`}
        without={without()}
        onPick={({ key, name }) => void moveTo(name, (all) => edits.moveRuns(all, key, name))}
        onNew={(name) => void moveTo(name, (all) => void edits.createExperiment(name, all, 'moved'))}
        onClose={props.onClose}
      />
      <PickExperiment
        open={isAsked('copy')}
        title={`Copy ${many()} to`}
        hint="The same runs are listed there as well: what changes here changes there."
        without={without()}
        onPick={({ key, name }) => {
          edits.setAlsoIn(runs(), key, true, name);
          sayCopied(name);
        }}
        onNew={(name) => {
          edits.createExperiment(name, runs(), 'listed');
          sayCopied(name);
        }}
        onClose={props.onClose}
      />
      <Show when={isAsked('rename') && props.asked} keyed>
        {({ anchor, runs: [run] }) => (
          <RenameRun api={props.view.api} run={run!} anchor={anchor} onClose={props.onClose} />
        )}
      </Show>
    </>
  );
}
