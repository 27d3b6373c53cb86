import { type Accessor, createEffect, createMemo, createSignal } from 'solid-js';
import { reuse } from '../../base/reuse.ts';
import type { RunKey } from '../../domain/ids.ts';
import type { MetricOverview } from '../../rpc/query-api.ts';
import { createPacedLive } from '../../state/paced-live.ts';
import { useQuery } from '../../state/query.ts';

/** A run that goes on seldom logs a metric that it did not log before. */
const METRICS_MS = 2000;

export interface MetricsOfRuns {
  /** Undefined until the first answer; the former stays while the next is under way. */
  readonly metrics: Accessor<readonly MetricOverview[] | undefined>;
  readonly failure: Accessor<string | null>;
  readonly retry: () => void;
}

/** Every metric that any of these runs logged, kept up with imports and live runs. */
export function createMetricsOfRuns(runs: Accessor<readonly RunKey[]>): MetricsOfRuns {
  const { api, version } = useQuery();
  const live = createPacedLive(METRICS_MS);
  const [metrics, setMetrics] = createSignal<readonly MetricOverview[]>();
  const [failure, setFailure] = createSignal<string | null>(null);
  const [attempt, setAttempt] = createSignal(0);
  const asked = createMemo((before: readonly RunKey[]) => reuse(before, runs()), []);
  let newest = 0;
  createEffect(() => {
    attempt();
    live();
    const keys = asked();
    newest += 1;
    const mine = newest;
    if (version() === 0) return;
    api.metricsOf(keys).then(
      (found) => {
        if (mine !== newest) return;
        setFailure(null);
        setMetrics((known) => (known ? reuse(known, found) : found));
      },
      (error: unknown) => {
        if (mine === newest) setFailure(error instanceof Error ? error.message : String(error));
      },
    );
  });
  return { metrics, failure, retry: () => setAttempt((count) => count + 1) };
}
