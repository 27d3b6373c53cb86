import { type Accessor, createSignal, onCleanup } from 'solid-js';
import { isAbort } from '../../base/abort.ts';
import type { ExportProgress, ExportQuery, ExportResult } from '../../rpc/export-api.ts';
import { runExport } from '../../rpc/export-client.ts';

export type ExportState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly progress: ExportProgress | null }
  | { readonly kind: 'ended'; readonly result: ExportResult }
  | { readonly kind: 'broken'; readonly message: string };

export interface ExportTask {
  readonly state: Accessor<ExportState>;
  /** The result, or null where it was cancelled or broke. */
  start(query: ExportQuery): Promise<ExportResult | null>;
  cancel(): void;
}

/** One export at a time; it ends with whoever made it. */
export function createExportTask(): ExportTask {
  const [state, setState] = createSignal<ExportState>({ kind: 'idle' });
  let abort: AbortController | null = null;
  const cancel = () => abort?.abort();
  onCleanup(cancel);
  return {
    state,
    cancel,
    start: async (query) => {
      cancel();
      const own = new AbortController();
      abort = own;
      setState({ kind: 'running', progress: null });
      try {
        const result = await runExport(query, own.signal, (progress) => {
          if (abort === own && !own.signal.aborted) setState({ kind: 'running', progress });
        });
        setState({ kind: 'ended', result });
        return result;
      } catch (error) {
        if (isAbort(error)) setState({ kind: 'idle' });
        else setState({ kind: 'broken', message: error instanceof Error ? error.message : String(error) });
        return null;
      }
    },
  };
}
