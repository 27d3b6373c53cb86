import { A } from '@solidjs/router';
import { type Accessor, createUniqueId, type JSX, Show } from 'solid-js';
import { formatPlural } from '../../base/format.ts';
import type { WatchedFolderView } from '../../domain/live/watched-folder.ts';
import { useWatch } from '../../state/watch.ts';
import { Button } from '../../ui/button.tsx';
import { resumeFolders } from './resume-folders.ts';
import {
  folderFacts,
  howNoticed,
  liveAddress,
  liveWords,
  needsHelp,
  stateAdvice,
  stateText,
} from './watch-words.ts';

const RESUMES: ReadonlySet<string> = new Set(['paused', 'needs-permission', 'gone', 'failed']);
const PAUSES: ReadonlySet<string> = new Set(['reading', 'watching', 'elsewhere', 'full']);

/** One folder: how it stands, what came of it, and what can be done. */
export function WatchedFolderItem(props: {
  readonly folder: WatchedFolderView;
  readonly nowMs: Accessor<number>;
  readonly onProblems: () => void;
  /** Its live runs are on the way to be shown. */
  readonly onShow: () => void;
}): JSX.Element {
  const watch = useWatch();
  const nameId = createUniqueId();
  const folder = () => props.folder;
  const advice = () => stateAdvice(folder());
  const facts = () => folderFacts(folder(), props.nowMs());
  const noticed = () => howNoticed(folder(), props.nowMs());
  return (
    <li class="watched-folder" aria-labelledby={nameId}>
      <div class="watched-head">
        <span
          class="watched-dot"
          classList={{
            'is-live': folder().state === 'watching' || folder().state === 'reading',
            'needs-help': needsHelp(folder().state),
          }}
          aria-hidden="true"
        />
        <strong id={nameId} class="cut" title={folder().name}>
          {folder().name}
        </strong>
        <span class="watched-state" classList={{ 'needs-help': needsHelp(folder().state) }}>
          {stateText(folder().state)}
        </span>
      </div>
      <Show when={liveWords(folder()) || facts()}>
        <p class="watched-facts">
          <Show when={liveAddress(folder())} fallback={liveWords(folder())}>
            {(address) => (
              <A href={address()} onClick={() => props.onShow()}>
                {liveWords(folder())}
              </A>
            )}
          </Show>
          {facts()}
        </p>
      </Show>
      <Show when={noticed()}>
        <p class="watched-facts muted">{noticed()}</p>
      </Show>
      <Show when={advice()}>
        <p class="watched-advice">{advice()}</p>
      </Show>
      <div class="watched-actions">
        <Show when={RESUMES.has(folder().state)}>
          <Button
            small
            variant={folder().state === 'needs-permission' ? 'primary' : 'plain'}
            aria-describedby={nameId}
            onClick={() => void resumeFolders(watch, [folder().id])}
          >
            Resume
          </Button>
        </Show>
        <Show when={PAUSES.has(folder().state)}>
          <Button small aria-describedby={nameId} onClick={() => void watch.pause(folder().id)}>
            Pause
          </Button>
          <Button small aria-describedby={nameId} onClick={() => void watch.look(folder().id)}>
            Look now
          </Button>
        </Show>
        <Show when={folder().problemCount > 0}>
          <Button small aria-describedby={nameId} onClick={() => props.onProblems()}>
            {formatPlural(folder().problemCount, 'problem')}
          </Button>
        </Show>
        <Button
          small
          variant="quiet"
          aria-describedby={nameId}
          onClick={() => void watch.remove(folder().id)}
        >
          Stop watching
        </Button>
      </div>
    </li>
  );
}
