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
  /**
   * The result, or null where it was cancelled, broke, or there turned out to be nothing to write: `prepare` says what,
   * and may take its time.
   */
  start(prepare: () => Promise<ExportQuery | null>): Promise<ExportResult | null>;
  cancel(): void;
}

/** One export at a time; it ends with whoever made it. `ready`: what must have happened before the store is read. */
export function createExportTask(ready: () => Promise<void> = async () => undefined): ExportTask {
  const [state, setState] = createSignal<ExportState>({ kind: 'idle' });
  let abort: AbortController | null = null;
  let isClosed = false;
  const cancel = () => abort?.abort();
  onCleanup(() => {
    isClosed = true;
    cancel();
  });
  return {
    state,
    cancel,
    start: async (prepare) => {
      cancel();
      // A picker of files may be answered after the dialog that asked.
      if (isClosed) return null;
      const own = new AbortController();
      abort = own;
      const show = (next: ExportState) => {
        if (abort === own) setState(next);
      };
      show({ kind: 'running', progress: null });
      try {
        const query = await prepare();
        if (query) await ready();
        own.signal.throwIfAborted();
        const result =
          query &&
          (await runExport(query, own.signal, (progress) => {
            if (!own.signal.aborted) show({ kind: 'running', progress });
          }));
        show(result ? { kind: 'ended', result } : { kind: 'idle' });
        return result;
      } catch (error) {
        if (isAbort(error)) show({ kind: 'idle' });
        else show({ kind: 'broken', message: error instanceof Error ? error.message : String(error) });
        return null;
      }
    },
  };
}
