import { useSearchParams } from '@solidjs/router';
import { createMemo, type JSX, Show } from 'solid-js';
import { formatPlural } from '../../base/format.ts';
import { type RunKey, toRunKey } from '../../domain/ids.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import './compare.css';

/** More lines than this on every chart tell nothing apart; the screen says what it left out. */
const MOST_RUNS = 50;

/** `#/compare?runs=a,b`: the chosen runs on common charts. The charts come from the shell. */
export function CompareScreen(props: {
  readonly charts: (runs: () => readonly RunKey[]) => JSX.Element;
}): JSX.Element {
  const [search] = useSearchParams<{ runs: string }>();
  const asked = createMemo(() => parseRuns(search.runs));
  const shown = createMemo(() => asked().slice(0, MOST_RUNS));
  return (
    <div class="compare-screen">
      <header class="compare-header">
        <h1>Compare {formatPlural(asked().length, 'run')}</h1>
        <Show when={asked().length > shown().length}>
          <p class="muted">The first {MOST_RUNS} are drawn.</p>
        </Show>
      </header>
      <Show
        when={shown().length > 0}
        fallback={<EmptyState title="Select runs in the table to compare them." />}
      >
        {props.charts(shown)}
      </Show>
    </div>
  );
}

function parseRuns(text: string | string[] | undefined): readonly RunKey[] {
  const joined = Array.isArray(text) ? text.join(',') : (text ?? '');
  return [...new Set(joined.split(',').filter(Boolean))].map(toRunKey);
}
