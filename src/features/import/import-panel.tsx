import { createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import type { ImportProblem } from '../../domain/problem.ts';
import { Button } from '../../ui/button.tsx';
import './import.css';
import type { ImportFlow, ImportState } from './import-flow.ts';
import { ProblemsDialog } from './problems-dialog.tsx';
import { nothingText, progressText, reportText } from './progress-text.ts';

type Of<Kind extends ImportState['kind']> = Extract<ImportState, { kind: Kind }>;

/** What an import is doing or has done, at the foot of every screen; the rest of the page stays usable. */
export function ImportPanel(props: {
  readonly flow: ImportFlow;
  /** More that can be done with what is imported, before the button that ends it. */
  readonly children?: JSX.Element;
}): JSX.Element {
  const as = <Kind extends ImportState['kind']>(kind: Kind) => {
    const state = props.flow.state();
    return state.kind === kind ? (state as Of<Kind>) : null;
  };
  return (
    <Show when={!['idle', 'review'].includes(props.flow.state().kind)}>
      <div class="import-panel">
        <Switch>
          <Match when={as('looking')}>
            {(state) => (
              <Running flow={props.flow} text={`Looking at ${state().label} …`} share={null}>
                {props.children}
              </Running>
            )}
          </Match>
          <Match when={as('running')}>
            {(state) => (
              <Progress flow={props.flow} state={state()}>
                {props.children}
              </Progress>
            )}
          </Match>
          <Match when={as('done')}>
            {(state) => (
              <Ended
                flow={props.flow}
                text={reportText(state().report, state().into)}
                problems={state().report.problems}
                problemCount={state().report.problemCount}
              >
                {props.children}
              </Ended>
            )}
          </Match>
          <Match when={as('nothing')}>
            {(state) => (
              <Ended
                flow={props.flow}
                failed
                text={nothingText(state().label, state().problems)}
                problems={state().problems}
                problemCount={state().problems.length}
              >
                {props.children}
              </Ended>
            )}
          </Match>
          <Match when={as('failed')}>
            {(state) => (
              <Ended
                flow={props.flow}
                failed
                text={`The import of ${state().label} stopped: ${state().message}. Nothing was kept of it.`}
                problems={[]}
                problemCount={0}
              />
            )}
          </Match>
        </Switch>
      </div>
    </Show>
  );
}

function Progress(props: {
  readonly flow: ImportFlow;
  readonly state: Of<'running'>;
  readonly children?: JSX.Element;
}): JSX.Element {
  const progress = () => props.state.progress;
  const share = () => {
    const known = progress();
    return known && known.bytesTotal > 0 ? known.bytesRead / known.bytesTotal : null;
  };
  return (
    <Show
      when={progress()?.phase === 'paused'}
      fallback={
        <Running
          flow={props.flow}
          text={progressText(props.state.label, progress(), Date.now() - props.state.startedMs)}
          share={share()}
        >
          {props.children}
        </Running>
      }
    >
      <div class="import-line" role="alert">
        <p class="import-text">
          <strong>The disk is full.</strong> The import waits and has lost nothing. Free some space, then go
          on.
        </p>
        <Button onClick={() => props.flow.resume()}>Go on</Button>
        <Button onClick={() => props.flow.cancel()}>Cancel import</Button>
      </div>
    </Show>
  );
}

function Running(props: {
  readonly flow: ImportFlow;
  readonly text: string;
  /** 0 to 1, or null while it is not known. */
  readonly share: number | null;
  readonly children?: JSX.Element;
}): JSX.Element {
  const percent = () => (props.share === null ? undefined : Math.round(props.share * 100));
  return (
    <>
      <div
        class="import-bar"
        role="progressbar"
        aria-label="Importing"
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow={percent()}
        aria-valuetext={props.text}
      >
        <div
          class="import-bar-fill"
          classList={{ 'is-unknown': props.share === null }}
          style={{ transform: `scaleX(${props.share ?? 1})` }}
        />
      </div>
      <div class="import-line">
        <p class="import-text">{props.text}</p>
        {props.children}
        <Button onClick={() => props.flow.cancel()}>Cancel import</Button>
      </div>
    </>
  );
}

function Ended(props: {
  readonly flow: ImportFlow;
  readonly text: string;
  readonly failed?: boolean;
  readonly problems: readonly ImportProblem[];
  readonly problemCount: number;
  readonly children?: JSX.Element;
}): JSX.Element {
  const [listed, setListed] = createSignal(false);
  const label = () => `${props.problemCount} ${props.problemCount === 1 ? 'problem' : 'problems'}`;
  return (
    <div class="import-line" classList={{ 'is-failed': props.failed === true }}>
      <p class="import-text" role="status">
        {props.text}
      </p>
      {props.children}
      <Show when={props.problemCount > 0}>
        <Button onClick={() => setListed(true)}>{label()}</Button>
        <ProblemsDialog
          open={listed()}
          onClose={() => setListed(false)}
          problems={props.problems}
          count={props.problemCount}
        />
      </Show>
      <Button variant="quiet" icon="close" label="Dismiss" onClick={() => props.flow.dismiss()} />
    </div>
  );
}
