import { type Accessor, createSignal, onCleanup } from 'solid-js';
import { isAbort } from '../../base/abort.ts';
import type { WorkspaceId } from '../../domain/ids.ts';
import type { ImportProgress, ImportReport } from '../../domain/import-report.ts';
import type { ImportProblem } from '../../domain/problem.ts';
import type { TableLayout } from '../../domain/table-layout.ts';
import type { DroppedItem, FoundSource, ImportOptions } from '../../rpc/import-api.ts';
import { type ImportClient, makeImportClient } from '../../rpc/import-client.ts';
import { labelOf } from '../../state/dropped-items.ts';

export type ImportState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'looking'; readonly label: string }
  | { readonly kind: 'review'; readonly label: string; readonly sources: readonly FoundSource[] }
  | {
      readonly kind: 'running';
      readonly label: string;
      readonly progress: ImportProgress | null;
      readonly startedMs: number;
    }
  | { readonly kind: 'done'; readonly label: string; readonly report: ImportReport; readonly into?: string }
  | { readonly kind: 'nothing'; readonly label: string; readonly problems: readonly ImportProblem[] }
  | { readonly kind: 'failed'; readonly label: string; readonly message: string };

export interface ImportTarget {
  readonly workspace: WorkspaceId;
  readonly artifactBudgetBytes: number;
  readonly artifactLimitBytes: number;
  /** Name of the workspace where it is not the one that was open: the last message says it. */
  readonly into?: string;
  readonly foldRuns?: boolean;
  readonly mayEdit?: boolean;
}

export interface ImportFlow {
  readonly state: Accessor<ImportState>;
  readonly busy: Accessor<boolean>;
  /** Looks at what was dropped and imports it, asking first where a table could be read in more than one way. */
  start(items: readonly DroppedItem[], target: () => Promise<ImportTarget>): Promise<void>;
  confirm(layouts: Readonly<Record<string, TableLayout | null>>): void;
  cancel(): void;
  resume(): void;
  dismiss(): void;
}

type Layouts = Readonly<Record<string, TableLayout | null>>;

/** One import at a time in this tab; a drop while one is under way waits its turn. */
export function createImportFlow(
  onCommitted: (report: ImportReport, target: ImportTarget) => Promise<void>,
): ImportFlow {
  const [state, setState] = createSignal<ImportState>({ kind: 'idle' });
  const busy = () => ['looking', 'review', 'running'].includes(state().kind);
  let client: ImportClient | null = null;
  let answer: ((layouts: Layouts | null) => void) | null = null;
  let queue: Promise<void> = Promise.resolve();

  const guard = (event: BeforeUnloadEvent): void => {
    if (busy()) event.preventDefault();
  };
  addEventListener('beforeunload', guard);
  onCleanup(() => {
    removeEventListener('beforeunload', guard);
    client?.close();
  });

  const importItems = async (
    items: readonly DroppedItem[],
    target: () => Promise<ImportTarget>,
  ): Promise<void> => {
    const label = labelOf(items);
    try {
      client = makeImportClient();
      setState({ kind: 'looking', label });
      const inspection = await client.inspect(items);
      if (inspection.sources.length === 0) {
        setState({ kind: 'nothing', label, problems: inspection.problems });
        return;
      }
      const layouts = await askLayouts(label, inspection.sources);
      if (!layouts) return void setState({ kind: 'idle' });
      const startedMs = Date.now();
      setState({ kind: 'running', label, progress: null, startedMs });
      const { into, ...goal } = await target();
      const options: ImportOptions = { ...goal, label, layouts };
      let isRunning = true;
      const report = await client.run(options, (progress) => {
        // Progress has a channel of its own: the last of it may arrive after the result.
        if (isRunning) setState({ kind: 'running', label, progress, startedMs });
      });
      isRunning = false;
      // What was committed stays imported even if the screen cannot show it yet.
      if (report.outcome === 'committed') await onCommitted(report, options).catch(reportError);
      setState({ kind: 'done', label, report, ...(into === undefined ? {} : { into }) });
    } catch (error) {
      if (isAbort(error)) setState({ kind: 'idle' });
      else
        setState({ kind: 'failed', label, message: error instanceof Error ? error.message : String(error) });
    } finally {
      client?.close();
      client = null;
    }
  };

  const askLayouts = (label: string, sources: readonly FoundSource[]): Promise<Layouts | null> => {
    if (sources.every((source) => !source.guess || source.guess.certainty === 'known'))
      return Promise.resolve({});
    setState({ kind: 'review', label, sources });
    return new Promise((resolve) => {
      answer = resolve;
    });
  };

  return {
    state,
    busy,
    start: (items, target) => {
      if (items.length === 0) return Promise.resolve();
      queue = queue.then(() => importItems(items, target));
      return queue;
    },
    confirm: (layouts) => answer?.(layouts),
    cancel: () => {
      answer?.(null);
      // Looking has nothing to roll back: the worker just ends.
      if (state().kind === 'looking') client?.close();
      else void client?.cancel();
    },
    resume: () => void client?.resume(),
    dismiss: () => {
      if (!busy()) setState({ kind: 'idle' });
    },
  };
}
