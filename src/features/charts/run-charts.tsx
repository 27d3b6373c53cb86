import { createEffect, createMemo, createSignal, type JSX, onCleanup, Show } from 'solid-js';
import type { RunKey } from '../../domain/ids.ts';
import type { StoredRun, StoredSeries } from '../../domain/run.ts';
import { useQuery } from '../../state/query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ChartWall } from './chart-wall.tsx';

/** Every metric of these runs, one chart a metric with a line a run. */
export function RunCharts(props: { readonly runs: readonly RunKey[] }): JSX.Element {
  const { records, failure, retry } = createRecords(() => props.runs);
  const series = createMemo(() => uniteSeries(records() ?? []));
  const chartRuns = createMemo(() =>
    (records() ?? []).map((record) => ({ run: record.key, name: record.name || record.key.slice(0, 8) })),
  );
  return (
    <Show
      when={!failure()}
      fallback={
        <EmptyState title="The metrics could not be read." text={failure() ?? ''}>
          <Button onClick={retry}>Try again</Button>
        </EmptyState>
      }
    >
      <Show when={records()} fallback={<Skeleton lines={4} />}>
        <Show when={series().length > 0} fallback={<EmptyState title="No metrics were logged." />}>
          <ChartWall runs={chartRuns()} series={series()} />
        </Show>
      </Show>
    </Show>
  );
}

/** Each key once, told by the run that logged it most often. */
function uniteSeries(records: readonly StoredRun[]): readonly StoredSeries[] {
  const byKey = new Map<string, StoredSeries>();
  for (const { series } of records) {
    for (const one of series) if (one.count > (byKey.get(one.key)?.count ?? 0)) byKey.set(one.key, one);
  }
  return [...byKey.values()];
}

/** The records of the runs; undefined while the first answer is under way. Runs that are not there are left out. */
function createRecords(keys: () => readonly RunKey[]): {
  readonly records: () => readonly StoredRun[] | undefined;
  readonly failure: () => string | null;
  readonly retry: () => void;
} {
  const { api, version } = useQuery();
  const [records, setRecords] = createSignal<readonly StoredRun[]>();
  const [failure, setFailure] = createSignal<string | null>(null);
  const [attempt, setAttempt] = createSignal(0);
  createEffect(() => {
    attempt();
    const asked = keys();
    if (version() === 0) return;
    let isOvertaken = false;
    onCleanup(() => {
      isOvertaken = true;
    });
    Promise.all(asked.map((key) => api.run(key))).then(
      (details) => {
        if (isOvertaken) return;
        setFailure(null);
        const found = details.flatMap((detail) => detail?.run ?? []);
        // An import that left these runs alone must not make every chart anew.
        setRecords((known) => (known && sameContent(known, found) ? known : found));
      },
      (error: unknown) => {
        if (!isOvertaken) setFailure(error instanceof Error ? error.message : String(error));
      },
    );
  });
  return { records, failure, retry: () => setAttempt((count) => count + 1) };
}

function sameContent(a: readonly StoredRun[], b: readonly StoredRun[]): boolean {
  return a.length === b.length && a.every((run, index) => run.content === b[index]?.content);
}
