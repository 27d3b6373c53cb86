import { type Remote, wrap } from 'comlink';
import type { MarkdownBlock } from '../base/markdown-tree.ts';
import type { PreviewApi, TableFormat, TableHeadResult, TextDiff } from './preview-api.ts';

/** Time limits: input that needs longer is made to need longer, or is too large for a preview. */
const MARKDOWN_LIMIT_MS = 4_000;
const TABLE_LIMIT_MS = 20_000;
const DIFF_LIMIT_MS = 10_000;

interface Running {
  readonly worker: Worker;
  readonly api: Remote<PreviewApi>;
}

let running: Running | null = null;

/** The first rows of a CSV or Parquet file. */
export async function readTableHead(
  format: TableFormat,
  name: string,
  file: Blob,
  rowLimit: number,
): Promise<TableHeadResult> {
  const answer = await callWithin<TableHeadResult>(TABLE_LIMIT_MS, async (api) =>
    api.tableHead(format, name, file, rowLimit),
  );
  return answer ?? { kind: 'unreadable' };
}

/** Markdown as a tree that is safe to show; text that takes too long comes back as its source. */
export async function readMarkdown(source: string): Promise<readonly MarkdownBlock[]> {
  const answer = await callWithin(MARKDOWN_LIMIT_MS, async (api) => api.markdown(source));
  return answer ?? [{ kind: 'source', text: source }];
}

/** Two texts side by side. */
export async function readTextDiff(left: Blob, right: Blob): Promise<TextDiff> {
  const answer = await callWithin<TextDiff>(DIFF_LIMIT_MS, async (api) => api.textDiff(left, right));
  return answer ?? { kind: 'too-different' };
}

/** The answer, or null when the time was up or the worker failed; a worker that hangs is replaced. */
async function callWithin<T>(
  limitMs: number,
  call: (api: Remote<PreviewApi>) => Promise<T>,
): Promise<T | null> {
  const used = ensureWorker();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeUp = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, limitMs, null);
    used.worker.addEventListener('error', () => resolve(null), { once: true });
  });
  try {
    const answer = await Promise.race([call(used.api), timeUp]);
    if (answer === null) stopWorker(used);
    return answer;
  } catch (error) {
    console.error('preview failed', error);
    return null;
  } finally {
    clearTimeout(timer);
  }
}

function ensureWorker(): Running {
  if (running) return running;
  const worker = new Worker(new URL('../../workers/preview.worker.ts', import.meta.url), { type: 'module' });
  running = { worker, api: wrap<PreviewApi>(worker) };
  return running;
}

function stopWorker(used: Running): void {
  used.worker.terminate();
  if (running === used) running = null;
}
