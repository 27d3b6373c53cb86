import { createUniqueId, For, type JSX, Show } from 'solid-js';
import type { TableGuess } from '../../domain/table-layout.ts';
import { Switch } from '../../ui/switch.tsx';
import { TableColumns } from './table-columns.tsx';
import {
  missingChoice,
  needsRunName,
  type ReadShape,
  SHAPE_LABELS,
  type TableDraft,
  withLeftOut,
  withNames,
  withShape,
} from './table-draft.ts';

/** One table: what it is taken for, its names, and its columns with their roles over the first rows. */
export function TableCard(props: {
  readonly path: string;
  readonly label: string;
  readonly guess: TableGuess;
  readonly draft: TableDraft;
  readonly onChange: (draft: TableDraft) => void;
}): JSX.Element {
  const headingId = createUniqueId();
  const groupName = createUniqueId();
  const layout = () => props.draft.layout;
  const missing = () => missingChoice(props.draft);
  return (
    <section class="table-card" aria-labelledby={headingId}>
      <header class="table-card-head">
        <h3 id={headingId} class="table-card-path">
          {props.path}
        </h3>
        <span class="table-badge">{props.guess.producer === '' ? props.label : props.guess.producer}</span>
        <span class="muted">{certaintyText(props.guess)}</span>
        <Switch
          label="Leave this file out"
          checked={props.draft.leftOut}
          onChange={(leftOut) => props.onChange(withLeftOut(props.draft, leftOut))}
        />
      </header>
      <Show when={!props.draft.leftOut} fallback={<p class="muted">{leftOutText(props.guess)}</p>}>
        <div class="table-choices">
          <fieldset class="table-shapes">
            <legend>Each row is</legend>
            <For each={Object.entries(SHAPE_LABELS) as [ReadShape, string][]}>
              {([shape, label]) => (
                <label>
                  <input
                    type="radio"
                    name={groupName}
                    value={shape}
                    checked={layout().shape === shape}
                    onChange={() => props.onChange(withShape(props.draft, shape))}
                  />
                  {label}
                </label>
              )}
            </For>
          </fieldset>
          <label class="table-name">
            Experiment
            <input
              class="field"
              value={layout().experimentName}
              onInput={(event) =>
                props.onChange(withNames(props.draft, { experimentName: event.currentTarget.value }))
              }
            />
          </label>
          <Show when={needsRunName(layout())}>
            <label class="table-name">
              Run
              <input
                class="field"
                value={layout().runName}
                onInput={(event) =>
                  props.onChange(withNames(props.draft, { runName: event.currentTarget.value }))
                }
              />
            </label>
          </Show>
        </div>
        <TableColumns path={props.path} guess={props.guess} draft={props.draft} onChange={props.onChange} />
        <Show when={missing()}>
          {(text) => (
            <p class="table-missing" role="alert">
              {text()}
            </p>
          )}
        </Show>
      </Show>
    </section>
  );
}

function certaintyText(guess: TableGuess): string {
  const rows = guess.rowCount === null ? '' : `${guess.rowCount.toLocaleString('en')} rows, `;
  switch (guess.certainty) {
    case 'known':
      return `${rows}known by its header`;
    case 'likely':
      return `${rows}quite sure`;
    case 'unsure':
      return `${rows}please check`;
  }
}

function leftOutText(guess: TableGuess): string {
  return guess.layout.shape === 'data'
    ? 'This looks like data to train on, not like a log of training: it has no steps, epochs or metrics. Nothing of it is imported.'
    : 'Nothing of this file is imported.';
}
