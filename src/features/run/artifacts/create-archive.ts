import { type Accessor, createSignal, onCleanup } from 'solid-js';
import { isAbort } from '../../../base/abort.ts';
import { formatBytes, formatCount } from '../../../base/format.ts';
import { toSafeName } from '../../../base/safe-name.ts';
import {
  type ArchiveEntry,
  type ArchiveResult,
  MOST_ARCHIVE_BYTES,
  MOST_ARCHIVE_FILES,
  MOST_BLOB_BYTES,
} from '../../../rpc/download-api.ts';
import { useQuery } from '../../../state/query.ts';
import { savePicker } from '../../../ui/pickers.ts';
import { saveBlob } from '../../../ui/save-blob.ts';
import type { RunTables } from './archive-entries.ts';

export type ArchiveState =
  | { readonly kind: 'none' }
  | { readonly kind: 'writing'; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly kind: 'done'; readonly name: string; readonly result: ArchiveResult }
  | { readonly kind: 'failed'; readonly text: string };

export interface ArchivePlan {
  /** Of the file, without its ending. */
  readonly name: string;
  readonly entries: readonly ArchiveEntry[];
  readonly timeMs: number | null;
  /** Further files, made when the person has said where it goes. */
  readonly more?: () => Promise<RunTables>;
}

export interface Archive {
  readonly state: Accessor<ArchiveState>;
  start(plan: ArchivePlan): Promise<void>;
  cancel(): void;
  forget(): void;
}

/** Larger ones go straight into a file that the person chooses, where the browser lets them. */
const ASKED_FROM_BYTES = 64 * 1024 * 1024;

/** Writes one archive at a time, away from the page. */
export function createArchive(): Archive {
  const { workspace } = useQuery();
  const [state, setState] = createSignal<ArchiveState>({ kind: 'none' });
  let running: AbortController | null = null;
  onCleanup(() => running?.abort());

  const write = async (plan: ArchivePlan, totalBytes: number, signal: AbortSignal): Promise<void> => {
    const name = `${toSafeName(plan.name, 'run').slice(0, 120)}.zip`;
    // First of all, while the click still counts.
    const target = totalBytes >= ASKED_FROM_BYTES ? await pickFile(name) : null;
    setState({ kind: 'writing', doneBytes: 0, totalBytes });
    const more = await plan.more?.();
    const entries = [...plan.entries, ...(more?.entries ?? [])];
    const request = { workspace: workspace(), entries, notes: more?.notes ?? [], timeMs: plan.timeMs };
    const { writeArchive } = await import('../../../rpc/download-client.ts');
    const allBytes = sumBytes(entries);
    const result = await writeArchive(request, target, signal, (doneBytes) =>
      setState((now) =>
        now.kind === 'writing' ? { kind: 'writing', doneBytes, totalBytes: allBytes } : now,
      ),
    );
    if (result.blob) saveBlob(result.blob, name);
    setState({ kind: 'done', name, result });
  };

  return {
    state,
    start: async (plan) => {
      if (running) return;
      const totalBytes = sumBytes(plan.entries);
      const refusal = refusalText(plan.entries.length, totalBytes);
      if (refusal) {
        setState({ kind: 'failed', text: refusal });
        return;
      }
      running = new AbortController();
      try {
        await write(plan, totalBytes, running.signal);
      } catch (error) {
        if (!isAbort(error)) console.error('archive not written', error);
        setState(
          isAbort(error)
            ? { kind: 'none' }
            : { kind: 'failed', text: 'The archive could not be written. Is there room on the disk?' },
        );
      } finally {
        running = null;
      }
    },
    cancel: () => running?.abort(),
    forget: () => setState({ kind: 'none' }),
  };
}

function sumBytes(entries: readonly ArchiveEntry[]): number {
  return entries.reduce((sum, entry) => sum + (entry.content === null ? 0 : entry.sizeBytes), 0);
}

function refusalText(files: number, sizeBytes: number): string | null {
  if (files > MOST_ARCHIVE_FILES || sizeBytes > MOST_ARCHIVE_BYTES)
    return `More than ${formatCount(MOST_ARCHIVE_FILES)} files or ${formatBytes(MOST_ARCHIVE_BYTES)} do not fit into one zip. Download its folders one by one.`;
  if (sizeBytes > MOST_BLOB_BYTES && !savePicker())
    return `This browser cannot write to a file, and holds at most ${formatBytes(MOST_BLOB_BYTES)} in memory. Download its folders one by one.`;
  return null;
}

async function pickFile(suggestedName: string): Promise<FileSystemFileHandle | null> {
  return (await savePicker()?.({ suggestedName })) ?? null;
}
