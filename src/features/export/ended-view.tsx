import { For, type JSX, Match, Show, Switch } from 'solid-js';
import { formatCount } from '../../base/format.ts';
import type { ExportResult } from '../../rpc/export-api.ts';
import type { ExportState } from './export-task.ts';
import { countsText, failureText, noteText } from './export-words.ts';

type Written = Exclude<ExportResult, { kind: 'failed' }>;

/** What was written, what is different in it, and how to open it. */
export function EndedView(props: {
  readonly state: ExportState;
  readonly hint: () => JSX.Element;
}): JSX.Element {
  const written = () =>
    props.state.kind === 'ended' && props.state.result.kind !== 'failed' ? props.state.result : null;
  const failure = () => {
    const { state } = props;
    if (state.kind === 'broken')
      return `The export stopped (${state.message}). What is here is as it was: try again, or take fewer runs.`;
    return state.kind === 'ended' && state.result.kind === 'failed' ? failureText(state.result.code) : null;
  };
  return (
    <Switch>
      <Match when={written()}>{(result) => <WrittenView result={result()} hint={props.hint} />}</Match>
      <Match when={failure()}>{(text) => <p class="export-failed">{text()}</p>}</Match>
    </Switch>
  );
}

function WrittenView(props: { readonly result: Written; readonly hint: () => JSX.Element }): JSX.Element {
  return (
    <>
      <p>
        <strong>Written:</strong> {countsText(props.result.counts)}.
      </p>
      <Show when={props.result.notes.length > 0}>
        <ul class="export-notes" aria-label="What is different in it">
          <For each={props.result.notes}>
            {(note) => (
              <li>
                {noteText(note)}
                <Show when={note.examples.length > 0}>
                  <span class="muted">
                    : {note.examples.join('; ')}
                    <Show when={note.count > note.examples.length && note.code !== 'step-rounded'}>
                      {' '}
                      and {formatCount(note.count - note.examples.length)} more
                    </Show>
                  </span>
                </Show>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <p class="muted">{props.hint()}</p>
    </>
  );
}
