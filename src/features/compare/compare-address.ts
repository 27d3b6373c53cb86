import { useLocation, useSearchParams } from '@solidjs/router';
import { type Accessor, createEffect, createMemo } from 'solid-js';
import type { RunKey } from '../../domain/ids.ts';
import { parseRunSet, type RunSet, runSetQuery, toRunSetCode } from '../../domain/run-set-code.ts';
import { parseOrigin, type TableOrigin } from './table-origin.ts';

export type CompareTab = 'differences' | 'charts' | 'plots' | 'artifacts';

/** Columns to group by that an address may name. */
const MOST_LEVELS = 8;
const MAX_TEXT = 2_000;

/** What the address of the screen says; everything but the runs may be missing. */
export interface CompareAddress {
  readonly runSet: Accessor<RunSet>;
  readonly tab: Accessor<CompareTab>;
  /** Id of the column that the others are compared with. */
  readonly baseline: Accessor<string | null>;
  /** Whether runs stand across the top, or their fields. */
  readonly across: Accessor<'runs' | 'fields'>;
  readonly onlyDifferences: Accessor<boolean>;
  /** Last values of metrics, or the best by their direction. */
  readonly metrics: Accessor<'last' | 'best'>;
  readonly by: Accessor<readonly string[]>;
  readonly left: Accessor<string | null>;
  readonly right: Accessor<string | null>;
  readonly file: Accessor<string | null>;
  /** The table that the runs were chosen in; null where the address was opened by itself. */
  readonly table: TableOrigin | null;
  /** Other runs, and what else is no longer true with them. A step of its own: Back has the others again. */
  setRuns(runs: readonly RunKey[], change?: CompareChange): void;
  set(change: CompareChange): void;
}

export type CompareChange = Partial<Record<Exclude<keyof Search, 'runs' | 'set'>, string | null>>;

interface Search extends Record<string, string> {
  runs: string;
  set: string;
  tab: string;
  baseline: string;
  across: string;
  only: string;
  metrics: string;
  by: string;
  left: string;
  right: string;
  file: string;
}

const TABS: readonly CompareTab[] = ['differences', 'charts', 'plots', 'artifacts'];

export function createCompareAddress(): CompareAddress {
  const [search, setSearch] = useSearchParams<Search>();
  // After a reload, and after Back, the router has forgotten what the browser still knows.
  const origin = parseOrigin(useLocation().state) ?? parseOrigin(window.history.state);
  const go = (change: Partial<Record<keyof Search, string | null>>, replace: boolean) =>
    setSearch(change as Partial<Search>, { replace, scroll: false, state: { table: origin } });
  const textOf = (name: keyof Search): string => [search[name]].flat()[0] ?? '';
  const shortText = (name: keyof Search) => textOf(name).slice(0, MAX_TEXT) || null;
  // The same runs again (another tab, another baseline) must not ask for everything anew.
  const runSet = createMemo(() => parseRunSet({ runs: textOf('runs'), set: textOf('set') }), undefined, {
    equals: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  // However long a list somebody came with, the address bar has one that can be pasted.
  createEffect(() => {
    const set = runSet();
    if (textOf('runs') === '' || set.kind !== 'runs' || !runSetQuery(set.runs).startsWith('set=')) return;
    go({ runs: null, set: toRunSetCode(set.runs) }, true);
  });
  const by = createMemo((): readonly string[] => parseBy(textOf('by')), [], {
    equals: (a, b) => a.join('\n') === b.join('\n'),
  });
  return {
    runSet,
    tab: createMemo(() => TABS.find((tab) => tab === textOf('tab')) ?? 'differences'),
    baseline: createMemo(() => shortText('baseline')),
    across: createMemo(() => (textOf('across') === 'fields' ? 'fields' : 'runs')),
    onlyDifferences: createMemo(() => textOf('only') === '1'),
    metrics: createMemo(() => (textOf('metrics') === 'best' ? 'best' : 'last')),
    by,
    left: createMemo(() => shortText('left')),
    right: createMemo(() => shortText('right')),
    file: createMemo(() => shortText('file')),
    table: origin,
    setRuns: (runs, change = {}) => {
      const query = new URLSearchParams(runSetQuery(runs));
      go({ ...change, runs: query.get('runs') || null, set: query.get('set') }, false);
    },
    set: (change) => go(change, true),
  };
}

/** Keys may hold commas: each is encoded on its own. */
export function byText(columns: readonly string[]): string | null {
  return columns.length === 0 ? null : columns.map(encodeURIComponent).join(',');
}

function parseBy(text: string): readonly string[] {
  const parts = text
    .slice(0, MAX_TEXT * MOST_LEVELS)
    .split(',')
    .filter(Boolean)
    .slice(0, MOST_LEVELS);
  return [...new Set(parts.flatMap((part) => decoded(part) ?? []))];
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
