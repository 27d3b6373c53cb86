import { createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import { formatBytes, formatDuration } from '../../base/format.ts';
import type { FingerprintProgress } from '../../rpc/fingerprint-api.ts';
import { collectDrop, collectFiles } from '../../state/dropped-items.ts';
import { Button } from '../../ui/button.tsx';
import { problemWords } from './data-words.ts';
import type { Taking, TakingState } from './taking.ts';

/** Takes a file or folder, dropped or chosen, and shows how far its fingerprint is. */
export function DropZone(props: { readonly taking: Taking; readonly hint: string }): JSX.Element {
  let file!: HTMLInputElement;
  let folder!: HTMLInputElement;
  const take = (input: HTMLInputElement) => {
    if (input.files) props.taking.start(collectFiles(input.files));
    // The same file can be chosen again.
    input.value = '';
  };
  const state = () => props.taking.state();
  return (
    <div class="data-zone">
      <div class="unseen">
        <input
          ref={file}
          type="file"
          tabindex="-1"
          aria-label="Data file to fingerprint"
          onChange={() => take(file)}
        />
        <input
          ref={(element) => {
            folder = element;
            element.setAttribute('webkitdirectory', '');
          }}
          type="file"
          tabindex="-1"
          aria-label="Data folder to fingerprint"
          onChange={() => take(folder)}
        />
      </div>
      <Switch>
        <Match when={state().kind !== 'taking'}>
          <div class="data-zone-row">
            <Button icon="file" class="data-choose-file" onClick={() => file.click()}>
              Choose data file
            </Button>
            <Button icon="folder" onClick={() => folder.click()}>
              Choose data folder
            </Button>
            <span class="muted">{props.hint}</span>
          </div>
        </Match>
        <Match when={takingOf(state())}>
          {(taking) => (
            <div class="data-zone-row" role="status">
              <Show when={taking().progress} fallback={<span>Starting</span>}>
                {(progress) => <Progress progress={progress()} startedMs={taking().startedMs} />}
              </Show>
              <Button onClick={() => props.taking.cancel()}>Cancel</Button>
            </div>
          )}
        </Match>
      </Switch>
      <Show when={failureOf(state())}>
        {(text) => (
          <p class="data-failed" role="alert">
            {text()}
          </p>
        )}
      </Show>
    </div>
  );
}

function takingOf(state: TakingState): Extract<TakingState, { kind: 'taking' }> | null {
  return state.kind === 'taking' ? state : null;
}

function failureOf(state: TakingState): string | null {
  if (state.kind !== 'failed') return null;
  return state.code === 'broken' ? 'No fingerprint could be taken.' : problemWords(state.code);
}

function Progress(props: {
  readonly progress: FingerprintProgress;
  readonly startedMs: number;
}): JSX.Element {
  const done = () => Math.min(1, props.progress.bytesRead / Math.max(1, props.progress.bytesTotal));
  const left = () => {
    const spent = Date.now() - props.startedMs;
    // The first moments say nothing of the rest.
    if (props.progress.phase !== 'hashing' || spent < 1500 || done() <= 0) return '';
    return `, about ${formatDuration((spent / done()) * (1 - done()))} left`;
  };
  const words = () => {
    const { phase, bytesRead, bytesTotal } = props.progress;
    if (phase === 'hashing')
      return `Hashing: ${formatBytes(bytesRead)} of ${formatBytes(bytesTotal)}${left()}`;
    return `Reading columns: ${Math.round(props.progress.share * 100)} %`;
  };
  return (
    <span class="data-progress">
      <progress max="1" value={props.progress.phase === 'hashing' ? done() : props.progress.share} />
      <span>{words()}</span>
      <span class="muted cut">{props.progress.file}</span>
    </span>
  );
}

/** The part of the page where what is dropped is data to fingerprint, not something to import. */
export function DropArea(props: {
  readonly taking: Taking | null;
  readonly class: string;
  readonly words: string;
  readonly children: JSX.Element;
}): JSX.Element {
  const [over, setOver] = createSignal(false);
  let depth = 0;
  const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
  const enter = (event: DragEvent) => {
    if (!props.taking || !holdsFiles(event)) return;
    depth += 1;
    setOver(true);
  };
  const leave = () => {
    depth = Math.max(0, depth - 1);
    if (depth === 0) setOver(false);
  };
  const drop = (event: DragEvent) => {
    depth = 0;
    setOver(false);
    const { taking } = props;
    if (!taking || !event.dataTransfer || !holdsFiles(event)) return;
    event.preventDefault();
    collectDrop(event.dataTransfer).then(taking.start, reportError);
  };
  return (
    <div
      class={props.class}
      {...(props.taking ? { 'data-takes-drops': '' } : {})}
      on:dragenter={enter}
      on:dragleave={leave}
      on:drop={drop}
    >
      {props.children}
      <Show when={over()}>
        <div class="data-veil">
          <p>{props.words}</p>
        </div>
      </Show>
    </div>
  );
}
