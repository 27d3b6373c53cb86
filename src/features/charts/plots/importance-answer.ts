import { type Accessor, createEffect, createSignal, onCleanup } from 'solid-js';
import { isAbort } from '../../../base/abort.ts';
import type { ImportanceResult } from '../../../rpc/analysis-api.ts';
import { askImportance } from '../../../rpc/analysis-client.ts';
import type { ColumnId } from '../../../rpc/query-api.ts';
import type { PlotData } from './plot-data.ts';

/** The same question has the same answer on every device. */
const SEED = 20_240_501;
/** Shorter waits are not worth a bar. */
const QUIET_MS = 100;

export interface ImportanceState {
  readonly result: Accessor<ImportanceResult | undefined>;
  readonly failure: Accessor<string | null>;
  /** Share done of a computation that takes a while; null otherwise. */
  readonly progress: Accessor<number | null>;
  readonly isStopped: Accessor<boolean>;
  readonly stop: () => void;
  readonly restart: () => void;
}

/** Computed anew whenever the values change; what is under way then is given up. */
export function createImportance(
  data: Accessor<PlotData | undefined>,
  target: Accessor<ColumnId>,
  params: Accessor<readonly ColumnId[]>,
): ImportanceState {
  const [result, setResult] = createSignal<ImportanceResult>();
  const [failure, setFailure] = createSignal<string | null>(null);
  const [progress, setProgress] = createSignal<number | null>(null);
  const [isStopped, setIsStopped] = createSignal(false);
  const [attempt, setAttempt] = createSignal(0);
  let controller = new AbortController();
  createEffect(() => {
    attempt();
    const known = data();
    const column = known?.raw.get(target());
    const columns = params().flatMap((id) => known?.raw.get(id) ?? []);
    if (!known || !column) return;
    const mine = new AbortController();
    controller = mine;
    setIsStopped(false);
    setFailure(null);
    const startedMs = performance.now();
    let isOver = false;
    askImportance({ target: column, params: columns, seed: SEED }, mine.signal, (share) => {
      // What was said of the way may arrive after the answer.
      const isWanted = controller === mine && !isOver && performance.now() - startedMs > QUIET_MS;
      if (isWanted) setProgress(share);
    }).then(
      (answer) => {
        isOver = true;
        if (controller !== mine) return;
        setProgress(null);
        setResult(answer);
      },
      (error: unknown) => {
        isOver = true;
        if (controller !== mine) return;
        setProgress(null);
        if (!isAbort(error)) setFailure(error instanceof Error ? error.message : String(error));
      },
    );
    onCleanup(() => mine.abort());
  });
  return {
    result,
    failure,
    progress,
    isStopped,
    stop: () => {
      controller.abort();
      setProgress(null);
      setIsStopped(true);
    },
    restart: () => setAttempt((count) => count + 1),
  };
}
