import { type Accessor, createSignal, onCleanup } from 'solid-js';
import type { DatasetRecord } from '../../domain/records.ts';
import type { FingerprintProblem, FingerprintProgress, FingerprintTaken } from '../../rpc/fingerprint-api.ts';
import { takeFingerprint } from '../../rpc/fingerprint-client.ts';
import type { DroppedItem } from '../../rpc/import-api.ts';
import { useActions } from '../../state/actions.ts';
import { useEdits } from '../../state/edits.ts';
import { useQuery } from '../../state/query.ts';

export type TakingState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'taking'; readonly progress: FingerprintProgress | null; readonly startedMs: number }
  | { readonly kind: 'failed'; readonly code: FingerprintProblem | 'broken' };

export interface Taking {
  readonly state: Accessor<TakingState>;
  start(items: readonly DroppedItem[]): void;
  cancel(): void;
}

/** Takes fingerprints one at a time and says of which dataset each is. Leaving the screen cancels. */
export function createTaking(options: {
  /** What files are shown for; null where that is to be found out. */
  readonly dataset: Accessor<DatasetRecord | null>;
  /** Whether a file that is other data becomes a version of its own under the dataset's name. */
  readonly keepsVersions: Accessor<boolean>;
  readonly onTaken: (taken: FingerprintTaken) => void;
}): Taking {
  const { api, workspace } = useQuery();
  const actions = useActions();
  const edits = useEdits();
  const [state, setState] = createSignal<TakingState>({ kind: 'idle' });
  let abort: AbortController | null = null;
  onCleanup(() => abort?.abort());

  const take = async (items: readonly DroppedItem[], signal: AbortSignal): Promise<void> => {
    const startedMs = Date.now();
    setState({ kind: 'taking', progress: null, startedMs });
    const shown = options.dataset();
    const into = workspace();
    const datasets = await api.datasets();
    const known = datasets.map(({ key, digest }) => ({ key, digest }));
    const newVersionOf = options.keepsVersions() ? shown : null;
    const ask = { workspace: into, dataset: shown?.key ?? null, newVersionOf, known };
    const result = await takeFingerprint(items, ask, signal, (progress) => {
      if (!signal.aborted) setState({ kind: 'taking', progress, startedMs });
    });
    if (!result.ok) {
      setState(result.code === 'cancelled' ? { kind: 'idle' } : { kind: 'failed', code: result.code });
      return;
    }
    // Another workspace was opened meanwhile: the fact is kept where it belongs, the edit would not be.
    if (into === workspace()) {
      const { dataset, fingerprint } = result.value;
      await actions.factsCommitted(into);
      const name =
        datasets.find(({ key }) => key === dataset)?.name ?? newVersionOf?.name ?? fingerprint.name;
      if (dataset && into === workspace()) edits.setFingerprint(dataset, fingerprint.key, true, name);
    }
    setState({ kind: 'idle' });
    // Who left the screen meanwhile is not called back to it.
    if (signal.aborted) return;
    options.onTaken(result.value);
  };

  return {
    state,
    start: (items) => {
      if (items.length === 0 || state().kind === 'taking') return;
      abort = new AbortController();
      take(items, abort.signal).catch((error: unknown) => {
        reportError(error);
        setState({ kind: 'failed', code: 'broken' });
      });
    },
    cancel: () => abort?.abort(),
  };
}
