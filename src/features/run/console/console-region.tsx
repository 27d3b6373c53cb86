import { createEffect, createMemo, createSignal, type JSX, on, Show } from 'solid-js';
import { formatBytes, formatCount, formatPlural } from '../../../base/format.ts';
import type { ArtifactEntry } from '../../../domain/run.ts';
import { ScrollBox } from '../../../ui/scroll-box.tsx';
import { SearchBox } from '../../../ui/search-box.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { Region } from '../region.tsx';
import './console.css';
import { cleanLine, findLines } from './console-text.ts';
import { createStoredConsole } from './stored-console.ts';

/** This near to the end counts as there. */
const END_PX = 24;
const NO_LINES: readonly string[] = [];

/** What the run wrote to its console: the last lines while it is live, the end of the stored log afterwards. */
export function ConsoleRegion(props: {
  /** Of a live run; undefined where nobody watches it. */
  readonly live: readonly string[] | undefined;
  readonly artifacts: readonly ArtifactEntry[];
}): JSX.Element {
  const liveLines = createMemo(() => (props.live ?? NO_LINES).map(cleanLine));
  const isLive = createMemo(() => liveLines().length > 0);
  const stored = createStoredConsole(
    () => props.artifacts,
    () => !isLive(),
  );
  const lines = () => (isLive() ? liveLines() : (stored()?.lines ?? NO_LINES));
  return (
    <Show when={lines().length > 0}>
      <Console
        lines={lines()}
        isLive={isLive()}
        path={isLive() ? '' : (stored()?.path ?? '')}
        leftOutBytes={isLive() ? 0 : (stored()?.leftOutBytes ?? 0)}
      />
    </Show>
  );
}

function Console(props: {
  readonly lines: readonly string[];
  readonly isLive: boolean;
  readonly path: string;
  readonly leftOutBytes: number;
}): JSX.Element {
  const [search, setSearch] = createSignal('');
  const [follows, setFollows] = createSignal(true);
  const [held, setHeld] = createSignal<readonly string[] | null>(null);
  /** While nobody follows, what is read stays as it is: a marked word, a place. */
  const shown = () => held() ?? props.lines;
  const found = createMemo(() => findLines(shown(), search()));
  const text = createMemo(() => found().join('\n'));
  let box: HTMLElement | null = null;
  const toEnd = (): void => {
    if (box && follows()) box.scrollTop = box.scrollHeight;
  };
  createEffect(on([text, follows], () => queueMicrotask(toEnd)));
  const follow = (next: boolean): void => {
    setHeld(next || !props.isLive ? null : props.lines);
    setFollows(next);
  };
  const onScroll = (scrolled: HTMLElement): void => {
    const isAtEnd = scrolled.scrollHeight - scrolled.scrollTop - scrolled.clientHeight < END_PX;
    // Whoever scrolls up wants to read; whoever comes back to the end wants to go on.
    if (props.isLive && isAtEnd !== follows()) follow(isAtEnd);
  };
  const count = () => {
    const all = formatPlural(shown().length, 'line');
    return search().trim() === '' ? `last ${all}` : `${formatCount(found().length)} of ${all}`;
  };
  return (
    <Region
      title="Console"
      id="run-console"
      count={count()}
      tools={
        <>
          <Show when={props.isLive}>
            <Switch label="Follow" checked={follows()} onChange={follow} />
          </Show>
          <SearchBox label="Search console" value={search()} onInput={setSearch} />
        </>
      }
    >
      <div
        ref={(element) =>
          queueMicrotask(() => {
            box = element.querySelector('.scroll-box');
            toEnd();
          })
        }
      >
        <ScrollBox class="console" label="Console lines" onScroll={onScroll}>
          <pre>{text()}</pre>
          <Show when={found().length === 0}>
            <p class="runpage-none">No line has “{search().trim()}”.</p>
          </Show>
        </ScrollBox>
      </div>
      <Show when={props.leftOutBytes > 0}>
        <p class="muted console-note">
          The end of {props.path}; {formatBytes(props.leftOutBytes)} before it are under Artifacts.
        </p>
      </Show>
      <Show when={props.isLive && !follows()}>
        <p class="muted console-note">Held here. Switch Follow on for what was written since.</p>
      </Show>
    </Region>
  );
}
