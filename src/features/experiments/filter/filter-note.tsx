import { type JSX, Match, Show, Switch } from 'solid-js';
import type { Proposal } from '../../../domain/filter/expression.ts';
import { mistakeText } from '../../../domain/filter/mistake-words.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Switch as SwitchBox } from '../../../ui/switch.tsx';
import type { FilterState } from './filter-state.ts';
import { hintText, strictText } from './filter-words.ts';

/** The line under the box, always there so that nothing jumps: what is wrong, where, and what may have been meant. */
export function FilterNote(props: {
  readonly filter: FilterState;
  readonly id: string;
  /** What the table shows meanwhile, '' where it shows all runs. */
  readonly lastGood: string;
  readonly onProposal: (proposal: Proposal) => void;
  /** Stands before the switch. */
  readonly children?: JSX.Element;
}): JSX.Element {
  const { filter } = props;
  const mistake = () => filter.mistake();
  /** Whoever types at the end is not told off for not being there yet. */
  const isUnfinished = () => mistake()?.unfinished === true && filter.isOpen();
  /** The one that the button beside it is about, if there is one. */
  const hint = () => filter.hints().find(({ proposal }) => proposal) ?? filter.hints()[0];
  return (
    <div class="filter-note">
      <p id={props.id} class="filter-note-text" role="status">
        <Switch>
          <Match when={isUnfinished()}>
            <span class="muted">{mistakeText(mistake()!)}</span>
          </Match>
          <Match when={mistake()}>
            {(found) => (
              <span class="filter-note-mistake">
                <Icon name="warning" />
                <span>
                  {placeText(found().start)} {mistakeText(found())}
                </span>
                <span class="muted filter-note-shown">{shownText(props.lastGood)}</span>
              </span>
            )}
          </Match>
          <Match when={hint()}>{(found) => <span>{hintText(found())}</span>}</Match>
          <Match when={filter.strict()[0]}>
            {(note) => (
              <span class="filter-note-strict">
                {placeText(note().start)} {strictText(note())}
              </span>
            )}
          </Match>
          <Match when={filter.strictOn() && filter.text().trim() !== ''}>
            <span class="muted">MLflow takes this filter as it is.</span>
          </Match>
        </Switch>
      </p>
      <Show when={!isUnfinished() && filter.proposal()}>
        {(proposal) => (
          <Button variant="quiet" small class="filter-proposal" onClick={() => props.onProposal(proposal())}>
            {proposalText(proposal())} <kbd>Alt</kbd>
            <kbd>Enter</kbd>
          </Button>
        )}
      </Show>
      {props.children}
      <SwitchBox label="Strict MLflow" checked={filter.strictOn()} onChange={filter.setStrictOn} />
    </div>
  );
}

/** People count from one. */
function placeText(start: number): string {
  return `Character ${start + 1}:`;
}

function shownText(lastGood: string): string {
  return lastGood === '' ? 'All runs are shown.' : `Shown: ${lastGood}`;
}

function proposalText({ text }: Proposal): JSX.Element {
  const word = text.trim();
  return word === '' ? 'Leave it out' : <span class="mono cut">Use {word}</span>;
}
