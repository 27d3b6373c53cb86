import { For, type JSX, Match, Show, Switch } from 'solid-js';
import { formatCount } from '../../base/format.ts';
import type { ExportFormat, ExportResult } from '../../rpc/export-api.ts';
import type { ExportState } from './export-task.ts';
import { countsText, failureText, noteText } from './export-words.ts';

type Written = Exclude<ExportResult, { kind: 'failed' }>;

/** What was written, what MLflow will not show as it is here, and how to open it. */
export function EndedView(props: {
  readonly state: ExportState;
  readonly format: ExportFormat;
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
      <Match when={written()}>{(result) => <WrittenView result={result()} format={props.format} />}</Match>
      <Match when={failure()}>{(text) => <p class="export-failed">{text()}</p>}</Match>
    </Switch>
  );
}

function WrittenView(props: { readonly result: Written; readonly format: ExportFormat }): JSX.Element {
  return (
    <>
      <p>
        <strong>Written:</strong> {countsText(props.result.counts)}.
      </p>
      <Show when={props.result.notes.length > 0}>
        <ul class="export-notes" aria-label="What is different in MLflow">
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
      <p class="muted">
        Open it with{' '}
        <code>
          {props.format === 'mlflow-db'
            ? 'mlflow ui --backend-store-uri sqlite:///mlflow.db'
            : 'mlflow ui --backend-store-uri ./mlruns'}
        </code>
        {props.format === 'mlflow-db' ? (
          <>
            . MLflow 2.8 to 2.11 read it as it is; later ones bring its schema up to date when they open it.
          </>
        ) : (
          <>
            . From MLflow 3.13 on, set <code>MLFLOW_ALLOW_FILE_STORE=true</code> first.
          </>
        )}
      </p>
    </>
  );
}
