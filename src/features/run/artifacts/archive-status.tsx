import { For, type JSX, Match, Show, Switch } from 'solid-js';
import { formatBytes, formatCount, formatPlural } from '../../../base/format.ts';
import type { ArchiveResult, LeftOutReason } from '../../../rpc/download-api.ts';
import { Button } from '../../../ui/button.tsx';
import type { Archive, ArchiveState } from './create-archive.ts';

/** Left-out files that are listed on the screen; the archive lists all. */
const MOST_LISTED = 20;

const REASON_WORDS: Readonly<Record<LeftOutReason, string>> = {
  'not-kept': 'not kept by the import',
  'not-here': 'not on this device',
};

/** How far an archive is, and what came of it. */
export function ArchiveStatus(props: { readonly archive: Archive }): JSX.Element {
  const of = <K extends ArchiveState['kind']>(kind: K) => {
    const state = props.archive.state();
    return state.kind === kind ? (state as Extract<ArchiveState, { readonly kind: K }>) : undefined;
  };
  return (
    <Switch>
      <Match when={of('writing')}>
        {(now) => (
          <div class="artifact-archive">
            <progress
              aria-label="Writing the archive"
              value={now().doneBytes}
              max={Math.max(1, now().totalBytes)}
            />
            <span class="muted">
              {formatBytes(now().doneBytes)} of {formatBytes(now().totalBytes)}
            </span>
            <Button small onClick={() => props.archive.cancel()}>
              Cancel
            </Button>
          </div>
        )}
      </Match>
      <Match when={of('failed')}>
        {(now) => (
          <div class="artifact-archive" role="alert">
            <span>{now().text}</span>
            <Forget archive={props.archive} />
          </div>
        )}
      </Match>
      <Match when={of('done')}>
        {(now) => (
          <div class="artifact-archive">
            <span role="status">{doneWords(now().name, now().result)}</span>
            <Forget archive={props.archive} />
            <LeftOut result={now().result} />
          </div>
        )}
      </Match>
    </Switch>
  );
}

function Forget(props: { readonly archive: Archive }): JSX.Element {
  return (
    <Button
      small
      variant="quiet"
      icon="close"
      label="Dismiss what is said of the archive"
      onClick={() => props.archive.forget()}
    />
  );
}

function doneWords(name: string, { files, sizeBytes, leftOut, renamed }: ArchiveResult): string {
  const left = leftOut.length === 0 ? '' : ` ${formatPlural(leftOut.length, 'file')} not in it.`;
  const changed =
    renamed === 0 ? '' : ` ${formatPlural(renamed, 'name')} changed to what every system takes.`;
  return `${name}: ${formatPlural(files, 'file')}, ${formatBytes(sizeBytes)}.${left}${changed}`;
}

function LeftOut(props: { readonly result: ArchiveResult }): JSX.Element {
  return (
    <Show when={props.result.leftOut.length > 0}>
      <ul class="artifact-left-out" aria-label="Not in the archive">
        <For each={props.result.leftOut.slice(0, MOST_LISTED)}>
          {({ path, reason }) => (
            <li>
              {path} <span class="muted">{REASON_WORDS[reason]}</span>
            </li>
          )}
        </For>
        <Show when={props.result.leftOut.length > MOST_LISTED}>
          <li class="muted">
            and {formatCount(props.result.leftOut.length - MOST_LISTED)} more, which the archive lists
          </li>
        </Show>
      </ul>
    </Show>
  );
}
