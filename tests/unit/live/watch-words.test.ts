import { expect, test } from 'vitest';
import { toRunKey } from '../../../src/domain/ids.ts';
import type {
  WatchedFolderId,
  WatchedFolderView,
  WatchState,
} from '../../../src/domain/live/watched-folder.ts';
import {
  folderFacts,
  liveAddress,
  liveElsewhere,
  liveWords,
  markText,
  stateAdvice,
  stateText,
} from '../../../src/features/watch/watch-words.ts';

const NOW = 1_700_000_000_000;
const folder: WatchedFolderView = {
  id: 'f' as WatchedFolderId,
  name: 'mlruns',
  state: 'watching',
  why: '',
  isObserved: true,
  fileCount: 1480,
  liveRuns: 3,
  runs: 12,
  liveKeys: [],
  bytesRead: 0,
  bytesAtStart: 0,
  bytesAppended: 2048,
  lastNewsMs: NOW - 12_000,
  lastLookMs: NOW,
  problems: [],
  problemCount: 0,
};
const STATES: readonly WatchState[] = [
  'reading',
  'watching',
  'needs-permission',
  'paused',
  'elsewhere',
  'gone',
  'full',
  'failed',
];

test('every state but the good one says what it means', () => {
  for (const state of STATES) {
    expect(stateText(state)).not.toBe('');
    if (state !== 'watching') expect(stateAdvice({ state, why: '' })).toMatch(/\.$/);
  }
  expect(stateAdvice({ state: 'failed', why: 'The worker stopped' })).toMatch(/^The worker stopped\. What/);
});

test('facts of a folder in one line', () => {
  expect(liveWords(folder) + folderFacts(folder, NOW)).toBe(
    '3 live runs of 12 · 1,480 files · 2.0 KB added · last news 12 s ago',
  );
  expect(folderFacts({ ...folder, liveRuns: 0, runs: 1, bytesAppended: 0, lastNewsMs: null }, NOW)).toBe(
    '1 run · 1,480 files',
  );
});

test('live runs lead to the table of them, where their keys fit an address', () => {
  const keys = ['a1', 'b2'].map(toRunKey);
  const address = liveAddress({ ...folder, liveRuns: 2, liveKeys: keys });
  expect(new URLSearchParams(address?.split('?')[1]).get('filter')).toBe("run_id IN ('a1', 'b2')");
  expect(liveAddress({ ...folder, liveRuns: 3, liveKeys: keys })).toBeNull();
  expect(liveAddress({ ...folder, liveRuns: 0, liveKeys: [] })).toBeNull();
});

test('what teammates watch is told by teammate', () => {
  const view = (run: string, from: string, isStalled = false) => ({ run: toRunKey(run), from, isStalled });
  const told = liveElsewhere([
    view('a', 'Ana'),
    view('b', ''),
    view('c', 'Ben'),
    view('d', 'Ana'),
    view('e', 'Ben', true),
  ]);
  expect(told.map(({ from, words }) => [from, words])).toEqual([
    ['Ana', '2 live runs'],
    ['Ben', '1 live run'],
  ]);
  expect(told[0]?.address).toContain('filter=run_id+IN');
});

test('the mark in the frame: what needs help first, then what is live', () => {
  const as = (state: WatchState, name = 'mlruns') => ({ name, state });
  expect(markText([], 0)).toBeNull();
  expect(markText([], 1)?.text).toBe('1 live run');
  expect(markText([as('watching')], 0)?.text).toBe('Watching mlruns');
  expect(markText([as('watching'), as('reading')], 0)?.text).toBe('Reading 2 folders');
  expect(markText([as('paused')], 0)?.text).toBe('Watching is paused');
  expect(markText([as('needs-permission')], 0)).toEqual({ text: 'Resume watching', needsHelp: true });
  expect(markText([as('gone'), as('watching')], 2)).toEqual({
    text: '2 live runs · folder gone',
    needsHelp: true,
  });
});
