import { formatAgo, formatBytes, formatCount, formatPlural } from '../../base/format.ts';
import { quoteValue } from '../../domain/filter/fields.ts';
import type { RunKey } from '../../domain/ids.ts';
import type { LiveRunView } from '../../domain/live/liveness.ts';
import type { WatchedFolderView, WatchState } from '../../domain/live/watched-folder.ts';

const STATES: Readonly<Record<WatchState, string>> = {
  reading: 'Reading',
  watching: 'Watching',
  'needs-permission': 'Waiting for your permission',
  paused: 'Paused',
  elsewhere: 'Watched in another tab',
  gone: 'Not there any more',
  full: 'The disk is full',
  failed: 'Stopped',
};

export function stateText(state: WatchState): string {
  return STATES[state];
}

/** What a state means for the person, and what to do; '' where all is well. */
export function stateAdvice(folder: Pick<WatchedFolderView, 'state' | 'why'>): string {
  switch (folder.state) {
    case 'reading':
      return 'Everything that is in it is read once; from then on only what is added.';
    case 'watching':
      return '';
    case 'needs-permission':
      return 'The browser forgot that this page may read the folder. Press Resume and allow it; nothing is lost, what was written meanwhile is read then.';
    case 'paused':
      return 'Nothing is read until you press Resume.';
    case 'elsewhere':
      return 'One tab watches for all of them. When it is closed, this one goes on.';
    case 'gone':
      return 'It was deleted, renamed or moved, or its drive is not connected. Put it back under its name and it is read on by itself within half a minute, or stop watching. Its runs stay.';
    case 'full':
      return 'What arrives is shown but cannot be stored. Free some space on this device; it is stored within a minute of that.';
    case 'failed':
      return `${folder.why === '' ? 'Reading it failed.' : sentence(folder.why)} What was stored is safe. Press Resume to try again.`;
  }
}

function sentence(text: string): string {
  const cut = text.slice(0, 300);
  return /[.!?…]$/.test(cut) ? cut : `${cut}.`;
}

/** Whether somebody has to do something about it. */
export function needsHelp(state: WatchState): boolean {
  return state === 'needs-permission' || state === 'gone' || state === 'full' || state === 'failed';
}

/** `3 live runs`, which lead to them; '' for none. */
export function liveWords({ liveRuns }: Pick<WatchedFolderView, 'liveRuns'>): string {
  return liveRuns > 0 ? formatPlural(liveRuns, 'live run') : '';
}

/** The table of the runs that are live now; null where there are none, or too many for an address. */
export function liveAddress({ liveRuns, liveKeys }: WatchedFolderView): string | null {
  return liveKeys.length === 0 || liveKeys.length < liveRuns ? null : addressOf(liveKeys);
}

function addressOf(runs: readonly RunKey[]): string | null {
  const ids = runs.map(quoteValue);
  if (ids.includes(null)) return null;
  const filter = `run_id IN (${ids.join(', ')})`;
  return `/experiments/all?${new URLSearchParams({ filter })}`;
}

/** More would fill an address. */
const MOST_LINKED = 100;

/** What teammates watch write, by teammate. */
export function liveElsewhere(views: readonly Pick<LiveRunView, 'run' | 'from' | 'isStalled'>[]) {
  const byName = new Map<string, RunKey[]>();
  for (const { run, from, isStalled } of views) {
    if (from === '' || isStalled) continue;
    byName.set(from, [...(byName.get(from) ?? []), run]);
  }
  return [...byName].map(([from, runs]) => ({
    from,
    words: liveWords({ liveRuns: runs.length }),
    address: (runs.length <= MOST_LINKED && addressOf(runs)) || '/experiments/all',
  }));
}

/** What follows those words: ` of 12 · 48 files · 1.2 MB added · last news 2 s ago`. */
export function folderFacts(folder: WatchedFolderView, nowMs: number): string {
  const parts: string[] = [];
  const { liveRuns, runs, fileCount, bytesAppended, lastNewsMs } = folder;
  if (liveRuns > 0) parts.push(` of ${formatCount(runs)}`);
  else if (runs > 0) parts.push(formatPlural(runs, 'run'));
  if (fileCount > 0) parts.push(formatPlural(fileCount, 'file'));
  if (bytesAppended > 0) parts.push(`${formatBytes(bytesAppended)} added`);
  if (lastNewsMs !== null) parts.push(`last news ${formatAgo(lastNewsMs, nowMs)}`);
  return parts.join(' · ');
}

/** How changes are noticed: a browser that tells of them, or looks again and again. */
export function howNoticed({ state, isObserved, lastLookMs }: WatchedFolderView, nowMs: number): string {
  if (state !== 'watching') return '';
  const looked = lastLookMs === null ? '' : ` · looked ${formatAgo(lastLookMs, nowMs)}`;
  return `${isObserved ? 'The browser tells of changes' : 'Looked through again and again'}${looked}`;
}

/** What the mark in the frame says of all folders and live runs; null where there is nothing to say. */
export function markText(
  folders: readonly Pick<WatchedFolderView, 'name' | 'state'>[],
  liveRuns: number,
): { readonly text: string; readonly needsHelp: boolean } | null {
  const troubled = folders.find(({ state }) => needsHelp(state));
  const live = liveWords({ liveRuns });
  if (troubled) {
    const words = troubled.state === 'needs-permission' ? 'resume watching' : troubledText(troubled.state);
    return { text: live ? `${live} · ${words}` : capital(words), needsHelp: true };
  }
  if (live !== '') return { text: live, needsHelp: false };
  if (folders.length === 0) return null;
  const many = folders.length > 1 ? `${formatCount(folders.length)} folders` : folders[0]!.name;
  const has = (state: WatchState) => folders.some((folder) => folder.state === state);
  if (has('reading')) return { text: `Reading ${many}`, needsHelp: false };
  if (has('watching')) return { text: `Watching ${many}`, needsHelp: false };
  if (has('elsewhere')) return { text: 'Watched in another tab', needsHelp: false };
  return { text: 'Watching is paused', needsHelp: false };
}

function troubledText(state: WatchState): string {
  return state === 'gone' ? 'folder gone' : state === 'full' ? 'disk full' : 'watching stopped';
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function resumeText(count: number): string {
  return `Resume watching ${formatPlural(count, 'folder')}`;
}

/** Why this browser cannot watch, and what serves instead. */
export const NO_PICKER =
  'This browser has no folder picker that a page may keep (showDirectoryPicker of the File System Access API; Chrome and Edge on a computer have it).';
export const DROP_AGAIN =
  'Drop the folder onto this page again whenever you want to see what is new: only what was added is imported, nothing twice.';
